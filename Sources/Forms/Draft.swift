import Documents
public import Folders
public import Kernel
public import Store
public import Web

/// An application that is still being written.
public struct Draft: Codable, Sendable {
    public let id: ID<Draft>
    public let slug: String
    /// The version of the service with which it was last saved.
    public var hash: String
    /// The account, or nil where it is bound to a visitor's session.
    public let owner: String?
    public let session: String?
    /// Answers as the form's interface takes them (service-folder.md, section 3), right or wrong.
    public var answers: JSON
    /// Where answers were taken over from, by field.
    public var origins: [String: Origin]?
    /// The earlier case that this application renews or changes.
    public let follows: Followed?
    public var language: Language
    public let createdAt: Instant
    public var updatedAt: Instant
}

/// The earlier case of the same holder that an application follows.
public struct Followed: Codable, Hashable, Sendable {
    public let kind: FollowUpKind
    /// Identifier of the case.
    public let procedure: String
    public let reference: String

    public init(_ kind: FollowUpKind, procedure: String, reference: String) {
        self.kind = kind
        self.procedure = procedure
        self.reference = reference
    }
}

/// By what a draft belongs to somebody: an account, or the session of a visitor.
public struct DraftKey: Hashable, Sendable {
    public let account: String?
    public let session: String?

    public init(account: String?, session: String?) {
        self.account = account
        self.session = session
    }

    public init(_ request: Request) {
        self.init(account: request.caller.account, session: Uploads.session(of: request))
    }

    /// The key of an anonymous session that was just opened.
    static func session(_ id: String) -> String { "session:\(id)" }

    var condition: SQL {
        var ways: [SQL] = []
        if let account { ways.append("owner = \(account)") }
        if let session { ways.append("(owner IS NULL AND session = \(session))") }
        return SQL.any(ways)
    }
}

extension Reader {
    private static let columns: SQL =
        "id, slug, hash, owner, session, answers, origins, follows, language, created_at, updated_at"

    /// A draft, if it belongs to whoever asks.
    public func draft(_ id: ID<Draft>, of key: DraftKey) throws -> Draft {
        let found: Draft? = try first("SELECT " + Reader.columns + " FROM forms_drafts WHERE id = \(id) AND " + key.condition)
        guard let found else { throw FormFault.draftNotFound }
        return found
    }

    /// The newest drafts of somebody; nobody writes more than a hundred forms at a time.
    public func drafts(of key: DraftKey, slug: String? = nil) throws -> [Draft] {
        let ofSlug: SQL = slug.map { "slug = \($0)" } ?? "1 = 1"
        return try all(
            "SELECT " + Reader.columns + " FROM forms_drafts WHERE " + ofSlug + " AND " + key.condition
                + " ORDER BY id DESC LIMIT 100")
    }
}
