import Delivery
import Identity
import Kernel
import Organisation
public import Store

/// Sends a mail to the caller's own address, to see whether it leaves the house. Nobody else gets one by this.
public struct TestMail: Action {
    public static let name = "operation.test-mail"
    public static let audience: Audience = [.staff]

    public func perform(in transaction: Transaction) throws {
        guard let settings = try? transaction.part(MailSettings.self), (try? transaction.part((any Mailer).self)) != nil else {
            throw OperationFault.noMailServer
        }
        let id = ID<MailTest>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO operation_mail_tests (id, asked_by, asked_at, server)
            VALUES (\(id), \(transaction.caller.label), \(transaction.now), \("\(settings.host):\(settings.port)"))
            """)
        transaction.audit("mail-test", id, retention: .years2)
        try transaction.enqueue(MailTest.kind, key: "\(MailTest.kind):\(id)", subject: id)
    }
}

/// What came of a test.
struct MailTest: Codable, Sendable {
    enum Outcome: String, Codable, Sendable, SQLConvertible { case accepted, refused }

    let id: ID<MailTest>
    let askedBy: String
    let askedAt: Instant
    let server: String
    let endedAt: Instant?
    let outcome: Outcome?
    /// What the server or the way to it said.
    let sentence: String?

    static let kind = "operation.mail-test"

    /// One try: whoever tests wants to hear what happened, and not that it may still happen.
    static let job = JobKind(kind, attempts: 1, isDispensable: true) { job, store in
        // Another process may have taken the request: the server is the one that holds now.
        try await Operation.refresh(store)
        let (isOpen, person) = try await store.read { reader -> (Bool, Person?) in
            let test: MailTest? = try reader.first(
                "SELECT * FROM operation_mail_tests WHERE id = \(job.subject) AND ended_at IS NULL")
            guard let test else { return (false, nil) }
            guard test.askedBy.hasPrefix("staff:") else { return (true, nil) }
            return (true, try Organisation.snapshot(in: reader).people[String(test.askedBy.dropFirst(6))])
        }
        guard isOpen else { return }
        func end(_ outcome: Outcome, _ sentence: String) async throws {
            try await store.perform(
                EndMailTest(test: job.subject, outcome: outcome, sentence: sentence), as: .system("operation"))
        }
        guard let person else { return try await end(.refused, "whoever asked for the test is not there any more") }
        let language = person.language
        let city = (try? store.part(MailSettings.self))?.name ?? ""
        let mail = Mail(
            to: person.email, subject: Texts.shared("operation.mail.test.subject", language, ["city": city]),
            text: Texts.shared("operation.mail.test.text", language, ["city": city]))
        var (outcome, sentence) = (Outcome.accepted, "")
        do { try await store.part((any Mailer).self).send(mail, key: job.key) } catch {
            (outcome, sentence) = (.refused, "\(error)")
        }
        try await end(outcome, sentence)
    }
}

/// Notes what came of a test.
public struct EndMailTest: Action {
    public static let name = "operation.end-mail-test"
    public static let audience: Audience = .system
    let test: String
    let outcome: MailTest.Outcome
    let sentence: String

    public func perform(in transaction: Transaction) throws {
        try transaction.run(
            """
            UPDATE operation_mail_tests SET ended_at = \(transaction.now), outcome = \(outcome), sentence = \(sentence)
            WHERE id = \(test) AND ended_at IS NULL
            """)
        transaction.audit("mail-test", test, retention: .years2, detail: ["outcome": .string(outcome.rawValue)])
        try transaction.emit(MailTested(outcome: outcome.rawValue), subject: test)
    }
}

public struct MailTested: Event {
    public static let name = "operation.mail-tested"
    public let outcome: String
}
