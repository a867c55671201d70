public import Kernel
public import Store

/// Makes a waiting upload part of a record, with that record's access, retention and kind.
///
/// Whoever uploaded it may do so, once:
/// - an account by its own upload,
/// - a visitor without account, or staff who enter a paper application, by the session that was noted with the upload
///   (`Uploads.session(of:)`),
/// - a program without a session (`POST /api/v1/uploads` without token and cookie) by the identifier alone: it has 74 random
///   bits, was told to nobody else, opens nothing for reading, and serves for a day.
///
/// What is attached already is refused with `taken` to those who can see it, and does not exist for the others.
public struct AttachDocument: Action {
    public static let name = "documents.attach"
    public static let audience: Audience = .everyone
    /// How long an upload without account and session can be attached.
    static let hours = 24.0
    let document: ID<Document>
    let session: String?
    let subject: String
    let kind: String
    let owner: String?
    let unit: String
    let confidential: Bool
    let retention: Retention
    let isInternal: Bool

    /// - Parameter isInternal: for the authority only, never opened by an applicant's code.
    public init(
        document: ID<Document>, session: String?, subject: some CustomStringConvertible, kind: String, owner: String?,
        unit: String,
        confidential: Bool, retention: Retention, isInternal: Bool = false
    ) {
        self.document = document
        self.session = session
        self.subject = subject.description
        self.kind = kind
        self.owner = owner
        self.unit = unit
        self.confidential = confidential
        self.retention = retention
        self.isInternal = isInternal
    }

    public func perform(in transaction: Transaction) throws {
        let changed = try transaction.run(
            """
            UPDATE documents SET subject = \(subject), kind = \(kind), owner = \(owner), unit = \(unit), confidential = \(confidential),
                session = NULL, retention = \(retention), is_internal = \(isInternal)
            WHERE id = \(document) AND subject IS NULL AND
            """ + " " + mayAttach(transaction))
        guard changed == 1 else {
            _ = try transaction.document(document, visibleTo: transaction.caller)
            throw DocumentFault.taken
        }
        transaction.audit(
            "document", document, unit: unit, retention: retention, detail: ["subject": .string(subject), "kind": .string(kind)])
        try transaction.emit(
            DocumentAttached(document: document.text, subject: subject, kind: kind), subject: document, retention: retention)
    }

    /// Who may take an upload that is still loose.
    private func mayAttach(_ transaction: Transaction) -> SQL {
        if transaction.caller.isSystem { return "1 = 1" }
        var ways: [SQL] = [
            "(owner IS NULL AND session IS NULL AND created_at > \(transaction.now.adding(seconds: -AttachDocument.hours * 3600)))"
        ]
        if let account = transaction.caller.account { ways.append("owner = \(account)") }
        if let session { ways.append("session = \(session)") }
        return SQL.any(ways)
    }
}

/// An upload became part of a record.
public struct DocumentAttached: Event {
    public static let name = "documents.attached"
    public let document: String
    public let subject: String
    public let kind: String
}
