import Folders
import BPMN
public import Kernel
public import Store

/// Timers of a case are jobs in the future, on the city's clock.
enum CaseTimers {
    static let kind = "procedures.timer"
    static func key(_ procedure: ID<Procedure>, _ timer: Int) -> String { "\(kind):\(procedure):\(timer)" }

    static let job = JobKind(kind) { job, store in
        guard let timer = job.payload["timer"]?.int else { throw PermanentFailure("a timer without a number") }
        try await store.perform(FireTimer(procedure: ID(job.subject), timer: timer), as: .system("procedures"))
    }
}

/// The moment of a timer has come.
struct FireTimer: Action {
    static let name = "procedures.fire-timer"
    static let audience: Audience = .system
    let procedure: ID<Procedure>
    let timer: Int

    func perform(in transaction: Transaction) throws {
        var run = try CaseRun(procedure, in: transaction)
        transaction.audit("procedure", procedure, unit: run.facts.unit, detail: ["timer": .number(Decimal128(timer))])
        try run.take(.timerFired(timer: timer), in: transaction)
    }
}

/// Steps that failed wait as incidents; retrying runs the step again.
enum CaseIncidents {
    static let kind = "procedures.resume"

    static func raise(_ token: Int, _ element: String, _ sentence: String, _ run: CaseRun, in transaction: Transaction) throws {
        try transaction.raiseIncident(
            kind, key: "\(key(run.procedure, token))\(ID<Incident>(at: transaction.now))", subject: run.procedure,
            payload: ["token": .number(Decimal128(token)), "element": .string(element)], unit: run.facts.unit,
            sentence: "\(element): \(sentence)")
        try transaction.emit(StepFailed(procedure: run.procedure.text, element: element), subject: run.procedure)
    }

    /// How the keys of a step's incidents begin.
    private static func key(_ procedure: ID<Procedure>, _ token: Int) -> String { "\(kind):\(procedure):\(token):" }

    /// The step was done another way, or nobody wants it any more: no person need look at it.
    static func end(_ token: Int, of procedure: ID<Procedure>, in transaction: Transaction) throws {
        try transaction.endIncidents(kind, keysFrom: key(procedure, token), subject: procedure)
    }

    static let job = JobKind(kind, attempts: 1) { job, store in
        guard let token = job.payload["token"]?.int else { throw PermanentFailure("an incident without a token") }
        try await store.perform(ResumeStep(procedure: ID(job.subject), token: token), as: .system("procedures"))
    }
}

/// Tries a failed step again.
struct ResumeStep: Action {
    static let name = "procedures.resume-step"
    static let audience: Audience = .system
    let procedure: ID<Procedure>
    let token: Int

    func perform(in transaction: Transaction) throws {
        var run = try CaseRun(procedure, in: transaction)
        transaction.audit("procedure", procedure, unit: run.facts.unit, detail: ["token": .number(Decimal128(token))])
        try run.take(.retry(token: token, variables: [:]), in: transaction)
    }
}

/// A step of the process failed and waits for a person.
public struct StepFailed: Event {
    public static let name = "procedures.step-failed"
    public let procedure: String
    public let element: String
}

/// The process of a case came to its end.
public struct ProcessEnded: Event {
    public static let name = "procedures.process-ended"
    public let procedure: String
}

/// Elements that a case entered and left since it was last stored.
struct CasePath: Sendable {
    private var entered: [(element: String, left: Bool)] = []
    /// Elements that may have been entered before.
    private var left: [String] = []

    mutating func enter(_ element: String) { entered.append((element, false)) }

    mutating func leave(_ element: String) {
        left.append(element)
        for index in entered.indices where entered[index].element == element { entered[index].left = true }
    }

    /// Writes them down. `isNew`: nothing of this case's path has been written before.
    mutating func store(of procedure: ID<Procedure>, isNew: Bool, in transaction: Transaction) throws {
        defer { self = CasePath() }
        if !isNew {
            for element in left {
                try transaction.post(
                    """
                    UPDATE procedures_path SET left_at = \(transaction.now)
                    WHERE procedure = \(procedure) AND element = \(element) AND left_at IS NULL
                    """)
            }
        }
        guard !entered.isEmpty else { return }
        let last =
            isNew
            ? 0
            : try transaction.value(Int.self, "SELECT COALESCE(MAX(step), 0) FROM procedures_path WHERE procedure = \(procedure)")
                ?? 0
        for start in stride(from: 0, to: entered.count, by: 16) {
            let rows = entered[start..<min(start + 16, entered.count)].enumerated().map { index, step -> SQL in
                let at = transaction.now
                return "(\(procedure), \(last + start + index + 1), \(at), \(step.element), \(step.left ? at : nil))"
            }
            try transaction.post(
                "INSERT INTO procedures_path (procedure, step, at, element, left_at) VALUES " + SQL.list(rows))
        }
    }
}

/// An element that a case entered.
public struct PathStep: Codable, Sendable {
    public let step: Int
    public let at: Instant
    public let element: String
    public let leftAt: Instant?
}

extension Reader {
    /// The elements that a case entered, in order.
    public func path(of procedure: ID<Procedure>) throws -> [PathStep] {
        try all("SELECT step, at, element, left_at FROM procedures_path WHERE procedure = \(procedure) ORDER BY step")
    }
}
