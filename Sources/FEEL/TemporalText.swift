internal import Kernel

/// Dates, times and durations as text: XML Schema's lexical forms, and `@Region` for zones (10.3.2.3.4 to 10.3.2.3.8, 10.3.4.1).
enum TemporalText {
    static func any(_ text: String) -> Value? {
        if let duration = duration(text) { return duration }
        if let date = date(text) { return .date(date) }
        if let time = time(text) { return .time(time) }
        return dateTime(text, dateAlone: false).map { .dateTime($0) }
    }

    static func date(_ text: String) -> LocalDate? {
        var cursor = Cursor(text)
        guard let date = date(&cursor), cursor.isAtEnd else { return nil }
        return date
    }

    static func time(_ text: String) -> Time? {
        var cursor = Cursor(text)
        guard let time = time(&cursor), cursor.isAtEnd else { return nil }
        return time
    }

    /// `dateAlone`: a date without a time is its midnight.
    static func dateTime(_ text: String, dateAlone: Bool) -> DateTime? {
        var cursor = Cursor(text)
        guard let date = date(&cursor) else { return nil }
        if cursor.isAtEnd { return dateAlone ? DateTime(date: date, time: Time(nanoseconds: 0, zone: nil)) : nil }
        guard cursor.take("T") else { return nil }
        let isEndOfDay = cursor.skip("24:00:00")
        guard let time = time(&cursor, afterClock: isEndOfDay), cursor.isAtEnd else { return nil }
        // The end of a day is the beginning of the next (XML Schema part 2, 3.3.7).
        guard isEndOfDay else { return DateTime(date: date, time: time) }
        return date.addingChecked(days: 1).map { DateTime(date: $0, time: time) }
    }

    private static func date(_ cursor: inout Cursor) -> LocalDate? {
        let negative = cursor.take("-")
        guard let year = cursor.digits(4...9), year.count == 4 || year.first != 0x30, cursor.take("-"),
            let month = cursor.digits(2...2), cursor.take("-"), let day = cursor.digits(2...2)
        else { return nil }
        let number = Int(Cursor.number(year))
        return LocalDate(year: negative ? -number : number, month: Int(Cursor.number(month)), day: Int(Cursor.number(day)))
    }

    /// `afterClock`: midnight was read already, only its zone may follow.
    private static func time(_ cursor: inout Cursor, afterClock: Bool) -> Time? {
        guard afterClock else { return time(&cursor) }
        guard let zone = zone(&cursor) else { return nil }
        return Time(nanoseconds: 0, zone: zone)
    }

    private static func time(_ cursor: inout Cursor) -> Time? {
        guard let hour = cursor.digits(2...2), cursor.take(":"), let minute = cursor.digits(2...2), cursor.take(":"),
            let second = cursor.digits(2...2)
        else { return nil }
        var nanosecond: Int64 = 0
        if cursor.take(".") {
            guard let fraction = cursor.digits(1...40) else { return nil }
            nanosecond = Int64(Cursor.number((fraction + Array(repeating: 0x30, count: 9)).prefix(9)))
        }
        guard let zone = zone(&cursor) else { return nil }
        return Time(
            hour: Int(Cursor.number(hour)), minute: Int(Cursor.number(minute)), second: Int(Cursor.number(second)),
            nanosecond: nanosecond, zone: zone)
    }

    /// What follows a clock time: nothing, an offset or a region; nil for anything else.
    private static func zone(_ cursor: inout Cursor) -> Zone?? {
        if cursor.isAtEnd { return .some(nil) }
        if cursor.take("Z") || cursor.take("z") { return .offset(0) }
        if cursor.take("@") { return Zone(region: cursor.rest()).map { .some($0) } }
        return offset(&cursor).map { .some(.offset($0)) }
    }

    /// `+hh:mm` or `-hh:mm`, with seconds where a zone has them; at most 18 hours.
    private static func offset(_ cursor: inout Cursor) -> Int? {
        let negative = cursor.take("-")
        guard negative || cursor.take("+"), let hour = cursor.digits(2...2), cursor.take(":"), let minute = cursor.digits(2...2)
        else { return nil }
        var second: Int64 = 0
        if cursor.take(":") {
            guard let digits = cursor.digits(2...2) else { return nil }
            second = Int64(Cursor.number(digits))
        }
        let minutes = Int(Cursor.number(minute))
        guard minutes < 60, second < 60 else { return nil }
        let offset = Int(Cursor.number(hour)) * 3600 + minutes * 60 + Int(second)
        return offset <= 18 * 3600 ? (negative ? -offset : offset) : nil
    }

    /// `P1Y2M` or `P1DT2H3M4.5S`; nil for a mixture.
    static func duration(_ text: String) -> Value? {
        var cursor = Cursor(text)
        let negative = cursor.take("-")
        guard cursor.take("P"), !cursor.isAtEnd else { return nil }
        var months: Int128?
        var nanoseconds: Int128?
        func add(_ digits: [UInt8], _ unit: Int128, to sum: inout Int128?) { sum = (sum ?? 0) + Cursor.number(digits) * unit }
        var order = 0
        let second = Int128(Time.second)
        var inTime = false
        while !cursor.isAtEnd {
            if !inTime, cursor.take("T") {
                inTime = true
                guard !cursor.isAtEnd else { return nil }
            }
            guard let digits = cursor.digits(1...18) else { return nil }
            let rank: Int
            if !inTime, cursor.take("Y") {
                add(digits, 12, to: &months)
                rank = 1
            } else if !inTime, cursor.take("M") {
                add(digits, 1, to: &months)
                rank = 2
            } else if !inTime, cursor.take("D") {
                add(digits, 86_400 * second, to: &nanoseconds)
                rank = 3
            } else if inTime, cursor.take("H") {
                add(digits, 3600 * second, to: &nanoseconds)
                rank = 4
            } else if inTime, cursor.take("M") {
                add(digits, 60 * second, to: &nanoseconds)
                rank = 5
            } else if inTime, let fraction = cursor.secondFraction() {
                add(digits, second, to: &nanoseconds)
                add(fraction, 1, to: &nanoseconds)
                rank = 6
            } else {
                return nil
            }
            guard rank > order else { return nil }
            order = rank
        }
        if let months, nanoseconds == nil { return Int(exactly: negative ? -months : months).map { .months($0) } }
        if let nanoseconds, months == nil { return .duration(Duration(nanoseconds: negative ? -nanoseconds : nanoseconds)) }
        return nil
    }

    /// ASCII bytes with a position.
    private struct Cursor {
        let bytes: [UInt8]
        var position = 0
        init(_ text: String) { bytes = Array(text.utf8.prefix(200)) }
        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
            position += 1
            return true
        }

        mutating func skip(_ text: String) -> Bool {
            guard bytes[position...].starts(with: text.utf8) else { return false }
            position += text.utf8.count
            return true
        }

        mutating func digits(_ count: ClosedRange<Int>) -> [UInt8]? {
            var end = position
            while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
            guard count.contains(end - position) else { return nil }
            defer { position = end }
            return Array(bytes[position..<end])
        }

        /// What follows the whole seconds: `S` or `.5S`, as nanoseconds.
        mutating func secondFraction() -> [UInt8]? {
            if take("S") { return [0x30] }
            guard take("."), let digits = digits(0...40), take("S") else { return nil }
            return Array((digits + Array(repeating: 0x30, count: 9)).prefix(9))
        }

        mutating func rest() -> String {
            defer { position = bytes.count }
            return String(decoding: bytes[position...], as: UTF8.self)
        }

        static func number(_ digits: some Sequence<UInt8>) -> Int128 {
            digits.reduce(0) { $0 * 10 + Int128($1 - 0x30) }
        }
    }
}

extension TemporalText {
    static func text(_ date: LocalDate) -> String {
        "\(date.year < 0 ? "-" : "")\(Digits.pad(Int(date.year.magnitude), 4))-\(Digits.pad(date.month, 2))-\(Digits.pad(date.day, 2))"
    }

    static func text(_ time: Time) -> String {
        "\(Digits.pad(time.hour, 2)):\(Digits.pad(time.minute, 2)):\(Digits.pad(time.second, 2))"
            + fraction(time.nanosecond) + (time.zone.map(text) ?? "")
    }

    static func text(_ moment: DateTime) -> String { "\(text(moment.date))T\(text(moment.time))" }

    static func text(_ zone: Zone) -> String {
        switch zone {
        case .region(let region): return "@" + region
        case .offset(0): return "Z"
        case .offset(let offset):
            let seconds = Int(offset.magnitude)
            let rest = seconds % 60 == 0 ? "" : ":" + Digits.pad(seconds % 60, 2)
            return "\(offset < 0 ? "-" : "+")\(Digits.pad(seconds / 3600, 2)):\(Digits.pad(seconds / 60 % 60, 2))\(rest)"
        }
    }

    private static func fraction(_ nanosecond: Int64) -> String {
        guard nanosecond != 0 else { return "" }
        var digits = Digits.pad(Int(nanosecond), 9)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }

    static func text(_ duration: Duration) -> String {
        let magnitude = duration.nanoseconds.magnitude
        let seconds = magnitude / UInt128(Time.second)
        let nanosecond = Int64(magnitude % UInt128(Time.second))
        guard magnitude != 0 else { return "PT0S" }
        var text = duration.nanoseconds < 0 ? "-P" : "P"
        if seconds >= 86_400 { text += "\(seconds / 86_400)D" }
        guard seconds % 86_400 != 0 || nanosecond != 0 else { return text }
        text += "T"
        if seconds / 3600 % 24 != 0 { text += "\(seconds / 3600 % 24)H" }
        if seconds / 60 % 60 != 0 { text += "\(seconds / 60 % 60)M" }
        if seconds % 60 != 0 || nanosecond != 0 { text += "\(seconds % 60)\(fraction(nanosecond))S" }
        return text
    }

    static func text(months: Int) -> String {
        let magnitude = months.magnitude
        guard magnitude != 0 else { return "P0M" }
        return (months < 0 ? "-P" : "P") + (magnitude >= 12 ? "\(magnitude / 12)Y" : "")
            + (magnitude % 12 != 0 ? "\(magnitude % 12)M" : "")
    }
}
