import Kernel

/// Places the parts of a letter on its pages.
struct LetterLayout {
    private let letter: Letter
    private let language: String
    private var galley: Galley
    private let typesetter: Typesetter

    init(_ letter: Letter, typesetter: Typesetter) {
        self.letter = letter
        self.typesetter = typesetter
        language = Wording.tag(letter.language)
        galley = Galley(typesetter: typesetter, language: language)
    }

    mutating func render() throws(PDFFault) -> [UInt8] {
        // The order of the structure is the order of reading; where things stand on the paper does not matter to it.
        let head = letterhead()
        let address = addressField()
        let information = informationBlock()
        let subject = subjectStrips()
        galley.append(letter.body, in: Frame(x: Page.left, width: Page.textWidth), parent: Structure.root)
        let body = galley.take()
        galley.append(letter.closing, in: Frame(x: Page.left, width: Page.textWidth), parent: Structure.root)
        var closing = galley.take()
        for index in closing.indices.dropLast() { closing[index].keepsWithNext = true }
        let foot = footStrips()

        var press = Press(typesetter: typesetter, structure: galley.structure)
        var lowest = Page.addressBottom
        for placed in [head, address, information] {
            for (strip, y) in placed {
                try press.draw(strip, at: y, page: 0)
                lowest = max(lowest, y + strip.height)
            }
        }
        let footHeight = foot.map { $0.strip.height + $0.y }.max() ?? 0
        let firstBottom = Canvas.height - .millimetres(16) - footHeight - (footHeight > 0 ? 8 : 0)
        let top = max(Page.subjectTop, lowest + .millimetres(8.46))
        try press.flow(subject + LetterLayout.joined(body, closing).withoutOrphans, heads: galley.tableHeads, top: top) {
            $0 == 0 ? firstBottom : Page.bottom
        }
        try drawFoot(foot, height: footHeight, on: &press)
        drawMarks(on: &press)
        try RunningHead(left: [letter.letterhead.authority, letter.reference], language: letter.language)
            .draw(on: &press, typesetter: typesetter, firstPageBottom: Canvas.height - .millimetres(9))
        press.closePages()
        return try DocumentFile.bytes(press: press, details: letter.details, language: language)
    }

    /// The closing never stands alone at the top of a page: the last lines of the body come with it.
    private static func joined(_ body: [Strip], _ closing: [Strip]) -> [Strip] {
        var body = body
        if !closing.isEmpty, let last = body.indices.last, !body[last].beginsPage { body[last].keepsWithNext = true }
        return body + closing
    }

    private mutating func paragraph(
        _ text: String, style: TextStyle, x: Double, y: Double, width: Double?
    ) -> [(strip: Strip, y: Double)] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map { Inline.text(String($0)) }
        let inlines = Array(lines.map { [$0] }.joined(separator: [.lineBreak]))
        guard !PlainText.of(inlines).isEmpty else { return [] }
        let element = galley.structure.add(.paragraph, in: Structure.root)
        let paragraph = galley.set(inlines, style: style, element: element, width: width)
        let items = paragraph.set.lines.indices.map { Strip.Item.line(paragraph, $0, x: x, y: paragraph.set.lines[$0].baseline) }
        return [(Strip(height: paragraph.set.height, items: items), y)]
    }

    private mutating func letterhead() -> [(strip: Strip, y: Double)] {
        let head = letter.letterhead
        let top = Double.millimetres(14)
        var result: [(strip: Strip, y: Double)] = []
        var x = Page.left
        if let logo = head.logo?.fitted(width: .millimetres(60), height: .millimetres(28)) {
            let element = galley.structure.add(.figure, in: Structure.root, alternative: logo.alternative)
            result.append(
                (Strip(height: .millimetres(logo.height), items: [.figure(logo, x: x, y: 0, mark: .element(element))]), top))
            x += .millimetres(logo.width) + 10
        }
        let width = Page.informationLeft - 8 - x
        result += paragraph(head.authority, style: TextStyle(size: 15, bold: true), x: x, y: top, width: width)
        let below = result.last.map { $0.y + $0.strip.height } ?? top
        result += paragraph(
            head.unit, style: TextStyle(size: 10), x: x, y: head.authority.isEmpty ? top : below + 1, width: width)
        result += paragraph(
            head.lines.joined(separator: "\n"), style: TextStyle(size: 8, lineSpacing: 1.15), x: Page.informationLeft, y: top + 2,
            width: Page.informationWidth)
        return result
    }

    private mutating func addressField() -> [(strip: Strip, y: Double)] {
        let width = Page.addressWidth
        var result: [(strip: Strip, y: Double)] = []
        let back = paragraph(
            letter.returnAddress, style: TextStyle(size: 6.5, gray: 0.2), x: Page.left, y: Page.addressTop + 4, width: width)
        result += back
        if !letter.deliveryNotes.isEmpty {
            // Notes stand right above the recipient.
            var notes = paragraph(
                letter.deliveryNotes.joined(separator: "\n"), style: TextStyle(size: 8), x: Page.left, y: 0, width: width)
            for index in notes.indices {
                notes[index].y = max(
                    Page.recipientTop - notes[index].strip.height - 2, Page.addressTop + 6 + (back.first?.strip.height ?? 0))
            }
            result += notes
        }
        let room = Page.addressBottom - Page.recipientTop
        let words = letter.address.joined(separator: "\n")
        // More lines than the window shows at full size are set smaller rather than cut off.
        let sizes = [10.0, 9, 8, 7, 6]
        let size = sizes.first { size in
            typesetter.set(
                letter.address.map { CleanText.line($0) }.joined(separator: "\u{2028}"), style: TextStyle(size: size),
                width: width,
                language: language
            ).height <= room
        }
        result += paragraph(words, style: TextStyle(size: size ?? 6), x: Page.left, y: Page.recipientTop, width: width)
        return result
    }

    private mutating func informationBlock() -> [(strip: Strip, y: Double)] {
        var y = Page.informationTop
        var result: [(strip: Strip, y: Double)] = []
        for pair in letter.information {
            let element = galley.structure.add(.paragraph, in: Structure.root)
            let label = galley.set(
                [.text(pair.key + " ")], style: TextStyle(size: 7, gray: 0.25), element: element, width: Page.informationWidth)
            let value = galley.set(
                pair.value, style: TextStyle(size: 9, lineSpacing: 1.05), element: element, width: Page.informationWidth)
            var items: [Strip.Item] = []
            for (paragraph, shift) in [(label, 0.0), (value, label.set.height)] {
                for (index, line) in paragraph.set.lines.enumerated() {
                    items.append(.line(paragraph, index, x: Page.informationLeft, y: shift + line.baseline))
                }
            }
            let height = label.set.height + value.set.height
            result.append((Strip(height: height, items: items), y))
            y += height + 3
        }
        return result
    }

    private mutating func subjectStrips() -> [Strip] {
        galley.appendTitle(letter.subject, style: Measure.title, in: Frame(x: Page.left, width: Page.textWidth), before: 0)
        var strips = galley.take()
        if let last = strips.indices.last { strips[last].height += 6 }
        return strips
    }

    private mutating func footStrips() -> [(strip: Strip, y: Double)] {
        let columns = letter.foot.filter { !$0.isEmpty }
        guard !columns.isEmpty else { return [] }
        let gap = 12.0
        let width = (Page.textWidth - gap * Double(columns.count - 1)) / Double(columns.count)
        var result: [(strip: Strip, y: Double)] = []
        for (index, lines) in columns.enumerated() {
            result += paragraph(
                lines.joined(separator: "\n"), style: TextStyle(size: 7, lineSpacing: 1.15),
                x: Page.left + Double(index) * (width + gap), y: 0, width: width)
        }
        return result
    }

    private func drawFoot(_ foot: [(strip: Strip, y: Double)], height: Double, on press: inout Press) throws(PDFFault) {
        guard !foot.isEmpty else { return }
        let top = Canvas.height - .millimetres(15) - height
        press.box(x: Page.left, y: top - 5, width: Page.textWidth, height: 0.5, page: 0)
        for (strip, _) in foot { try press.draw(strip, at: top, page: 0) }
    }

    private func drawMarks(on press: inout Press) {
        for y in Page.foldMarks { press.box(x: .millimetres(5), y: y, width: .millimetres(4), height: 0.4, page: 0) }
        press.box(x: .millimetres(5), y: Page.holeMark, width: .millimetres(6), height: 0.4, page: 0)
    }
}
