import Synchronization

/// Every word that the program says to a person, by key and language, merged from the components' `Texts/*.json`.
/// A missing Leichte-Sprache or English text falls back to German; a missing German text shows its key and is logged.
public final class Texts: Sendable {
    private let tables: [Language: [String: String]]
    private let missing = Mutex<Set<String>>([])

    /// The texts that the program carries.
    public static let shared = Texts(carried: Assets.names.filter { $0.contains("/Texts/") && $0.hasSuffix(".json") })

    /// Takes tables of keys and texts, one per language.
    public init(_ tables: [Language: [String: String]]) { self.tables = tables }

    private convenience init(carried names: [String]) {
        var tables: [Language: [String: String]] = [:]
        for name in names {
            guard let language = Language.allCases.first(where: { name.hasSuffix("/\($0.rawValue).json") }),
                let bytes = Assets.bytes(name)
            else { continue }
            do {
                let members = try JSON(parsing: bytes).object ?? [:]
                for (key, value) in members { tables[language, default: [:]][key] = value.string }
            } catch {
                Log.error("texts.unreadable", ["file": .string(name), "reason": .string("\(error)")])
            }
        }
        self.init(tables)
    }

    /// The text of a key, its `{placeholders}` filled with values.
    public func callAsFunction(_ key: String, _ language: Language, _ values: [String: String] = [:]) -> String {
        Texts.fill(template(key, language), values)
    }

    /// `key.one` or `key.other` by a count, which also fills `{count}`.
    public func callAsFunction(_ key: String, count: Int, _ language: Language, _ values: [String: String] = [:]) -> String {
        self(key + (count == 1 ? ".one" : ".other"), language, values.merging(["count": String(count)]) { given, _ in given })
    }

    /// The text with its placeholders still in it.
    public func template(_ key: String, _ language: Language) -> String {
        if let text = tables[language]?[key] ?? tables[.de]?[key] { return text }
        if missing.withLock({ $0.insert(key).inserted }) { Log.error("texts.missing", ["key": .string(key)]) }
        return key
    }

    public func has(_ key: String, _ language: Language = .de) -> Bool { tables[language]?[key] != nil }

    /// Keys of a language, sorted.
    public func keys(_ language: Language) -> [String] { (tables[language] ?? [:]).keys.sorted() }

    /// The keys that were asked for in vain, and forgets them: tests fail where there are any.
    public func takeMissing() -> [String] {
        missing.withLock { keys in
            defer { keys = [] }
            return keys.sorted()
        }
    }

    /// Fills `{name}`; placeholders without a value stay as they are.
    public static func fill(_ template: String, _ values: [String: String]) -> String {
        guard !values.isEmpty, template.utf8.contains(0x7B) else { return template }
        var out = ""
        for piece in pieces(template) {
            switch piece {
            case .words(let words): out += words
            case .placeholder(let name): out += values[name] ?? "{\(name)}"
            }
        }
        return out
    }

    public enum Piece: Hashable, Sendable {
        case words(Substring)
        case placeholder(String)
    }

    /// Splits a template at its placeholders.
    public static func pieces(_ template: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.words(rest[..<open])) }
            pieces.append(.placeholder(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.words(rest)) }
        return pieces
    }
}
