/// SQL text with typed parameters. Whatever is interpolated becomes a parameter, never text:
/// `"SELECT * FROM procedures WHERE id = \(id) AND \(visible)"`; another `SQL` is taken in as a part.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    enum Part: Sendable {
        case text(String)
        case value(SQLValue)
        /// A list for `IN`: one parameter in both databases, so that the text, and its plan, stays the same.
        case list([String])
        /// What the two databases say in different words.
        case either(sqlite: String, postgres: String)
    }

    var parts: [Part]

    /// Literals only: an architecture test refuses a call that names `stringLiteral`.
    public init(stringLiteral value: String) { parts = [.text(value)] }

    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    init(text: String) { parts = [.text(text)] }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []
        public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(interpolationCount * 2 + 1) }
        public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
        public mutating func appendInterpolation(_ value: some SQLConvertible) { parts.append(.value(value.sql)) }
        public mutating func appendInterpolation(_ value: (some SQLConvertible)?) { parts.append(.value(value?.sql ?? .null)) }
        public mutating func appendInterpolation(_ sql: SQL) { parts += sql.parts }
        /// `unit IN \(list: units)`.
        public mutating func appendInterpolation(list: some Sequence<String>) { parts.append(.list(list.sorted())) }
        /// A name that stands in the source, such as a column chosen by a switch; never input.
        public mutating func appendInterpolation(name: StaticString) { parts.append(.text(name.description)) }
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    public static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

    /// Parts joined with AND in parentheses; true when there are none.
    public static func all(_ conditions: [SQL]) -> SQL { joined(conditions, " AND ", empty: "1 = 1") }
    /// Parts joined with OR in parentheses; false when there are none.
    public static func any(_ conditions: [SQL]) -> SQL { joined(conditions, " OR ", empty: "1 = 0") }

    /// Words that stand in the source, where the databases differ.
    public static func either(sqlite: StaticString, postgres: StaticString) -> SQL {
        var sql = SQL(text: "")
        sql.parts = [.either(sqlite: sqlite.description, postgres: postgres.description)]
        return sql
    }

    /// Parts with commas between them, such as the rows of one insert.
    public static func list(_ parts: [SQL]) -> SQL {
        guard var list = parts.first else { return "" }
        for part in parts.dropFirst() { list += ", " + part }
        return list
    }

    private static func joined(_ conditions: [SQL], _ word: SQL, empty: SQL) -> SQL {
        guard var sum = conditions.first.map({ "(" + $0 }) else { return empty }
        for condition in conditions.dropFirst() { sum += word + condition }
        return sum + ")"
    }

    /// Text and parameters in the form of one database.
    func rendered(for dialect: Dialect) -> (text: String, values: [SQLValue]) {
        var text = ""
        var values: [SQLValue] = []
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .either(let sqlite, let postgres): text += dialect == .sqlite ? sqlite : postgres
            case .value(let value):
                values.append(value)
                text += dialect == .sqlite ? "?\(values.count)" : "$\(values.count)"
            case .list(let items):
                values.append(.text(dialect.list(items)))
                text +=
                    dialect == .sqlite
                    ? "(SELECT value FROM json_each(?\(values.count)))" : "(SELECT unnest(CAST($\(values.count) AS TEXT[])))"
            }
        }
        return (text, values)
    }
}

/// Which database speaks.
public enum Dialect: String, Sendable {
    case sqlite, postgres

    func list(_ items: [String]) -> String {
        let quoted = items.map { item in
            "\"" + item.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return self == .sqlite ? "[\(quoted.joined(separator: ","))]" : "{\(quoted.joined(separator: ","))}"
    }
}
