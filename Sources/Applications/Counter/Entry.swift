import Catalogue
import Folders
public import Forms
import Identity
public import Kernel
import Procedures
public import Store

/// What staff say of an application that they enter for somebody.
public struct EntryFacts: Sendable {
    /// `paper`, `counter` or `phone`.
    let channel: String
    /// Nil where what was typed is no day.
    let day: LocalDate?
    /// Of the applicant's account, as the applicant says them; empty without an account.
    let email: String
    let familyName: String
    /// Uploads: the scanned paper.
    let papers: [String]

    public init(channel: String, day: LocalDate?, email: String = "", familyName: String = "", papers: [String] = []) {
        self.channel = channel
        self.day = day
        self.email = email
        self.familyName = familyName
        self.papers = papers
    }

    /// By which ways staff may enter an application of a service. Who may come with a paper may also say it at the counter,
    /// where it is written down (§ 22 VwVfG knows no form unless a law asks for one).
    static func channels(of service: Service) -> [Arrival.Channel] {
        let offered = service.folder.about.channels
        return (offered.contains(.paper) ? [.paper, .counter] : []) + (offered.contains(.phone) ? [.phone] : [])
    }

    /// Throws `InvalidInput` with everything that is wrong at once.
    func entry(for slug: String, in reader: Reader) throws -> DraftEntry {
        let today = reader.now.date()
        var problems: [FieldProblem] = []
        func add(_ field: String, _ code: String) {
            let detail = Texts.shared("applications.counter.problem.\(code)", .de)
            problems.append(FieldProblem(pointer: "/\(field)", code: code, detail: detail))
        }
        let asked = day.map { min($0, today) } ?? today
        guard let service = try reader.part(CatalogueShelf.self).offered(slug, on: asked),
            !EntryFacts.channels(of: service).isEmpty
        else { throw CatalogueFault.notOffered(slug) }
        let way = Arrival.Channel(rawValue: channel)
        if way.map({ !EntryFacts.channels(of: service).contains($0) }) ?? true { add("channel", "channel-missing") }
        if day == nil { add("receivedOn", "not-a-date") }
        if let day, day > today { add("receivedOn", "date-future") }
        var account: (id: String, name: String)?
        if email.isEmpty != familyName.isEmpty {
            add(email.isEmpty ? "email" : "familyName", "account-half")
        } else if !email.isEmpty {
            account = try EntryFacts.account(email: email, familyName: familyName, in: reader)
            if account == nil { add("email", "account-unknown") }
        }
        guard problems.isEmpty, let day else { throw InvalidInput(problems) }
        return DraftEntry(channel: channel, day: day, account: account?.id, accountName: account?.name, papers: papers)
    }

    /// The account whose address and family name are exactly these. Nobody can look through accounts, or find one by half of it.
    static func account(email: String, familyName: String, in reader: Reader) throws -> (id: String, name: String)? {
        guard case .account(let id)? = try Identity.principal(ofEmail: email, in: reader),
            let credential = try Credential.own(Caller(.account(id)), in: reader)
        else { return nil }
        return PersonName.ends(credential.name, with: familyName) ? (id, credential.name) : nil
    }
}

/// Names as people say them at a counter.
enum PersonName {
    /// Whether a full name is this name, or ends with it as the family name; large and small letters are the same.
    static func ends(_ full: String, with typed: String) -> Bool {
        func words(_ text: String) -> [Substring] { text.lowercased().split { $0.isWhitespace }.map { Substring($0) } }
        let (name, end) = (words(full), words(typed))
        return !end.isEmpty && name.suffix(end.count).elementsEqual(end)
    }
}

/// Staff begin to enter an application for somebody.
public struct BeginEntry: Action {
    public static let name = "applications.begin-entry"
    public static let audience: Audience = .staff
    let slug: String
    let facts: EntryFacts
    let key: DraftKey
    let language: Language
    /// What was begun before and is only described anew.
    let draft: ID<Draft>?

    /// - Parameter draft: says anew how this one came, instead of beginning another.
    public init(slug: String, facts: EntryFacts, key: DraftKey, language: Language, draft: ID<Draft>? = nil) {
        self.slug = slug
        self.facts = facts
        self.key = key
        self.language = language
        self.draft = draft
    }

    public func perform(in transaction: Transaction) throws -> ID<Draft> {
        let entry = try facts.entry(for: slug, in: transaction)
        let id: ID<Draft>
        if let draft {
            try transaction.perform(DescribeEntry(draft: draft, key: key, entry: entry))
            id = draft
        } else {
            id = try transaction.perform(BeginDraft(slug: slug, key: key, language: language, entry: entry))
        }
        transaction.audit(
            "draft", id, retention: .months3,
            detail: ["slug": .string(slug), "channel": .string(entry.channel), "account": .bool(entry.account != nil)])
        return id
    }
}
