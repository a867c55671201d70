import BPMN
import Folders
import Kernel
public import Store

/// Records the decision of a case; called by its process as `procedures.decide`.
public struct RecordDecision: Action {
    public static let name = "procedures.record-decision"
    public static let audience: Audience = .system
    let procedure: ID<Procedure>
    let outcome: Procedure.Outcome
    let reason: String?

    init(_ call: ServiceCall) throws {
        procedure = ID(call.subject)
        guard let outcome = call.inputs["outcome"]?.string.flatMap({ Procedure.Outcome(rawValue: $0) }) else {
            throw ProcedureFault.unreadable("the process gives no outcome")
        }
        self.outcome = outcome
        reason = call.inputs["reason"]?.string
    }

    public func perform(in transaction: Transaction) throws {
        var run = try CaseRun(procedure, in: transaction)
        let automatic =
            try transaction.value(
                Int.self,
                "SELECT COUNT(*) FROM procedures_tasks WHERE procedure = \(procedure) AND audience <> 'applicant' AND ending = 'completed'"
            ) == 0
        try transaction.post(
            """
            UPDATE procedures SET outcome = \(outcome), automatic = \(automatic), decided_at = \(transaction.now),
                state = \(Procedure.State.decided), changed_at = \(transaction.now) WHERE id = \(procedure)
            """)
        transaction.audit(
            "procedure", procedure, unit: run.facts.unit,
            detail: ["outcome": .string(outcome.rawValue), "automatic": .bool(automatic)])
        var values = run.process.variables["procedure"]?.object ?? [:]
        values["outcome"] = .string(outcome.rawValue)
        values["state"] = .string(Procedure.State.decided.rawValue)
        values["decided"] = .string("@\(transaction.now.date())")
        values["automatic"] = .bool(automatic)
        run.set("procedure", .object(values))
        try run.happen("decided", on: transaction.now.date(), in: transaction)
        try run.keep(in: transaction)
        try transaction.emit(
            ProcedureDecided(procedure: procedure.text, outcome: outcome.rawValue, automatic: automatic), subject: procedure)
    }
}

/// A case was decided.
public struct ProcedureDecided: Event {
    public static let name = "procedures.decided"
    public let procedure: String
    public let outcome: String
    public let automatic: Bool
}
