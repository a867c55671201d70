import FEEL
import Kernel
import XML

/// Values as the TCK's test files write them.
enum TCKValue {
    private static let instance = "http://www.w3.org/2001/XMLSchema-instance"

    /// Of an element that holds `value`, `component`s or a `list`.
    static func read(_ element: XMLElement) -> Value {
        if isNil(element) { return .null }
        if let list = element.first("list") { return isNil(list) ? .null : .list(list.elements("item").map(read)) }
        let components = element.elements("component")
        if !components.isEmpty { return .context(Context(components.map { ($0.attribute("name") ?? "", read($0)) })) }
        guard let value = element.first("value"), !isNil(value) else { return .null }
        return scalar(value.text, type: value.attribute("type", ns: instance) ?? "")
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
