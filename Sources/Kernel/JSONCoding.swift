import Foundation

extension JSON {
    /// The JSON form of a Codable value. Instants and dates by their ISO text, decimals as text.
    public init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        self = try JSON(parsing: encoder.encode(value))
    }

    /// Reads a Codable value from its JSON form.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        if let same = self as? T { return same }
        return try JSONDecoder().decode(type, from: Data(bytes))
    }
}
