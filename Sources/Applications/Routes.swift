import Procedures
import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = applicant + counter

    private static let applicant: [Route] = [
        Route(.get, "/applications", action: "applications.list", who: .everyone, page: ApplicationListPages.list),
        Route(
            .post, "/applications", action: SubmitApplication.name, who: .everyone, rate: RateLimit(30, per: 60),
            page: SubmitPages.submit),
        Route(.get, "/applications/sending", action: SubmitApplication.name, who: .account, page: SendingPages.ask),
        Route(.get, "/applications/export", action: "applications.list", who: .everyone, page: ApplicationListPages.export),
        Route(.get, "/applications/access", action: "applications.access", who: .everyone, page: AccessPages.show),
        Route(
            .post, "/applications/access", action: OpenAccess.name, who: .everyone, rate: RateLimit(10, per: 60),
            page: AccessPages.open),
        Route(.get, "/applications/:id", action: "applications.show", who: .everyone, page: StatusPages.show),
        Route(.get, "/applications/:id/live", action: "applications.show", who: .everyone, page: StatusPages.live),
        Route(
            .get, "/applications/:id/confirmation", action: "applications.show", who: .everyone, page: SubmitPages.confirmation),
        Route(.get, "/applications/:id/receipt", action: "applications.receipt", who: .everyone, page: PaperPages.receipt),
        Route(.get, "/applications/:id/notices/:notice", action: "applications.notice", who: .everyone, page: PaperPages.notice),
        Route(.get, "/applications/:id/withdrawal", action: WithdrawProcedure.name, who: .everyone, page: WithdrawalPages.ask),
        Route(
            .post, "/applications/:id/withdrawal", action: WithdrawProcedure.name, who: .everyone, page: WithdrawalPages.withdraw),
        Route(
            .get, "/applications/:id/follow-up/:kind", action: BeginFollowUp.name, who: .everyone, page: FollowUpPages.ask),
        Route(
            .post, "/applications/:id/follow-up/:kind", action: BeginFollowUp.name, who: .everyone, rate: RateLimit(30, per: 60),
            page: FollowUpPages.begin),
        Route(.get, "/applications/:id/delivery", action: ChooseCaseDelivery.name, who: .account, page: CaseDeliveryPages.show),
        Route(
            .post, "/applications/:id/delivery", action: ChooseCaseDelivery.name, who: .account, page: CaseDeliveryPages.choose),
        Route(.get, "/applications/:id/evidence", action: SupplyTask.name, who: .everyone, page: EvidencePages.show),
        Route(
            .post, "/applications/:id/evidence", action: SupplyTask.name, who: .everyone, limits: .upload,
            page: EvidencePages.supply),
        Route(.get, "/applications/:id/requests/:request", action: AnswerRequest.name, who: .everyone, page: AnswerPages.show),
        Route(
            .post, "/applications/:id/requests/:request", action: AnswerRequest.name, who: .everyone, limits: .upload,
            page: AnswerPages.answer),
        Route(.get, "/applications/:id/objection", action: RaiseObjection.name, who: .everyone, page: ObjectingPages.ask),
        Route(
            .post, "/applications/:id/objection", action: RaiseObjection.name, who: .everyone, rate: RateLimit(30, per: 60),
            page: ObjectingPages.object),
        Route(
            .post, "/applications/:id/objection/withdrawal", action: WithdrawObjection.name, who: .everyone,
            page: ObjectingPages.withdraw),
        Route(
            .post, "/api/v1/services/:slug/applications", action: SubmitApplication.name, who: .everyone,
            api: ApplicationOperations.submit,
            page: ApplicationAPI.submit),
        Route(
            .get, "/api/v1/applications/:id", action: "applications.show", who: .everyone, api: ApplicationOperations.show,
            page: ApplicationAPI.show),
        Route(
            .get, "/api/v1/applications/:id/notice", action: "applications.notice", who: .everyone,
            api: ApplicationOperations.notice,
            page: ApplicationAPI.notice),
        Route(
            .post, "/api/v1/applications/:id/withdrawal", action: WithdrawProcedure.name, who: .everyone,
            api: ApplicationOperations.withdraw,
            page: ApplicationAPI.withdraw),
    ]

    private static let counter: [Route] = [
        Route(
            .get, "/applications/counter", action: "applications.counter", who: .permission(EnterApplication.name),
            page: CounterPages.show),
        Route(
            .post, "/applications/counter/openings", action: OpenAtCounter.name, who: .permission(OpenAtCounter.name),
            rate: RateLimit(30, per: 60), page: CounterPages.open),
        Route(
            .get, "/applications/counter/services/:slug", action: BeginEntry.name, who: .permission(BeginEntry.name),
            page: EntryPages.show),
        Route(
            .post, "/applications/counter/services/:slug", action: BeginEntry.name, who: .permission(BeginEntry.name),
            limits: .upload, page: EntryPages.save),
        Route(
            .get, "/applications/counter/drafts/:id", action: BeginEntry.name, who: .permission(BeginEntry.name),
            page: EntryPages.show),
        Route(
            .post, "/applications/counter/drafts/:id", action: BeginEntry.name, who: .permission(BeginEntry.name),
            limits: .upload, page: EntryPages.save),
        Route(
            .post, "/applications/counter/entries", action: EnterApplication.name, who: .permission(EnterApplication.name),
            page: EntryPages.submit),
        Route(
            .get, "/applications/counter/cases/:id", action: "applications.counter", who: .permission(EnterApplication.name),
            page: CounterCasePages.show),
        Route(
            .get, "/applications/counter/cases/:id/handout", action: "applications.counter",
            who: .permission(EnterApplication.name), page: CounterCasePages.handout),
        Route(
            .get, "/applications/counter/cases/:id/requests/:request", action: AnswerRequest.name,
            who: .permission(AnswerRequest.name), page: AnswerPages.show),
        Route(
            .post, "/applications/counter/cases/:id/requests/:request", action: AnswerRequest.name,
            who: .permission(AnswerRequest.name), limits: .upload, page: AnswerPages.answer),
        Route(
            .get, "/applications/counter/cases/:id/evidence", action: SupplyTask.name, who: .permission(SupplyTask.name),
            page: EvidencePages.show),
        Route(
            .post, "/applications/counter/cases/:id/evidence", action: SupplyTask.name, who: .permission(SupplyTask.name),
            limits: .upload, page: EvidencePages.supply),
        Route(
            .get, "/applications/counter/cases/:id/authority", action: RecordAuthority.name,
            who: .permission(RecordAuthority.name), page: AuthorityPages.show),
        Route(
            .post, "/applications/counter/cases/:id/authority", action: RecordAuthority.name,
            who: .permission(RecordAuthority.name), limits: .upload, page: AuthorityPages.record),
        Route(
            .post, "/applications/counter/cases/:id/authority/:mandate/end", action: EndAuthority.name,
            who: .permission(EndAuthority.name), page: AuthorityPages.end),
        Route(
            .get, "/applications/counter/cases/:id/delivery", action: ChooseCaseDelivery.name,
            who: .permission(ChooseCaseDelivery.name), page: CaseDeliveryPages.show),
        Route(
            .post, "/applications/counter/cases/:id/delivery", action: ChooseCaseDelivery.name,
            who: .permission(ChooseCaseDelivery.name), page: CaseDeliveryPages.choose),
        Route(
            .get, "/applications/counter/cases/:id/withdrawal", action: WithdrawProcedure.name,
            who: .permission(WithdrawProcedure.name), page: WithdrawalPages.ask),
        Route(
            .post, "/applications/counter/cases/:id/withdrawal", action: WithdrawProcedure.name,
            who: .permission(WithdrawProcedure.name), page: WithdrawalPages.withdraw),
    ]
}
