import Catalogue
public import Folders
public import Forms
import Identity
public import Kernel
public import Mandates
public import Procedures
public import Store

/// Sends an application off: the case, the answers as they were sent, and the key of the request, in one transaction.
public struct SubmitApplication: Action {
    public static let name = "applications.submit"
    public static let audience: Audience = .everyone

    /// An application that was checked.
    public struct Content: Sendable {
        public var slug: String
        /// As they were sent, without hidden fields.
        public var answers: JSON
        /// Typed, as expressions see them.
        public var values: JSON
        public var language: Language
        public var documents: [(field: String, id: String)]
        /// Names of the uploads by identifier.
        public var fileNames: [String: String]
        /// Where answers were taken over from, by field.
        public var origins: [String: Origin]
        /// The applicant's earlier case that this one follows, such as the permit to be renewed.
        public var former: Former?
        /// Which case that is, and how it is followed.
        public var follows: Followed?

        public init(
            slug: String, answers: JSON, values: JSON, language: Language, documents: [(field: String, id: String)],
            fileNames: [String: String], origins: [String: Origin] = [:], former: Former? = nil,
            follows: Followed? = nil
        ) {
            self.slug = slug
            self.answers = answers
            self.values = values
            self.language = language
            self.documents = documents
            self.fileNames = fileNames
            self.origins = origins
            self.former = former
            self.follows = follows
        }
    }

    /// What keeps a repeated request from opening a second case.
    public struct Key: Sendable {
        /// Over scope, service and the sender's key.
        let key: Digest
        let body: Digest

        init(scope: String, slug: String, key: String, body: Digest) {
            self.key = Digest(of: "\(scope)\n\(slug)\n\(key)")
            self.body = body
        }
    }

    public struct Submitted: Sendable {
        public let id: ID<Procedure>
        public let reference: String
        public let state: Procedure.State
        /// Opens the application without an account; nil where one is required.
        public let accessCode: String?
    }

    let content: Content
    let channel: String
    let owner: String?
    let session: String?
    let key: Key?
    let draft: (id: ID<Draft>, key: DraftKey)?
    let visit: String?
    let arrival: Arrival?
    let mandate: ID<Mandate>?

    /// - Parameters:
    ///   - session: to which the uploads are bound.
    ///   - visit: which shall see the application; nil where it has an account or shows its code.
    ///   - arrival: how and when it came, where staff enter it; its channel takes the place of `channel`.
    ///   - mandate: by which it is sent in somebody else's name; that account owns it then.
    public init(
        _ content: Content, channel: String = "online", owner: String?, session: String?, key: Key? = nil,
        draft: (id: ID<Draft>, key: DraftKey)? = nil,
        visit: String? = nil, arrival: Arrival? = nil, mandate: ID<Mandate>? = nil
    ) {
        self.content = content
        self.channel = arrival?.channel.rawValue ?? channel
        self.owner = owner
        self.session = session
        self.key = key
        self.draft = draft
        self.visit = visit
        self.arrival = arrival
        self.mandate = mandate
    }

    public func perform(in transaction: Transaction) throws -> Submitted {
        if let key, let before = try transaction.submission(key) {
            transaction.audit("application", before.id, detail: ["repeated": true])
            return before
        }
        guard
            let service = try transaction.part(CatalogueShelf.self).offered(
                content.slug, on: arrival?.day ?? transaction.now.date())
        else {
            throw CatalogueFault.notOffered(content.slug)
        }
        if let follows = content.follows, try transaction.isFollowed(follows.procedure, by: follows.kind) {
            throw ApplicationFault.alreadyFollowed
        }
        let owner = try principal(in: transaction) ?? owner
        // Who comes with a paper needs no account, whatever the service asks of those who come online.
        let needsCode = service.folder.about.account != .required || (arrival != nil && owner == nil)
        let nonce = needsCode ? AccessCode.nonce() : nil
        let code = try nonce.map { AccessCode.make(try transaction.part(SecretKey.self), nonce: $0) }
        let opened = try transaction.perform(
            OpenProcedure(
                slug: content.slug, answers: content.values, language: content.language, channel: channel, owner: owner,
                documents: content.documents, session: session, codeDigest: code.map { Digest(of: $0) },
                former: content.former, arrival: arrival))
        let procedure = try transaction.procedure(opened.id, visibleTo: .system("applications"))
        try transaction.post(
            """
            INSERT INTO applications (id, reference, slug, hash, answers, files, origins, follows, follow_kind, language, nonce, key_digest,
                body_digest, state, entered_by, arrived, mandate, at)
            VALUES (\(opened.id), \(opened.reference), \(content.slug), \(service.hash), \(content.answers),
                    \(JSON.object(content.fileNames.mapValues { .string($0) })), \(try JSON(encoding: content.origins)),
                    \(content.follows?.procedure), \(content.follows?.kind.rawValue), \(content.language), \(nonce), \(key?.key), \(key?.body),
                    \(procedure.state), \(arrival == nil ? nil : transaction.caller.staff),
                    \(try arrival.map { try JSON(encoding: $0) }), \(mandate), \(transaction.now))
            """)
        if let draft { try transaction.perform(DiscardDraft(draft: draft.id, key: draft.key)) }
        if let visit { try transaction.grant(opened.id, to: visit) }
        if let mandate {
            try transaction.perform(UseMandate(mandate: mandate, procedure: opened.id, action: SubmitApplication.name))
        }
        transaction.audit("application", opened.id, unit: procedure.unit, detail: ["slug": .string(content.slug)])
        try transaction.emit(ApplicationSubmitted(procedure: opened.id.text, slug: content.slug), subject: opened.id)
        return Submitted(id: opened.id, reference: opened.reference, state: procedure.state, accessCode: code)
    }

    /// The account in whose name it is sent, by a mandate that holds at this moment and covers the service.
    private func principal(in transaction: Transaction) throws -> String? {
        guard let mandate else { return nil }
        let holding = try transaction.caller.account.map { try transaction.mandatesThatHold(for: $0) } ?? []
        guard let found = holding.first(where: { $0.id == mandate }), found.covers(content.slug), let principal = found.principal
        else { throw MandateFault.holdsNoMore }
        return principal
    }
}

/// An application was sent off.
public struct ApplicationSubmitted: Event {
    public static let name = "applications.submitted"
    public let procedure: String
    public let slug: String
}

/// An application as it was sent.
struct SentApplication: Sendable {
    let id: ID<Procedure>
    let reference: String
    let slug: String
    let hash: String
    let answers: JSON
    let files: [String: String]
    let origins: [String: Origin]
    let language: Language
    let nonce: String?
    /// The person of the staff who entered it, and how and when it came.
    let enteredBy: String?
    let arrived: Arrival?
    /// By which somebody sent it in somebody else's name.
    let mandate: ID<Mandate>?
    let at: Instant
}

extension Reader {
    /// What was sent; nil for cases that began otherwise. Whoever asks has looked whether the case is visible.
    func sentApplication(_ id: ID<Procedure>) throws -> SentApplication? {
        struct Row: Codable {
            let id: ID<Procedure>
            let reference: String
            let slug: String
            let hash: String
            let answers: JSON
            let files: JSON
            let origins: [String: Origin]?
            let language: Language
            let nonce: String?
            let enteredBy: String?
            let arrived: Arrival?
            let mandate: ID<Mandate>?
            let at: Instant
        }
        let row: Row? = try first(
            "SELECT id, reference, slug, hash, answers, files, origins, language, nonce, entered_by, arrived, mandate, at FROM applications WHERE id = \(id)"
        )
        return row.map {
            SentApplication(
                id: $0.id, reference: $0.reference, slug: $0.slug, hash: $0.hash, answers: $0.answers,
                files: ($0.files.object ?? [:]).compactMapValues(\.string), origins: $0.origins ?? [:], language: $0.language,
                nonce: $0.nonce, enteredBy: $0.enteredBy, arrived: $0.arrived, mandate: $0.mandate, at: $0.at)
        }
    }

    /// What a key stands for already; nil for nothing. Throws `keyReused` where the body was another.
    func submission(_ key: SubmitApplication.Key) throws -> SubmitApplication.Submitted? {
        struct Row: Codable {
            let id: ID<Procedure>
            let reference: String
            let nonce: String?
            let bodyDigest: Digest
            let state: Procedure.State
        }
        let row: Row? = try first(
            "SELECT id, reference, nonce, body_digest, state FROM applications WHERE key_digest = \(key.key)")
        guard let row else { return nil }
        guard row.bodyDigest == key.body else { throw ApplicationFault.keyReused }
        let code = try row.nonce.map { AccessCode.make(try part(SecretKey.self), nonce: $0) }
        return SubmitApplication.Submitted(id: row.id, reference: row.reference, state: row.state, accessCode: code)
    }
}
