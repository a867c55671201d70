public import Kernel
public import Store

/// Enters contents, which already stand in the `DocumentStore`, as a document. Without a subject it is an upload that waits
/// in a draft; those that nobody takes into an application are removed after a week.
public struct AddDocument: Action {
    public static let name = "documents.add"
    public static let audience: Audience = .everyone
    let digest: Digest
    let bytes: Int
    let mediaType: String
    let fileName: String
    let kind: String
    let subject: String?
    let owner: String?
    let unit: String?
    let confidential: Bool
    let session: String?
    let retention: Retention
    let isInternal: Bool

    /// - Parameters:
    ///   - kind: `upload`, `evidence`, `application`, `note`, `opinion`, `objection`, or the template of a notice.
    ///   - isInternal: for the authority only, never opened by an applicant's code.
    ///   - subject: what it belongs to from the start, such as a procedure.
    ///   - session: who uploaded it, where it is no account (`Uploads.session(of:)`).
    public init(
        digest: Digest, bytes: Int, mediaType: String, fileName: String, kind: String = "upload", subject: String? = nil,
        owner: String? = nil, unit: String? = nil, confidential: Bool = false, session: String? = nil,
        retention: Retention = .years10, isInternal: Bool = false
    ) {
        self.digest = digest
        self.bytes = bytes
        self.mediaType = mediaType
        self.fileName = fileName
        self.kind = kind
        self.subject = subject
        self.owner = owner
        self.unit = unit
        self.confidential = confidential
        self.session = session
        self.retention = retention
        self.isInternal = isInternal
    }

    public func perform(in transaction: Transaction) throws -> ID<Document> {
        let id = ID<Document>(at: transaction.now)
        let name = FileName.clean(fileName, type: mediaType)
        try transaction.post(
            """
            INSERT INTO documents (id, sha256, bytes, media_type, name, kind, subject, owner, unit, post, confidential, session,
                                   retention, is_internal, created_at)
            VALUES (\(id), \(digest), \(bytes), \(mediaType), \(name), \(kind), \(subject), \(owner), \(unit), NULL, \(confidential),
                    \(session), \(retention), \(isInternal), \(transaction.now))
            """)
        if subject == nil { try LooseUploads.expect(in: transaction) }
        transaction.audit(
            "document", id, unit: unit, retention: retention, detail: ["sha256": .string(digest.hex), "kind": .string(kind)])
        try transaction.emit(DocumentAdded(document: id.text, subject: subject, kind: kind), subject: id, retention: retention)
        return id
    }
}

/// Contents came into the house.
public struct DocumentAdded: Event {
    public static let name = "documents.added"
    public let document: String
    /// Nil for an upload that waits.
    public let subject: String?
    public let kind: String
}
