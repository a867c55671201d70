public import Kernel

/// A value as both databases store it.
public enum SQLValue: Hashable, Sendable {
    case null
    case int(Int64)
    case real(Double)
    case text(String)
}

/// A Swift type with a column form. Instants are BIGINT microseconds, dates ISO text, numbers and JSON text, booleans 0 and 1.
public protocol SQLConvertible: Sendable {
    var sql: SQLValue { get }
    /// Nil when the stored value is of another kind.
    init?(sql: SQLValue)
}

extension Int: SQLConvertible {
    public var sql: SQLValue { .int(Int64(self)) }
    public init?(sql: SQLValue) {
        switch sql {
        case .int(let value): self = Int(value)
        case .text(let text): guard let value = Int(text) else { return nil }; self = value
        default: return nil
        }
    }
}

extension Int64: SQLConvertible {
    public var sql: SQLValue { .int(self) }
    public init?(sql: SQLValue) { if case .int(let value) = sql { self = value } else { return nil } }
}

extension Double: SQLConvertible {
    public var sql: SQLValue { .real(self) }
    public init?(sql: SQLValue) {
        switch sql {
        case .real(let value): self = value
        case .int(let value): self = Double(value)
        default: return nil
        }
    }
}

extension Bool: SQLConvertible {
    public var sql: SQLValue { .int(self ? 1 : 0) }
    public init?(sql: SQLValue) { if case .int(let value) = sql { self = value != 0 } else { return nil } }
}

extension String: SQLConvertible {
    public var sql: SQLValue { .text(self) }
    public init?(sql: SQLValue) { if case .text(let value) = sql { self = value } else { return nil } }
}

extension Instant: SQLConvertible {
    public var sql: SQLValue { .int(microseconds) }
    public init?(sql: SQLValue) { if case .int(let value) = sql { self.init(microseconds: value) } else { return nil } }
}

extension LocalDate: SQLConvertible {
    public var sql: SQLValue { .text(description) }
    public init?(sql: SQLValue) { if case .text(let value) = sql { self.init(value) } else { return nil } }
}

extension Decimal128: SQLConvertible {
    public var sql: SQLValue { .text(description) }
    public init?(sql: SQLValue) {
        switch sql {
        case .text(let value): self.init(value)
        case .int(let value): self.init(Int(value))
        default: return nil
        }
    }
}

extension JSON: SQLConvertible {
    public var sql: SQLValue { .text(description) }
    public init?(sql: SQLValue) {
        guard case .text(let text) = sql, let value = try? JSON(parsing: text) else { return nil }
        self = value
    }
}

extension Digest: SQLConvertible {
    public var sql: SQLValue { .text(hex) }
    public init?(sql: SQLValue) { if case .text(let value) = sql { self.init(hex: value) } else { return nil } }
}

extension Language: SQLConvertible {}

extension ID: SQLConvertible {
    public var sql: SQLValue { .text(text) }
    public init?(sql: SQLValue) { if case .text(let value) = sql { self.init(value) } else { return nil } }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    public var sql: SQLValue { self?.sql ?? .null }
    public init?(sql: SQLValue) {
        if sql == .null {
            self = .none
            return
        }
        guard let value = Wrapped(sql: sql) else { return nil }
        self = value
    }
}

/// Enums with a text raw value are stored by it: declare `extension State: SQLConvertible {}`.
extension SQLConvertible where Self: RawRepresentable, RawValue == String {
    public var sql: SQLValue { .text(rawValue) }
    public init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(rawValue: text)
    }
}
