private import Foundation
public import Kernel

/// Time zone of a time: a fixed offset in seconds east of UTC, or a region of the tz database.
public enum Zone: Hashable, Sendable {
    case offset(Int)
    case region(String)

    /// Nil for a region that the tz database does not have.
    init?(region: String) {
        guard region.utf8.count < 64, TimeZone(identifier: region) != nil,
            region.contains("/") || region == "UTC" || region == "Z"
        else { return nil }
        self = .region(region)
    }

    /// Seconds east of UTC at a local moment.
    func offset(atLocal seconds: Int64) -> Int {
        switch self {
        case .offset(let offset): return offset
        case .region(let name):
            guard let zone = TimeZone(identifier: name) else { return 0 }
            let guess = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds - Int64(guess))))
        }
    }

    func offset(atInstant seconds: Int64) -> Int {
        switch self {
        case .offset(let offset): offset
        case .region(let name):
            TimeZone(identifier: name)?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))) ?? 0
        }
    }
}

/// A time of day, nanoseconds exact, with or without a zone.
public struct Time: Hashable, Sendable {
    static let day: Int64 = 86_400_000_000_000
    static let second: Int64 = 1_000_000_000

    /// Nanoseconds since midnight, 0 ..< one day.
    public let nanoseconds: Int64
    public let zone: Zone?

    public init(nanoseconds: Int64, zone: Zone?) {
        let rest = nanoseconds % Time.day
        self.nanoseconds = rest < 0 ? rest + Time.day : rest
        self.zone = zone
    }

    /// Nil for an hour, minute or second that no clock shows.
    public init?(hour: Int, minute: Int, second: Int, nanosecond: Int64 = 0, zone: Zone? = nil) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0..<Time.second).contains(nanosecond)
        else { return nil }
        self.init(nanoseconds: Int64(hour * 3600 + minute * 60 + second) * Time.second + nanosecond, zone: zone)
    }

    public var hour: Int { Int(nanoseconds / (3600 * Time.second)) }
    public var minute: Int { Int(nanoseconds / (60 * Time.second) % 60) }
    public var second: Int { Int(nanoseconds / Time.second % 60) }
    public var nanosecond: Int64 { nanoseconds % Time.second }

    /// Nanoseconds since midnight in UTC, negative or beyond a day where the zone asks for it (10.3.2.3.4); a region counts
    /// with its offset at the epoch, because a time has no date.
    var comparable: Int64 { nanoseconds - Int64(zone?.offset(atLocal: 0) ?? 0) * Time.second }
}

/// A date with a time of day.
public struct DateTime: Hashable, Sendable {
    public let date: LocalDate
    public let time: Time

    public init(date: LocalDate, time: Time) {
        self.date = date
        self.time = time
    }

    /// Nanoseconds since 1970-01-01T00:00:00 on the local clock.
    var local: Int128 { Int128(date.epochDay) * Int128(Time.day) + Int128(time.nanoseconds) }

    /// The offset from UTC in seconds that holds at this moment; nil without a zone.
    public var offset: Int? {
        time.zone.map { $0.offset(atLocal: Int64(date.epochDay) * 86_400 + time.nanoseconds / Time.second) }
    }

    /// Nanoseconds since the epoch in UTC; on the local clock without a zone.
    var comparable: Int128 { local - Int128(offset ?? 0) * Int128(Time.second) }

    /// Nil outside the years that FEEL knows (-999 999 999 to 999 999 999).
    init?(local nanoseconds: Int128, zone: Zone?) {
        let day = Int128(Time.day)
        let quotient = nanoseconds / day
        let days = nanoseconds % day < 0 ? quotient - 1 : quotient
        guard let epochDay = Int(exactly: days), LocalDate.feelDays.contains(epochDay) else { return nil }
        date = LocalDate(epochDay: epochDay)
        time = Time(nanoseconds: Int64(nanoseconds - days * day), zone: zone)
    }

    /// The moment `instant` on the clock of a zone.
    public init(_ instant: Instant, zone: Zone) {
        let micro: Int64 = 1_000_000
        let seconds = instant.microseconds / micro - (instant.microseconds % micro < 0 ? 1 : 0)
        let local = Int128(instant.microseconds) * 1000 + Int128(zone.offset(atInstant: seconds)) * Int128(Time.second)
        let day = Int128(Time.day)
        let days = local / day - (local % day < 0 ? 1 : 0)
        date = LocalDate(epochDay: Int(days))
        time = Time(nanoseconds: Int64(local - days * day), zone: zone)
    }

    func adding(_ duration: Duration) -> DateTime? {
        let (sum, overflow) = comparable.addingReportingOverflow(duration.nanoseconds)
        guard !overflow else { return nil }
        guard let zone = time.zone else { return DateTime(local: sum, zone: nil) }
        guard let seconds = Int64(exactly: sum / Int128(Time.second)) else { return nil }
        return DateTime(local: sum + Int128(zone.offset(atInstant: seconds)) * Int128(Time.second), zone: zone)
    }

    func adding(months: Int) -> DateTime? {
        date.addingChecked(months: months).map { DateTime(date: $0, time: time) }
    }
}

/// A days and time duration, nanoseconds exact.
public struct Duration: Hashable, Sendable {
    public let nanoseconds: Int128

    public init(nanoseconds: Int128) { self.nanoseconds = nanoseconds }
    public init(seconds: Int) { nanoseconds = Int128(seconds) * Int128(Time.second) }

    /// Whole seconds, rounded towards zero.
    public var seconds: Int { Int(clamping: nanoseconds / Int128(Time.second)) }
    /// Nil where it does not fit.
    init?(seconds: Decimal128) {
        guard let nanoseconds = seconds.multiplied(by: 1_000_000_000)?.rounded(scale: 0, .down),
            let value = Int128(nanoseconds.description)
        else { return nil }
        self.nanoseconds = value
    }
    /// Seconds with their fraction; nil beyond 34 digits.
    var decimalSeconds: Decimal128? { Decimal128("\(nanoseconds)E-9") }
}

extension LocalDate {
    static let feelYears = -999_999_999...999_999_999
    /// Days of 1 January -999999999 and 31 December 999999999.
    static let feelDays = -365_243_219_162...365_241_780_471

    func addingChecked(months: Int) -> LocalDate? {
        let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow, LocalDate.feelYears.contains(index >= 0 ? index / 12 : (index - 11) / 12) else { return nil }
        return adding(months: months)
    }
    func addingChecked(days: Int) -> LocalDate? {
        let (day, overflow) = epochDay.addingReportingOverflow(days)
        return !overflow && LocalDate.feelDays.contains(day) ? LocalDate(epochDay: day) : nil
    }
}
