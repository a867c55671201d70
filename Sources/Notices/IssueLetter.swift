import Catalogue
public import FEEL
public import Folders
public import Kernel
public import Store

/// Issues a letter that the platform writes at any procedure: a request, a hearing, a correction. Its text is a template like
/// those of services (service-folder.md, section 6), that of the city for this service, of the service, of the city, or the
/// program's own, whichever comes first; it reads the names of the case and, under `letter`, what the act hands over.
public struct IssueLetter: Action {
    public static let name = "notices.issue-letter"
    public static let audience: Audience = .system
    let letter: Letter
    let facts: CaseFacts
    let context: JSON

    /// What is to be written.
    public struct Letter: Sendable {
        /// Names the texts: `documents`, `hearing`, `correction`.
        public let name: String
        /// What it is in law; see `Notice.kind`.
        public let kind: String
        /// The deadline in which a remedy against it is open.
        public let remedy: String?
        /// How it is sent.
        public let channel: String
        /// Who signs it; nil for a letter that is issued by machine.
        public let signature: String?
        /// Members of `letter` in the template.
        public let values: [String: Value]
        /// The notice whose place it takes, and how.
        public let replaces: (notice: ID<Notice>, how: Replacement)?
        /// How it is served, where it must be: `record`, `registered`, `receipt`.
        public let service: String?
        /// The unit in whose name it goes out, where another one than that of the case writes.
        public let issuer: String?

        public init(
            _ name: String, kind: String, remedy: String? = nil, channel: String, signature: String?, values: [String: Value],
            replaces: (notice: ID<Notice>, how: Replacement)? = nil, service: String? = nil, issuer: String? = nil
        ) {
            self.name = name
            self.kind = kind
            self.remedy = remedy
            self.channel = channel
            self.signature = signature
            self.values = values
            self.replaces = replaces
            self.service = service
            self.issuer = issuer
        }
    }

    /// - Parameter context: typed JSON of the names that expressions see.
    public init(_ letter: Letter, facts: CaseFacts, context: JSON) {
        self.letter = letter
        self.facts = facts
        self.context = context
    }

    public func perform(in transaction: Transaction) throws -> ID<Notice> {
        let service = try transaction.part(CatalogueShelf.self).pinned(facts.serviceHash, in: transaction)
        let city = try transaction.part(City.self)
        var names = context.object ?? [:]
        names["letter"] = Value.context(Context(letter.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })).typedJSON
        var sender = facts
        if let issuer = letter.issuer {
            sender.unit = issuer
            names["city"] = city.context(unit: issuer)
        }
        let scope = Scope(typed: .object(names), now: transaction.now)
        let templates = LetterTemplates(letter.name, service: service, city: city)
        let text = try NoticeText.fill(
            templates, facts: sender, city: city, scope: scope, look: service.folder.texts, signature: letter.signature)
        let origins = NoticeOrigins(service: service, facts: facts, city: city, context: .object(names), scope: scope).of(text)
        let id = try NoticeRow(
            procedure: facts.procedure, template: LetterTemplates.prefix + letter.name, kind: letter.kind, remedy: letter.remedy,
            title: templates.title, channel: letter.channel, service: letter.service, text: text, origins: origins, facts: facts
        ).insert(in: transaction)
        if let replaced = letter.replaces {
            try transaction.perform(ReplaceNotice(notice: replaced.notice, by: id, how: replaced.how))
        }
        transaction.audit(
            "notice", id, unit: facts.unit,
            detail: ["procedure": .string(facts.procedure), "template": .string(LetterTemplates.prefix + letter.name)])
        try transaction.emit(
            NoticeIssued(
                notice: id.text, procedure: facts.procedure, template: LetterTemplates.prefix + letter.name, kind: letter.kind,
                remedy: letter.remedy), subject: facts.procedure)
        try transaction.enqueue(
            NoticeRendering.kind, key: "\(NoticeRendering.kind):\(id)", subject: facts.procedure,
            payload: ["notice": .string(id.text)], unit: facts.unit)
        return id
    }
}

/// The texts of a letter of the platform, in German and, where there is one, in English.
struct LetterTemplates {
    /// What stands before the letter's name where notices name their template; no template of a service begins like this.
    static let prefix = "letter-"
    let name: String
    let service: Service
    let city: City

    init(_ name: String, service: Service, city: City) {
        self.name = name
        self.service = service
        self.city = city
    }

    /// German title, in mailbox and file.
    var title: String { LetterTemplates.title(LetterTemplates.prefix + name, .de) ?? name }

    func template(_ language: Language) throws -> Template {
        let key = "letters.\(name)"
        let text =
            city.texts.byLanguage[language]?["\(service.slug)/\(key)"] ?? service.folder.texts.byLanguage[language]?[key]
            ?? city.texts.byLanguage[language]?[key] ?? Texts.shared.template("notices.\(key).text", language)
        let (template, mistakes) = Template.parse(text)
        if let mistake = mistakes.first { throw NoticeFault.notRendered("\(key):\(mistake.line): \(mistake.sentence)") }
        return template
    }

    static func title(_ template: String, _ language: Language) -> String? { words(template, "title", language) }

    static func words(_ template: String, _ part: String, _ language: Language) -> String? {
        guard template.hasPrefix(prefix) else { return nil }
        let key = "notices.letters.\(template.dropFirst(prefix.count)).\(part)"
        return Texts.shared.has(key) ? Texts.shared(key, language) : nil
    }
}

extension Notice {
    /// What a letter of the platform is called; nil for those of services, whose words stand in their folder.
    public static func title(ofLetter template: String, _ language: Language) -> String? {
        LetterTemplates.title(template, language)
    }

    /// In plain words what a letter of the platform is about; nil for those of services.
    public static func explanation(ofLetter template: String, _ language: Language) -> String? {
        LetterTemplates.words(template, "explained", language)
    }
}
