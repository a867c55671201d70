import Calendar
import Folders
public import Kernel
public import Store

/// Somebody reports a barrier.
public struct ReportBarrier: Action {
    public static let name = "feedback.report"
    public static let audience: Audience = .everyone
    let page: String
    let text: String
    let email: String?
    let language: Language

    public init(page: String, text: String, email: String?, language: Language) {
        self.page = page
        self.text = text
        self.email = email
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<BarrierReport> {
        let city = try transaction.part(City.self)
        guard let way = city.feedback else { throw FeedbackFault.notTaken }
        let id = ID<BarrierReport>(at: transaction.now)
        let due = way.answer.end(after: transaction.now.date(), in: city.region)
        try transaction.run(
            """
            INSERT INTO feedback_reports (id, at, page, text, email, language, due, unit, confidential)
            VALUES (\(id), \(transaction.now), \(page), \(text), \(email), \(language), \(due), \(way.unit), 0)
            """)
        if email != nil { try FeedbackMail.enqueue(id, .confirmation, unit: way.unit, in: transaction) }
        transaction.audit("report", id, unit: way.unit, retention: .years5)
        try transaction.emit(BarrierReported(report: id.text, due: due), subject: id, retention: .years5)
        return id
    }
}

/// A barrier was reported.
public struct BarrierReported: Event {
    public static let name = "feedback.reported"
    public let report: String
    public let due: LocalDate
}

/// The unit answers.
public struct AnswerReport: Action {
    public static let name = "feedback.answer"
    public static let audience: Audience = [.staff]
    let report: ID<BarrierReport>
    let answer: String

    public init(report: ID<BarrierReport>, answer: String) {
        self.report = report
        self.answer = answer
    }

    public func perform(in transaction: Transaction) throws {
        guard let found = try transaction.barrierReport(report, visibleTo: transaction.caller) else {
            throw FeedbackFault.notFound
        }
        let changed = try transaction.run(
            """
            UPDATE feedback_reports SET answer = \(answer), answered_at = \(transaction.now), answered_by = \(transaction.caller.staff)
            WHERE id = \(report) AND answered_at IS NULL
            """)
        guard changed == 1 else { throw FeedbackFault.answered }
        if found.email != nil { try FeedbackMail.enqueue(report, .answer, unit: found.unit, in: transaction) }
        transaction.audit("report", report, unit: found.unit, retention: .years5)
        try transaction.emit(ReportAnswered(report: report.text), subject: report, retention: .years5)
    }
}

/// Somebody got an answer.
public struct ReportAnswered: Event {
    public static let name = "feedback.answered"
    public let report: String
}

/// The answer is away, so the address is not needed any more (Art. 5 (1) (e) GDPR).
struct ForgetSender: Action {
    static let name = "feedback.forget-sender"
    static let audience: Audience = .system
    let report: ID<BarrierReport>

    func perform(in transaction: Transaction) throws {
        try transaction.run("UPDATE feedback_reports SET email = NULL WHERE id = \(report)")
        transaction.audit("report", report, retention: .months3)
    }
}
