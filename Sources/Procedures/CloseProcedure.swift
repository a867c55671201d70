import BPMN
import Catalogue
import Delivery
import Dossiers
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

/// When a case may be closed: the day after the last remedy's deadline, at once where no remedy is open. A letter that nobody has
/// posted yet starts no period for a remedy, so the case waits for it. With the case its folder in the file is closed.
enum CaseClosing {
    static let kind = "procedures.close"

    static let job = JobKind(kind) { job, store in
        try await store.perform(EndProcedure(procedure: ID(job.subject)), as: .system("procedures"))
    }

    /// Plans the closing of a case whose process has come to its end.
    static func plan(_ event: ProcessEnded, in transaction: Transaction) throws {
        try schedule(try CaseRun(reading: ID(event.procedure), in: transaction), in: transaction)
    }

    /// Plans it anew, when what held it up is over.
    static func planAgain(_ run: CaseRun, in transaction: Transaction) throws {
        guard run.process.status == .completed else { return }
        try schedule(run, again: true, in: transaction)
    }

    /// Whether a step that people began still waits, or its process was taken up again.
    static func isBusy(_ procedure: ID<Procedure>, in transaction: Transaction) throws -> Bool {
        let waits = try transaction.value(
            Int.self, "SELECT 1 FROM procedures_tasks WHERE procedure = \(procedure) AND token = 0 AND ended_at IS NULL LIMIT 1")
        if waits != nil { return true }
        return try CaseRun(reading: procedure, in: transaction).process.status == .running
    }

    /// Puts in the job for the day that holds now; a job of a former day finds that it comes too early.
    static func schedule(_ run: CaseRun, again: Bool = false, in transaction: Transaction) throws {
        let last = try end(of: run, in: transaction)
        let moment = last.map { Instant(startOf: $0.adding(days: 1)) } ?? transaction.now
        // What was planned before and came too early, or was held up, is done with: the next one needs a key of its own.
        let ends = try transaction.events(of: run.procedure).count { $0.name == ProcessEnded.name }
        let turn = again || ends > 1 ? ":\(transaction.now)" : ""
        try transaction.enqueue(
            kind, key: "\(kind):\(run.procedure):\(last?.description ?? "")\(turn)", subject: run.procedure, at: moment,
            unit: run.facts.unit)
    }

    /// The last day of the last remedy.
    static func end(of run: CaseRun, in reader: Reader) throws -> LocalDate? {
        var remedies = Set(run.service.folder.about.notices.values.compactMap(\.remedy))
        remedies.formUnion(try reader.notices(of: run.procedure, visibleTo: .system("procedures")).compactMap(\.remedy))
        return try reader.deadlines(of: run.procedure).filter { remedies.contains($0.name) }.map(\.date).max()
    }

    /// Whether a notice with a remedy still lies in the house, or nobody knows yet when it was served.
    static func isUnposted(_ run: CaseRun, in reader: Reader) throws -> Bool {
        let all = Caller.system("procedures")
        let letters = try reader.postItems(of: run.procedure, visibleTo: all)
        return try reader.notices(of: run.procedure, visibleTo: all).contains { notice in
            guard notice.remedy != nil, notice.channel == DeliveryWay.post.rawValue else { return false }
            return !letters.contains {
                $0.document == notice.document && $0.postedOn != nil && ($0.service == nil || $0.servedOn != nil)
            }
        }
    }
}

/// The end of a case, when its day has come: the case and its folder are closed. Too early it plans anew; again it changes nothing.
struct EndProcedure: Action {
    static let name = "procedures.end"
    static let audience: Audience = .system
    let procedure: ID<Procedure>

    func perform(in transaction: Transaction) throws {
        let run = try CaseRun(procedure, in: transaction)
        let seen = try transaction.procedure(procedure, visibleTo: transaction.caller)
        var outcome = "closed"
        defer { transaction.audit("procedure", procedure, unit: seen.unit, detail: ["outcome": .string(outcome)]) }
        if seen.state == .decided, let last = try CaseClosing.end(of: run, in: transaction), last >= transaction.now.date() {
            outcome = "not-yet"
            return try CaseClosing.schedule(run, in: transaction)
        }
        // The posting of the letter plans the closing.
        if seen.state == .decided, try CaseClosing.isUnposted(run, in: transaction) {
            outcome = "unposted"
            return
        }
        try transaction.perform(CloseProcedure(procedure: procedure, isByClock: true))
        guard try transaction.procedure(procedure, visibleTo: transaction.caller).state.isOver else {
            outcome = "busy"
            return
        }
        // What was never filed has no folder to close.
        guard try transaction.folder(of: procedure.text, visibleTo: transaction.caller) != nil else { return }
        try transaction.perform(CloseFolder(subject: procedure))
    }
}
