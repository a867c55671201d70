import FEEL

/// Reads templates line by line.
struct TemplateParser {
    private let lines: [Substring]
    private var names: Names
    private var position = 0
    var mistakes: [Template.Mistake] = []

    init(text: String, names: Names) {
        lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        self.names = names
    }

    private mutating func mistake(_ line: Int, _ code: String, _ sentence: String) {
        mistakes.append(Template.Mistake(line: line, code: code, sentence: sentence))
    }

    mutating func template() -> Template {
        let front = frontMatter()
        var nodes: [Template.Node] = []
        while position < lines.count {
            nodes += body(until: [])
            if position < lines.count {
                mistake(position + 1, "notice-syntax", "\"\(trimmed(lines[position]))\" closes nothing that was opened")
                position += 1
            }
        }
        return Template(front: front, nodes: nodes)
    }

    private mutating func frontMatter() -> [Template.Entry] {
        guard lines.first.map(trimmed) == "---" else { return [] }
        var entries: [Template.Entry] = []
        position = 1
        while position < lines.count, trimmed(lines[position]) != "---" {
            let line = lines[position]
            if let colon = line.firstIndex(of: ":") {
                entries.append(
                    Template.Entry(
                        key: trimmed(line[..<colon]), text: trimmed(line[line.index(after: colon)...]), line: position + 1))
            } else if !trimmed(line).isEmpty {
                mistake(position + 1, "notice-syntax", "a line of the front matter is \"name: text\"")
            }
            position += 1
        }
        if position >= lines.count { mistake(1, "notice-syntax", "the front matter is not closed by ---") }
        position += 1
        return entries
    }

    /// Nodes up to a control line whose first word is one of `ends`, which stays unread.
    private mutating func body(until ends: Set<String>) -> [Template.Node] {
        var nodes: [Template.Node] = []
        while position < lines.count {
            let number = position + 1
            let line = lines[position]
            guard let control = control(line) else {
                nodes.append(trimmed(line).isEmpty ? .blank : .line(sentence(line, number)))
                position += 1
                continue
            }
            let word = String(control.prefix { !$0.isWhitespace })
            if ends.contains(word) || word == "end" || word == "else" { return nodes }
            position += 1
            switch word {
            case "if": nodes.append(branch(control.dropFirst(2), number))
            case "for": nodes.append(loop(control.dropFirst(3), number))
            default:
                if let mark = Template.Mark(rawValue: control) {
                    nodes.append(.mark(mark, line: number))
                } else {
                    let known = Template.Mark.allCases.map(\.rawValue).joined(separator: ", ")
                    mistake(
                        number, "notice-syntax", "\"\(word)\" is no control word; there are if, else if, else, for, end, \(known)"
                    )
                }
            }
        }
        return nodes
    }

    private mutating func branch(_ condition: Substring, _ number: Int) -> Template.Node {
        var branches: [Template.Branch] = []
        var current: (condition: Expression?, line: Int) = (expression(trimmed(condition), number), number)
        while true {
            let content = body(until: ["else", "end"])
            branches.append(Template.Branch(condition: current.condition, line: current.line, body: content))
            guard position < lines.count, let control = control(lines[position]) else {
                mistake(number, "notice-syntax", "this if has no end")
                return .branch(branches)
            }
            let line = position + 1
            position += 1
            if control == "end" { return .branch(branches) }
            let rest = trimmed(control.dropFirst(4))
            if rest.isEmpty {
                current = (nil, line)
            } else if rest.hasPrefix("if ") {
                current = (expression(trimmed(rest.dropFirst(3)), line), line)
            } else {
                mistake(line, "notice-syntax", "after else stands nothing or \"if\" with a condition")
                current = (nil, line)
            }
        }
    }

    private mutating func loop(_ rest: Substring, _ number: Int) -> Template.Node {
        let words = trimmed(rest).split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[1] == "in", let list = expression(String(words[2]), number) else {
            mistake(number, "notice-syntax", "a loop is \"for name in list\"")
            _ = body(until: ["end"])
            position += 1
            return .blank
        }
        let name = String(words[0])
        let outer = names
        names = names.adding([name: .any, "position": .any])
        let content = body(until: ["end"])
        names = outer
        if position >= lines.count { mistake(number, "notice-syntax", "this for has no end") }
        position += 1
        return .loop(name: name, list: list, line: number, body: content)
    }

    /// The inside of a control line, or nil for any other line.
    private func control(_ line: Substring) -> String? {
        let text = trimmed(line)
        guard text.hasPrefix("{%"), text.hasSuffix("%}") else { return nil }
        return trimmed(text.dropFirst(2).dropLast(2))
    }

    private mutating func sentence(_ line: Substring, _ number: Int) -> Template.Line {
        var text = String(line)
        var id: String?
        if text.hasSuffix("}"), let open = text.ranges(of: " {#").last {
            let candidate = text[open.upperBound...].dropLast()
            if !candidate.isEmpty, candidate.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) {
                id = String(candidate)
                text = String(text[..<open.lowerBound])
            } else {
                mistake(number, "notice-id", "an id has letters, digits and hyphens")
            }
        }
        return Template.Line(number: number, id: id, segments: segments(text, line: number))
    }

    mutating func segments(_ text: String, line: Int) -> [Template.Segment] {
        var segments: [Template.Segment] = []
        var plain = ""
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("\\{{") || rest.hasPrefix("\\{%") {
                plain += rest.dropFirst().prefix(2)
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("{{") {
                guard let end = insertionEnd(rest.dropFirst(2)) else {
                    mistake(line, "notice-syntax", "an insertion {{ is not closed by }}")
                    return segments
                }
                if !plain.isEmpty { segments.append(.text(plain)) }
                plain = ""
                if let insertion = insertion(rest[rest.index(rest.startIndex, offsetBy: 2)..<end], line) {
                    segments.append(.insertion(insertion))
                }
                rest = rest[rest.index(end, offsetBy: 2)...]
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        if !plain.isEmpty { segments.append(.text(plain)) }
        return segments
    }

    /// Where the closing `}}` stands; braces inside quotes do not count.
    private func insertionEnd(_ text: Substring) -> String.Index? {
        var quoted = false
        var depth = 0
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            if character == "\"" { quoted.toggle() }
            if !quoted {
                if character == "{" { depth += 1 }
                if character == "}" {
                    if depth == 0 { return text[index...].hasPrefix("}}") ? index : nil }
                    depth -= 1
                }
            }
            index = text.index(after: index)
        }
        return nil
    }

    private mutating func insertion(_ inside: Substring, _ line: Int) -> Template.Insertion? {
        var quoted = false
        var bar: String.Index?
        for index in inside.indices {
            if inside[index] == "\"" { quoted.toggle() }
            if inside[index] == "|", !quoted { bar = index }
        }
        let format = bar.map { trimmed(inside[inside.index(after: $0)...]) }
        if let format, !TemplateFormat.isKnown(format) {
            mistake(line, "notice-syntax", "\"\(format)\" is no format")
        }
        guard let expression = expression(trimmed(bar.map { inside[..<$0] } ?? inside), line) else { return nil }
        return Template.Insertion(expression: expression, format: format, line: line)
    }

    mutating func expression(_ text: String, _ line: Int) -> Expression? {
        let compiled = Expression.compile(text, names: names)
        for problem in compiled.problems {
            mistake(
                line, problem.reason == .unknownName || problem.reason == .unknownMember ? "feel-name" : "feel-syntax",
                problem.sentence)
        }
        return compiled.expression
    }

    private func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
