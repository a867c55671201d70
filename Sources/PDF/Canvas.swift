/// What a piece of page content is: part of the document, or decoration that a screen reader skips.
enum Mark: Hashable {
    case element(Int)
    case artifact(Artifact)

    /// ISO 32000-1, 14.8.2.2: why it is not content.
    enum Artifact: String {
        case header = "/Type /Pagination /Subtype /Header"
        case footer = "/Type /Pagination /Subtype /Footer"
        case pagination = "/Type /Pagination"
        case layout = "/Type /Layout"
    }
}

/// A clickable place on a page.
struct LinkPlace {
    var page: Int
    var x, top, width, height: Double
    var address: String
    var element: Int
    var words: String
}

/// Draws one page; `y` grows downwards from the upper edge.
struct Canvas {
    static let width = Double.millimetres(210)
    static let height = Double.millimetres(297)

    private(set) var content: [UInt8] = []
    /// The structure element of each marked-content number of the page.
    private(set) var owners: [Int] = []
    private var open: Mark?
    private var gray = 0.0
    private var font = -1
    private var size = 0.0

    /// Begins marked content unless the same is open already; true if it began.
    @discardableResult
    mutating func begin(_ mark: Mark, tag: Structure.Tag = .paragraph) -> Bool {
        guard open != mark else { return false }
        end()
        open = mark
        switch mark {
        case .artifact(let artifact): content.put("/Artifact << \(artifact.rawValue) >> BDC\n")
        case .element(let element):
            content.put("/\(tag.rawValue) << /MCID \(owners.count) >> BDC\n")
            owners.append(element)
        }
        return true
    }

    mutating func end() {
        guard open != nil else { return }
        content.put("EMC\n")
        open = nil
    }

    mutating func fill(gray: Double) {
        guard gray != self.gray else { return }
        self.gray = gray
        content.put(gray)
        content.put(" g\n")
    }

    mutating func box(x: Double, y: Double, width: Double, height: Double, gray: Double) {
        fill(gray: gray)
        numbers([x, Self.height - y - height, width, height])
        content.put("re f\n")
    }

    mutating func draw(_ figure: Figure, x: Double, y: Double) {
        let scaleX = Double.millimetres(figure.width) / max(figure.canvasWidth, 0.001)
        let scaleY = Double.millimetres(figure.height) / max(figure.canvasHeight, 0.001)
        content.put("q\n")
        // Scales may be far below a thousandth, so they are multiplied out here and not left to the viewer's matrix.
        func place(_ px: Double, _ py: Double) -> [Double] { [x + px * scaleX, Self.height - y - py * scaleY] }
        for shape in figure.shapes {
            numbers([shape.red, shape.green, shape.blue])
            content.put("rg\n")
            for segment in shape.segments {
                switch segment {
                case .move(let px, let py): path(place(px, py), "m")
                case .line(let px, let py): path(place(px, py), "l")
                case .curve(let x1, let y1, let x2, let y2, let px, let py):
                    path(place(x1, y1) + place(x2, y2) + place(px, py), "c")
                case .close: path([], "h")
                }
            }
            content.put("f\n")
        }
        content.put("Q\n")
    }

    private mutating func path(_ values: [Double], _ operation: String) {
        numbers(values)
        content.put(operation + "\n")
    }

    private mutating func numbers(_ values: [Double]) {
        for value in values {
            content.put(value)
            content.append(0x20)
        }
    }

    mutating func beginText() { content.put("BT\n") }
    mutating func endText() { content.put("ET\n") }

    mutating func choose(font: Int, size: Double) {
        guard font != self.font || size != self.size else { return }
        self.font = font
        self.size = size
        content.put("/F\(font + 1) ")
        content.put(size)
        content.put(" Tf\n")
    }

    /// Moves to a baseline; a row of glyphs follows.
    mutating func move(x: Double, y: Double) {
        content.put("1 0 0 1 ")
        numbers([x, Self.height - y])
        content.put("Tm\n[<")
    }

    mutating func show(cid: UInt16) { content.put(hex: cid) }

    /// Thousandths of the size to go back before the next glyph.
    mutating func adjust(_ thousandths: Int) {
        content.put(">")
        content.put(thousandths)
        content.put("<")
    }

    mutating func endRow() { content.put(">] TJ\n") }
}
