/// Tables: column widths, rows, the head that comes back on every page.
extension Galley {
    mutating func append(_ table: Table, in frame: Frame, parent: Int) {
        guard !table.columns.isEmpty else { return }
        let element = structure.add(.table, in: parent)
        let columns = columnPlaces(table, in: frame)
        let index = tableHeads.count
        tableHeads.append([])

        let headRow = structure.add(.row, in: element)
        var cells: [(Paragraph, Double)] = []
        for (column, place) in zip(table.columns, columns) {
            let cell = structure.add(.head, in: headRow, attributes: "/O /Table /Scope /Column")
            let style = TextStyle(size: 9, bold: true, alignment: column.alignment, lineSpacing: 1.1)
            cells.append((set(column.title, style: style, element: cell, width: place.width), place.x))
        }
        let first = strips.count
        append(
            rowOf: cells, in: frame, before: Measure.paragraphGap + 2,
            decorate: { height, _ in
                [.box(x: frame.x, y: height - 0.9, width: frame.width, height: 0.9, gray: 0)]
            })
        for position in first..<strips.count { strips[position].keepsWithNext = true }
        tableHeads[index] = Array(strips[first...])

        let body = strips.count
        for row in table.rows { append(row, of: table, columns: columns, index: index, in: frame, element: element) }
        // The last row does not stand alone under a repeated head.
        if strips.count - body > 1 { strips[strips.count - 2].keepsWithNext = true }
    }

    private mutating func append(
        _ row: Table.Row, of table: Table, columns: [(x: Double, width: Double)], index: Int, in frame: Frame, element: Int
    ) {
        let rowElement = structure.add(.row, in: element)
        var cells: [(Paragraph, Double)] = []
        for (position, place) in columns.enumerated() {
            let namesRow = table.namesRows && position == 0
            let cell = structure.add(
                namesRow ? .head : .cell, in: rowElement, attributes: namesRow ? "/O /Table /Scope /Row" : "")
            let style = TextStyle(
                size: 9.5, bold: row.isTotal, alignment: table.columns[position].alignment, lineSpacing: 1.1)
            let inlines = Galley.content(of: row, at: position, columns: columns.count)
            cells.append((set(inlines, style: style, element: cell, width: place.width), place.x))
        }
        let first = strips.count
        append(
            rowOf: cells, in: frame, before: 0,
            decorate: { height, isLast in
                var boxes: [Strip.Item] = []
                if row.isTotal { boxes.append(.box(x: frame.x, y: 0, width: frame.width, height: 0.9, gray: 0)) }
                if isLast { boxes.append(.box(x: frame.x, y: height - 0.4, width: frame.width, height: 0.4, gray: 0.7)) }
                return boxes
            })
        for position in first..<strips.count { strips[position].table = index }
        // A sum alone at the top of a page says nothing: it stays with the row before it.
        if row.isTotal, first > 0, strips[first - 1].table == index { strips[first - 1].keepsWithNext = true }
    }

    private static func content(of row: Table.Row, at position: Int, columns: Int) -> [Inline] {
        guard position < row.cells.count else { return [] }
        guard position == columns - 1 else { return row.cells[position] }
        return Array(row.cells[position...].joined(separator: [.text(" ")]))
    }

    /// Left edge and width of every column's text.
    private func columnPlaces(_ table: Table, in frame: Frame) -> [(x: Double, width: Double)] {
        let count = table.columns.count
        let gap = min(Measure.columnGap, frame.width / Double(count) / 4)
        let available = frame.width - gap * Double(count - 1)
        var most: [Double] = []
        var least: [Double] = []
        for position in 0..<count {
            var texts = table.rows.map { PlainText.of(Galley.content(of: $0, at: position, columns: count)) }
            texts.append(PlainText.of(table.columns[position].title))
            let bold = TextStyle(size: 9.5, bold: true)
            // Only the longest few can be the widest: measuring every cell would set each table twice.
            let longest = texts.sorted { $0.utf8.count > $1.utf8.count }.prefix(3)
            most.append(longest.map { typesetter.set($0, style: bold, width: nil, language: language).width }.max() ?? 0)
            let words = texts.flatMap { $0.split(separator: " ") }.sorted { $0.utf8.count > $1.utf8.count }.prefix(3)
            least.append(words.map { typesetter.set(String($0), style: bold, width: nil, language: language).width }.max() ?? 0)
        }
        let widths = ColumnWidths.share(available, least: least, most: most)
        var x = frame.x
        return widths.map { width in
            defer { x += width + gap }
            return (x, width)
        }
    }

    /// Appends one row of cells. A row higher than a page is cut between lines, so that nothing falls off the paper.
    mutating func append(
        rowOf cells: [(Paragraph, Double)], in frame: Frame, before: Double, pad: Double = Measure.cellPadding,
        decorate: (_ height: Double, _ isLast: Bool) -> [Strip.Item]
    ) {
        let height = cells.map(\.0.set.height).max() ?? 0
        if height <= Page.longestRow {
            var items: [Strip.Item] = []
            for (paragraph, x) in cells {
                for (index, line) in paragraph.set.lines.enumerated() {
                    items.append(.line(paragraph, index, x: x, y: pad + line.baseline))
                }
            }
            let total = height + 2 * pad
            append(Strip(height: total, before: before, items: items + decorate(total, true)), in: frame)
            return
        }
        let count = cells.map(\.0.set.lines.count).max() ?? 0
        for index in 0..<count {
            var items: [Strip.Item] = []
            let tallest = cells.compactMap { $0.0.set.lines.indices.contains(index) ? $0.0.set.lines[index] : nil }
            let ascent = tallest.map(\.ascent).max() ?? 0
            let top = index == 0 ? pad : 0
            let isLast = index == count - 1
            for (paragraph, x) in cells where paragraph.set.lines.indices.contains(index) {
                items.append(.line(paragraph, index, x: x, y: top + ascent))
            }
            let total = top + ascent + (tallest.map(\.descent).max() ?? 0) + (isLast ? pad : 0)
            let decoration = index == 0 || isLast ? decorate(total, isLast) : []
            append(Strip(height: total, before: index == 0 ? before : 0, items: items + decoration), in: frame)
        }
    }
}

/// How columns share the width of a table.
enum ColumnWidths {
    /// Every column gets what its longest word needs, then what its longest text wants; what is left goes to all alike.
    static func share(_ available: Double, least: [Double], most: [Double]) -> [Double] {
        let leastSum = least.reduce(0, +)
        let mostSum = most.reduce(0, +)
        if mostSum <= available {
            let extra = (available - mostSum) / Double(max(most.count, 1))
            return most.map { $0 + extra }
        }
        if leastSum >= available {
            // Not even the words fit: narrow columns keep their width, the wide ones are broken inside words.
            let fair = available / Double(max(least.count, 1))
            let narrow = least.filter { $0 <= fair }.reduce(0, +)
            let wide = least.filter { $0 > fair }.reduce(0, +)
            return least.map { $0 <= fair ? $0 : (available - narrow) * $0 / max(wide, 1) }
        }
        let wish = mostSum - leastSum
        return zip(least, most).map { $0 + ($1 - $0) * (available - leastSum) / max(wish, 0.001) }
    }
}
