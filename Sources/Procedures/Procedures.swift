/// Procedures: the cases of public services, from receipt to closure, and the staff's work on them.
///
/// A case runs the process of its service's version, which it pins by hash. What the process wants becomes rows in the same
/// transaction: work items, decisions of tables, deadlines, jobs for timers, calls of other components' actions.
///
/// Law: §§ 9 ff., 22 ff. VwVfG; §§ 78 ff. AO; what a single service applies stands in its folder.
/// Tables: procedures, procedures_runs (process state, versioned), procedures_tasks, procedures_deadlines, procedures_decisions,
/// procedures_path, procedures_filters, procedures_handovers, procedures_forwardings, procedures_proposals and those of what people do
/// beside the process (CaseSchema.swift). Events: opened, task-opened, task-claimed, task-released, task-handed-over,
/// task-laid-aside, task-taken-up, act-performed, decided, version-moved, withdrawn, step-failed, process-ended, dates-moved, closed.
/// Listens to its own `process-ended`, which plans the closing of case and folder, to `delivery.posted` and `delivery.served`, from
/// which day on dates are counted, to `documents.added`, `documents.attached` and `notices.issued`, which go to the unit before which
/// an objection lies, and to Organisation when somebody leaves.
import Delivery
import Documents
import Kernel
import Notices
import Store
public import Web

public enum Procedures {
    static let store = StoreComponent(
        name: "procedures", schema: Schema.migrations + Schema.caseMigrations + FigureSchema.migrations,
        actions: [
            ActionEntry(GiveAccessCode.self), ActionEntry(OpenProcedure.self), ActionEntry(AdoptProcedure.self),
            ActionEntry(DecideTask.self) { call, transaction in
                try transaction.perform(RecordDecision(call))
                return [:]
            },
            ActionEntry(RecordDecision.self), ActionEntry(ProcessTask.self), ActionEntry(SupplyTask.self),
            ActionEntry(ClaimTask.self),
            ActionEntry(HandOverTask.self), ActionEntry(HandOverMany.self), ActionEntry(KeepFilter.self),
            ActionEntry(DropFilter.self),
            ActionEntry(ReleaseTask.self), ActionEntry(WithdrawProcedure.self), ActionEntry(FireTimer.self),
            ActionEntry(ResumeStep.self), ActionEntry(CountFromPosting.self), ActionEntry(EndProcedure.self),
            ActionEntry(WriteNote.self), ActionEntry(FileNote.self),
            ActionEntry(RequestDocuments.self), ActionEntry(HearApplicant.self), ActionEntry(RemindApplicant.self),
            ActionEntry(LapseRequest.self), ActionEntry(AnswerRequest.self), ActionEntry(CancelRequest.self),
            ActionEntry(ExtendRequest.self), ActionEntry(ExtendDeadline.self), ActionEntry(MoveVersion.self),
            ActionEntry(LayAside.self), ActionEntry(TakeUp.self),
            ActionEntry(ConsultOffice.self),
            ActionEntry(ConsultByProcess.self), ActionEntry(GiveOpinion.self), ActionEntry(ForwardProcedure.self),
            ActionEntry(ReturnProcedure.self), ActionEntry(ConfirmAct.self), ActionEntry(ReturnAct.self),
            ActionEntry(SubmitObjection.self), ActionEntry(AskAboutObjection.self), ActionEntry(CountFromService.self),
            ActionEntry(EndConsultation.self), ActionEntry(NoteSilence.self), ActionEntry(CorrectNotice.self),
            ActionEntry(WithdrawNotice.self), ActionEntry(RevokeNotice.self), ActionEntry(ReopenProcedure.self),
            ActionEntry(RaiseObjection.self), ActionEntry(WithdrawObjection.self), ActionEntry(RemedyObjection.self),
            ActionEntry(RefuseObjection.self), ActionEntry(FileObjection.self),
            ActionEntry(CloseProcedure.self) { call, transaction in
                try transaction.perform(CloseProcedure(procedure: .init(call.subject)))
                return [:]
            },
        ],
        listeners: [
            Listener(ProcessEnded.self) { event, transaction in try CaseClosing.plan(event, in: transaction) },
            Listener(ItemPosted.self) { event, transaction in try CountFromPosting.hear(event, in: transaction) },
            Listener(ItemServed.self) { event, transaction in try CountFromService.hear(event, in: transaction) },
            Listener(ProcedureDecided.self) { event, transaction in
                try RequestEnding.overtake(ID(event.procedure), in: transaction)
                try ConsultationSilence.overtake(ID(event.procedure), in: transaction)
            },
            Listener(ProcedureWithdrawn.self) { event, transaction in
                try RequestEnding.overtake(ID(event.procedure), in: transaction)
                try ConsultationSilence.overtake(ID(event.procedure), in: transaction)
            },
            Listener(NoticeIssued.self) { event, transaction in
                try Reopening.replace(event, in: transaction)
                try ObjectionShares.hear(event, in: transaction)
            },
            Listener(DocumentAdded.self) { event, transaction in try ObjectionShares.hear(event, in: transaction) },
            Listener(DocumentAttached.self) { event, transaction in try ObjectionShares.hear(event, in: transaction) },
            ReturnWork.listener,
        ],
        jobs: [
            CaseTimers.job, CaseIncidents.job, CaseClosing.job, NoteFiling.job, HandOverMany.job, ConsultationSilence.job,
            ObjectionFiling.job,
        ] + RequestJobs.jobs)

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [NavigationItem(.workbench, "procedures.navigation.inbox", "/procedures/inbox", who: .staff, order: 10)])
}
