import Web

/// A letter's Markdown on a page: what texts have, and the tables that only letters have.
struct LetterText {
    /// Lines that belong together: rows of a table, or anything else.
    private let runs: [(isTable: Bool, lines: [Substring])]

    init(_ markdown: String) {
        var runs: [(isTable: Bool, lines: [Substring])] = []
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            let isRow = line.drop { $0 == " " }.hasPrefix("|")
            if let last = runs.indices.last, runs[last].isTable == isRow {
                runs[last].lines.append(line)
            } else {
                runs.append((isRow, [line]))
            }
        }
        self.runs = runs
    }

    /// - Parameters:
    ///   - caption: what tables are called for those who do not see them.
    ///   - level: what a heading with one `#` becomes.
    func write(caption: String, level: Int, _ html: inout HTML) {
        for run in runs {
            if run.isTable {
                LetterText.table(run.lines, caption, &html)
            } else {
                html.markdown(run.lines.joined(separator: "\n"), level: level)
            }
        }
    }

    /// The row below the head says at which side the cells of a column stand.
    private static func table(_ rows: [Substring], _ caption: String, _ html: inout HTML) {
        let cells = rows.map { LetterText.cells($0) }
        guard cells.count > 1, let head = cells.first else { return }
        let columns = head.enumerated().map { index, title in
            Column(title, number: cells[1].indices.contains(index) && cells[1][index].hasSuffix(":"), header: index == 0)
        }
        html.table(caption, columns: columns, items: cells.dropFirst(2), stacked: false, hidesCaption: true) { row, line in
            for cell in row.prefix(columns.count) { line.cell(cell) }
        }
    }

    /// The cells of `| a | b |`; a sign behind a backslash stands for itself, so that an escaped bar belongs to its cell.
    static func cells(_ row: Substring) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isEscaped = false
        for character in row.drop(while: { $0 == " " }).dropFirst() {
            if isEscaped {
                cell.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "|" {
                cells.append(cell.trimmingSpaces)
                cell = ""
            } else if character != "*" {
                cell.append(character)
            }
        }
        if !cell.trimmingSpaces.isEmpty { cells.append(cell.trimmingSpaces) }
        return cells
    }
}
