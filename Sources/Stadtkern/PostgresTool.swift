import Foundation

/// `pg_dump` and `pg_restore`. What stands on a command line can be read by every user of the machine, so the password goes
/// into the environment (`PGPASSWORD`), which only the same user can read.
struct PostgresTool {
    /// The address without its password.
    let address: String
    /// Nil where the address has none: libpq then asks `PGPASSFILE` or `~/.pgpass`.
    let password: String?

    /// - Parameter database: `postgres://USER:PASSWORD@HOST/NAME?…`; the password may stand in the query too.
    init(_ database: String) {
        guard let scheme = database.range(of: "://") else {
            (address, password) = (database, nil)
            return
        }
        var rest = database[scheme.upperBound...]
        var found: Substring?
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        if let at = rest[..<end].lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") {
            found = rest[rest.index(after: colon)..<at]
            rest = rest[..<colon] + rest[at...]
        }
        var text = String(rest)
        if let mark = text.firstIndex(of: "?") {
            let words = text[text.index(after: mark)...].split(separator: "&")
            if let word = words.last(where: { $0.hasPrefix("password=") }) { found = word.dropFirst("password=".count) }
            let others = words.filter { !$0.hasPrefix("password=") }
            text = text[..<mark] + (others.isEmpty ? "" : "?" + others.joined(separator: "&"))
        }
        address = database[..<scheme.upperBound] + text
        password = found.map { $0.removingPercentEncoding ?? String($0) }
    }

    /// Runs a tool that is found on `PATH`. Throws `UsageError` where it is missing or fails.
    func run(_ tool: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        var environment = environment
        if let password { environment["PGPASSWORD"] = password }
        // The database's address would give the password away to the tool's own children and core dumps for no reason.
        environment["STADTKERN_DATABASE"] = nil
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments + ["--dbname=\(address)"]
        process.environment = environment
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw UsageError("\(tool) failed with status \(process.terminationStatus)") }
    }
}
