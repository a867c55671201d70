import Catalogue
public import Kernel
public import Mandates
public import Store

/// Begins an application.
public struct BeginDraft: Action {
    public static let name = "forms.begin-draft"
    public static let audience: Audience = .everyone
    let slug: String
    let key: DraftKey
    let language: Language
    let answers: JSON
    let origins: [String: Origin]
    let follows: Followed?
    let entry: DraftEntry?
    let mandate: ID<Mandate>?

    /// - Parameters:
    ///   - origins: where answers were taken over from, by field.
    ///   - follows: the earlier case that the application renews or changes; whoever calls has asked whether it may be followed.
    ///   - entry: where staff begin it for somebody.
    ///   - mandate: by which it is begun for somebody else.
    public init(
        slug: String, key: DraftKey, language: Language, answers: JSON = [:], origins: [String: Origin] = [:],
        follows: Followed? = nil, entry: DraftEntry? = nil, mandate: ID<Mandate>? = nil
    ) {
        self.slug = slug
        self.key = key
        self.language = language
        self.answers = answers
        self.origins = origins
        self.follows = follows
        self.entry = entry
        self.mandate = mandate
    }

    public func perform(in transaction: Transaction) throws -> ID<Draft> {
        guard let service = try transaction.part(CatalogueShelf.self).offered(slug, on: entry?.day ?? transaction.now.date())
        else {
            throw CatalogueFault.notOffered(slug)
        }
        if let mandate {
            let holding = try key.account.map { try transaction.mandatesThatHold(for: $0) } ?? []
            guard holding.contains(where: { $0.id == mandate && $0.covers(slug) }) else { throw MandateFault.holdsNoMore }
        }
        let id = ID<Draft>(at: transaction.now)
        let session = key.account == nil ? key.session : nil
        try transaction.run(
            """
            INSERT INTO forms_drafts (id, slug, hash, owner, session, answers, origins, follows, language, entry, mandate, created_at,
                updated_at)
            VALUES (\(id), \(slug), \(service.hash), \(key.account), \(session), \(answers), \(try JSON(encoding: origins)),
                \(try follows.map { try JSON(encoding: $0) }), \(language), \(try entry.map { try JSON(encoding: $0) }), \(mandate),
                \(transaction.now), \(transaction.now))
            """)
        transaction.audit("draft", id, retention: .months3, detail: ["slug": .string(slug)])
        try transaction.emit(DraftBegun(draft: id.text, slug: slug), subject: id, retention: .months3)
        try SweepDrafts.plan(in: transaction)
        return id
    }
}

/// Somebody began to write.
public struct DraftBegun: Event {
    public static let name = "forms.draft-begun"
    public let draft: String
    public let slug: String
}
