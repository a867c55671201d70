public import FEEL
public import Kernel

/// A sentence that was rendered, with what it depends on.
public struct Sentence: Hashable, Codable, Sendable {
    /// `total`, or `line[2]` inside a loop; nil for fixed text.
    public let id: String?
    /// Markdown of the line; inserted values are escaped.
    public let markdown: String
    /// Paths read by its insertions and by the conditions and lists around it: `answers.dogs[1].name`.
    public let reads: [String]
}

/// A template filled with a case's values.
public struct RenderedTemplate: Hashable, Codable, Sendable {
    /// Sentences in order; nil stands for a blank line.
    public let lines: [Sentence?]
    /// Evaluated front matter texts by key (`subject`, `explanation`, `signature`).
    public let front: [String: String]

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
        try run.render(nodes, scope, around: [], index: "", aliases: [:])
        var texts: [String: String] = [:]
        for entry in front where ["subject", "explanation"].contains(entry.key) {
            texts[entry.key] = try Template.fill(entry.text, line: entry.line, in: scope, language: language, look: look)
        }
        return RenderedTemplate(lines: Rendering.withoutEmptySections(run.lines), front: texts)
    }

    /// Fills one line of text; values are inserted as they are, not as Markdown.
    public static func fill(_ text: String, line: Int = 1, in scope: Scope, language: Language, look: (String) -> String?)
        throws(TemplateFailure) -> String
    {
        var out = ""
        for segment in segments(of: text, line: line).segments {
            switch segment {
            case .text(let text): out += text
            case .insertion(let insertion):
                out += try Rendering.value(of: insertion, in: scope, language: language, look: look)
            }
        }
        return out
    }

    /// Evaluates a front matter entry that is bare FEEL.
    public func evaluate(front key: String, in scope: Scope) -> Value? {
        guard let entry = front(key), let expression = try? Expression(parsing: entry.text) else { return nil }
        return expression.evaluate(in: scope)
    }
}

/// One run over a template.
private struct Rendering {
    let language: Language
    let look: (String) -> String?
    var lines: [Sentence?] = []

    init(language: Language, look: @escaping (String) -> String?) {
        self.language = language
        self.look = look
    }

    mutating func render(
        _ nodes: [Template.Node], _ scope: Scope, around: [String], index: String, aliases: [String: String]
    ) throws(TemplateFailure) {
        for node in nodes {
            switch node {
            case .blank: lines.append(nil)
            case .mark(let mark, _): lines.append(Sentence(id: nil, markdown: mark.markdown, reads: around))
            case .line(let line): lines.append(try sentence(line, scope, around, index, aliases))
            case .branch(let branches): try choose(branches, scope, around, index, aliases)
            case .loop(let name, let list, let number, let body):
                try repeated(name, list, number, body, scope, around, index, aliases)
            }
        }
    }

    private mutating func choose(
        _ branches: [Template.Branch], _ scope: Scope, _ around: [String], _ index: String, _ aliases: [String: String]
    ) throws(TemplateFailure) {
        var reads = around
        for branch in branches {
            if let condition = branch.condition {
                reads += Rendering.paths(condition, aliases)
                guard case .boolean(let holds) = condition.evaluate(in: scope) else {
                    throw TemplateFailure("line \(branch.line): the condition \"\(condition.text)\" is neither true nor false")
                }
                if !holds { continue }
            }
            return try render(branch.body, scope, around: reads, index: index, aliases: aliases)
        }
    }

    private mutating func repeated(
        _ name: String, _ list: Expression, _ number: Int, _ body: [Template.Node], _ scope: Scope, _ around: [String],
        _ index: String,
        _ aliases: [String: String]
    ) throws(TemplateFailure) {
        guard case .list(let items) = list.evaluate(in: scope) else {
            throw TemplateFailure("line \(number): \"\(list.text)\" is no list")
        }
        let paths = Rendering.paths(list, aliases)
        for (offset, item) in items.enumerated() {
            let inner = scope.adding([name: item, "position": .number(offset + 1)])
            var names = aliases
            // A list that is a plain path gives its items exact paths; any other list is read as a whole.
            names[name] =
                paths.count == 1 && list.text == list.reads.first?.joined(separator: ".") ? "\(paths[0])[\(offset + 1)]" : ""
            names["position"] = ""
            let reads = names[name] == "" ? around + paths : around
            try render(body, inner, around: reads, index: "\(index)[\(offset + 1)]", aliases: names)
        }
    }

    private func sentence(_ line: Template.Line, _ scope: Scope, _ around: [String], _ index: String, _ aliases: [String: String])
        throws(TemplateFailure) -> Sentence
    {
        var markdown = ""
        var reads = around
        for segment in line.segments {
            switch segment {
            case .text(let text): markdown += text
            case .insertion(let insertion):
                reads += Rendering.paths(insertion.expression, aliases)
                markdown += Rendering.escaped(try Rendering.value(of: insertion, in: scope, language: language, look: look))
            }
        }
        return Sentence(id: line.id.map { $0 + index }, markdown: markdown, reads: Array(Set(reads)).sorted())
    }

    static func value(of insertion: Template.Insertion, in scope: Scope, language: Language, look: (String) -> String?)
        throws(TemplateFailure) -> String
    {
        let outcome = insertion.expression.run(in: scope)
        do {
            return try TemplateFormat.write(outcome.value, insertion.format, language, look: look)
        } catch {
            let why = outcome.diagnostics.first.map { " (\($0.sentence))" } ?? ""
            throw TemplateFailure("line \(insertion.line): {{ \(insertion.expression.text) }}: \(error.description)\(why)")
        }
    }

    /// The paths that an expression reads, loop variables replaced by the items they stand for.
    static func paths(_ expression: Expression, _ aliases: [String: String]) -> [String] {
        expression.reads.compactMap { path in
            guard let head = path.first else { return nil }
            guard let alias = aliases[head] else { return path.joined(separator: ".") }
            return alias.isEmpty ? nil : ([alias] + path.dropFirst()).joined(separator: ".")
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
