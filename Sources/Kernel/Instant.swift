public import Foundation

/// A point in time: microseconds since 1970-01-01T00:00:00Z. Stored as BIGINT, written as ISO 8601 in UTC.
public struct Instant: Hashable, Comparable, Sendable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    public func adding(seconds: Double) -> Instant { Instant(microseconds: microseconds + Int64(seconds * 1_000_000)) }
    public func adding(days: Int) -> Instant { Instant(microseconds: microseconds + Int64(days) * 86_400_000_000) }
    public func seconds(since other: Instant) -> Double { Double(microseconds - other.microseconds) / 1_000_000 }

    /// Reads `2026-11-23T10:00:00Z`, with optional fraction and offset; nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == 0x54 || bytes[10] == 0x74, let date = LocalDate(text.prefix(10)) else { return nil }
        func number(_ from: Int) -> Int? {
            guard from + 1 < bytes.count, (0x30...0x39).contains(bytes[from]), (0x30...0x39).contains(bytes[from + 1])
            else { return nil }
            return Int(bytes[from] - 0x30) * 10 + Int(bytes[from + 1] - 0x30)
        }
        guard let hour = number(11), bytes[13] == 0x3A, let minute = number(14), bytes[16] == 0x3A, let second = number(17),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        if bytes[position] == 0x2E {
            position += 1
            var scale: Int64 = 100_000
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
                fraction += Int64(bytes[position] - 0x30) * scale
                scale /= 10
                position += 1
            }
        }
        var offset = 0
        if position < bytes.count, bytes[position] == 0x5A || bytes[position] == 0x7A {
            guard position + 1 == bytes.count else { return nil }
        } else {
            guard position + 6 == bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D,
                let hours = number(position + 1), bytes[position + 3] == 0x3A, let minutes = number(position + 4)
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[position] == 0x2D ? -60 : 60)
        }
        let seconds = date.epochDay * 86_400 + hour * 3600 + minute * 60 + second - offset
        microseconds = Int64(seconds) * 1_000_000 + fraction
    }

    /// The calendar date at this instant in a time zone.
    public func date(in zone: TimeZone = .city) -> LocalDate {
        LocalDate(epochDay: Int((localSeconds(in: zone)).flooringQuotient(86_400)))
    }

    /// Hour and minute at this instant in a time zone.
    public func clock(in zone: TimeZone = .city) -> (hour: Int, minute: Int) {
        let local = localSeconds(in: zone)
        let second = Int(local - local.flooringQuotient(86_400) * 86_400)
        return (second / 3600, second / 60 % 60)
    }

    private func localSeconds(in zone: TimeZone) -> Int64 {
        let seconds = microseconds.flooringQuotient(1_000_000)
        return seconds + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// Midnight at the beginning of a date in a time zone.
    public init(startOf date: LocalDate, in zone: TimeZone = .city) {
        let guess = Int64(date.epochDay) * 86_400
        let first = guess - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(guess))))
        let offset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(first))))
        microseconds = (guess - offset) * 1_000_000
    }
}

extension Int64 {
    /// Division that rounds towards negative infinity.
    func flooringQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension TimeZone {
    /// Legal time in Germany (§ 4 EinhZeitG).
    public static let city = TimeZone(identifier: "Europe/Berlin") ?? .gmt
}

extension Instant: CustomStringConvertible, Codable {
    /// ISO 8601 in UTC, microseconds only where there are any.
    public var description: String {
        let seconds = microseconds.flooringQuotient(1_000_000)
        let day = seconds.flooringQuotient(86_400)
        let second = Int(seconds - day * 86_400)
        let fraction = Int(microseconds - seconds * 1_000_000)
        let time = "\(Digits.pad(second / 3600, 2)):\(Digits.pad(second / 60 % 60, 2)):\(Digits.pad(second % 60, 2))"
        return "\(LocalDate(epochDay: Int(day)))T\(time)\(fraction == 0 ? "" : "." + Digits.pad(fraction, 6))Z"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an instant: \(text)")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
