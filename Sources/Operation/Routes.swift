import Store
import Web

enum Routes {
    static let all: [Route] = [
        Route(.get, "/operation/incidents", action: "incidents.list", who: .staff, page: IncidentPages.list),
        Route(.get, "/operation/incidents/live", action: "incidents.list", who: .staff, page: IncidentPages.live),
        Route(
            .post, "/operation/incidents/retry", action: RetryAll.name, who: .permission(RetryAll.name),
            page: IncidentPages.retryAll),
        Route(.get, "/operation/incidents/:id", action: "incidents.list", who: .staff, page: IncidentPage.show),
        Route(
            .post, "/operation/incidents/:id/retry", action: RetryIncident.name, who: .permission(RetryIncident.name),
            page: IncidentPage.retry),
        Route(
            .post, "/operation/incidents/:id/ending", action: DropIncident.name, who: .permission(DropIncident.name),
            page: IncidentPage.drop),
        Route(
            .post, "/operation/incidents/:id/care", action: AssignIncident.name, who: .permission(AssignIncident.name),
            page: IncidentPage.assign),
        Route(
            .post, "/operation/incidents/:id/remarks", action: NoteIncident.name, who: .permission(NoteIncident.name),
            page: IncidentPage.note),
        Route(
            .get, "/operation/mail", action: Operation.Permission.mail, who: .permission(Operation.Permission.mail),
            page: MailPages.show),
        Route(.post, "/operation/mail", action: ChangeMail.name, who: .permission(ChangeMail.name), page: MailPages.change),
        Route(
            .post, "/operation/mail/tests", action: TestMail.name, who: .permission(TestMail.name), rate: RateLimit(10, per: 600),
            page: MailPages.test),
        Route(
            .get, "/operation/mail/live", action: Operation.Permission.mail, who: .permission(Operation.Permission.mail),
            page: MailPages.live),
        Route(
            .get, "/operation/state", action: Operation.Permission.state, who: .permission(Operation.Permission.state),
            rate: RateLimit(60, per: 60), page: StatePages.show),
    ]
}
