public import FEEL

/// A notice or text with insertions, as docs/reference/service-folder.md, section 6, describes: front matter, control lines,
/// and lines that are one sentence each.
public struct Template: Sendable {
    /// `subject`, `amount` … in the order written; texts with insertions, or bare FEEL.
    public struct Entry: Sendable {
        public let key: String
        public let text: String
        public let line: Int
    }

    /// A piece of a line.
    public enum Segment: Sendable {
        case text(String)
        case insertion(Insertion)
    }

    /// `{{ FEEL | format }}`.
    public struct Insertion: Sendable {
        public let expression: Expression
        public let format: String?
        public let line: Int
    }

    /// One sentence, heading, list item or table row.
    public struct Line: Sendable {
        public let number: Int
        public let id: String?
        public let segments: [Segment]
        /// Whether it reads anything.
        public var isVariable: Bool { segments.contains { if case .insertion = $0 { true } else { false } } }
    }

    /// What stands below the front matter.
    public indirect enum Node: Sendable {
        case line(Line)
        case blank
        case mark(Mark, line: Int)
        case branch([Branch])
        case loop(name: String, list: Expression, line: Int, body: [Node])
    }

    /// One way of an `if`; without a condition it is the `else`.
    public struct Branch: Sendable {
        public let condition: Expression?
        public let line: Int
        public let body: [Node]
    }

    /// A mistake in the template's text.
    public struct Mistake: Error, Hashable, Sendable {
        public let line: Int
        public let code: String
        public let sentence: String
    }

    public let front: [Entry]
    public let nodes: [Node]

    public func front(_ key: String) -> Entry? { front.first { $0.key == key } }

    /// Reads a template; every mistake at once. `names` are what its expressions may read.
    public static func parse(_ text: String, names: Names = .open) -> (template: Template, mistakes: [Mistake]) {
        var parser = TemplateParser(text: text, names: names)
        let template = parser.template()
        return (template, parser.mistakes)
    }

    /// Segments of one line of text, for texts and titles outside templates.
    public static func segments(of text: String, line: Int = 1, names: Names = .open) -> (
        segments: [Segment], mistakes: [Mistake]
    ) {
        var parser = TemplateParser(text: "", names: names)
        let segments = parser.segments(text, line: line)
        return (segments, parser.mistakes)
    }

    /// All lines in order, through branches and loops.
    public var lines: [Line] { Template.lines(of: nodes) }

    static func lines(of nodes: [Node]) -> [Line] {
        nodes.flatMap { node -> [Line] in
            switch node {
            case .line(let line): [line]
            case .blank, .mark: []
            case .branch(let branches): branches.flatMap { lines(of: $0.body) }
            case .loop(_, _, _, let body): lines(of: body)
            }
        }
    }
}
