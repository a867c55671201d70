import Catalogue
import Folders
public import Kernel
public import Store

/// A notice with its sentences and why each stands there, as its page shows it.
struct NoticeReading: Sendable {
    /// What a line of the letter is.
    enum Shape: Sendable { case heading, item, row, sentence }

    struct Line: Sendable {
        let shape: Shape
        let text: String
        let sources: [SentenceOrigin.Source]
    }

    let notice: Notice
    /// The language of the sentences shown: the German letter, or the translation that was handed out with it.
    let language: Language
    let lines: [Line]
    /// In plain words what the notice is about.
    let explained: String?
    let code: NoticeText.Code?

    init(_ id: ID<Notice>, visibleTo caller: Caller, language: Language, in reader: Reader) throws {
        notice = try reader.notice(id, visibleTo: caller)
        let letter = try reader.letter(of: id)
        let service = try reader.part(CatalogueShelf.self).pinned(letter.facts.serviceHash, in: reader)
        let translation = language == .en ? letter.english : nil
        self.language = translation == nil ? .de : .en
        // Both languages have the same sentences under the same names.
        let named = try reader.origins(of: notice).compactMap { origin in origin.id.map { ($0, origin.sources) } }
        let sources = Dictionary(named, uniquingKeysWith: { first, _ in first })
        code = letter.verification
        let shown = translation ?? letter.german
        lines =
            letter.parts.filter { $0.id == "front.subject" }.map { part in
                Line(shape: .sentence, text: shown.front[part.entry] ?? part.text, sources: sources[part.id] ?? [])
            } + shown.sentences.compactMap { NoticeReading.line($0, sources) } + letter.payment(sources, self.language)
        explained =
            service.folder.texts.text("notices.\(notice.template).explained", language)
            ?? Notice.explanation(ofLetter: notice.template, language)
    }

    /// Sources that read the same, such as two entries of an act that nobody performed, are told once.
    static func distinct(_ sources: [SentenceOrigin.Source], _ language: Language) -> [SentenceOrigin.Source] {
        var told: Set<[String]> = []
        return sources.filter { told.insert([$0.kind.rawValue, $0.label[language], $0.text[language]]).inserted }
    }

    private static func line(_ sentence: Sentence, _ sources: [String: [SentenceOrigin.Source]]) -> Line? {
        let own = sentence.id.flatMap { sources[$0] } ?? []
        if sentence.mark != nil { return nil }
        let markdown = sentence.markdown.drop { $0 == " " }
        if markdown.first == "#" { return Line(shape: .heading, text: NoticeOrigins.plain(String(markdown)), sources: own) }
        if markdown.first == "|" {
            let cells = markdown.split(separator: "|").map { NoticeOrigins.plain($0.trimmingPrefix(" ").description) }
            let words = cells.map { String($0.reversed().drop { $0 == " " }.reversed()) }.filter { !$0.isEmpty }
            // The line of dashes below a table's head says nothing.
            if words.allSatisfy({ $0.allSatisfy { "-:".contains($0) } }) { return nil }
            return Line(shape: .row, text: words.joined(separator: " · "), sources: own)
        }
        return Line(
            shape: markdown.hasPrefix("- ") ? .item : .sentence, text: NoticeOrigins.plain(String(markdown)), sources: own)
    }
}

extension NoticeText {
    /// Amount and day of the block "how to pay".
    fileprivate func payment(_ sources: [String: [SentenceOrigin.Source]], _ language: Language) -> [NoticeReading.Line] {
        guard let payment else { return [] }
        let amount = TemplateFormat.money(payment.amount, language)
        let due = TemplateFormat.date(payment.due, language)
        return [
            .init(shape: .heading, text: Texts.shared("notices.letter.pay", language), sources: []),
            .init(
                shape: .row, text: "\(Texts.shared("notices.letter.amount", language)): \(amount)",
                sources: sources["front.amount"] ?? []),
            .init(
                shape: .row, text: "\(Texts.shared("notices.letter.due", language)): \(due)", sources: sources["front.due"] ?? []),
        ]
    }
}

extension Reader {
    /// The letter of a notice that the caller has been shown to be allowed to see.
    func letter(of id: ID<Notice>) throws -> NoticeText {
        guard let letter = try value(JSON.self, "SELECT letter FROM notices WHERE id = \(id)") else { throw NoticeFault.notFound }
        return try letter.decode(NoticeText.self)
    }
}

/// How a notice reads.
public struct NoticeWords: Sendable {
    public let title: String
    /// Markdown, one sentence a line (service-folder.md, section 6).
    public let markdown: String
}

extension Reader {
    /// How a notice reads, for previews of what an act would issue; whoever calls has asked whether the caller may see it.
    public func words(of notice: ID<Notice>) throws -> NoticeWords? {
        guard let title = try value(String.self, "SELECT title FROM notices WHERE id = \(notice)") else { return nil }
        let letter = try letter(of: notice)
        let pieces = letter.german.pieces.map { piece in
            (piece.mark == .verification ? "\n*\(Texts.shared("notices.verification.here", .de))*\n" : "") + piece.markdown
        }
        return NoticeWords(title: letter.german.front["subject"] ?? title, markdown: pieces.joined(separator: "\n"))
    }
}
