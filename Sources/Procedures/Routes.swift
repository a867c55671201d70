import Store
import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/procedures", action: "procedures.list", who: .staff, page: ProcedureListPages.list),
        Route(.get, "/procedures/inbox", action: "procedures.inbox", who: .staff, page: InboxPages.show),
        Route(.get, "/procedures/inbox/live", action: "procedures.inbox", who: .staff, page: InboxLive.stream),
        Route(
            .get, "/procedures/handovers/:id/live", action: "procedures.show-hand-over", who: .permission(HandOverMany.name),
            page: InboxLive.handOver),
        Route(.post, "/procedures/filters", action: KeepFilter.name, who: .staff, page: SavedFilterPages.keep),
        Route(.post, "/procedures/filters/:id/removal", action: DropFilter.name, who: .staff, page: SavedFilterPages.drop),
        Route(
            .get, "/procedures/handovers", action: "procedures.list-hand-overs", who: .permission(HandOverMany.name),
            page: HandOverPages.list),
        Route(
            .post, "/procedures/handovers", action: HandOverMany.name, who: .permission(HandOverMany.name),
            page: HandOverPages.begin),
        Route(
            .get, "/procedures/handovers/:id", action: "procedures.show-hand-over", who: .permission(HandOverMany.name),
            page: HandOverPages.show),
        Route(
            .get, "/procedures/late", action: "procedures.list-late", who: .permission(LatePages.permission), page: LatePages.list
        ),
        Route(
            .get, "/procedures/workload", action: "procedures.show-workload", who: .permission(LatePages.permission),
            page: WorkloadPages.show),
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
