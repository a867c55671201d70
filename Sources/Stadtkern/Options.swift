import Foundation

/// The words of a command line: `--name value` pairs, flags, and the rest.
struct Options {
    private(set) var values: [String: [String]] = [:]
    private(set) var rest: [String] = []

    /// Options that stand alone.
    private static let flags: Set<String> = ["json", "demo", "help"]
    static let known: Set<String> = [
        "services", "city", "documents", "port", "admin-port", "demo-file", "demo", "json", "help", "out", "from", "decision",
        "input", "variables",
        "events", "name", "email", "post", "schemas", "host", "tls-proxy", "workers", "notices", "cases", "against", "seconds",
    ]

    /// Throws a sentence for an unknown option or a missing value.
    init(_ arguments: some Sequence<String>) throws {
        var waiting: String?
        for argument in arguments {
            if let name = waiting {
                values[name, default: []].append(argument)
                waiting = nil
            } else if argument.hasPrefix("--") {
                let name = String(argument.dropFirst(2))
                guard Options.known.contains(name) else { throw UsageError("unknown option --\(name)") }
                if Options.flags.contains(name) { values[name] = ["true"] } else { waiting = name }
            } else {
                rest.append(argument)
            }
        }
        if let waiting { throw UsageError("--\(waiting) needs a value") }
    }

    func flag(_ name: String) -> Bool { values[name] != nil }
    func all(_ name: String) -> [String] { values[name] ?? [] }
    func one(_ name: String) -> String? { values[name]?.last }

    func need(_ name: String) throws -> String {
        guard let value = one(name) else { throw UsageError("--\(name) is needed") }
        return value
    }

    func number(_ name: String, _ fallback: Int) throws -> Int {
        guard let text = one(name) else { return fallback }
        guard let number = Int(text), number >= 0, number < 65_536 else { throw UsageError("--\(name) is a number up to 65535") }
        return number
    }

    var services: String { one("services") ?? "Services" }
    var cities: [String] { all("city").isEmpty ? ["Cities/leipzig"] : all("city") }
    var json: Bool { flag("json") }

    /// The database of a city: `{city}` stands for the name of its folder.
    static func database(for city: String) -> String {
        let text = ProcessInfo.processInfo.environment["STADTKERN_DATABASE"] ?? "sqlite:stadtkern.sqlite"
        return text.replacingOccurrences(of: "{city}", with: city)
    }
}

/// A command that was called wrongly: exit status 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
