import Folders
import Kernel
public import Store

/// A notice on its way into the table; numbered within its procedure.
struct NoticeRow {
    /// Nil for one of its own.
    var id: ID<Notice>?
    let procedure: String
    let template: String
    let kind: String
    let remedy: String?
    let title: String
    let channel: String
    let service: String?
    let text: NoticeText
    let origins: [SentenceOrigin]
    let facts: CaseFacts

    @discardableResult
    func insert(in transaction: Transaction) throws -> ID<Notice> {
        let id = id ?? ID<Notice>(at: transaction.now)
        let number = try transaction.nextNoticeNumber(of: procedure)
        try transaction.post(
            """
            INSERT INTO notices (id, procedure, number, template, kind, remedy, language, title, reference, letter, origins, channel, service, issued_at,
                document, sha256, finished_at, unit, owner, post, confidential)
            VALUES (\(id), \(procedure), \(number), \(template), \(kind), \(remedy), \(facts.language), \(title),
                \(facts.reference), \(try JSON(encoding: text)), \(try SentenceOrigin.json(of: origins)), \(channel), \(service), \(transaction.now),
                NULL, NULL, NULL, \(facts.unit), \(facts.owner), NULL, \(facts.confidential))
            """)
        return id
    }
}

extension Reader {
    /// The number that the next notice of a procedure gets.
    public func nextNoticeNumber(of procedure: some CustomStringConvertible) throws -> Int {
        (try value(Int.self, "SELECT MAX(number) FROM notices WHERE procedure = \(procedure.description)") ?? 0) + 1
    }
}
