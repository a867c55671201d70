/// Tables as spreadsheets read them (RFC 4180), in the way of German offices: semicolons, and UTF-8 with its mark.
public enum CSV {
    /// One cell: in quotes where it must be. A text that a spreadsheet would take for a formula, even behind spaces or in
    /// full-width signs, gets an apostrophe before it (OWASP, CSV injection), because cells hold what applicants wrote.
    public static func cell(_ text: String) -> String {
        let first = text.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{FEFF}" }
        let isFormula = first.map { "=+-@\t\r\n＝＋－＠".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { ";\"',\t".contains($0) || $0.isNewline }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    public static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ";") + "\r\n" }

    /// A table that is written while it is read: `rows` hands over pieces of any length.
    public static func response(
        name: String, head: [String],
        rows: @escaping @Sendable (_ write: @Sendable ([[String]]) async throws -> Void) async throws -> Void
    ) -> Response {
        Response(
            headers: [
                "content-type": "text/csv; charset=utf-8", "content-disposition": Response.disposition(name, inline: false),
            ],
            body: .stream { writer in
                try await writer.write([0xEF, 0xBB, 0xBF] + Array(line(head).utf8))
                try await rows { rows in
                    guard !rows.isEmpty else { return }
                    try await writer.write(Array(rows.map(line).joined().utf8))
                }
            })
    }
}
