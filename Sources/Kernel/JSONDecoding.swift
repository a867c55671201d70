/// Reads Codable values straight from JSON values.
struct JSONValueDecoder: Decoder {
    let value: JSON
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw JSONCell.mismatch([String: JSON].self, value) }
        return KeyedDecodingContainer(JSONMembersReader(members: members))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let items) = value else { throw JSONCell.mismatch([JSON].self, value) }
        return JSONItemsReader(items: items)
    }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { JSONCell(value: value) }
}

/// One JSON value as a plain Swift value.
struct JSONCell: SingleValueDecodingContainer {
    let value: JSON
    var codingPath: [any CodingKey] { [] }

    static func mismatch(_ type: Any.Type, _ value: JSON, at key: String = "") -> DecodingError {
        let kind =
            switch value {
            case .null: "null"
            case .bool: "true or false"
            case .number: "a number"
            case .string: "a text"
            case .array: "a list"
            case .object: "an object"
            }
        let place = key.isEmpty ? "" : " at \(key)"
        return .typeMismatch(type, .init(codingPath: [], debugDescription: "found \(kind)\(place), not \(type)"))
    }

    func decodeNil() -> Bool { if case .null = value { true } else { false } }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let found) = value else { throw JSONCell.mismatch(type, value) }
        return found
    }
    func decode(_ type: String.Type) throws -> String {
        guard case .string(let found) = value else { throw JSONCell.mismatch(type, value) }
        return found
    }
    func decode(_ type: Int.Type) throws -> Int {
        guard case .number(let found) = value, let whole = found.integer else { throw JSONCell.mismatch(type, value) }
        return whole
    }
    func decode(_ type: Double.Type) throws -> Double {
        guard case .number(let found) = value else { throw JSONCell.mismatch(type, value) }
        return found.double
    }
    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

    private func whole<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        guard case .number(let found) = value, let result = T(found.description) else { throw JSONCell.mismatch(type, value) }
        return result
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if T.self == JSON.self, let same = value as? T { return same }
        return try T(from: JSONValueDecoder(value: value))
    }
}

private struct JSONMembersReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSON]
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    private func cell(_ key: Key) throws -> JSONCell {
        guard let value = members[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: [], debugDescription: "there is no member \(key.stringValue)"))
        }
        return JSONCell(value: value)
    }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try cell(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try cell(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try cell(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try cell(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try cell(key).decode(type) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try cell(key).decode(type) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try JSONValueDecoder(value: try cell(key).value).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONValueDecoder(value: try cell(key).value).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { JSONValueDecoder(value: members["super"] ?? .null) }
    func superDecoder(forKey key: Key) throws -> any Decoder { JSONValueDecoder(value: try cell(key).value) }
}

private struct JSONItemsReader: UnkeyedDecodingContainer {
    let items: [JSON]
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    init(items: [JSON]) { self.items = items }

    /// The next item, which is passed only once it has been read.
    private var cell: JSONCell {
        get throws {
            guard currentIndex < items.count else {
                throw DecodingError.valueNotFound(
                    JSON.self, .init(codingPath: [], debugDescription: "the list has only \(items.count) items"))
            }
            return JSONCell(value: items[currentIndex])
        }
    }

    mutating func decodeNil() throws -> Bool {
        guard try cell.decodeNil() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try cell.decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        let container = try JSONValueDecoder(value: try cell.value).container(keyedBy: type)
        currentIndex += 1
        return container
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try JSONValueDecoder(value: try cell.value).unkeyedContainer()
        currentIndex += 1
        return container
    }
    mutating func superDecoder() throws -> any Decoder {
        let decoder = JSONValueDecoder(value: try cell.value)
        currentIndex += 1
        return decoder
    }
}
