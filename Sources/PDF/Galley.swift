/// Sets blocks one below the other into strips and notes their structure. Pages come later.
struct Galley {
    let typesetter: Typesetter
    let language: String
    var structure: Structure
    /// What has been set and not taken yet.
    var strips: [Strip] = []
    /// Head strips of tables, to be shown again; index is `Strip.table`.
    var tableHeads: [[Strip]] = []
    /// Level of the last heading; the title is 1, and without a title the first heading takes its place.
    private var headingLevel = 0

    init(typesetter: Typesetter, language: String, structure: Structure = Structure()) {
        self.typesetter = typesetter
        self.language = language
        self.structure = structure
    }

    mutating func append(_ strip: Strip, in frame: Frame) {
        var strip = strip
        for bar in frame.bars {
            // The bar closes the gap to the strip above only where that one has the bar too.
            let gap = strips.last?.bars.contains(bar) == true ? strip.before : 0
            strip.items.append(.box(x: bar, y: -gap, width: 1.5, height: strip.height + gap, gray: 0.65))
        }
        strip.bars = frame.bars
        strips.append(strip)
    }

    /// The most strips that are kept together because of a wish.
    private static let longestChain = 6

    /// Rows set since `first` are not left alone: a short block stays whole, of a longer one two rows stay together at both ends.
    mutating func keepEnds(from first: Int) {
        let count = strips.count - first
        guard count > 1 else { return }
        for index in first..<strips.count - 1 {
            let isEnd = index == first || index == strips.count - 2
            if isEnd || count <= Galley.longestChain { strips[index].keepsWithNext = true }
        }
    }

    /// Takes the strips set so far.
    mutating func take() -> [Strip] {
        defer { strips = [] }
        return strips
    }

    mutating func set(_ inlines: [Inline], style: TextStyle, element: Int, width: Double?) -> Paragraph {
        var made: [Int] = []
        // The closure may not touch `self`, so inline elements are made beforehand, one for each link at most.
        let links = Galley.countLinks(inlines)
        for _ in 0..<links { made.append(structure.addInline(.link, in: element)) }
        var next = 0
        let flat = FlatText(inlines, mark: .element(element)) {
            defer { next += 1 }
            return .element(made[min(next, made.count - 1)])
        }
        let set = typesetter.set(flat.text, style: style, spans: flat.spans, width: width, language: language)
        return Paragraph(set: set, parts: flat.parts, gray: style.gray)
    }

    private static func countLinks(_ inlines: [Inline]) -> Int {
        inlines.reduce(0) { count, inline in
            switch inline {
            case .text, .lineBreak: count
            case .strong(let inner), .emphasis(let inner): count + countLinks(inner)
            case .link(let inner, _): count + 1 + countLinks(inner)
            }
        }
    }

    /// Appends a paragraph's lines; two lines at least stay together at both ends (no widows, no orphans).
    mutating func append(_ paragraph: Paragraph, in frame: Frame, before: Double, keepsWithNext: Bool = false) {
        let lines = paragraph.set.lines
        let chains = keepsWithNext && lines.count <= Galley.longestChain
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            append(
                Strip(
                    height: line.height, before: index == 0 ? before : 0,
                    items: [.line(paragraph, index, x: frame.x, y: line.ascent)],
                    keepsWithNext: isLast ? keepsWithNext : index == 0 || index == lines.count - 2 || chains),
                in: frame)
        }
    }

    mutating func append(_ blocks: [Block], in frame: Frame, parent: Int, gap: Double = Measure.paragraphGap) {
        for block in blocks {
            let first = strips.count
            append(block, in: frame, parent: parent, gap: gap)
            guard block.keepsWithNext, first < strips.count else { continue }
            // A long block keeps only its end: a chain of a whole page could be kept nowhere.
            let start = strips.count - first > Galley.longestChain ? strips.count - 1 : first
            for index in start..<strips.count { strips[index].keepsWithNext = true }
        }
    }

    private mutating func append(_ block: Block, in frame: Frame, parent: Int, gap: Double) {
        switch block.content {
        case .heading(let level, let inlines): appendHeading(level, inlines, in: frame, parent: parent)
        case .paragraph(let inlines):
            guard !PlainText.of(inlines).isEmpty else { return }
            let element = structure.add(.paragraph, in: parent)
            let paragraph = set(inlines, style: Measure.body, element: element, width: frame.width)
            append(paragraph, in: frame, before: gap)
        case .list(let items, let start): appendList(items, start: start, in: frame, parent: parent, gap: gap)
        case .table(let table): append(table, in: frame, parent: parent)
        case .quote(let blocks):
            let element = structure.add(.quote, in: parent)
            append(blocks, in: frame.indented(Measure.indent * 0.7, bar: true), parent: element, gap: gap)
        case .keyValues(let pairs): append(pairs, in: frame, parent: parent)
        case .rule:
            append(
                Strip(
                    height: 8, before: gap, items: [.box(x: frame.x, y: 3.6, width: frame.width, height: 0.6, gray: 0.5)]),
                in: frame)
        case .pageBreak: append(Strip(height: 0, beginsPage: true), in: frame)
        case .figure(let figure): append(figure, in: frame, parent: parent, gap: gap)
        }
    }

    private mutating func appendHeading(_ level: Int, _ inlines: [Inline], in frame: Frame, parent: Int) {
        guard !PlainText.of(inlines).isEmpty else { return }
        let wanted = min(max(level, 1), 3) + 1
        headingLevel = min(wanted, headingLevel + 1)
        let tags: [Structure.Tag] = [.heading1, .heading2, .heading3, .heading4]
        let element = structure.add(tags[headingLevel - 1], in: parent)
        let paragraph = set(inlines, style: Measure.heading(headingLevel), element: element, width: frame.width)
        append(paragraph, in: frame, before: headingLevel == 2 ? 14 : 10, keepsWithNext: true)
    }

    /// The title of the document, heading of the first level; nothing if it has no letter.
    mutating func appendTitle(_ title: String, style: TextStyle, in frame: Frame, before: Double) {
        guard !CleanText.line(title).isEmpty else { return }
        headingLevel = 1
        let element = structure.add(.heading1, in: Structure.root)
        let paragraph = set([.text(title)], style: style, element: element, width: frame.width)
        append(paragraph, in: frame, before: before, keepsWithNext: true)
    }

    private mutating func appendList(_ items: [[Block]], start: Int?, in frame: Frame, parent: Int, gap: Double) {
        guard !items.isEmpty else { return }
        let list = structure.add(
            .list, in: parent, attributes: "/O /List /ListNumbering /\(start == nil ? "Disc" : "Decimal")")
        let isTight = items.allSatisfy { $0.count <= 1 }
        for (index, blocks) in items.enumerated() {
            let item = structure.add(.item, in: list)
            let labelElement = structure.add(.label, in: item)
            let body = structure.add(.body, in: item)
            let words = start.map { "\($0 &+ index)." } ?? "•"
            let label = set([.text(words)], style: Measure.body, element: labelElement, width: nil)
            let inner = frame.indented(max(Measure.indent, label.set.width + 5))
            let first = strips.count
            append(blocks, in: inner, parent: body, gap: isTight && index > 0 ? 2 : gap)
            if strips.count == first { append(Strip(height: label.set.height, before: gap), in: inner) }
            let ascent = label.set.lines.first?.ascent ?? 0
            strips[first].items.insert(.line(label, 0, x: inner.x - label.set.width - 5, y: ascent), at: 0)
        }
    }

    private mutating func append(_ figure: Figure, in frame: Frame, parent: Int, gap: Double) {
        let figure = figure.fitted(width: frame.width, height: Page.longestRow)
        let element = structure.add(.figure, in: parent, alternative: figure.alternative)
        append(
            Strip(
                height: .millimetres(figure.height), before: gap,
                items: [.figure(figure, x: frame.x, y: 0, mark: .element(element))]), in: frame)
    }

    /// Facts as a table of two columns whose first cells name the rows.
    private mutating func append(_ pairs: [KeyValue], in frame: Frame, parent: Int) {
        guard !pairs.isEmpty else { return }
        let element = structure.add(.table, in: parent)
        let wish =
            pairs.map { typesetter.set(CleanText.line($0.key), style: Measure.body, width: nil, language: language).width }
            .max() ?? 0
        let keyWidth = min(wish + 1, frame.width * 0.4)
        let valueX = frame.x + keyWidth + Measure.columnGap * 1.5
        let first = strips.count
        defer { keepEnds(from: first) }
        for (index, pair) in pairs.enumerated() {
            let row = structure.add(.row, in: element)
            let head = structure.add(.head, in: row, attributes: "/O /Table /Scope /Row")
            let cell = structure.add(.cell, in: row)
            let key = set([.text(pair.key)], style: Measure.key, element: head, width: keyWidth)
            let value = set(pair.value, style: Measure.body, element: cell, width: frame.x + frame.width - valueX)
            append(
                rowOf: [(key, frame.x), (value, valueX)], in: frame, before: index == 0 ? Measure.paragraphGap : 0, pad: 1.2,
                decorate: { _, _ in [] })
        }
    }
}
