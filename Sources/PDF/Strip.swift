/// A piece of a page as wide as the text and never broken: a line, a table row, a rule.
struct Strip {
    enum Item {
        /// A line of a paragraph; `y` is its baseline from the strip's upper edge.
        case line(Paragraph, Int, x: Double, y: Double)
        case box(x: Double, y: Double, width: Double, height: Double, gray: Double)
        case figure(Figure, x: Double, y: Double, mark: Mark)
    }

    var height: Double
    /// White space above, dropped at the top of a page.
    var before = 0.0
    var items: [Item] = []
    var keepsWithNext = false
    var beginsPage = false
    /// The table whose head is shown again if this strip begins a page.
    var table: Int?
    /// Left edges of the bars that run down beside it.
    var bars: [Double] = []
}

extension [Strip] {
    /// Strips of which none stands alone on the last page before a forced break or the end: the last two of each part go together.
    var withoutOrphans: [Strip] {
        var strips = self
        for index in strips.indices.dropFirst() {
            let isLast = index == strips.count - 1 || strips[index + 1].beginsPage
            if isLast, !strips[index].beginsPage, !strips[index - 1].beginsPage { strips[index - 1].keepsWithNext = true }
        }
        return strips
    }
}

/// Where blocks stand inside the page's width.
struct Frame {
    var x: Double
    var width: Double
    /// Left edges of the bars beside quotes.
    var bars: [Double] = []

    func indented(_ amount: Double, bar: Bool = false) -> Frame {
        let step = min(amount, width / 3)
        return Frame(x: x + step, width: width - step, bars: bar ? bars + [x] : bars)
    }
}

/// The sizes of everything, in points.
enum Measure {
    static let body = TextStyle(size: 10, lineSpacing: 1.15)
    static let key = TextStyle(size: 10, lineSpacing: 1.15, gray: 0.25)
    static let title = TextStyle(size: 12, bold: true, lineSpacing: 1.1)
    static let paragraphGap = 7.0
    static let indent = 18.0
    static let cellPadding = 3.0
    static let columnGap = 8.0

    static func heading(_ level: Int) -> TextStyle {
        TextStyle(size: level == 1 ? 12 : level == 2 ? 11 : 10, bold: true, italic: level > 3, lineSpacing: 1.1)
    }
}
