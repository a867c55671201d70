public import Kernel
public import Store

/// A document: contents by digest, and who may see it.
public struct Document: Codable, Sendable {
    public let id: ID<Document>
    public let sha256: Digest
    public let bytes: Int
    public let mediaType: String
    /// File name for people; never a path.
    public let name: String
    /// `upload`, `evidence`, `application`, or the template of a notice.
    public let kind: String
    /// What it belongs to: a procedure; nil while it waits in a draft.
    public let subject: String?
    public let owner: String?
    public let unit: String?
    public let confidential: Bool
    /// For the authority only: a note, an opinion. A code that opens the record does not open it.
    public let isInternal: Bool
    public let createdAt: Instant
}

extension Reader {
    private static let columns: SQL =
        "d.id, d.sha256, d.bytes, d.media_type, d.name, d.kind, d.subject, d.owner, d.unit, d.confidential, d.is_internal, d.created_at"

    /// The document, if the caller may see it: by its own access columns, or as one that belongs to a record opened by a code,
    /// or as an upload of the caller's session that is not yet part of anything.
    public func document(_ id: ID<Document>, visibleTo caller: Caller, session: String? = nil) throws -> Document {
        var ways: [SQL] = [Visibility.of(caller, columns: "d")]
        if !caller.grants.isEmpty { ways.append("(d.subject IN \(list: caller.grants) AND d.is_internal = 0)") }
        if let session { ways.append("(d.subject IS NULL AND d.session = \(session))") }
        let found: Document? = try first("SELECT " + Reader.columns + " FROM documents d WHERE d.id = \(id) AND " + SQL.any(ways))
        guard let found else { throw DocumentFault.notFound }
        return found
    }

    /// All documents of a record that the caller may see, oldest first.
    public func documents(of subject: some CustomStringConvertible, visibleTo caller: Caller) throws -> [Document] {
        var ways: [SQL] = [Visibility.of(caller, columns: "d")]
        if !caller.grants.isEmpty { ways.append("(d.subject IN \(list: caller.grants) AND d.is_internal = 0)") }
        return try all(
            "SELECT " + Reader.columns + " FROM documents d WHERE d.subject = \(subject.description) AND " + SQL.any(ways)
                + " ORDER BY d.id")
    }

    /// The same for several records at once.
    public func documents(ofEach subjects: [String], visibleTo caller: Caller) throws -> [Document] {
        guard !subjects.isEmpty else { return [] }
        var ways: [SQL] = [Visibility.of(caller, columns: "d")]
        if !caller.grants.isEmpty { ways.append("(d.subject IN \(list: caller.grants) AND d.is_internal = 0)") }
        return try all(
            "SELECT " + Reader.columns + " FROM documents d WHERE d.subject IN \(list: subjects) AND " + SQL.any(ways)
                + " ORDER BY d.id")
    }

    /// Every digest that some document needs, in batches by key, for `verify` and `backup`.
    public func documentDigests(after id: String, limit: Int = 1000) throws -> [(id: String, digest: Digest)] {
        struct Line: Codable {
            let id: String
            let sha256: Digest
        }
        return try all(Line.self, "SELECT id, sha256 FROM documents WHERE id > \(id) ORDER BY id LIMIT \(limit)").map {
            ($0.id, $0.sha256)
        }
    }
}
