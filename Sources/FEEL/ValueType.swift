/// A FEEL type (DMN 1.5, 10.3.2.1), with the constraint of an item definition where it has one.
public indirect enum ValueType: Hashable, Sendable {
    case any, null, boolean, number, string, date, time, dateTime, duration, months
    case list(ValueType)
    case context([Field])
    case function(parameters: [ValueType], result: ValueType)
    /// A function whose signature the text does not name (`instance of function`).
    case someFunction
    case range(ValueType)
    case restricted(ValueType, Restriction)

    public struct Field: Hashable, Sendable {
        public let name: String
        public let type: ValueType
        public init(name: String, type: ValueType) {
            self.name = name
            self.type = type
        }
    }

    /// The types that FEEL names by itself; nil for any other name.
    public init?(builtin name: String) {
        switch name {
        case "Any": self = .any
        case "Null": self = .null
        case "boolean": self = .boolean
        case "number": self = .number
        case "string": self = .string
        case "date": self = .date
        case "time": self = .time
        case "date and time", "dateTime": self = .dateTime
        case "days and time duration", "dayTimeDuration": self = .duration
        case "years and months duration", "yearMonthDuration": self = .months
        case "list": self = .list(.any)
        case "context": self = .context([])
        case "function": self = .someFunction
        case "range": self = .range(.any)
        default: return nil
        }
    }

    /// Names of the built-in types that are longer than one word.
    static let longNames = ["date and time", "days and time duration", "years and months duration"]

    /// The type of a member, for typed names; nil where it has none.
    func member(_ name: String) -> ValueType? {
        switch self {
        case .context(let fields): fields.first { $0.name == name }?.type
        case .list(let element): element.member(name).map { .list($0) }
        case .restricted(let base, _): base.member(name)
        default: nil
        }
    }

    /// Whether the type says which members its values have: a context with declared entries, a list of such, or none at all.
    var hasNamedMembers: Bool {
        switch self {
        case .boolean, .number, .string: true
        case .context(let fields): !fields.isEmpty
        case .list(let element), .restricted(let element, _): element.hasNamedMembers
        default: false
        }
    }

    /// Every member name in this type, at any depth.
    func collectMembers(into names: inout Set<String>, depth: Int = 0) {
        guard depth < 30 else { return }
        switch self {
        case .context(let fields):
            for field in fields {
                names.insert(field.name)
                field.type.collectMembers(into: &names, depth: depth + 1)
            }
        case .list(let type), .restricted(let type, _), .range(let type): type.collectMembers(into: &names, depth: depth + 1)
        case .function(_, let result): result.collectMembers(into: &names, depth: depth + 1)
        default: break
        }
    }
}

/// Allowed values of an item definition. `all` demands them of the value as a whole, as DMN 1.5 types do, not of its items.
public final class Restriction: Hashable, Sendable {
    public let tests: UnaryTests
    public init(_ tests: UnaryTests) { self.tests = tests }
    public static func == (left: Restriction, right: Restriction) -> Bool { left.tests.text == right.tests.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(tests.text) }
}

extension ValueType {
    /// Whether `instance of` holds. Null is an instance of `Null` only; inside lists and contexts it conforms to every type.
    func holds(_ value: Value, _ run: Evaluation) -> Bool {
        value.isNull ? self == .null : accepts(value, run)
    }

    /// Whether a value conforms (10.3.2.9.2); null conforms to everything.
    func accepts(_ value: Value, _ run: Evaluation) -> Bool {
        guard !value.isNull else { return true }
        switch (self, value) {
        case (.any, _), (.boolean, .boolean), (.number, .number), (.string, .string), (.date, .date), (.time, .time),
            (.dateTime, .dateTime), (.duration, .duration), (.months, .months), (.someFunction, .function):
            return true
        case (.list(let element), .list(let items)):
            return element == .any || run.spend(items.count, at: 0) && items.allSatisfy { element.accepts($0, run) }
        case (.context(let fields), .context(let context)):
            return fields.allSatisfy { field in context[field.name].map { field.type.accepts($0, run) } ?? false }
        case (.range(let element), .range(let range)):
            let ends = [range.start, range.end].filter { !$0.isNull }
            return !ends.isEmpty && ends.allSatisfy { element.accepts($0, run) } || element == .any
        case (.function(let parameters, let result), .function(let function)):
            return function.conforms(parameters: parameters, result: result)
        case (.restricted(let base, let restriction), _):
            return base.accepts(value, run) && restriction.tests.decide(value, run).isTrue
        default: return false
        }
    }

    /// Whether each value of this type is one of `other` (10.3.2.9.1).
    func conforms(to other: ValueType) -> Bool {
        switch (self, other) {
        case (_, .any), (.null, _): return true
        case (.list(let left), .list(let right)), (.range(let left), .range(let right)): return left.conforms(to: right)
        case (.context(let left), .context(let right)):
            return right.allSatisfy { field in left.contains { $0.name == field.name && $0.type.conforms(to: field.type) } }
        case (.function(let left, let leftResult), .function(let right, let rightResult)):
            // A function whose result nobody declared may well give what is wanted; its results are looked at when it is called.
            return left.count == right.count && zip(left, right).allSatisfy { $1.conforms(to: $0) }
                && (leftResult == .any || leftResult.conforms(to: rightResult))
        case (.function, .someFunction): return true
        case (.restricted(let base, _), _): return self == other || base.conforms(to: other)
        default: return self == other
        }
    }

    /// The value as this type asks (10.3.2.9.4: to and from a list of one, date to midnight UTC); nil where it does not conform.
    public func coerce(_ value: Value, _ run: Evaluation) -> Value? {
        if accepts(value, run) { return value }
        if case .list(let items) = value, items.count == 1, !isList { return accepts(items[0], run) ? items[0] : nil }
        if let element = elementType, value.list == nil {
            let single = Value.list([value])
            if accepts(single, run) { return single }
            if let inner = element.coerce(value, run), accepts(.list([inner]), run) { return .list([inner]) }
        }
        if case .date(let date) = value {
            let midnight = Value.dateTime(DateTime(date: date, time: Time(nanoseconds: 0, zone: .offset(0))))
            if base == .dateTime, accepts(midnight, run) { return midnight }
        }
        return nil
    }

    /// The type without its constraints.
    public var base: ValueType { if case .restricted(let base, _) = self { base.base } else { self } }
    /// The same structure without any constraint.
    var unrestricted: ValueType {
        switch self {
        case .list(let element): .list(element.unrestricted)
        case .range(let element): .range(element.unrestricted)
        case .context(let fields): .context(fields.map { Field(name: $0.name, type: $0.type.unrestricted) })
        case .restricted(let base, _): base.unrestricted
        default: self
        }
    }
    var isList: Bool { if case .list = base { true } else { false } }
    var elementType: ValueType? { if case .list(let element) = base { element } else { nil } }
}
