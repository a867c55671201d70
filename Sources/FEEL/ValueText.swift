public import Kernel

extension Value: CustomStringConvertible {
    /// FEEL text that parses back to this value; functions, which have no text, are named.
    public var description: String {
        var out = ""
        write(to: &out, depth: 0)
        return out
    }

    /// As FEEL's `string()` gives it: strings without quotes, dates without `@`.
    public var plain: String {
        switch self {
        case .string(let text): text
        case .date(let date): TemporalText.text(date)
        case .time(let time): TemporalText.text(time)
        case .dateTime(let moment): TemporalText.text(moment)
        case .duration(let duration): TemporalText.text(duration)
        case .months(let months): TemporalText.text(months: months)
        default: description
        }
    }

    private func write(to out: inout String, depth: Int) {
        guard depth < 200, out.utf8.count < Limits.bytes else {
            out += "null"
            return
        }
        switch self {
        case .null: out += "null"
        case .boolean(let value): out += value ? "true" : "false"
        case .number(let value): out += value.description
        case .string(let text): Value.quote(text, to: &out)
        case .date, .time, .dateTime, .duration, .months: out += "@\"\(plain)\""
        case .list(let items):
            out += "["
            for (index, item) in items.enumerated() {
                if index > 0 { out += ", " }
                item.write(to: &out, depth: depth + 1)
            }
            out += "]"
        case .context(let context): Value.write(context, to: &out, depth: depth)
        case .range(let range): Value.write(range, to: &out, depth: depth)
        case .function(let function): out += "function(\(function.parameters.map(\.name).joined(separator: ", ")))"
        }
    }

    private static func write(_ context: Context, to out: inout String, depth: Int) {
        out += "{"
        for (index, entry) in context.entries.enumerated() {
            if index > 0 { out += ", " }
            if isPlainName(entry.0) { out += entry.0 } else { quote(entry.0, to: &out) }
            out += ": "
            entry.1.write(to: &out, depth: depth + 1)
        }
        out += "}"
    }

    private static func write(_ range: Interval, to out: inout String, depth: Int) {
        if let relation = range.relation {
            out += "(\(relation.rawValue)"
            (range.start.isNull ? range.end : range.start).write(to: &out, depth: depth + 1)
            out += ")"
            return
        }
        out += range.includesStart ? "[" : "("
        range.start.write(to: &out, depth: depth + 1)
        out += ".."
        range.end.write(to: &out, depth: depth + 1)
        out += range.includesEnd ? "]" : ")"
    }

    private static func isPlainName(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        guard let first = scalars.first, Letters.isStart(first) else { return false }
        return scalars.allSatisfy(Letters.isPart) && !Parser.keywords.contains(name)
    }

    static func quote(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

extension Value {
    /// A JSON value; members of objects in the order of their names.
    public init(json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .boolean(value)
        case .number(let value): self = .number(value)
        case .string(let value): self = .string(value)
        case .array(let items): self = .list(items.map { Value(json: $0) })
        case .object(let members):
            self = .context(Context(members.sorted { $0.key < $1.key }.map { ($0.key, Value(json: $0.value)) }))
        }
    }

    /// A JSON value read by type: strings become dates, times and durations where the type says so.
    /// What does not fit its type stays what it is, so that a check can name it.
    public init(json: JSON, as type: ValueType) {
        switch (type.base, json) {
        case (.date, .string(let text)): self = TemporalText.date(text).map { .date($0) } ?? .string(text)
        case (.time, .string(let text)): self = TemporalText.time(text).map { .time($0) } ?? .string(text)
        case (.dateTime, .string(let text)):
            self = TemporalText.dateTime(text, dateAlone: false).map { .dateTime($0) } ?? .string(text)
        case (.duration, .string(let text)), (.months, .string(let text)): self = TemporalText.duration(text) ?? .string(text)
        case (.number, .string(let text)): self = Decimal128(text).map { .number($0) } ?? .string(text)
        case (.list(let element), .array(let items)): self = .list(items.map { Value(json: $0, as: element) })
        case (.context(let fields), .object(let members)):
            let types = Dictionary(fields.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
            self = .context(
                Context(members.sorted { $0.key < $1.key }.map { ($0.key, Value(json: $0.value, as: types[$0.key] ?? .any)) }))
        default: self = Value(json: json)
        }
    }

    /// As JSON: dates, times and durations as their texts, ranges and functions as FEEL text.
    public var json: JSON {
        switch self {
        case .null: .null
        case .boolean(let value): .bool(value)
        case .number(let value): .number(value)
        case .list(let items): .array(items.map(\.json))
        case .context(let context):
            .object(Dictionary(context.entries.map { ($0, $1.json) }, uniquingKeysWith: { _, last in last }))
        default: .string(plain)
        }
    }
}

extension Value {
    /// A date, time, date and time or duration from its text; nil for anything else.
    public static func temporal(_ text: String) -> Value? { TemporalText.any(text) }
}
