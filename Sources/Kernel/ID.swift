import Foundation

private let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)

/// A typed identifier: UUID version 7 (RFC 9562), so that keys grow with time. `Tag` is the record it names.
public struct ID<Tag>: Hashable, Sendable {
    public let text: String

    /// Takes an identifier that came from the database; the caller vouches for it.
    public init(_ text: String) { self.text = text }

    /// Takes an identifier from outside; nil unless it is a lower-case UUID.
    public init?(checking text: some StringProtocol) {
        guard text.utf8.count == 36,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2D })
        else { return nil }
        self.text = String(text)
    }

    /// A new identifier for a moment; 74 bits are random.
    public init(at instant: Instant) {
        var generator = SystemRandomNumberGenerator()
        let millis = UInt64(max(0, instant.microseconds / 1000))
        let high = millis << 16 | 0x7000 | UInt64.random(in: 0...0xFFF, using: &generator)
        let low = 0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &generator)
        text = ID.format(high, low)
    }

    private static func format(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = 0x2D
                    position += 1
                }
                let word = index < 16 ? high : low
                buffer[position] = hexDigits[Int(word >> UInt64(60 - (index % 16) * 4) & 15)]
                position += 1
            }
            return 36
        }
    }
}

extension ID: Comparable {
    public static func < (left: ID, right: ID) -> Bool { left.text < right.text }
}

extension ID: CustomStringConvertible, Codable {
    public var description: String { text }

    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
