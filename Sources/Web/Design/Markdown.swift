import Kernel

extension HTML {
    /// A text with the marks that texts of services, cities and messages may have: paragraphs, `#` headings, lists (`-`, `1.`),
    /// `**strong**`, `*emphasised*` and `[links](address)`. HTML in it is text; unsafe addresses lead nowhere.
    ///
    /// - Parameter level: what a heading with one `#` becomes, 2 or deeper.
    public mutating func markdown(_ text: String, level: Int = 2) {
        for block in MarkdownBlock.read(text) {
            switch block {
            case .heading(let depth, let line): element(HTML.heading(level + depth - 1)) { html in html.marked(line[...]) }
            case .paragraph(let lines):
                p { html in
                    for (index, line) in lines.enumerated() {
                        if index > 0 { html.raw(" ") }
                        html.marked(line[...])
                    }
                }
            case .list(let ordered, let items):
                element(ordered ? "ol" : "ul") { html in for item in items { html.li { html in html.marked(item[...]) } } }
            }
        }
    }

    private static func heading(_ level: Int) -> StaticString {
        switch level {
        case ...2: "h2"
        case 3: "h3"
        default: "h4"
        }
    }

    /// One run of text with marks inside.
    private mutating func marked(_ line: Substring) {
        var rest = line
        var plain = ""
        while true {
            // Most of a text has no marks: it is taken in one go up to the next byte that may begin one.
            let stop = rest.utf8.firstIndex { $0 == 0x5C || $0 == 0x2A || $0 == 0x5B } ?? rest.endIndex
            plain += rest[..<stop]
            rest = rest[stop...]
            guard let first = rest.first else { break }
            if first == "\\", let next = rest.dropFirst().first, next.isPunctuation || next.isSymbol {
                plain.append(next)
                rest = rest.dropFirst(2)
            } else if let (inner, after) = HTML.enclosed(rest, "**") {
                flush(&plain)
                strong { html in html.marked(inner) }
                rest = after
            } else if let (inner, after) = HTML.enclosed(rest, "*") {
                flush(&plain)
                em { html in html.marked(inner) }
                rest = after
            } else if let (label, address, after) = HTML.link(rest) {
                flush(&plain)
                a(.href(address)) { html in html.text(String(label)) }
                rest = after
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        flush(&plain)
    }

    private mutating func flush(_ plain: inout String) {
        if !plain.isEmpty { text(plain) }
        plain = ""
    }

    /// What stands between two marks at the beginning; nil where it is no mark: alone, or before a space.
    private static func enclosed(_ text: Substring, _ mark: String) -> (Substring, Substring)? {
        guard text.hasPrefix(mark) else { return nil }
        let inside = text.dropFirst(mark.count)
        guard let first = inside.first, !first.isWhitespace, first != "*", let end = inside.firstRange(of: mark) else {
            return nil
        }
        let inner = inside[..<end.lowerBound]
        guard !inner.isEmpty, inner.last?.isWhitespace == false else { return nil }
        return (inner, inside[end.upperBound...])
    }

    private static func link(_ text: Substring) -> (label: Substring, address: String, after: Substring)? {
        guard text.first == "[", let close = text.firstRange(of: "]("), let end = text[close.upperBound...].firstIndex(of: ")")
        else { return nil }
        let label = text[text.index(after: text.startIndex)..<close.lowerBound]
        guard !label.isEmpty, !label.contains("[") else { return nil }
        return (label, String(text[close.upperBound..<end]), text[text.index(after: end)...])
    }
}

/// The blocks of a marked text.
private enum MarkdownBlock {
    case heading(Int, String)
    case paragraph([String])
    case list(ordered: Bool, [String])

    static func read(_ text: String) -> [MarkdownBlock] {
        var blocks: [MarkdownBlock] = []
        var isContinued = false
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if words.isEmpty {
                isContinued = false
            } else if let (depth, heading) = heading(words) {
                blocks.append(.heading(depth, heading))
                isContinued = false
            } else if let (ordered, item) = item(words) {
                if case .list(ordered, let items)? = blocks.last {
                    blocks[blocks.count - 1] = .list(ordered: ordered, items + [item])
                } else {
                    blocks.append(.list(ordered: ordered, [item]))
                }
                isContinued = true
            } else if isContinued {
                extend(&blocks, String(words))
            } else {
                blocks.append(.paragraph([String(words)]))
                isContinued = true
            }
        }
        return blocks
    }

    /// A line that goes on with what stands above it.
    private static func extend(_ blocks: inout [MarkdownBlock], _ line: String) {
        switch blocks.last {
        case .paragraph(let lines)?: blocks[blocks.count - 1] = .paragraph(lines + [line])
        case .list(let ordered, let items)?:
            blocks[blocks.count - 1] = .list(ordered: ordered, items.dropLast() + [(items.last.map { $0 + " " } ?? "") + line])
        default: blocks.append(.paragraph([line]))
        }
    }

    private static func heading(_ line: Substring) -> (Int, String)? {
        let signs = line.prefix { $0 == "#" }
        let rest = line.dropFirst(signs.count)
        guard (1...4).contains(signs.count), rest.first == " " else { return nil }
        return (signs.count, String(rest.drop { $0 == " " }))
    }

    private static func item(_ line: Substring) -> (Bool, String)? {
        if line.hasPrefix("- ") || line.hasPrefix("* ") { return (false, String(line.dropFirst(2).drop { $0 == " " })) }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(digits.count), line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        return (true, String(line.dropFirst(digits.count + 2)))
    }
}
