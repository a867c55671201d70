public import Kernel
import Synchronization

/// What an expression may read, and the moment of `now()` and `today()`.
public struct Scope: Sendable {
    private let values: [String: Value]
    /// Typed JSON that becomes a value when a name is asked for.
    private let stored: StoredNames?
    /// The moment that `now()` and `today()` give.
    public let now: Instant
    /// The zone in which they are expressed.
    public let zone: Zone

    public static let cityZone = Zone.region("Europe/Berlin")

    public init(_ values: [String: Value], now: Instant, zone: Zone = Scope.cityZone) {
        self.init(values, stored: nil, now: now, zone: zone)
    }

    private init(_ values: [String: Value], stored: StoredNames?, now: Instant, zone: Zone) {
        self.values = values
        self.stored = stored
        self.now = now
        self.zone = zone
    }

    /// The members of an object of typed JSON by name.
    public init(typed json: JSON, now: Instant, zone: Zone = Scope.cityZone) {
        self.init([:], stored: StoredNames(json.object ?? [:]), now: now, zone: zone)
    }

    /// The members of a JSON object by name.
    public init(json: JSON, now: Instant, zone: Zone = Scope.cityZone) {
        self.init((json.object ?? [:]).mapValues { Value(json: $0) }, now: now, zone: zone)
    }

    public subscript(name: String) -> Value? { values[name] ?? stored?[name] }

    /// The same scope with more values; new ones win.
    public func adding(_ more: [String: Value]) -> Scope {
        Scope(values.merging(more) { $1 }, stored: stored, now: now, zone: zone)
    }
}

/// Typed JSON by name, of which each is read once, and only if somebody asks for it: an expression reads few of a case's names.
private final class StoredNames: Sendable {
    private let members: [String: JSON]
    private let read = Mutex<[String: Value]>([:])

    init(_ members: [String: JSON]) { self.members = members }

    subscript(name: String) -> Value? {
        if let value = read.withLock({ $0[name] }) { return value }
        guard let json = members[name] else { return nil }
        let value = Value(typed: json)
        read.withLock { $0[name] = value }
        return value
    }
}

/// The names that a text may use: they decide where one name ends and the next begins.
public struct Names: Sendable {
    /// Types by name; `.any` where nothing is known.
    public let variables: [String: ValueType]
    /// Item definitions, for `instance of` and parameter types.
    public let types: [String: ValueType]
    /// Whether `compile` reports names that stand in neither.
    let isClosed: Bool
    let table: NameTable
    let members: NameTable

    /// Any name is fine; words that follow each other are one name.
    public static let open = Names(variables: [:], types: [:], members: [], isClosed: false)

    public init(_ names: some Sequence<String>, members: some Sequence<String> = []) {
        self.init(
            variables: Dictionary(names.map { ($0, .any) }, uniquingKeysWith: { first, _ in first }), types: [:],
            members: Set(members), isClosed: true)
    }

    public init(typed variables: [String: ValueType], types: [String: ValueType] = [:], members: some Sequence<String> = []) {
        self.init(variables: variables, types: types, members: Set(members), isClosed: true)
    }

    private init(variables: [String: ValueType], types: [String: ValueType], members: Set<String>, isClosed: Bool) {
        self.variables = variables
        self.types = types
        self.isClosed = isClosed
        var all = members
        for type in variables.values { type.collectMembers(into: &all) }
        for type in types.values { type.collectMembers(into: &all) }
        table = NameTable(variables.keys)
        self.members = NameTable(Array(all) + NameTable.properties)
    }

    /// These names and more.
    public func adding(_ more: [String: ValueType]) -> Names {
        var joined = Names(
            variables: variables.merging(more) { $1 }, types: types, members: Set(members.names), isClosed: isClosed)
        if more.isEmpty { joined = self }
        return joined
    }
}

/// Names by their first token, longest first.
struct NameTable: Sendable {
    struct Entry: Sendable {
        let name: String
        let tokens: [String]
    }
    private var entries: [String: [Entry]] = [:]

    /// Members with spaces that FEEL's own values have (10.3.2.13 and ranges).
    static let properties = ["time offset", "start included", "end included"]

    init(_ names: some Sequence<String>) {
        for name in names { insert(name) }
    }

    mutating func insert(_ name: String) {
        let tokens = NameTable.tokens(of: name)
        guard let first = tokens.first else { return }
        var list = entries[first] ?? []
        guard !list.contains(where: { $0.tokens == tokens }) else { return }
        let place = list.firstIndex { $0.tokens.count < tokens.count } ?? list.count
        list.insert(Entry(name: name, tokens: tokens), at: place)
        entries[first] = list
    }

    var names: [String] { entries.values.flatMap { $0.map(\.name) } }
    func candidates(_ first: String) -> [Entry] { entries[first] ?? [] }

    /// Words and symbols; spaces only separate.
    static func tokens(of name: String) -> [String] {
        var tokens: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            if Letters.isPart(scalar) {
                word.append(scalar)
            } else {
                if !word.isEmpty { tokens.append(String(word)) }
                word = .init()
                if !Letters.isSpace(scalar) { tokens.append(String(scalar)) }
            }
        }
        if !word.isEmpty { tokens.append(String(word)) }
        return tokens
    }
}

/// Character classes of the FEEL grammar (10.3.1.2, rules 27 to 29, 60 and 61).
enum Letters {
    static func isStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x3F: true
        case 0..<0xC0: false
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            !isSpace(scalar)
        default: false
        }
    }
    static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isStart(scalar)
        }
    }
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
        default: false
        }
    }
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
}
