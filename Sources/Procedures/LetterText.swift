import Web

/// A notice's Markdown on a page: headings, paragraphs, lists, tables, strong words. One line is one sentence.
struct LetterText {
    private enum Kind: Equatable { case heading(Int), bullet, number, row, text, blank }
    private let lines: [(kind: Kind, text: Substring)]

    init(_ markdown: String) {
        lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map { LetterText.read($0) }
    }

    private static func read(_ line: Substring) -> (kind: Kind, text: Substring) {
        let text = line.drop { $0 == " " }
        if text.isEmpty { return (.blank, text) }
        let marks = text.prefix { $0 == "#" }.count
        if (1...3).contains(marks), text.dropFirst(marks).first == " " { return (.heading(marks), text.dropFirst(marks + 1)) }
        if text.hasPrefix("- ") || text.hasPrefix("* ") { return (.bullet, text.dropFirst(2)) }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty, text.dropFirst(digits.count).hasPrefix(". ") { return (.number, text.dropFirst(digits.count + 2)) }
        return text.hasPrefix("|") ? (.row, text) : (.text, text)
    }

    /// Headings begin two levels below the page's own.
    func write(_ html: inout HTML) {
        var rest = lines[...]
        while let first = rest.first {
            let run = rest.prefix { $0.kind == first.kind }
            switch first.kind {
            case .blank: break
            case .heading(let level):
                for line in run { html.element(level == 1 ? "h3" : "h4") { html in LetterText.inline(line.text, &html) } }
            case .bullet: html.ul { html in for line in run { html.li { html in LetterText.inline(line.text, &html) } } }
            case .number: html.ol { html in for line in run { html.li { html in LetterText.inline(line.text, &html) } } }
            case .row: LetterText.table(run.map(\.text), &html)
            case .text:
                html.p { html in
                    for (index, line) in run.enumerated() {
                        if index > 0 { html.raw(" ") }
                        LetterText.inline(line.text, &html)
                    }
                }
            }
            rest = rest.dropFirst(run.count)
        }
    }

    private static func table(_ rows: [Substring], _ html: inout HTML) {
        let cells = rows.map { LetterText.cells($0) }
        guard let head = cells.first else { return }
        let body = cells.dropFirst().filter { row in !row.allSatisfy { $0.allSatisfy { "-: ".contains($0) } } }
        html.element("table") { html in
            html.thead { html in
                html.tr { html in
                    for cell in head { html.th(.attribute("scope", "col")) { html in inline(cell[...], &html) } }
                }
            }
            html.tbody { html in
                for row in body {
                    html.tr { html in for cell in row { html.td { html in inline(cell[...], &html) } } }
                }
            }
        }
    }

    /// The cells of `| a | b |`; an escaped bar belongs to its cell.
    static func cells(_ row: Substring) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isEscaped = false
        for character in row.drop(while: { $0 == " " }).dropFirst() {
            if character == "|", !isEscaped {
                cells.append(cell.trimmingSpaces)
                cell = ""
            } else {
                cell.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if !cell.trimmingSpaces.isEmpty { cells.append(cell.trimmingSpaces) }
        return cells
    }

    /// Strong and emphasised words; a backslash takes the next sign as it is; links are shown by their words.
    private static func inline(_ text: Substring, _ html: inout HTML) {
        var rest = text
        var plain = ""
        while let character = rest.first {
            if character == "\\" {
                rest = rest.dropFirst()
                if let next = rest.first { plain.append(next) }
                rest = rest.dropFirst()
            } else if rest.hasPrefix("**"), let end = closing("**", in: rest.dropFirst(2)) {
                html.text(plain)
                plain = ""
                html.strong { html in inline(rest.dropFirst(2)[..<end], &html) }
                rest = rest[end...].dropFirst(2)
            } else if character == "*", let end = closing("*", in: rest.dropFirst()) {
                html.text(plain)
                plain = ""
                html.em { html in inline(rest.dropFirst()[..<end], &html) }
                rest = rest[end...].dropFirst()
            } else if character == "[", let end = closing("](", in: rest.dropFirst()), let last = rest[end...].firstIndex(of: ")") {
                html.text(plain)
                plain = ""
                inline(rest.dropFirst()[..<end], &html)
                rest = rest[last...].dropFirst()
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        html.text(plain)
    }

    /// Where a mark stands that is not escaped.
    private static func closing(_ mark: String, in text: Substring) -> Substring.Index? {
        var rest = text
        while !rest.isEmpty {
            if rest.hasPrefix("\\") {
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix(mark) {
                return rest.startIndex
            } else {
                rest = rest.dropFirst()
            }
        }
        return nil
    }
}
