public import Kernel

/// An envelope without a window that is printed itself.
public struct Envelope: Hashable, Sendable {
    public var language: Language
    /// One line, small, in the upper left corner: name, street, place.
    public var sender: String
    /// Recipient's lines, from the name down to the place or the country.
    public var address: [String]

    public init(language: Language, sender: String, address: [String]) {
        self.language = language
        self.sender = sender
        self.address = address
    }
}

extension PDF {
    /// Envelopes C4 (ISO 269: 229 mm × 324 mm), the long side below, one a page, in this order. The upper right corner stays free for the stamp.
    public static func render(_ envelopes: [Envelope], details: DocumentDetails) throws(PDFFault) -> [UInt8] {
        try stock.lend { typesetter throws(PDFFault) in
            try EnvelopeLayout(envelopes: envelopes, details: details, typesetter: typesetter).render()
        }
    }
}

/// Places sender and address on envelopes. Where the address stands was chosen by the usual zone of the post (below 40 mm, at
/// least 15 mm from every edge); it was not checked against the post's own text.
private struct EnvelopeLayout {
    let envelopes: [Envelope]
    let details: DocumentDetails
    let typesetter: Typesetter

    private static let sheet = Sheet(width: .millimetres(324), height: .millimetres(229))
    private static let margin = Double.millimetres(15)
    private static let addressLeft = Double.millimetres(180)
    private static let addressTop = Double.millimetres(125)
    private static let addressWidth = Double.millimetres(125)

    func render() throws(PDFFault) -> [UInt8] {
        let language = Wording.tag(envelopes.first?.language ?? .de)
        var galley = Galley(typesetter: typesetter, language: language)
        var placed: [(strip: Strip, y: Double, page: Int)] = []
        for (page, envelope) in envelopes.enumerated() {
            let sender = TextStyle(size: 9, gray: 0.2)
            placed.append((set(envelope.sender, sender, x: Self.margin, width: .millimetres(200), &galley), Self.margin, page))
            let lines = envelope.address.joined(separator: "\n")
            let address = set(lines, TextStyle(size: 14), x: Self.addressLeft, width: Self.addressWidth, &galley)
            placed.append((address, Self.addressTop, page))
        }
        var press = Press(typesetter: typesetter, structure: galley.structure)
        for (strip, y, page) in placed {
            while press.pages.count <= page { press.beginPage() }
            try press.draw(strip, at: y, page: page)
        }
        press.closePages()
        return try DocumentFile.bytes(press: press, details: details, language: language, sheet: Self.sheet)
    }

    private func set(_ text: String, _ style: TextStyle, x: Double, width: Double, _ galley: inout Galley) -> Strip {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map { Inline.text(String($0)) }
        let inlines = Array(lines.map { [$0] }.joined(separator: [.lineBreak]))
        guard !inlines.isEmpty else { return Strip(height: 0, items: []) }
        let element = galley.structure.add(.paragraph, in: Structure.root)
        let paragraph = galley.set(inlines, style: style, element: element, width: width)
        return Strip(
            height: paragraph.set.height,
            items: paragraph.set.lines.indices.map { .line(paragraph, $0, x: x, y: paragraph.set.lines[$0].baseline) })
    }
}

/// The size of the paper, in points. Places are counted from its upper left corner.
struct Sheet {
    let width: Double
    let height: Double
    static let a4 = Sheet(width: Canvas.width, height: Canvas.height)
}
