import Catalogue
import Folders
public import Kernel
public import Store

/// Closes a decided case when its process has ended and the time for a remedy is over.
public struct CloseProcedure: Action {
    public static let name = "procedures.close"
    public static let audience: Audience = [.staff, .system]
    let procedure: ID<Procedure>

    public init(procedure: ID<Procedure>) { self.procedure = procedure }

    public func perform(in transaction: Transaction) throws {
        let seen = try transaction.procedure(procedure, visibleTo: transaction.caller)
        transaction.audit("procedure", procedure, unit: seen.unit)
        if seen.state.isOver { return }
        try transaction.run(
            """
            UPDATE procedures SET state = \(Procedure.State.closed), closed_at = \(transaction.now), due = NULL,
                changed_at = \(transaction.now) WHERE id = \(procedure)
            """)
        try transaction.emit(ProcedureClosed(procedure: procedure.text), subject: procedure)
    }
}

/// The case is closed; its retention period begins.
public struct ProcedureClosed: Event {
    public static let name = "procedures.closed"
    public let procedure: String
}

/// When a case may be closed: the day after the last remedy's deadline, at once where no remedy is open.
enum CaseClosing {
    static let kind = "procedures.close"

    static let job = JobKind(kind) { job, store in
        try await store.perform(CloseProcedure(procedure: ID(job.subject)), as: .system("procedures"))
    }

    /// Plans the closing of a case whose process has come to its end.
    static func plan(_ event: ProcessEnded, in transaction: Transaction) throws {
        let id = ID<Procedure>(event.procedure)
        let run = try CaseRun(reading: id, in: transaction)
        let remedies = Set(run.service.folder.about.notices.values.compactMap(\.remedy))
        let last = try transaction.deadlines(of: id).filter { remedies.contains($0.name) }.map(\.date).max()
        let moment = last.map { Instant(startOf: $0.adding(days: 1)) } ?? transaction.now
        try transaction.enqueue(kind, key: "\(kind):\(id)", subject: id, at: moment, unit: run.facts.unit)
    }
}
