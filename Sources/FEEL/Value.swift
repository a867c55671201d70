public import Kernel

/// A FEEL value (DMN 1.5, 10.3.2). `==` compares structure; FEEL's own three-valued equality is `Compare.equal`.
public enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Decimal128)
    case string(String)
    indirect case date(LocalDate)
    indirect case time(Time)
    indirect case dateTime(DateTime)
    /// Days and time duration.
    indirect case duration(Duration)
    /// Years and months duration, in months.
    case months(Int)
    case list([Value])
    case context(Context)
    indirect case range(Interval)
    case function(Function)

    public static func number(_ value: Int) -> Value { .number(Decimal128(value)) }

    public var isNull: Bool { if case .null = self { true } else { false } }
    public var isTrue: Bool { if case .boolean(true) = self { true } else { false } }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    public var number: Decimal128? { if case .number(let value) = self { value } else { nil } }
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var date: LocalDate? { if case .date(let value) = self { value } else { nil } }
    public var list: [Value]? { if case .list(let value) = self { value } else { nil } }
    public var context: Context? { if case .context(let value) = self { value } else { nil } }
    public var function: Function? { if case .function(let value) = self { value } else { nil } }

    /// The name of the value's type as FEEL spells it.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .duration: "days and time duration"
        case .months: "years and months duration"
        case .list: "list"
        case .context: "context"
        case .range: "range"
        case .function: "function"
        }
    }

    /// How many values there are in it, itself included; nil beyond a budget or depth.
    func weight(depth: Int, budget: Int) -> Int? {
        var total = 1
        let parts: [Value]
        switch self {
        case .list(let items): parts = items
        case .context(let context): parts = context.values
        default: return total
        }
        guard depth < Limits.nesting, parts.count < budget else { return nil }
        for part in parts {
            switch part {
            case .list, .context:
                guard let inner = part.weight(depth: depth + 1, budget: budget - total) else { return nil }
                total += inner
            default: total += 1
            }
            guard total < budget else { return nil }
        }
        return total
    }

    /// A list as it is, null as nothing, anything else as a list of one.
    var elements: [Value] {
        switch self {
        case .list(let items): items
        case .null: []
        default: [self]
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(Decimal128(value)) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
}

/// A FEEL context: entries in the order they were written, each key once. Equality ignores the order.
public struct Context: Sendable {
    public private(set) var keys: [String] = []
    public private(set) var values: [Value] = []
    private var index: [String: Int] = [:]

    public init() {}
    public init(_ entries: [(String, Value)]) {
        for (key, value) in entries { self[key] = value }
    }

    public var count: Int { keys.count }
    public var entries: Zip2Sequence<[String], [Value]> { zip(keys, values) }

    private func position(of key: String) -> Int? {
        keys.count <= 12 ? keys.firstIndex(of: key) : index[key]
    }

    public func has(_ key: String) -> Bool { position(of: key) != nil }

    public subscript(key: String) -> Value? {
        get { position(of: key).map { values[$0] } }
        set {
            if let position = position(of: key) {
                if let newValue {
                    values[position] = newValue
                } else {
                    keys.remove(at: position)
                    values.remove(at: position)
                    rebuild()
                }
            } else if let newValue {
                keys.append(key)
                values.append(newValue)
                if keys.count == 13 { rebuild() } else if keys.count > 13 { index[key] = keys.count - 1 }
            }
        }
    }

    private mutating func rebuild() {
        index = keys.count <= 12 ? [:] : Dictionary(keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Context: Hashable {
    public static func == (left: Context, right: Context) -> Bool {
        left.count == right.count && left.entries.allSatisfy { right[$0] == $1 }
    }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for key in keys.sorted() { hasher.combine(key) }
    }
}

/// A FEEL range; an absent end is unbounded on that side.
public struct Interval: Hashable, Sendable {
    public let start: Value
    public let end: Value
    public let includesStart: Bool
    public let includesEnd: Bool
    /// For `(< 5)` and its like the relation that it was written with; ranges are equal only if they agree in it (10.3.2.7, table 42).
    public let relation: Relation?

    /// `.null` at an end: unbounded there.
    public init(start: Value, end: Value, includesStart: Bool, includesEnd: Bool) {
        (self.start, self.end, self.includesStart, self.includesEnd, relation) = (start, end, includesStart, includesEnd, nil)
    }

    /// `(< 5)`, `(= 5)`; `(!= 5)` has 5 at both ends and contains everything else.
    public init(_ relation: Relation, _ value: Value) {
        self.relation = relation
        let isUpper = relation == .less || relation == .lessOrEqual
        let isLower = relation == .greater || relation == .greaterOrEqual
        start = isUpper ? .null : value
        end = isLower ? .null : value
        includesStart = relation == .greaterOrEqual || relation == .equal
        includesEnd = relation == .lessOrEqual || relation == .equal
    }
}
