import Kernel

/// A column of a table.
public struct Column: Sendable {
    public let title: String
    /// Numbers and amounts stand at the right.
    public let isNumber: Bool
    /// The column names its row.
    public let isHeader: Bool

    public init(_ title: String, number: Bool = false, header: Bool = false) {
        self.title = title
        isNumber = number
        isHeader = header
    }
}

extension HTML {
    /// A table that scrolls sideways within itself on small screens, or (`stacked`) becomes a list of cards there.
    /// `row` writes the cells of an item with `TableRow`.
    public mutating func table<Items: Sequence>(
        _ caption: String, columns: [Column], items: Items, stacked: Bool = true, hidesCaption: Bool = false,
        row: (Items.Element, inout TableRow) throws -> Void
    ) rethrows {
        let kind: Attribute = stacked ? .class("table-frame stacked") : .class("table-frame")
        let reach: [Attribute] =
            stacked
            ? [] : [.attribute("tabindex", "0"), .role("region"), .aria("label", say("web.table.scroll") + ": " + caption)]
        try element("div", [kind] + reach) { html in
            // Browsers drop a table's meaning when its display changes; the roles keep it.
            try html.element("table", [.role("table")]) { html in
                html.caption(hidesCaption ? .class("visually-hidden") : .none) { html in html.text(caption) }
                html.thead(.role("rowgroup")) { html in
                    html.tr(.role("row")) { html in
                        for column in columns {
                            html.th(.attribute("scope", "col"), .role("columnheader"), column.isNumber ? .class("number") : .none)
                            { html in
                                html.text(column.title)
                            }
                        }
                    }
                }
                try html.tbody(.role("rowgroup")) { html in
                    for item in items {
                        var cells = TableRow(columns: columns, isStacked: stacked, context: html.context)
                        try row(item, &cells)
                        html.tr(.role("row")) { html in html.add(cells.html) }
                    }
                }
            }
        }
    }
}

/// The cells of one row, in the order of the columns.
public struct TableRow {
    private let columns: [Column]
    private let isStacked: Bool
    var html: HTML
    private var index = 0

    init(columns: [Column], isStacked: Bool, context: PageContext) {
        self.columns = columns
        self.isStacked = isStacked
        html = HTML(context)
    }

    public mutating func cell(_ text: String) { cell { html in html.text(text) } }

    public mutating func link(_ text: String, _ address: String) { cell { html in html.a(text, .href(address)) } }

    public mutating func cell(body: (inout HTML) throws -> Void) rethrows {
        let column = columns.indices.contains(index) ? columns[index] : Column("")
        index += 1
        let look: Attribute = column.isNumber ? .class("number") : .none
        if column.isHeader {
            try html.th(.attribute("scope", "row"), .role("rowheader"), look, body: body)
        } else if isStacked {
            // The inner element keeps the cell's content together beside the label that the style sheet puts in front.
            try html.td(.role("cell"), .data("label", column.title), look) { html in try html.div(body: body) }
        } else {
            try html.td(.role("cell"), look, body: body)
        }
    }
}
