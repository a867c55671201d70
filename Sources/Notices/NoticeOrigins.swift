import Catalogue
import FEEL
import Folders
import Kernel

/// Finds out why each sentence of a notice stands there: answers, rule rows, dates, acts.
///
/// A sentence names what its own parts depend on: `assessment.total` the answers and rows that made `total`, not those of
/// other parts. Results are taken apart until only answers, rows, amounts, dates, acts and facts remain; a date stands with
/// its own explanation and with the answers that its rule reads.
struct NoticeOrigins {
    let service: Service
    let facts: CaseFacts
    let words: OriginWords
    private let context: JSON
    private let scope: Scope
    private let applicant: [String: [String]]

    init(service: Service, facts: CaseFacts, city: City, context: JSON, scope: Scope) {
        self.service = service
        self.facts = facts
        self.context = context
        self.scope = scope
        words = OriginWords(service: service, facts: facts, city: city, context: context)
        applicant = NoticeOrigins.applicant(service.folder.about.applicant, in: scope)
    }

    /// Of every sentence, and of what stands in the front matter.
    func of(_ text: NoticeText) -> [SentenceOrigin] {
        var known = Known()
        let sentences = text.german.sentences.filter { $0.mark == nil }.map { sentence in
            SentenceOrigin(
                id: sentence.id, text: NoticeOrigins.plain(sentence.markdown), sources: sources(sentence.reads, &known))
        }
        return sentences
            + text.parts.map { part in
                SentenceOrigin(
                    id: part.id, text: part.text, sources: sources(text.german.frontReads?[part.entry] ?? [], &known))
            }
    }

    /// What was found out of marks while the sentences of one notice are gone through: many rest on the same ones.
    private struct Known {
        var behind: [String: [String]] = [:]
        var sources: [String: SentenceOrigin.Source?] = [:]
    }

    private func sources(_ reads: [String], _ known: inout Known) -> [SentenceOrigin.Source] {
        var marks: Set<String> = []
        for read in reads {
            let behind = known.behind[read] ?? expand(read, [])
            known.behind[read] = behind
            marks.formUnion(behind)
        }
        // What is said of a whole goes for its parts, and whoever names a part of an item knows that there is the item.
        let told = marks.filter { mark in
            let item = mark.hasSuffix("?") ? mark.dropLast() : nil
            return !marks.contains { other in
                if let item { other != mark && other.utf8.starts(with: item.utf8) } else { NoticeOrigins.covers(other, mark) }
            }
        }
        return told.map { (order: NoticeOrigins.order($0), mark: $0) }.sorted { $0.order < $1.order }.compactMap { entry in
            if let source = known.sources[entry.mark] { return source }
            let source = words.source(entry.mark)
            known.sources[entry.mark] = .some(source)
            return source
        }
    }

    /// The marks behind a mark of the template.
    private func expand(_ mark: String, _ seen: Set<String>) -> [String] {
        guard !seen.contains(mark) else { return [] }
        let seen = seen.union([mark])
        let head = Origins.head(of: mark)
        if let result = facts.origins?[head] { return result.marks(behind: mark).flatMap { expand($0, seen) } }
        switch head {
        case "dates":
            let name = mark.split(separator: ".").dropFirst().first.map(String.init) ?? ""
            return [mark] + (facts.dateOrigins?[name] ?? []).flatMap { expand($0, seen) }
        case "applicant":
            let name = mark.split(separator: ".").dropFirst().first.map(String.init) ?? ""
            return applicant[name] ?? [mark]
        case "tasks": return [mark] + asked(mark).flatMap { expand($0, seen) }
        default: return [mark]
        }
    }

    /// Why somebody was asked for an entry at all: what the condition of its field reads.
    private func asked(_ mark: String) -> [String] {
        let names = mark.split(separator: ".").dropFirst().map(String.init)
        guard names.count > 1, let act = context["tasks"]?[names[0]]?["act"]?.string,
            let field = service.folder.about.acts[act]?.fields.first(where: { $0.id == names[1] }),
            let condition = field.showWhen.expression
        else { return [] }
        let tracer = Tracer()
        return tracer.marks(of: [tracer.run(condition, in: scope).lineage])
    }

    /// What of the applicant comes from answers.
    private static func applicant(_ applicant: Applicant, in scope: Scope) -> [String: [String]] {
        let expressions = [
            "name": applicant.name, "address": applicant.address, "email": applicant.email, "represents": applicant.represents,
            "kind": applicant.kind,
        ]
        let tracer = Tracer()
        return expressions.compactMapValues { $0 }.mapValues { tracer.marks(of: [tracer.run($0, in: scope).lineage]) }
    }

    /// Whether one path is the beginning of another: `answers.home` of `answers.home.place`.
    static func covers(_ whole: String, _ part: String) -> Bool {
        let (whole, part) = (whole.utf8, part.utf8)
        guard part.count > whole.count, part.starts(with: whole) else { return false }
        let next = part[part.index(part.startIndex, offsetBy: whole.count)]
        return next == UInt8(ascii: ".") || next == UInt8(ascii: "[")
    }

    private static let heads = ["rule:", "answers", "tasks", "fees", "dates", "procedure"]

    /// Rules first, then what they looked at.
    private static func order(_ mark: String) -> (Int, String) {
        let head = mark.hasPrefix("rule:") ? "rule:" : Origins.head(of: mark)
        return (heads.firstIndex(of: head) ?? heads.count, mark.hasPrefix("count(") ? String(mark.dropFirst(6)) : mark)
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

extension NoticeText {
    /// What a letter says beside its sentences, and the front matter entry that it comes from.
    struct Part {
        let id: String
        let entry: String
        let text: String
    }

    var parts: [Part] {
        var parts: [Part] = []
        if let subject = german.front["subject"] { parts.append(Part(id: "front.subject", entry: "subject", text: subject)) }
        if let explanation = german.front["explanation"] {
            parts.append(Part(id: "front.explanation", entry: "explanation", text: explanation))
        }
        if let payment {
            parts.append(Part(id: "front.amount", entry: "amount", text: TemplateFormat.money(payment.amount, .de)))
            parts.append(Part(id: "front.due", entry: "due", text: TemplateFormat.date(payment.due, .de)))
        }
        return parts
    }
}
