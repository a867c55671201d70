import Kernel
import Synchronization

/// The columns of a result, by Swift member name.
final class RowShape: Sendable {
    let index: [String: Int]

    private static let known = Mutex<[String: RowShape]>([:])
    /// Statements are few; more than this means that their texts carry values.
    private static let mostKnown = 4000

    /// The shape of a statement's rows, worked out once.
    static func of(_ statement: String, _ columns: [String]) -> RowShape {
        known.withLock { known in
            if let shape = known[statement] { return shape }
            if known.count >= mostKnown { known = [:] }
            let shape = RowShape(columns)
            known[statement] = shape
            return shape
        }
    }

    init(_ columns: [String]) {
        var index: [String: Int] = [:]
        for (position, column) in columns.enumerated() {
            index[column] = position
            index[RowShape.camel(column)] = position
        }
        self.index = index
    }

    /// `opened_at` → `openedAt`.
    static func camel(_ column: String) -> String {
        guard column.contains("_") else { return column }
        let words = column.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }
}

/// Decodes one row into a Codable value.
struct RowDecoder: Decoder {
    let shape: RowShape
    let values: [SQLValue]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RowContainer(shape: shape, values: values))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw RowError("a row is no list") }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { CellContainer(value: values.first ?? .null) }
}

struct RowError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

private struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let shape: RowShape
    let values: [SQLValue]
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { shape.index.keys.compactMap { Key(stringValue: $0) } }

    func cell(_ key: Key) throws -> SQLValue {
        guard let position = shape.index[key.stringValue] else {
            throw RowError("the result has no column for \(key.stringValue)")
        }
        return values[position]
    }

    func contains(_ key: Key) -> Bool { shape.index[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try cell(key) == .null }

    private func convert<T: SQLConvertible>(_ key: Key) throws -> T {
        let cell = try cell(key)
        guard let value = T(sql: cell) else { throw RowError("column \(key.stringValue) holds \(cell), not \(T.self)") }
        return value
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try convert(key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try convert(key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try convert(key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try convert(key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try convert(key) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try CellContainer.decode(type, try cell(key))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        throw RowError("a cell has no members")
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw RowError("a cell is no list") }
    func superDecoder() throws -> any Decoder { throw RowError("no super") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw RowError("no super") }
}

/// One cell: plain values directly, anything else as JSON text.
private struct CellContainer: SingleValueDecodingContainer {
    let value: SQLValue
    var codingPath: [any CodingKey] { [] }

    static func decode<T: Decodable>(_ type: T.Type, _ cell: SQLValue) throws -> T {
        if let convertible = type as? any SQLConvertible.Type {
            guard let value = convertible.init(sql: cell) as? T else { throw RowError("a cell holds \(cell), not \(type)") }
            return value
        }
        // Structures and lists are stored as JSON text.
        if case .text(let text) = cell, text.hasPrefix("{") || text.hasPrefix("[") {
            return try JSON(parsing: text).decode(type)
        }
        return try T(from: CellDecoder(value: cell))
    }

    func decodeNil() -> Bool { value == .null }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try CellContainer.decode(type, value) }
    func decode(_ type: String.Type) throws -> String { try CellContainer.decode(type, value) }
    func decode(_ type: Bool.Type) throws -> Bool { try CellContainer.decode(type, value) }
    func decode(_ type: Int.Type) throws -> Int { try CellContainer.decode(type, value) }
    func decode(_ type: Double.Type) throws -> Double { try CellContainer.decode(type, value) }
}

private struct CellDecoder: Decoder {
    let value: SQLValue
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw RowError("a cell holds \(value), not an object")
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw RowError("a cell holds \(value), not a list") }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { CellContainer(value: value) }
}
