/// Cuts a text into pipe tables and what is between them, because CommonMark has no tables.
enum MarkdownSegments {
    case plain(String, firstLine: Int)
    /// Lines of the table; the second one is the line of dashes.
    case table([String], firstLine: Int)

    static func split(_ text: String) -> [MarkdownSegments] {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        var result: [MarkdownSegments] = []
        var plainStart = 0
        var fence: Substring?
        var index = 0
        func flush(to end: Int) {
            guard plainStart < end, lines[plainStart..<end].contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { return }
            result.append(.plain(lines[plainStart..<end].joined(separator: "\n"), firstLine: plainStart + 1))
        }
        while index < lines.count {
            let line = lines[index].drop(while: { $0 == " " })
            if let open = fence {
                if line.hasPrefix(open) { fence = nil }
            } else if line.hasPrefix("```") || line.hasPrefix("~~~") {
                fence = line.prefix(3)
            } else if index + 1 < lines.count, isTable(head: lines[index], dashes: lines[index + 1]) {
                flush(to: index)
                var end = index + 2
                var rows = Array(lines[index..<end]).map { String($0) }
                while end < lines.count {
                    if isContinued(rows[rows.count - 1]) {
                        rows[rows.count - 1] += "\n" + lines[end]
                    } else if lines[end].contains("|") {
                        rows.append(String(lines[end]))
                    } else {
                        break
                    }
                    end += 1
                }
                result.append(.table(rows, firstLine: index + 1))
                plainStart = end
                index = end
                continue
            }
            index += 1
        }
        flush(to: lines.count)
        return result
    }

    /// Whether a row ends in a hard line break: a backslash that is not itself escaped. An inserted text of two lines makes one.
    private static func isContinued(_ row: String) -> Bool {
        var count = 0
        var end = row.endIndex
        while end > row.startIndex, row[row.index(before: end)] == "\\" {
            count += 1
            end = row.index(before: end)
        }
        return count % 2 == 1
    }

    private static func isTable(head: Substring, dashes: Substring) -> Bool {
        // Four spaces are code, a mark at the beginning is a quote or a list item: tables stand at the outermost level.
        guard head.contains("|"), dashes.contains("|"), !head.hasPrefix("    "), !head.hasPrefix(">"), !head.hasPrefix("- ")
        else { return false }
        let cells = MarkdownTable.cells(dashes)
        return cells.count == MarkdownTable.cells(head).count && cells.allSatisfy { MarkdownTable.alignment($0) != nil }
    }
}

/// Reads the lines of a pipe table.
enum MarkdownTable {
    static func block(_ lines: [String], line: Int) -> Block {
        let titles = cells(lines[0]).map { Markdown.inlines(from: $0) }
        let alignments = cells(lines[1]).map { alignment($0) ?? .start }
        let rows = lines.dropFirst(2).map { cells($0).map { Markdown.inlines(from: $0) } }
        let id = "L\(line)"
        if titles.count == 2, titles.allSatisfy(\.isEmpty) {
            let pairs = rows.map { row in
                KeyValue(PlainText.of(row.first ?? []), Array(row.dropFirst().joined(separator: [.text(" ")])))
            }
            return Block(.keyValues(pairs), id: id)
        }
        let columns = zip(titles, alignments).map { Table.Column($0, $1) }
        return Block(.table(Table(columns: columns, rows: rows.map { Table.Row($0, isTotal: isTotal($0)) })), id: id)
    }

    /// The cells of a line; `\|` is a bar inside a cell.
    static func cells(_ line: some StringProtocol) -> [String] {
        var result: [String] = []
        var cell = ""
        var isEscaped = false
        var trimmed = Substring(line)
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        trimmed = trimmed.drop(while: \.isWhitespace)
        if trimmed.first == "|" { trimmed.removeFirst() }
        for character in trimmed {
            if isEscaped {
                cell += character == "|" ? "|" : "\\" + String(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "|" {
                result.append(MarkdownTable.trimmed(cell))
                cell = ""
            } else {
                cell.append(character)
            }
        }
        if isEscaped { cell += "\\" }
        if !trimmed.hasSuffix("|") || trimmed.hasSuffix("\\|") || !MarkdownTable.trimmed(cell).isEmpty {
            result.append(MarkdownTable.trimmed(cell))
        }
        return result
    }

    static func alignment(_ cell: String) -> Table.Alignment? {
        let dashes = cell.drop { $0 == ":" }
        let bare = dashes.prefix { $0 == "-" }
        let isRight = dashes.dropFirst(bare.count) == ":"
        guard !bare.isEmpty, isRight || bare.count == dashes.count, cell.count - dashes.count <= 1 else { return nil }
        if isRight { return cell.hasPrefix(":") ? .centre : .end }
        return .start
    }

    private static func isTotal(_ row: [[Inline]]) -> Bool {
        let filled = row.filter { !PlainText.of($0).isEmpty }
        return !filled.isEmpty
            && filled.allSatisfy { cell in
                cell.allSatisfy { inline in
                    if case .strong = inline { return true }
                    return PlainText.of([inline]).allSatisfy(\.isWhitespace)
                }
            }
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...].drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
