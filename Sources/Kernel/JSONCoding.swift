extension JSON {
    /// The JSON form of a Codable value. Instants and dates by their ISO text, decimals as text.
    public init(encoding value: some Encodable) throws {
        self = try JSONBuilder.json(of: value)
    }

    /// Reads a Codable value from its JSON form.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T { try JSONCell(value: self).decode(type) }
}

/// Builds the JSON of one value, straight from its members: no text in between.
private final class JSONBuilder {
    private var scalar: JSON?
    private var members: [String: JSON]?
    private var items: [JSON]?
    /// Containers that were handed out; what they got is read when the value is complete.
    private var nestedMembers: [(key: String, builder: JSONBuilder)] = []
    private var nestedItems: [(index: Int, builder: JSONBuilder)] = []

    static func json<T: Encodable>(of value: T) throws -> JSON {
        if T.self == JSON.self, let same = value as? JSON { return same }
        let builder = JSONBuilder()
        try value.encode(to: JSONValueEncoder(builder: builder))
        return builder.result
    }

    var result: JSON {
        if var members {
            for (key, builder) in nestedMembers { members[key] = builder.result }
            return .object(members)
        }
        if var items {
            for (index, builder) in nestedItems { items[index] = builder.result }
            return .array(items)
        }
        return scalar ?? .object([:])
    }

    var count: Int { items?.count ?? 0 }

    func beginObject() { if members == nil { members = [:] } }
    func beginArray() { if items == nil { items = [] } }
    func set(_ value: JSON) { scalar = value }
    func set(_ key: String, _ value: JSON) { members?[key] = value }
    func add(_ value: JSON) { items?.append(value) }

    func nested(_ key: String) -> JSONBuilder {
        let builder = JSONBuilder()
        nestedMembers.append((key, builder))
        return builder
    }

    func nested() -> JSONBuilder {
        let builder = JSONBuilder()
        nestedItems.append((count, builder))
        add(.null)
        return builder
    }
}

private struct JSONValueEncoder: Encoder {
    let builder: JSONBuilder
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        builder.beginObject()
        return KeyedEncodingContainer(JSONMembers(builder: builder))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        builder.beginArray()
        return JSONItems(builder: builder)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { JSONScalar(builder: builder) }
}

private func number(_ value: Double) throws -> JSON {
    guard let number = Decimal128("\(value)") else {
        throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "not a number of JSON"))
    }
    return .number(number)
}

private struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let builder: JSONBuilder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws { builder.set(key.stringValue, .null) }
    func encode(_ value: Bool, forKey key: Key) throws { builder.set(key.stringValue, .bool(value)) }
    func encode(_ value: String, forKey key: Key) throws { builder.set(key.stringValue, .string(value)) }
    func encode(_ value: Int, forKey key: Key) throws { builder.set(key.stringValue, .number(Decimal128(value))) }
    func encode(_ value: Double, forKey key: Key) throws { builder.set(key.stringValue, try number(value)) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        builder.set(key.stringValue, try JSONBuilder.json(of: value))
    }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        JSONValueEncoder(builder: builder.nested(key.stringValue)).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONValueEncoder(builder: builder.nested(key.stringValue)).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { JSONValueEncoder(builder: builder.nested("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { JSONValueEncoder(builder: builder.nested(key.stringValue)) }
}

private struct JSONItems: UnkeyedEncodingContainer {
    let builder: JSONBuilder
    var codingPath: [any CodingKey] { [] }
    var count: Int { builder.count }

    func encodeNil() throws { builder.add(.null) }
    func encode(_ value: Bool) throws { builder.add(.bool(value)) }
    func encode(_ value: String) throws { builder.add(.string(value)) }
    func encode(_ value: Int) throws { builder.add(.number(Decimal128(value))) }
    func encode(_ value: Double) throws { builder.add(try number(value)) }
    func encode<T: Encodable>(_ value: T) throws { builder.add(try JSONBuilder.json(of: value)) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        JSONValueEncoder(builder: builder.nested()).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONValueEncoder(builder: builder.nested()).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { JSONValueEncoder(builder: builder.nested()) }
}

private struct JSONScalar: SingleValueEncodingContainer {
    let builder: JSONBuilder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws { builder.set(.null) }
    func encode(_ value: Bool) throws { builder.set(.bool(value)) }
    func encode(_ value: String) throws { builder.set(.string(value)) }
    func encode(_ value: Int) throws { builder.set(.number(Decimal128(value))) }
    func encode(_ value: Double) throws { builder.set(try number(value)) }
    func encode(_ value: Float) throws { builder.set(try number(Double(value))) }
    func encode(_ value: Int8) throws { try encode(Int(value)) }
    func encode(_ value: Int16) throws { try encode(Int(value)) }
    func encode(_ value: Int32) throws { try encode(Int(value)) }
    func encode(_ value: Int64) throws { try encode(Int(value)) }
    func encode(_ value: UInt) throws { try whole(value) }
    func encode(_ value: UInt8) throws { try encode(Int(value)) }
    func encode(_ value: UInt16) throws { try encode(Int(value)) }
    func encode(_ value: UInt32) throws { try encode(Int(value)) }
    func encode(_ value: UInt64) throws { try whole(value) }
    func encode<T: Encodable>(_ value: T) throws { builder.set(try JSONBuilder.json(of: value)) }

    private func whole(_ value: some BinaryInteger) throws {
        guard let number = Decimal128("\(value)") else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "too large"))
        }
        builder.set(.number(number))
    }
}
