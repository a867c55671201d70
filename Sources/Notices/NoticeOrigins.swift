import Catalogue
import FEEL
import Folders
import Kernel

/// Finds out why each sentence of a notice stands there: answers, rule rows, dates, acts.
struct NoticeOrigins {
    let service: Service
    let facts: CaseFacts
    /// Typed JSON of the names that expressions see.
    let context: JSON

    func of(_ sentences: [Sentence]) -> [SentenceOrigin] {
        sentences.filter { $0.mark == nil }.map { sentence in
            SentenceOrigin(id: sentence.id, text: NoticeOrigins.plain(sentence.markdown), sources: sources(sentence.reads))
        }
    }

    private func sources(_ reads: [String]) -> [SentenceOrigin.Source] {
        var sources: [SentenceOrigin.Source] = []
        for read in reads {
            let head = String(read.prefix { $0 != "." && $0 != "[" })
            let found: [SentenceOrigin.Source]
            switch head {
            case "answers", "applicant": found = [value(read, .answer)]
            case "dates": found = [deadline(read)]
            case "tasks", "letter": found = [value(read, .act)]
            case "fees": found = [value(read, .amount)]
            case "city", "procedure": found = [value(read, .fact)]
            default: found = rows(head, read)
            }
            for source in found where !sources.contains(source) { sources.append(source) }
        }
        return sources
    }

    private func value(_ path: String, _ kind: SentenceOrigin.Source.Kind) -> SentenceOrigin.Source {
        let value = Value(typed: NoticeOrigins.look(up: path, in: context) ?? .null)
        let names = path.split(separator: ".").dropFirst().map { $0.prefix { $0 != "[" } }
        let key = "fields.\(names.joined(separator: ".")).label"
        let label = LocalText(
            de: service.folder.texts.text(key, .de) ?? path, en: service.folder.texts.text(key, .en) ?? path)
        return SentenceOrigin.Source(
            kind: kind, path: path, label: label,
            text: LocalText(de: NoticeOrigins.written(value, .de), en: NoticeOrigins.written(value, .en)))
    }

    static func written(_ value: Value, _ language: Language) -> String {
        switch value {
        case .date(let date): TemplateFormat.date(date, language)
        case .boolean(let flag): Texts.shared(flag ? "notices.why.yes" : "notices.why.no", language)
        case .null: Texts.shared("notices.why.nothing", language)
        case .list(let items): items.map { written($0, language) }.joined(separator: ", ")
        case .context(let context): context.values.map { written($0, language) }.joined(separator: " ")
        default: value.plain
        }
    }

    private func deadline(_ path: String) -> SentenceOrigin.Source {
        let name = String(path.split(separator: ".").dropFirst().first ?? "")
        let label = LocalText(
            de: service.folder.texts.text("deadlines.\(name)", .de) ?? name,
            en: service.folder.texts.text("deadlines.\(name)", .en) ?? name)
        return SentenceOrigin.Source(kind: .deadline, path: path, label: label, text: facts.reasons?[name] ?? LocalText(de: ""))
    }

    /// The rule rows behind a result, with the answers that their inputs read.
    private func rows(_ result: String, _ path: String) -> [SentenceOrigin.Source] {
        (facts.rows?[result] ?? []).flatMap { row -> [SentenceOrigin.Source] in
            let rule = SentenceOrigin.Source(
                kind: .rule, path: "\(row.table)/\(row.rule ?? "\(row.row)")", label: LocalText(de: "\(row.table), \(row.row)"),
                text: row.text)
            let answers = row.reads.filter { $0.hasPrefix("answers.") || $0 == "answers" }.map { value($0, .answer) }
            return [rule] + answers
        }
    }

    /// The member at a path such as `answers.dogs[1].name`.
    static func look(up path: String, in context: JSON) -> JSON? {
        var current: JSON? = context
        for part in path.split(separator: ".") {
            let name = part.prefix { $0 != "[" }
            current = current?[String(name)]
            if let open = part.firstIndex(of: "["), let index = Int(part[part.index(after: open)...].dropLast()) {
                current = current?[index - 1]
            }
        }
        return current
    }

    /// A Markdown line as people read it.
    static func plain(_ markdown: String) -> String {
        var text = ""
        var escaped = false
        for character in markdown.drop(while: { $0 == "#" || $0 == " " || $0 == "-" }) {
            if escaped || (character != "\\" && character != "*") { text.append(character) }
            escaped = !escaped && character == "\\"
        }
        return text
    }
}
