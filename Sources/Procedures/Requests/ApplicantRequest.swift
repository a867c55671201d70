public import Calendar
public import Kernel
public import Store

/// Something that the applicant is asked for by a certain day: documents, or what they say to what is intended.
///
///     open ──answer──▶ answered
///       │ ╲──the day has passed──▶ lapsed ──answer, before it is decided──▶ answered
///       └──taken back, or decided without it──▶ cancelled, overtaken
public struct ApplicantRequest: Codable, Sendable {
    public enum Kind: String, Codable, Sendable, SQLConvertible { case documents, hearing }
    public enum Ending: String, Codable, Sendable, SQLConvertible { case answered, lapsed, cancelled, overtaken }

    public let id: ID<ApplicantRequest>
    public let procedure: ID<Procedure>
    public let kind: Kind
    /// The work item of the applicant.
    public let task: ID<WorkItem>
    /// What is asked for, one thing each.
    public let items: [String]
    /// File fields of the application that the answer fills.
    public let fields: [String]
    /// A remark, or what is intended.
    public let text: String
    public let askedBy: String
    public let askedAt: Instant
    public let due: LocalDate
    /// The day with its explanation.
    public let deadline: Deadline
    public let remindedAt: Instant?
    public let answer: String?
    public let answeredAt: Instant?
    public let ending: Ending?
    public let endedAt: Instant?

    public var isOpen: Bool { ending == nil }
    /// An answer that comes late is taken as long as nothing has been decided.
    public var takesAnswer: Bool { ending == nil || ending == .lapsed }
    var step: PlatformStep { kind == .documents ? .documents : .hearing }
}

extension Reader {
    private static let columns: SQL = """
        id, procedure, kind, task, items, fields, text, asked_by, asked_at, due, deadline, reminded_at, answer, answered_at, ending,
        ended_at
        """

    /// What the applicant of a procedure was asked for, oldest first. Whoever asks has asked whether the procedure is visible.
    public func requests(of procedure: ID<Procedure>) throws -> [ApplicantRequest] {
        try all("SELECT " + Reader.columns + " FROM procedures_requests WHERE procedure = \(procedure) ORDER BY id")
    }

    func request(_ id: ID<ApplicantRequest>) throws -> ApplicantRequest {
        let found: ApplicantRequest? = try first("SELECT " + Reader.columns + " FROM procedures_requests WHERE id = \(id)")
        guard let found else { throw ProcedureFault.notFound }
        return found
    }
}
