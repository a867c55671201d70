/// Procedures: the cases of public services, from receipt to closure, and the staff's work on them.
///
/// A case runs the process of its service's version, which it pins by hash. What the process wants becomes rows in the same
/// transaction: work items, decisions of tables, deadlines, jobs for timers, calls of other components' actions.
///
/// Law: §§ 9 ff., 22 ff. VwVfG; §§ 78 ff. AO; what a single service applies stands in its folder.
/// Tables: procedures, procedures_runs (process state, versioned), procedures_tasks, procedures_deadlines, procedures_decisions,
/// procedures_path. Events: opened, task-opened, task-claimed, task-released, act-performed, decided, withdrawn, step-failed,
/// process-ended, dates-moved, closed. Listens to its own `process-ended`, which plans the closing of case and folder, and to
/// `delivery.posted`, from which day on dates are counted.
import Delivery
import Kernel
import Store
public import Web

public enum Procedures {
    static let store = StoreComponent(
        name: "procedures", schema: Schema.migrations + Schema.caseMigrations,
        actions: [
            ActionEntry(OpenProcedure.self),
            ActionEntry(DecideTask.self) { call, transaction in
                try transaction.perform(RecordDecision(call))
                return [:]
            },
            ActionEntry(RecordDecision.self), ActionEntry(ProcessTask.self), ActionEntry(SupplyTask.self),
            ActionEntry(ClaimTask.self),
            ActionEntry(ReleaseTask.self), ActionEntry(WithdrawProcedure.self), ActionEntry(FireTimer.self),
            ActionEntry(ResumeStep.self), ActionEntry(CountFromPosting.self), ActionEntry(EndProcedure.self),
            ActionEntry(WriteNote.self), ActionEntry(FileNote.self),
            ActionEntry(CloseProcedure.self) { call, transaction in
                try transaction.perform(CloseProcedure(procedure: .init(call.subject)))
                return [:]
            },
        ],
        listeners: [
            Listener(ProcessEnded.self) { event, transaction in try CaseClosing.plan(event, in: transaction) },
            Listener(ItemPosted.self) { event, transaction in try CountFromPosting.hear(event, in: transaction) },
        ],
        jobs: [CaseTimers.job, CaseIncidents.job, CaseClosing.job, NoteFiling.job])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [NavigationItem(.workbench, "procedures.navigation.inbox", "/procedures/inbox", who: .staff, order: 10)])
}
