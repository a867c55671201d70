/// A piece of text inside a block.
public indirect enum Inline: Hashable, Sendable {
    case text(String)
    case strong([Inline])
    case emphasis([Inline])
    /// A link; only `https`, `http`, `mailto` and `tel` become clickable, any other address stays plain text.
    case link([Inline], to: String)
    case lineBreak
}

extension Inline: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

/// One block of a letter or report, in reading order.
public struct Block: Hashable, Sendable {
    /// Names the paragraph of the source that the block comes from. The PDF ignores it; whoever shows why a sentence
    /// stands in a notice finds the block by it.
    public var id: String?
    public var content: Content
    /// Keeps the block on the same page as the beginning of the next one.
    public var keepsWithNext: Bool

    public indirect enum Content: Hashable, Sendable {
        /// Level 1 to 3 below the title of the letter; a skipped level is closed up, because PDF/UA-1 (7.4.2) forbids gaps.
        case heading(level: Int, [Inline])
        case paragraph([Inline])
        /// Numbered from `start` if that is given.
        case list(items: [[Block]], start: Int?)
        case table(Table)
        case quote([Block])
        case keyValues([KeyValue])
        case rule
        case pageBreak
        case figure(Figure)
    }

    public init(_ content: Content, id: String? = nil, keepsWithNext: Bool = false) {
        self.content = content
        self.id = id
        self.keepsWithNext = keepsWithNext
    }

    public static func heading(_ level: Int, _ text: String, id: String? = nil) -> Block {
        Block(.heading(level: level, [.text(text)]), id: id)
    }

    public static func paragraph(_ text: String, id: String? = nil) -> Block {
        Block(.paragraph([.text(text)]), id: id)
    }
}

/// A line of a list of facts: what it is called and what it is.
public struct KeyValue: Hashable, Sendable {
    public var key: String
    public var value: [Inline]

    public init(_ key: String, _ value: [Inline]) {
        self.key = key
        self.value = value
    }

    public init(_ key: String, _ value: String) { self.init(key, [.text(value)]) }
}

/// A table with one header row, which is shown again at the top of every page that the table continues on.
public struct Table: Hashable, Sendable {
    public enum Alignment: Hashable, Sendable { case start, centre, end }

    public struct Column: Hashable, Sendable {
        public var title: [Inline]
        public var alignment: Alignment

        public init(_ title: String, _ alignment: Alignment = .start) {
            self.init([.text(title)], alignment)
        }

        public init(_ title: [Inline], _ alignment: Alignment = .start) {
            self.title = title
            self.alignment = alignment
        }
    }

    public struct Row: Hashable, Sendable {
        public var cells: [[Inline]]
        /// Set in bold under a line: sums.
        public var isTotal: Bool

        public init(_ cells: [[Inline]], isTotal: Bool = false) {
            self.cells = cells
            self.isTotal = isTotal
        }

        public init(_ cells: [String], isTotal: Bool = false) {
            self.init(cells.map { [.text($0)] }, isTotal: isTotal)
        }
    }

    public var columns: [Column]
    /// Missing cells are empty; cells beyond the last column are appended to the last one, so that no text is lost.
    public var rows: [Row]
    /// The first cell of each row names the row (scope Row).
    public var namesRows: Bool

    public init(columns: [Column], rows: [Row], namesRows: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.namesRows = namesRows
    }
}

/// A drawing of filled shapes: a coat of arms, a QR code.
public struct Figure: Hashable, Sendable {
    public enum Segment: Hashable, Sendable {
        case move(x: Double, y: Double)
        case line(x: Double, y: Double)
        case curve(x1: Double, y1: Double, x2: Double, y2: Double, x: Double, y: Double)
        case close
    }

    public struct Shape: Hashable, Sendable {
        public var segments: [Segment]
        /// sRGB, each 0 to 1.
        public var red: Double, green: Double, blue: Double

        public init(_ segments: [Segment], red: Double = 0, green: Double = 0, blue: Double = 0) {
            self.segments = segments
            self.red = red
            self.green = green
            self.blue = blue
        }
    }

    /// Size on paper in millimetres.
    public var width: Double, height: Double
    /// Size of the coordinate system of the shapes, origin at the upper left.
    public var canvasWidth: Double, canvasHeight: Double
    public var shapes: [Shape]
    /// What a reader who does not see it must know (PDF/UA-1, 7.3).
    public var alternative: String

    public init(
        width: Double, height: Double, canvasWidth: Double, canvasHeight: Double, shapes: [Shape], alternative: String
    ) {
        self.width = width
        self.height = height
        self.canvasWidth = canvasWidth
        self.canvasHeight = canvasHeight
        self.shapes = shapes
        self.alternative = alternative
    }
}

extension Figure {
    /// The figure, made smaller if it must be (points), its proportions kept; sizes that are none become nothing.
    func fitted(width limit: Double, height highest: Double) -> Figure {
        var figure = self
        figure.width = width.isFinite ? max(width, 0) : 0
        figure.height = height.isFinite ? max(height, 0) : 0
        let factor = min(
            1, limit / .millimetres(max(figure.width, 0.001)), highest / .millimetres(max(figure.height, 0.001)))
        figure.width *= factor
        figure.height *= factor
        return figure
    }
}
