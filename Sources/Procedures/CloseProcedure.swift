import BPMN
import Catalogue
import Folders
public import Kernel
import Notices
public import Store

/// Closes a decided case when its process has ended and the time for a remedy is over.
public struct CloseProcedure: Action {
    public static let name = "procedures.close"
    public static let audience: Audience = [.staff, .system]
    let procedure: ID<Procedure>

    let isByClock: Bool

    public init(procedure: ID<Procedure>) { self.init(procedure: procedure, isByClock: false) }

    /// `isByClock`: planned long before, and to be asked again whether it still holds.
    init(procedure: ID<Procedure>, isByClock: Bool) {
        self.procedure = procedure
        self.isByClock = isByClock
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try transaction.procedure(procedure, visibleTo: transaction.caller)
        transaction.audit("procedure", procedure, unit: seen.unit)
        if seen.state.isOver { return }
        // The clock does not close what people still work on; it is asked again when they are done.
        if isByClock, try CaseClosing.isBusy(procedure, in: transaction) { return }
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
        try await store.perform(CloseProcedure(procedure: ID(job.subject), isByClock: true), as: .system("procedures"))
    }

    /// Plans the closing of a case whose process has come to its end.
    static func plan(_ event: ProcessEnded, in transaction: Transaction) throws {
        let run = try CaseRun(reading: ID(event.procedure), in: transaction)
        // A case that was taken up again comes to its end once more.
        let isFirst = try transaction.events(of: run.procedure).count { $0.name == ProcessEnded.name } <= 1
        try plan(run, key: isFirst ? "\(kind):\(run.procedure)" : "\(kind):\(run.procedure):\(transaction.now)", in: transaction)
    }

    /// Plans it anew, when what held it up is over.
    static func planAgain(_ run: CaseRun, in transaction: Transaction) throws {
        guard run.process.status == .completed else { return }
        try plan(run, key: "\(kind):\(run.procedure):\(transaction.now)", in: transaction)
    }

    private static func plan(_ run: CaseRun, key: String, in transaction: Transaction) throws {
        var remedies = Set(run.service.folder.about.notices.values.compactMap(\.remedy))
        remedies.formUnion(
            try transaction.notices(of: run.procedure, visibleTo: .system("procedures")).compactMap(\.remedy))
        let last = try transaction.deadlines(of: run.procedure).filter { remedies.contains($0.name) }.map(\.date).max()
        let moment = last.map { Instant(startOf: $0.adding(days: 1)) } ?? transaction.now
        try transaction.enqueue(kind, key: key, subject: run.procedure, at: moment, unit: run.facts.unit)
    }

    /// Whether a step that people began still waits, or its process was taken up again.
    static func isBusy(_ procedure: ID<Procedure>, in transaction: Transaction) throws -> Bool {
        let waits = try transaction.value(
            Int.self, "SELECT 1 FROM procedures_tasks WHERE procedure = \(procedure) AND token = 0 AND ended_at IS NULL LIMIT 1")
        if waits != nil { return true }
        return try CaseRun(reading: procedure, in: transaction).process.status == .running
    }
}
