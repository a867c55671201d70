import Kernel
import Web

/// A table for spreadsheets: semicolons and a byte order mark, as German spreadsheets expect; no cell runs as a formula.
struct CSVTable {
    private var text = "\u{FEFF}"

    init(_ head: [String]) { add(head) }

    mutating func add(_ cells: [String]) { text += cells.map(CSVTable.cell).joined(separator: ";") + "\r\n" }

    func response(named name: String) -> Response {
        Response.text(text, type: "text/csv; charset=utf-8").with("content-disposition", "attachment; filename=\"\(name).csv\"")
            .with("cache-control", "private, no-store")
    }

    /// Spreadsheets take a cell for a formula that begins with one of these signs, even behind spaces; an apostrophe makes it a text.
    static func cell(_ value: String) -> String {
        let first = value.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{FEFF}" }
        let isFormula = first.map { "=+-@\t\r\n＝＋－＠".contains($0) } ?? false
        let safe = isFormula ? "'" + value : value
        guard safe.contains(where: { $0 == ";" || $0 == "\"" || $0.isNewline || $0 == "'" || $0 == "," || $0 == "\t" }) else {
            return safe
        }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
