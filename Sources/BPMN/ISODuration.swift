import Foundation
public import Kernel

/// A duration of ISO 8601, `P1Y2M10DT2H30M`: months, days and seconds are kept apart, because a month has no fixed length.
public struct ISODuration: Hashable, Sendable, CustomStringConvertible {
    public let isNegative: Bool
    public let months: Int
    public let days: Int
    public let seconds: Double

    /// Nil for anything that is no duration.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        isNegative = rest.first == "-"
        if isNegative { rest = rest.dropFirst() }
        guard rest.first == "P", rest.count > 1, rest.last != "T" else { return nil }
        rest = rest.dropFirst()
        let parts = rest.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = ISODuration.fields(parts[0], units: "YMWD"),
            let time = parts.count > 1 ? ISODuration.fields(parts[1], units: "HMS") : [:]
        else { return nil }
        // Only seconds may have a fraction (ISO 8601 allows it for the smallest unit; XML Schema for seconds alone).
        for (unit, value) in date where value != value.rounded() || unit == "S" { return nil }
        for (unit, value) in time where value != value.rounded() && unit != "S" { return nil }
        months = Int(date["Y"] ?? 0) * 12 + Int(date["M"] ?? 0)
        days = Int(date["W"] ?? 0) * 7 + Int(date["D"] ?? 0)
        seconds = (time["H"] ?? 0) * 3600 + (time["M"] ?? 0) * 60 + (time["S"] ?? 0)
    }

    /// Numbers by unit, each unit once and in the given order.
    private static func fields(_ text: Substring, units: String) -> [Character: Double]? {
        var result: [Character: Double] = [:]
        var left = units[...]
        var digits = ""
        for character in text {
            if character.isASCII && (character.isNumber || character == ".") {
                digits.append(character)
            } else {
                guard let place = left.firstIndex(of: character), let value = Double(digits), value < 1e9 else { return nil }
                result[character] = value
                left = left[left.index(after: place)...]
                digits = ""
            }
        }
        return digits.isEmpty ? result : nil
    }

    /// The moment this much after another; months and days are counted on the city's calendar, so that noon stays noon
    /// when the clocks change.
    public func added(to moment: Instant) -> Instant {
        let sign = isNegative ? -1 : 1
        var result = moment
        if months != 0 || days != 0 {
            let date = moment.date().adding(months: sign * months).adding(days: sign * days)
            let day: Int64 = 86_400_000_000
            let local = moment.microseconds + ISODuration.offset(moment)
            let timeOfDay = ((local % day) + day) % day
            // The offset of the new day may be another one; the second look settles moments near the change itself.
            let wall = Int64(date.epochDay) * day + timeOfDay
            let guess = Instant(microseconds: wall - ISODuration.offset(moment))
            let better = Instant(microseconds: wall - ISODuration.offset(guess))
            result = Instant(microseconds: wall - ISODuration.offset(better))
        }
        return result.adding(seconds: Double(sign) * seconds)
    }

    /// Microseconds that the city's clocks are ahead of UTC.
    private static func offset(_ moment: Instant) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
        return Int64(TimeZone.city.secondsFromGMT(for: date)) * 1_000_000
    }

    public var description: String {
        var text = isNegative ? "-P" : "P"
        if months / 12 != 0 { text += "\(months / 12)Y" }
        if months % 12 != 0 { text += "\(months % 12)M" }
        if days != 0 { text += "\(days)D" }
        if seconds != 0 {
            let whole = Int(seconds)
            text += "T"
            if whole / 3600 != 0 { text += "\(whole / 3600)H" }
            if whole / 60 % 60 != 0 { text += "\(whole / 60 % 60)M" }
            let rest = seconds - Double(whole / 60 * 60)
            if rest != 0 { text += rest == rest.rounded() ? "\(Int(rest))S" : "\(rest)S" }
        }
        return text.hasSuffix("P") ? text + "T0S" : text
    }
}

/// A repeating interval of ISO 8601, `R3/PT10M` or `R/2026-01-01T00:00:00Z/P1D`.
struct ISORepetition: Hashable, Sendable {
    /// How often; nil for ever.
    let times: Int?
    let start: Instant?
    let interval: ISODuration

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts[0].first == "R", let last = parts.last, let interval = ISODuration(last),
            !interval.isNegative, interval.months + interval.days > 0 || interval.seconds > 0
        else { return nil }
        let count = parts[0].dropFirst()
        if count.isEmpty {
            times = nil
        } else {
            guard let number = Int(count), number >= 0 else { return nil }
            times = number
        }
        if parts.count == 3 {
            guard let moment = Instant(String(parts[1])) else { return nil }
            start = moment
        } else {
            start = nil
        }
        self.interval = interval
    }
}
