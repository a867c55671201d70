/// Draws strips onto pages and collects what the file needs besides: fonts, structure, links.
struct Press {
    let typesetter: Typesetter
    var structure: Structure
    private(set) var pages: [Canvas] = [Canvas()]
    private(set) var links: [LinkPlace] = []
    private(set) var fonts = FontBook()
    private(set) var outline = Outline()

    init(typesetter: Typesetter, structure: Structure) {
        self.typesetter = typesetter
        self.structure = structure
    }

    mutating func beginPage() { pages.append(Canvas()) }

    /// Fills pages from `top` on; `bottom` is the lower limit of each page.
    mutating func flow(
        _ strips: [Strip], heads: [[Strip]], top: Double, bottom: (_ page: Int) -> Double
    ) throws(PDFFault) {
        var y = top
        var isFresh = false
        var index = 0
        while index < strips.count {
            var end = index
            while end + 1 < strips.count, strips[end].keepsWithNext, !strips[end + 1].beginsPage { end += 1 }
            var height = 0.0
            for position in index...end { height += strips[position].height + strips[position].before }
            if isFresh { height -= strips[index].before }
            let limit = bottom(pages.count - 1)
            let room = bottom(pages.count) - Page.followingTop
            // A group that no page can hold is set strip by strip.
            let group = height > room && end > index ? index...index : index...end
            let needed = group.count == 1 ? strips[index].height + (isFresh ? 0 : strips[index].before) : height
            if strips[index].beginsPage || (y + needed > limit && !isFresh) {
                if !(strips[index].beginsPage && isFresh && pages.count > 1) { pages.append(Canvas()) }
                y = Page.followingTop
                isFresh = true
                if let table = strips[index].table { y = try repeatHead(heads[table], at: y) }
            }
            for position in group {
                let strip = strips[position]
                if !isFresh { y += strip.before }
                try draw(strip, at: y, page: pages.count - 1, isFirst: isFresh)
                y += strip.height
                isFresh = isFresh && strip.height == 0
            }
            index = group.upperBound + 1
        }
    }

    private mutating func repeatHead(_ strips: [Strip], at top: Double) throws(PDFFault) -> Double {
        var y = top
        for strip in strips {
            try draw(strip, at: y, page: pages.count - 1, as: .pagination)
            y += strip.height
        }
        return y
    }

    /// `artifact` turns everything in the strip into decoration: content that is shown a second time.
    /// The first strip of a page draws nothing above itself.
    mutating func draw(
        _ strip: Strip, at y: Double, page: Int, isFirst: Bool = false, as artifact: Mark.Artifact? = nil
    ) throws(PDFFault) {
        for item in strip.items {
            switch item {
            case .line(let paragraph, let line, let x, let baseline):
                try draw(paragraph, line: line, x: x, baseline: y + baseline, page: page, as: artifact)
            case .box(let x, let top, let width, let height, let gray):
                let above = isFirst ? min(top, 0) : 0
                pages[page].begin(.artifact(artifact ?? .layout))
                pages[page].box(x: x, y: y + top - above, width: width, height: height + above, gray: gray)
            case .figure(let figure, let x, let top, let mark):
                begin(artifact.map { .artifact($0) } ?? mark, page: page)
                pages[page].draw(figure, x: x, y: y + top)
            }
        }
    }

    mutating func box(x: Double, y: Double, width: Double, height: Double, page: Int, artifact: Mark.Artifact = .layout) {
        pages[page].begin(.artifact(artifact))
        pages[page].box(x: x, y: y, width: width, height: height, gray: 0)
    }

    private mutating func begin(_ mark: Mark, page: Int) {
        guard case .element(let element) = mark else {
            pages[page].begin(mark)
            return
        }
        if pages[page].begin(mark, tag: structure.elements[element].tag) {
            structure.show(.content(page: page, mark: pages[page].owners.count - 1), in: element)
        }
    }

    /// A heading that begins here stands in the outline.
    private mutating func note(_ paragraph: Paragraph, page: Int, top: Double) {
        guard case .element(var element)? = paragraph.parts.first?.mark else { return }
        if structure.elements[element].tag == .link { element = structure.elements[element].parent }
        guard let level = structure.elements[element].tag.headingLevel else { return }
        let words = String(decoding: paragraph.set.bytes, as: UTF8.self).replacing("\u{2028}", with: " ")
        outline.add(.init(title: words, level: level, page: page, top: top))
    }

    /// Draws one line of a paragraph, part by part.
    mutating func draw(
        _ paragraph: Paragraph, line number: Int, x: Double, baseline: Double, page: Int, as artifact: Mark.Artifact?
    ) throws(PDFFault) {
        let line = paragraph.set.lines[number]
        var start = line.glyphs.lowerBound
        while start < line.glyphs.upperBound {
            let offset = paragraph.set.glyphs[start].text.lowerBound
            guard let part = paragraph.parts.first(where: { $0.range.contains(offset) }) ?? paragraph.parts.last else { return }
            var end = start + 1
            while end < line.glyphs.upperBound, part.range.contains(paragraph.set.glyphs[end].text.lowerBound) { end += 1 }
            begin(artifact.map { .artifact($0) } ?? part.mark, page: page)
            if artifact == nil, number == 0, start == line.glyphs.lowerBound {
                note(paragraph, page: page, top: baseline - line.ascent)
            }
            pages[page].fill(gray: paragraph.gray)
            try show(paragraph.set, start..<end, x: x, baseline: baseline, page: page)
            if artifact == nil, let address = part.address, case .element(let element) = part.mark {
                addLink(
                    to: address, element: element, text: paragraph.set, start..<end, line: line, x: x, baseline: baseline,
                    page: page)
            }
            start = end
        }
    }

    private mutating func addLink(
        to address: String, element: Int, text: SetText, _ range: Range<Int>, line: TextLine, x: Double, baseline: Double,
        page: Int
    ) {
        let glyphs = text.glyphs[range]
        let left = glyphs.map(\.x).min() ?? 0
        let right = glyphs.map { $0.x + $0.advance }.max() ?? 0
        guard right > left else { return }
        let low = glyphs.map(\.text.lowerBound).min() ?? 0
        let high = glyphs.map(\.text.upperBound).max() ?? 0
        links.append(
            LinkPlace(
                page: page, x: x + left, top: baseline - line.ascent, width: right - left, height: line.height,
                address: address, element: element, words: String(decoding: text.bytes[low..<max(low, high)], as: UTF8.self)))
        structure.show(.annotation(links.count - 1), in: element)
        // Underlined, because colour alone must not carry meaning.
        pages[page].box(x: x + left, y: baseline + 1.2, width: right - left, height: 0.5, gray: 0)
    }

    private mutating func show(_ text: SetText, _ range: Range<Int>, x: Double, baseline: Double, page: Int) throws(PDFFault) {
        pages[page].beginText()
        var row = Row()
        for position in range {
            try show(text, position, in: range, x: x, baseline: baseline, page: page, row: &row)
        }
        if row.isOpen { pages[page].endRow() }
        pages[page].endText()
    }

    /// A row of glyphs of one font on one height that the page is being told.
    private struct Row {
        var isOpen = false
        var face = -1
        var size = 0.0
        var rise = 0.0
        var pen = 0.0
    }

    /// The number of a glyph in this document, and its width.
    private mutating func number(
        _ text: SetText, _ index: Int, in range: Range<Int>, position: Int
    ) throws(PDFFault) -> (cid: UInt16, width: Double) {
        let glyph = text.glyphs[index]
        let number = glyph.number ?? typesetter.glyph(of: "\u{FFFD}", face: glyph.face)
        if let character = glyph.character {
            return try fonts.number(glyph: number, character: character, position: position, typesetter: typesetter)
        }
        var (start, end) = (index, index + 1)
        while start > range.lowerBound, text.glyphs[start - 1].text == glyph.text { start -= 1 }
        while end < range.upperBound, text.glyphs[end].text == glyph.text { end += 1 }
        let texts = ClusterText.split(text.bytes[glyph.text], over: end - start)
        return try fonts.number(glyph: number, text: texts[index - start], position: position, typesetter: typesetter)
    }

    private mutating func show(
        _ text: SetText, _ index: Int, in range: Range<Int>, x: Double, baseline: Double, page: Int, row: inout Row
    ) throws(PDFFault) {
        let glyph = text.glyphs[index]
        let position = fonts.position(ofFace: glyph.face)
        let (cid, width) = try number(text, index, in: range, position: position)
        let target = x + glyph.x
        // The replacement character is shrunk into the place that Pango left for the unknown one.
        let size = glyph.number == nil ? min(glyph.size, max(1, glyph.advance * 1000 / max(width, 1))) : glyph.size
        let back = ((row.pen - target) * 1000 / size).rounded()
        if !row.isOpen || row.face != position || row.size != size || row.rise != glyph.y || abs(back) > 3000 {
            if row.isOpen { pages[page].endRow() }
            pages[page].choose(font: position, size: size)
            pages[page].move(x: target, y: baseline - glyph.y)
            row = Row(isOpen: true, face: position, size: size, rise: glyph.y, pen: target)
        } else if back != 0 {
            pages[page].adjust(Int(back))
            row.pen -= back * size / 1000
        }
        pages[page].show(cid: cid)
        row.pen += width * size / 1000
    }

    mutating func closePages() {
        for index in pages.indices { pages[index].end() }
    }
}

/// Which characters each glyph of a cluster stands for.
enum ClusterText {
    static func split(_ bytes: ArraySlice<UInt8>, over count: Int) -> [[Unicode.Scalar]] {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { $0 == "\u{2028}" ? " " : $0 }
        if count == 1 { return [scalars.isEmpty ? [" "] : scalars] }
        if scalars.count == count { return scalars.map { [$0] } }
        // More characters than glyphs: the last glyph takes the rest. More glyphs: they stand for nothing that is read.
        var result = scalars.prefix(count).map { [$0] }
        if scalars.count > count { result[count - 1] += scalars[count...] }
        while result.count < count { result.append(["\u{200B}"]) }
        return result
    }
}
