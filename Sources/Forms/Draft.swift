import Documents
public import Folders
public import Kernel
public import Mandates
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
    /// Set where staff enter it for somebody.
    public var entry: DraftEntry?
    /// By which it is written for somebody else; whether it still holds is looked at when it is sent off.
    public var mandate: ID<Mandate>?
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

/// An application that staff enter for somebody: from paper, at the counter, on the telephone.
public struct DraftEntry: Codable, Hashable, Sendable {
    /// `paper`, `counter` or `phone`.
    public var channel: String
    /// The day on which it came: it decides on the version of the service, and periods count from it.
    public var day: LocalDate
    /// The account of the applicant and its holder's name, where there is one and the applicant wants it there.
    public var account: String?
    public var accountName: String?
    /// Uploads: the paper, scanned.
    public var papers: [String]

    public init(channel: String, day: LocalDate, account: String? = nil, accountName: String? = nil, papers: [String] = []) {
        self.channel = channel
        self.day = day
        self.account = account
        self.accountName = accountName
        self.papers = papers
    }

    /// The moment for which the form is checked.
    func moment(now: Instant) -> Instant { day == now.date() ? now : Instant(startOf: day) }
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
        "id, slug, hash, owner, session, answers, origins, follows, language, entry, mandate, created_at, updated_at"

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
