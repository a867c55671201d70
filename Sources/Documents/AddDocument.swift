public import Kernel
public import Store

/// Enters contents, which already stand in the `DocumentStore`, as a document. Without a subject it is an upload that waits
/// in a draft; those that nobody takes into an application are removed after a while.
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

    public init(
        digest: Digest, bytes: Int, mediaType: String, fileName: String, kind: String = "upload", subject: String? = nil,
        owner: String? = nil, unit: String? = nil, confidential: Bool = false, session: String? = nil, retention: Retention = .years10
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
    }

    public func perform(in transaction: Transaction) throws -> ID<Document> {
        let id = ID<Document>(at: transaction.now)
        let name = FileName.clean(fileName, type: mediaType)
        try transaction.run(
            """
            INSERT INTO documents (id, sha256, bytes, media_type, name, kind, subject, owner, unit, post, confidential, session,
                                   retention, created_at)
            VALUES (\(id), \(digest), \(bytes), \(mediaType), \(name), \(kind), \(subject), \(owner), \(unit), NULL, \(confidential),
                    \(session), \(retention), \(transaction.now))
            """)
        transaction.audit("document", id, unit: unit, retention: retention, detail: ["sha256": .string(digest.hex), "kind": .string(kind)])
        try transaction.emit(DocumentAdded(document: id.text, subject: subject, kind: kind), subject: id, retention: retention)
        return id
    }
}

/// Contents came into the house.
public struct DocumentAdded: Event {
    public static let name = "documents.added"
    public let document: String
    public let subject: String?
    public let kind: String
}

/// File names for people: no path, no control characters, not endless.
enum FileName {
    static func clean(_ name: String, type: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let kept = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && !"\"<>|:*?".unicodeScalars.contains($0) && !$0.properties.isBidiControl }))
        let short = String(kept.prefix(120))
        return short.isEmpty || short.allSatisfy({ $0 == "." }) ? "document." + MediaType.ending(type) : short
    }
}
