import Folders
public import Kernel
public import Store

/// A notice that was issued: its sentences, why each stands there, and its document once it is rendered.
public struct Notice: Codable, Sendable {
    public let id: ID<Notice>
    public let procedure: String
    /// From 1 within the procedure.
    public let number: Int
    /// Template of the service: `notice`, `notice-documents`.
    public let template: String
    /// `assessment`, `grant`, `refusal`, `request`, `certificate`, `information` of services; of the platform also `correction`,
    /// `withdrawal`, `revocation`, `remedy` and `objection-refusal`.
    public let kind: String
    public let remedy: String?
    public let language: Language
    public let title: String
    public let reference: String
    /// How it was sent: `portal-mailbox` or `post`.
    public let channel: String
    /// How it is served, where notifying is not enough: `record`, `registered`, `receipt`.
    public let service: String?
    /// The office that deals with the case.
    public let unit: String
    public let issuedAt: Instant
    /// The PDF, once it is rendered.
    public let document: String?
    public let sha256: Digest?
    /// How another notice took its place, which one, and when; it stays filed as it was.
    public let replacement: Replacement?
    public let replacedBy: String?
    public let replacedAt: Instant?
}

/// Why a sentence stands in a notice.
public struct SentenceOrigin: Codable, Hashable, Sendable {
    /// As the template names it; `front.subject`, `front.amount` … of what stands outside the text. Nil for fixed text.
    public let id: String?
    /// The sentence without Markdown.
    public let text: String
    public let sources: [Source]

    /// One thing that a sentence depends on.
    public struct Source: Codable, Hashable, Sendable {
        public enum Kind: String, Codable, Sendable { case answer, rule, deadline, act, amount, fact }
        public let kind: Kind
        /// `answers.dogs[1].name`, `Rate/rate-first`, `dates.objection`; `answers.dogs[1]?` that there is an item,
        /// `count(answers.dogs)` how many there are.
        public let path: String
        /// Of a rule where it comes from, mostly a norm.
        public let label: LocalText
        /// The value, or the row's or date's sentence.
        public let text: LocalText
        /// An answer that not everybody in the authority may read.
        public var isSensitive: Bool?
    }

    /// The sentences as they are stored; what many of them come from is put into JSON once.
    static func json(of sentences: [SentenceOrigin]) throws -> JSON {
        var known: [Source: JSON] = [:]
        return .array(
            try sentences.map { sentence in
                let sources = try sentence.sources.map { source in
                    if let json = known[source] { return json }
                    let json = try JSON(encoding: source)
                    known[source] = json
                    return json
                }
                var members: [String: JSON] = ["text": .string(sentence.text), "sources": .array(sources)]
                if let id = sentence.id { members["id"] = .string(id) }
                return .object(members)
            })
    }
}

extension Reader {
    private static let columns: SQL = """
        n.id, n.procedure, n.number, n.template, n.kind, n.remedy, n.language, n.title, n.reference, n.channel, n.service, n.unit, n.issued_at, n.document,
        n.sha256, n.replacement, n.replaced_by, n.replaced_at
        """

    /// Notices of a procedure that the caller may see, oldest first.
    public func notices(of procedure: some CustomStringConvertible, visibleTo caller: Caller) throws -> [Notice] {
        try all(
            "SELECT " + Reader.columns + " FROM notices n WHERE n.procedure = \(procedure.description) AND " + seen(by: caller)
                + " ORDER BY n.number")
    }

    /// The same for several procedures at once.
    public func notices(ofEach procedures: [String], visibleTo caller: Caller) throws -> [Notice] {
        guard !procedures.isEmpty else { return [] }
        return try all(
            "SELECT " + Reader.columns + " FROM notices n WHERE n.procedure IN \(list: procedures) AND " + seen(by: caller)
                + " ORDER BY n.procedure, n.number")
    }

    /// A notice, if the caller may see it.
    public func notice(_ id: ID<Notice>, visibleTo caller: Caller) throws -> Notice {
        guard
            let found: Notice = try first(
                "SELECT " + Reader.columns + " FROM notices n WHERE n.id = \(id) AND " + seen(by: caller))
        else {
            throw NoticeFault.notFound
        }
        return found
    }

    /// Why each sentence of a notice stands there.
    public func origins(of notice: Notice) throws -> [SentenceOrigin] {
        try value(JSON.self, "SELECT origins FROM notices WHERE id = \(notice.id)")?.decode() ?? []
    }

    private func seen(by caller: Caller) -> SQL {
        var ways = [Visibility.of(caller, columns: "n")]
        if !caller.grants.isEmpty { ways.append("n.procedure IN \(list: caller.grants)") }
        return SQL.any(ways)
    }
}

extension Reader {
    /// What a notice says, as plain text; in English where it carries a translation and that is asked for.
    public func noticeText(_ notice: Notice, _ language: Language) throws -> String {
        guard let text = try value(JSON.self, "SELECT letter FROM notices WHERE id = \(notice.id)")?.decode(NoticeText.self)
        else { return "" }
        let rendered = language == .en ? text.english ?? text.german : text.german
        let sentences = rendered.sentences.filter { $0.mark == nil }.map { NoticeOrigins.plain($0.markdown) }
        return (sentences + [rendered.front["explanation"]].compactMap { $0 }).joined(separator: "\n")
    }
}
