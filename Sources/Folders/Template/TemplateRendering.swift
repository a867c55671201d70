public import FEEL
public import Kernel

/// A sentence that was rendered, with what it depends on.
public struct Sentence: Hashable, Codable, Sendable {
    /// `total`, or `line[2]` inside a loop; nil for fixed text.
    public let id: String?
    /// Markdown of the line; inserted values are escaped.
    public let markdown: String
    /// What it was made from: paths read by its insertions and by the conditions and lists around it, `answers.dogs[1].name`; that
    /// a list has an item, `answers.dogs[1]?`; how many it has, `count(answers.dogs)`.
    public let reads: [String]
}

/// A template filled with a case's values.
public struct RenderedTemplate: Hashable, Codable, Sendable {
    /// Sentences in order; nil stands for a blank line.
    public let lines: [Sentence?]
    /// Evaluated front matter texts by key (`subject`, `explanation`, `signature`).
    public let front: [String: String]
    /// What front matter entries were made from, also those that are bare FEEL (`amount`, `due`).
    public let frontReads: [String: [String]]?

    public var sentences: [Sentence] { lines.compactMap { $0 } }

    /// The whole text as Markdown.
    public var markdown: String { lines.map { $0?.markdown ?? "" }.joined(separator: "\n") }
}

extension Template {
    /// Fills the template. Throws the first failure with its line: a null is never silently left out.
    /// `look` gives the service's texts by key, for the formats `option:` and `word:`.
    public func render(in scope: Scope, language: Language, look: @escaping (String) -> String?) throws(TemplateFailure)
        -> RenderedTemplate
    {
        var run = Rendering(language: language, look: look)
        let around = Rendering.Around(scope: scope)
        try run.render(nodes, around)
        var texts: [String: String] = [:]
        var reads: [String: [String]] = [:]
        for entry in front {
            guard ["subject", "explanation"].contains(entry.key) else {
                reads[entry.key] = run.reads(entry, around)
                continue
            }
            let filled = try run.front(entry, around)
            (texts[entry.key], reads[entry.key]) = (filled.text, filled.reads)
        }
        return RenderedTemplate(lines: Rendering.withoutEmptySections(run.lines), front: texts, frontReads: reads)
    }

    /// Fills one line of text; values are inserted as they are, not as Markdown.
    public static func fill(_ text: String, line: Int = 1, in scope: Scope, language: Language, look: (String) -> String?)
        throws(TemplateFailure) -> String
    {
        var out = ""
        for segment in CompiledTexts.segments(of: text, line: line) {
            switch segment {
            case .text(let text): out += text
            case .insertion(let insertion):
                out += try Rendering.write(insertion.expression.run(in: scope), insertion, language, look)
            }
        }
        return out
    }

    /// Evaluates a front matter entry that is bare FEEL.
    public func evaluate(front key: String, in scope: Scope) -> Value? {
        guard let entry = front(key), let expression = CompiledTexts.expression(entry.text) else { return nil }
        return expression.evaluate(in: scope)
    }
}

/// One run over a template.
private struct Rendering {
    let language: Language
    let look: (String) -> String?
    let tracer = Tracer()
    var lines: [Sentence?] = []

    /// What stands around a line: the names it sees with what they come from, and why it is there at all.
    struct Around {
        var scope: Scope
        var names: [String: Lineage] = [:]
        var reasons: [Lineage] = []
        /// Of the loops around it: `[2]`.
        var index = ""

        init(scope: Scope) { self.scope = scope }
    }

    init(language: Language, look: @escaping (String) -> String?) {
        self.language = language
        self.look = look
    }

    mutating func render(_ nodes: [Template.Node], _ around: Around) throws(TemplateFailure) {
        for node in nodes {
            switch node {
            case .blank: lines.append(nil)
            case .mark(let mark, _):
                lines.append(Sentence(id: nil, markdown: mark.markdown, reads: tracer.marks(of: around.reasons)))
            case .line(let line): lines.append(try sentence(line, around))
            case .branch(let branches): try choose(branches, around)
            case .loop(let name, let list, let number, let body): try repeated(name, list, number, body, around)
            }
        }
    }

    private mutating func choose(_ branches: [Template.Branch], _ outer: Around) throws(TemplateFailure) {
        var around = outer
        for branch in branches {
            if let condition = branch.condition {
                let (outcome, lineage) = tracer.run(condition, in: around.scope, variables: around.names)
                around.reasons.append(lineage)
                guard case .boolean(let holds) = outcome.value else {
                    throw TemplateFailure("line \(branch.line): the condition \"\(condition.text)\" is neither true nor false")
                }
                if !holds { continue }
            }
            return try render(branch.body, around)
        }
    }

    private mutating func repeated(
        _ name: String, _ list: Expression, _ number: Int, _ body: [Template.Node], _ around: Around
    ) throws(TemplateFailure) {
        let (outcome, lineage) = tracer.run(list, in: around.scope, variables: around.names)
        guard case .list(let items) = outcome.value else {
            throw TemplateFailure("line \(number): \"\(list.text)\" is no list")
        }
        for (offset, item) in items.enumerated() {
            var inner = around
            inner.scope = around.scope.adding([name: item, "position": .number(offset + 1)])
            var presence = Lineage()
            inner.names[name] = tracer.item(offset, of: lineage, presence: &presence)
            // A position is the same number whatever the list holds.
            inner.names["position"] = Lineage()
            inner.reasons.append(presence)
            inner.index += "[\(offset + 1)]"
            try render(body, inner)
        }
    }

    private func sentence(_ line: Template.Line, _ around: Around) throws(TemplateFailure) -> Sentence {
        var markdown = ""
        var reasons = around.reasons
        for segment in line.segments {
            switch segment {
            case .text(let text): markdown += text
            case .insertion(let insertion):
                let (outcome, lineage) = tracer.run(insertion.expression, in: around.scope, variables: around.names)
                reasons.append(lineage)
                markdown += Rendering.escaped(try Rendering.write(outcome, insertion, language, look))
            }
        }
        return Sentence(id: line.id.map { $0 + around.index }, markdown: markdown, reads: tracer.marks(of: reasons))
    }

    /// A text of the front matter, with what it reads.
    func front(_ entry: Template.Entry, _ around: Around) throws(TemplateFailure) -> (text: String, reads: [String]) {
        var (out, reasons) = ("", [Lineage]())
        for segment in CompiledTexts.segments(of: entry.text, line: entry.line) {
            switch segment {
            case .text(let text): out += text
            case .insertion(let insertion):
                let (outcome, lineage) = tracer.run(insertion.expression, in: around.scope, variables: around.names)
                reasons.append(lineage)
                out += try Rendering.write(outcome, insertion, language, look)
            }
        }
        return (out, tracer.marks(of: reasons))
    }

    /// What an entry of the front matter that is bare FEEL reads.
    func reads(_ entry: Template.Entry, _ around: Around) -> [String] {
        guard let expression = CompiledTexts.expression(entry.text) else { return [] }
        return tracer.marks(of: [tracer.run(expression, in: around.scope, variables: around.names).lineage])
    }

    static func write(
        _ outcome: Outcome, _ insertion: Template.Insertion, _ language: Language, _ look: (String) -> String?
    ) throws(TemplateFailure) -> String {
        do {
            return try TemplateFormat.write(outcome.value, insertion.format, language, look: look)
        } catch {
            let why = outcome.diagnostics.first.map { " (\($0.sentence))" } ?? ""
            throw TemplateFailure("line \(insertion.line): {{ \(insertion.expression.text) }}: \(error.description)\(why)")
        }
    }

    /// Inserted text never counts as Markdown; its line breaks become hard ones.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": continue
            case "\n": out += "\\\n"
            case "!"..."/", ":"..."@", "["..."`", "{"..."~": out += "\\" + String(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Drops headings whose section has no other line, and blank lines that repeat.
    static func withoutEmptySections(_ lines: [Sentence?]) -> [Sentence?] {
        var out: [Sentence?] = []
        for (index, line) in lines.enumerated() {
            if let line, let level = level(line.markdown) {
                let next = lines[(index + 1)...].first { $0 != nil } ?? nil
                if next.map({ Rendering.level($0.markdown).map { $0 <= level } ?? false }) ?? true, level > 1 { continue }
            }
            if line == nil, out.last.map({ $0 == nil }) ?? true { continue }
            out.append(line)
        }
        return out
    }

    private static func level(_ markdown: String) -> Int? {
        let marks = markdown.prefix { $0 == "#" }.count
        return marks > 0 && markdown.dropFirst(marks).first == " " ? marks : nil
    }
}
