import Kernel
import Web

/// A whole table for spreadsheets, in the form of `CSV`: lists of the workbench end, so they are written at once.
struct CSVTable {
    private var text = "\u{FEFF}"

    init(_ head: [String]) { add(head) }

    mutating func add(_ cells: [String]) { text += CSV.line(cells) }

    func response(named name: String) -> Response {
        Response.text(text, type: "text/csv; charset=utf-8").with("content-disposition", "attachment; filename=\"\(name).csv\"")
            .with("cache-control", "private, no-store")
    }
}
