import FEEL
import Kernel
import XML

/// Values as the TCK's test files write them.
enum TCKValue {
    private static let instance = "http://www.w3.org/2001/XMLSchema-instance"

    /// What tells the type of a value that the file gives without one, as older files do.
    enum Hint {
        /// The declared type of an input.
        case declared(ValueType)
        /// The result that an expected value is compared with.
        case result(Value)
        case none

        func item(_ index: Int) -> Hint {
            switch self {
            case .declared(let type): if case .list(let element) = type.base { .declared(element) } else { .none }
            case .result(.list(let items)) where index < items.count: .result(items[index])
            default: .none
            }
        }

        func member(_ name: String) -> Hint {
            switch self {
            case .declared(let type):
                guard case .context(let fields) = type.base, let field = fields.first(where: { $0.name == name }) else {
                    return .none
                }
                return .declared(field.type)
            case .result(.context(let context)): return context[name].map { .result($0) } ?? .none
            default: return .none
            }
        }

        /// As XML Schema names it.
        var scalar: String {
            switch self {
            case .declared(let type):
                switch type.base {
                case .number: "decimal"
                case .boolean: "boolean"
                case .date, .time, .dateTime, .duration, .months: "date"
                default: ""
                }
            case .result(.number): "decimal"
            case .result(.boolean): "boolean"
            case .result(.date), .result(.time), .result(.dateTime), .result(.duration), .result(.months): "date"
            default: ""
            }
        }
    }

    /// Of an element that holds `value`, `component`s or a `list`.
    static func read(_ element: XMLElement, _ hint: Hint = .none) -> Value {
        if isNil(element) { return .null }
        if let list = element.first("list") {
            return isNil(list) ? .null : .list(list.elements("item").enumerated().map { read($1, hint.item($0)) })
        }
        let components = element.elements("component")
        if !components.isEmpty {
            let entries = components.map { component in
                let name = component.attribute("name") ?? ""
                return (name, read(component, hint.member(name)))
            }
            return .context(Context(entries))
        }
        guard let value = element.first("value"), !isNil(value) else { return .null }
        let type = value.attribute("type", ns: instance)
        // Without a type, nothing written is nothing: null and the empty text look the same.
        if type == nil, value.text.isEmpty, case .result(.null) = hint { return .null }
        return scalar(value.text, type: type ?? hint.scalar)
    }

    private static func isNil(_ element: XMLElement) -> Bool {
        ["true", "1"].contains(element.attribute("nil", ns: instance) ?? "")
    }

    private static func scalar(_ text: String, type: String) -> Value {
        let trimmed = text.trimmed
        switch type.split(separator: ":").last.map(String.init) ?? "" {
        case "decimal", "double", "integer", "int", "long", "float":
            return Decimal128(trimmed).map { .number($0) } ?? .string(text)
        case "boolean": return .boolean(trimmed == "true" || trimmed == "1")
        case "date", "time", "dateTime", "duration":
            return Value.temporal(trimmed) ?? .string(text)
        default: return .string(text)
        }
    }

    /// Numbers may differ in the ninth digit after the point, because the suite writes some results shortened.
    static func same(_ value: Value, _ wanted: Value) -> Bool {
        switch (value, wanted) {
        case (.null, .null): return true
        case (.number(let left), .number(let right)):
            return left == right || (left.subtracting(right)?.magnitude).map { $0 < tolerance } ?? false
        case (.list(let left), .list(let right)): return left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
        case (.context(let left), .context(let right)):
            return left.count == right.count
                && right.entries.allSatisfy { key, value in left[key].map { same($0, value) } ?? false }
        default: return Compare.equal(value, wanted) == true
        }
    }

    private static let tolerance = Decimal128("0.00000001") ?? .zero
}
