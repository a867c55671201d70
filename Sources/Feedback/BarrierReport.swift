public import Kernel
import Store

/// A barrier that somebody met.
public struct BarrierReport: Codable, Sendable {
    public let id: ID<BarrierReport>
    public let at: Instant
    /// Where it was, as it was typed.
    public let page: String
    public let text: String
    /// Where the answer goes; nil where none was given, and once it is away.
    public let email: String?
    public let language: Language
    /// The day by which it must be answered.
    public let due: LocalDate
    public let answer: String?
    public let answeredAt: Instant?
    /// Who answers.
    public let unit: String
}

extension Reader {
    private static let columns: SQL = "r.id, r.at, r.page, r.text, r.email, r.language, r.due, r.answer, r.answered_at, r.unit"

    /// A report, if the caller may see it.
    func barrierReport(_ id: ID<BarrierReport>, visibleTo caller: Caller) throws -> BarrierReport? {
        try first(
            "SELECT " + Reader.columns + " FROM feedback_reports r WHERE r.id = \(id) AND " + Visibility.of(caller, columns: "r"))
    }

    /// Open reports by due day, or answered ones, the newest first; after the key of the page before.
    func barrierReports(visibleTo caller: Caller, answered: Bool, after key: BarrierReport? = nil, limit: Int) throws
        -> [BarrierReport]
    {
        let seen = Visibility.of(caller, columns: "r")
        let start: SQL = "SELECT " + Reader.columns + " FROM feedback_reports r WHERE " + seen
        if answered {
            let after: SQL = key.map { " AND r.id < \($0.id)" } ?? ""
            return try all(start + " AND r.answered_at IS NOT NULL" + after + " ORDER BY r.id DESC LIMIT \(limit)")
        }
        let after: SQL = key.map { " AND (r.due, r.id) > (\($0.due), \($0.id))" } ?? ""
        return try all(start + " AND r.answered_at IS NULL" + after + " ORDER BY r.due, r.id LIMIT \(limit)")
    }
}

/// What can go wrong with reports.
public enum FeedbackFault: Fault {
    /// There is no such report, or it is another unit's.
    case notFound
    /// Somebody has answered it already.
    case answered
    /// The city takes no reports here.
    case notTaken

    public var code: String {
        switch self {
        case .notFound: "feedback.not-found"
        case .answered: "feedback.answered"
        case .notTaken: "feedback.not-taken"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound, .notTaken: .notFound
        case .answered: .conflict
        }
    }
}
