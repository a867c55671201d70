public import Kernel
public import Store

/// Makes a waiting upload part of a record, with that record's access. Only whoever uploaded it may do so.
public struct AttachDocument: Action {
    public static let name = "documents.attach"
    public static let audience: Audience = .everyone
    let document: ID<Document>
    let session: String?
    let subject: String
    let kind: String
    let owner: String?
    let unit: String
    let confidential: Bool
    let retention: Retention

    public init(
        document: ID<Document>, session: String?, subject: some CustomStringConvertible, kind: String, owner: String?, unit: String,
        confidential: Bool, retention: Retention
    ) {
        self.document = document
        self.session = session
        self.subject = subject.description
        self.kind = kind
        self.owner = owner
        self.unit = unit
        self.confidential = confidential
        self.retention = retention
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.document(document, visibleTo: transaction.caller, session: session)
        guard found.subject == nil else { throw DocumentFault.notFound }
        try transaction.run(
            """
            UPDATE documents SET subject = \(subject), kind = \(kind), owner = \(owner), unit = \(unit), confidential = \(confidential),
                session = NULL, retention = \(retention) WHERE id = \(document) AND subject IS NULL
            """)
        transaction.audit("document", document, unit: unit, retention: retention, detail: ["subject": .string(subject), "kind": .string(kind)])
    }
}
