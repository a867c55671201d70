import Store
import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/procedures", action: "procedures.list", who: .staff, page: ProcedureListPages.list),
        Route(.get, "/procedures/inbox", action: "procedures.inbox", who: .staff, page: InboxPages.show),
        Route(.get, "/procedures/incidents", action: "incidents.list", who: .staff, page: IncidentPages.list),
        Route(.post, "/procedures/incidents/:id/retry", action: RetryIncident.name, who: .staff, page: IncidentPages.retry),
        Route(.get, "/procedures/:id", action: "procedures.show", who: .staff, page: ProcedurePages.show),
        Route(.post, "/procedures/:id/tasks/:task/claim", action: ClaimTask.name, who: .staff, page: TaskPages.claim),
        Route(.post, "/procedures/:id/tasks/:task/release", action: ReleaseTask.name, who: .staff, page: TaskPages.release),
        Route(.get, "/procedures/:id/tasks/:task/acts/:act", action: "procedures.prepare", who: .staff, page: ActPages.show),
        Route(.post, "/procedures/:id/tasks/:task/acts/:act", action: DecideTask.name, who: .staff, page: ActPages.perform),
        Route(.get, "/procedures/:id/notes", action: WriteNote.name, who: .staff, page: NotePages.show),
        Route(.post, "/procedures/:id/notes", action: WriteNote.name, who: .staff, page: NotePages.write),
    ]
}
