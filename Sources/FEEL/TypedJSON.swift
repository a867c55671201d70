public import Kernel

/// JSON that keeps FEEL's types: what is stored of a running case and read again years later.
///
/// Dates, times and durations are strings that begin with `@` and go on as in an at-literal (`@2026-11-23`, `@P14D`, see DMN 1.5,
/// 10.3.2.7); a string of its own that begins with `@` gets a second one. Contexts lose the order of their entries;
/// ranges and functions are not stored and become null.
extension Value {
    public init(typed json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .boolean(value)
        case .number(let value): self = .number(value)
        case .string(let text): self = Value.typed(text)
        case .array(let items): self = .list(items.map { Value(typed: $0) })
        case .object(let members):
            self = .context(Context(members.sorted { $0.key < $1.key }.map { ($0.key, Value(typed: $0.value)) }))
        }
    }

    private static func typed(_ text: String) -> Value {
        guard text.hasPrefix("@") else { return .string(text) }
        let rest = String(text.dropFirst())
        return rest.hasPrefix("@") ? .string(rest) : TemporalText.any(rest) ?? .string(text)
    }

    public var typedJSON: JSON {
        switch self {
        case .null, .range, .function: .null
        case .boolean(let value): .bool(value)
        case .number(let value): .number(value)
        case .string(let text): .string(text.hasPrefix("@") ? "@" + text : text)
        case .date, .time, .dateTime, .duration, .months: .string("@" + plain)
        case .list(let items): .array(items.map(\.typedJSON))
        case .context(let context):
            .object(Dictionary(context.entries.map { ($0, $1.typedJSON) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
