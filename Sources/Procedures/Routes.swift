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
        Route(.get, "/procedures/:id", action: "procedures.show", who: .staff, page: ProcedurePages.show),
        Route(.post, "/procedures/:id/tasks/:task/claim", action: ClaimTask.name, who: .staff, page: TaskPages.claim),
        Route(.post, "/procedures/:id/tasks/:task/release", action: ReleaseTask.name, who: .staff, page: TaskPages.release),
        Route(.get, "/procedures/:id/tasks/:task/resubmission", action: LayAside.name, who: .staff, page: ResubmissionPages.ask),
        Route(
            .post, "/procedures/:id/tasks/:task/resubmission", action: LayAside.name, who: .staff,
            page: ResubmissionPages.layAside),
        Route(
            .post, "/procedures/:id/tasks/:task/resubmission/end", action: TakeUp.name, who: .staff,
            page: ResubmissionPages.takeUp),
        Route(.get, "/procedures/:id/tasks/:task/acts/:act", action: "procedures.prepare", who: .staff, page: ActPages.show),
        Route(.post, "/procedures/:id/tasks/:task/acts/:act", action: DecideTask.name, who: .staff, page: ActPages.perform),
        Route(
            .get, "/procedures/:id/proposals/:proposal", action: ConfirmAct.name, who: .staff, page: ProposalPages.show),
        Route(
            .post, "/procedures/:id/proposals/:proposal/confirmation", action: ConfirmAct.name, who: .staff,
            page: ProposalPages.confirm),
        Route(
            .post, "/procedures/:id/proposals/:proposal/return", action: ReturnAct.name, who: .staff,
            page: ProposalPages.giveBack),
        Route(.get, "/procedures/:id/forwarding", action: ForwardProcedure.name, who: .staff, page: ForwardingPages.ask),
        Route(.post, "/procedures/:id/forwarding", action: ForwardProcedure.name, who: .staff, page: ForwardingPages.forward),
        Route(.get, "/procedures/:id/return", action: ReturnProcedure.name, who: .staff, page: ForwardingPages.askReturn),
        Route(.post, "/procedures/:id/return", action: ReturnProcedure.name, who: .staff, page: ForwardingPages.giveBack),
        Route(
            .get, "/procedures/:id/deadlines/extension", action: ExtendDeadline.name, who: .staff, page: DeadlinePages.ask),
        Route(
            .post, "/procedures/:id/deadlines/extension", action: ExtendDeadline.name, who: .staff, page: DeadlinePages.extend),
        Route(.get, "/procedures/:id/version", action: MoveVersion.name, who: .staff, page: VersionPages.show),
        Route(.post, "/procedures/:id/version", action: MoveVersion.name, who: .staff, page: VersionPages.move),
        Route(.get, "/procedures/:id/notes", action: WriteNote.name, who: .staff, page: NotePages.show),
        Route(.post, "/procedures/:id/notes", action: WriteNote.name, who: .staff, page: NotePages.write),
        Route(
            .get, "/procedures/:id/requests/documents", action: RequestDocuments.name, who: .staff,
            page: RequestPages.askDocuments),
        Route(
            .post, "/procedures/:id/requests/documents", action: RequestDocuments.name, who: .staff,
            page: RequestPages.requestDocuments),
        Route(.get, "/procedures/:id/requests/hearing", action: HearApplicant.name, who: .staff, page: RequestPages.askHearing),
        Route(.post, "/procedures/:id/requests/hearing", action: HearApplicant.name, who: .staff, page: RequestPages.hear),
        Route(
            .post, "/procedures/:id/requests/:request/reminder", action: RemindApplicant.name, who: .staff,
            page: RequestPages.remind),
        Route(
            .get, "/procedures/:id/requests/:request/extension", action: ExtendRequest.name, who: .staff,
            page: RequestPages.askExtension),
        Route(
            .post, "/procedures/:id/requests/:request/extension", action: ExtendRequest.name, who: .staff,
            page: RequestPages.extend),
        Route(
            .post, "/procedures/:id/requests/:request/cancellation", action: CancelRequest.name, who: .staff,
            page: RequestPages.cancel),
        Route(.get, "/procedures/:id/consultations", action: ConsultOffice.name, who: .staff, page: ConsultationPages.ask),
        Route(.post, "/procedures/:id/consultations", action: ConsultOffice.name, who: .staff, page: ConsultationPages.consult),
        Route(
            .post, "/procedures/:id/consultations/:consultation/end", action: EndConsultation.name, who: .staff,
            page: ConsultationPages.end),
        Route(
            .get, "/procedures/:id/consultations/:consultation/opinion", action: GiveOpinion.name, who: .staff,
            page: ConsultationPages.showOpinion),
        Route(
            .post, "/procedures/:id/consultations/:consultation/opinion", action: GiveOpinion.name, who: .staff, limits: .upload,
            page: ConsultationPages.giveOpinion),
        Route(
            .get, "/procedures/:id/rulings/correction", action: CorrectNotice.name, who: .staff, page: RulingPages.askCorrection),
        Route(.post, "/procedures/:id/rulings/correction", action: CorrectNotice.name, who: .staff, page: RulingPages.correct),
        Route(
            .get, "/procedures/:id/rulings/withdrawal", action: WithdrawNotice.name, who: .staff, page: RulingPages.askWithdrawal),
        Route(.post, "/procedures/:id/rulings/withdrawal", action: WithdrawNotice.name, who: .staff, page: RulingPages.withdraw),
        Route(
            .get, "/procedures/:id/rulings/revocation", action: RevokeNotice.name, who: .staff, page: RulingPages.askRevocation),
        Route(.post, "/procedures/:id/rulings/revocation", action: RevokeNotice.name, who: .staff, page: RulingPages.revoke),
        Route(.get, "/procedures/:id/reopening", action: ReopenProcedure.name, who: .staff, page: RulingPages.askReopening),
        Route(.post, "/procedures/:id/reopening", action: ReopenProcedure.name, who: .staff, page: RulingPages.reopen),
        Route(.get, "/procedures/:id/objections", action: RaiseObjection.name, who: .staff, page: ObjectionPages.askEntry),
        Route(.post, "/procedures/:id/objections", action: RaiseObjection.name, who: .staff, page: ObjectionPages.enter),
        Route(
            .get, "/procedures/:id/objections/:objection/remedy", action: RemedyObjection.name, who: .staff,
            page: ObjectionPages.askRemedy),
        Route(
            .post, "/procedures/:id/objections/:objection/remedy", action: RemedyObjection.name, who: .staff,
            page: ObjectionPages.remedy),
        Route(
            .get, "/procedures/:id/objections/:objection/refusal", action: RefuseObjection.name, who: .staff,
            page: ObjectionPages.askRefusal),
        Route(
            .post, "/procedures/:id/objections/:objection/refusal", action: RefuseObjection.name, who: .staff,
            page: ObjectionPages.refuse),
        Route(
            .get, "/procedures/:id/objections/:objection/submission", action: SubmitObjection.name, who: .staff,
            page: ObjectionPages.askSubmission),
        Route(
            .post, "/procedures/:id/objections/:objection/submission", action: SubmitObjection.name, who: .staff,
            page: ObjectionPages.submit),
        Route(
            .get, "/procedures/:id/objections/:objection/question", action: AskAboutObjection.name, who: .staff,
            page: ObjectionPages.askQuestion),
        Route(
            .post, "/procedures/:id/objections/:objection/question", action: AskAboutObjection.name, who: .staff,
            page: ObjectionPages.question),
        Route(
            .post, "/procedures/:id/objections/:objection/withdrawal", action: WithdrawObjection.name, who: .staff,
            page: ObjectionPages.withdraw),
    ]
}
