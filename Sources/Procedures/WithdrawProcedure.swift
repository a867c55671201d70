import BPMN
import Catalogue
import Folders
public import Kernel
public import Store

/// The applicant takes the application back; the process ends wherever it stands.
public struct WithdrawProcedure: Action {
    public static let name = "procedures.withdraw"
    public static let audience: Audience = [.account, .anonymous]
    let procedure: ID<Procedure>

    public init(procedure: ID<Procedure>) { self.procedure = procedure }

    public func perform(in transaction: Transaction) throws {
        let seen = try transaction.procedure(procedure, visibleTo: transaction.caller)
        var run = try CaseRun(procedure, in: transaction)
        transaction.audit("procedure", procedure, unit: run.facts.unit)
        // Asked twice, the answer is the same.
        if seen.state == .withdrawn { return }
        guard !seen.state.isOver, seen.outcome == nil, run.service.folder.about.withdrawal == .untilDecided else {
            throw ProcedureFault.tooLate
        }
        try transaction.run(
            """
            UPDATE procedures SET state = \(Procedure.State.withdrawn), closed_at = \(transaction.now), due = NULL,
                changed_at = \(transaction.now) WHERE id = \(procedure)
            """)
        try transaction.emit(ProcedureWithdrawn(procedure: procedure.text), subject: procedure)
        try run.take(.cancel, in: transaction)
    }
}

/// The applicant took the application back.
public struct ProcedureWithdrawn: Event {
    public static let name = "procedures.withdrawn"
    public let procedure: String
}
