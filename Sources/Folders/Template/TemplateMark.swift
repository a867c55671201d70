extension Template {
    /// A control line that stands for something of the letter that is no sentence.
    public enum Mark: String, CaseIterable, Codable, Sendable {
        /// What follows begins on a new page.
        case page
        /// The QR code by which anybody can check whether the document is genuine and still holds.
        case verification

        /// How a rendered text carries it: a comment of Markdown, which no reader sees. Whatever is inserted is escaped, so
        /// that no value can look like it.
        public var markdown: String { "<!-- \(rawValue) -->" }

        /// The mark that a rendered line is.
        public init?(markdown: String) {
            guard let mark = Mark.allCases.first(where: { $0.markdown == markdown }) else { return nil }
            self = mark
        }
    }

    /// The marks in order, through branches and loops.
    public var marks: [(mark: Mark, line: Int)] { Template.marks(of: nodes) }

    private static func marks(of nodes: [Node]) -> [(mark: Mark, line: Int)] {
        nodes.flatMap { node -> [(mark: Mark, line: Int)] in
            switch node {
            case .line, .blank: []
            case .mark(let mark, let line): [(mark, line)]
            case .branch(let branches): branches.flatMap { marks(of: $0.body) }
            case .loop(_, _, _, let body): marks(of: body)
            }
        }
    }
}

extension Sentence {
    /// What it stands for, where it is no sentence.
    public var mark: Template.Mark? { Template.Mark(markdown: markdown) }
}

extension RenderedTemplate {
    /// The text in pieces, each with the mark that stands before it.
    public var pieces: [(mark: Template.Mark?, markdown: String)] {
        var pieces: [(mark: Template.Mark?, lines: [String])] = [(nil, [])]
        for line in lines {
            if let mark = line?.mark {
                pieces.append((mark, []))
            } else {
                pieces[pieces.count - 1].lines.append(line?.markdown ?? "")
            }
        }
        return pieces.map { ($0.mark, $0.lines.joined(separator: "\n")) }
    }
}
