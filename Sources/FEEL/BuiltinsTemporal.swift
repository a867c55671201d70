internal import Kernel

extension Builtin {
    /// 10.3.4.1 and 10.3.4.8 for dates, times and durations.
    static let temporal: [Builtin] = [
        Builtin("date", "from", "year, month, day") { call throws(Diagnostic) in
            if call.shape == 1 { return .date(try date(call, 0)) }
            switch call.scalar(0) {
            case .string(let text): return .date(try found(TemporalText.date(text), text, call))
            case .date(let date): return .date(date)
            case .dateTime(let moment): return .date(moment.date)
            default: throw call.wrong(0, "string or date")
            }
        },
        Builtin(
            "date and time", "from", "date, time", "year, month, day, hour, minute, second",
            "year, month, day, hour, minute, second, offset", "year, month, day, hour, minute, second, timezone"
        ) { call throws(Diagnostic) in .dateTime(try moment(call)) },
        Builtin("time", "from", "hour, minute, second, offset?") { call throws(Diagnostic) in
            if call.shape == 1 { return .time(try time(call, 0)) }
            switch call.scalar(0) {
            case .string(let text): return .time(try found(TemporalText.time(text), text, call))
            case .time(let time): return .time(time)
            case .dateTime(let moment): return .time(moment.time)
            case .date: return .time(Time(nanoseconds: 0, zone: .offset(0)))
            default: throw call.wrong(0, "string or time")
            }
        },
        Builtin("duration", "from") { call throws(Diagnostic) in
            switch call.scalar(0) {
            case .string(let text): return try found(TemporalText.duration(text), text, call)
            case .duration, .months: return call.scalar(0)
            default: throw call.wrong(0, "string")
            }
        },
        Builtin("years and months duration", "from, to") { call throws(Diagnostic) in
            let from = try day(call, 0)
            let to = try day(call, 1)
            return .months(wholeMonths(from: from, to: to))
        },
        Builtin("now", "") { call throws(Diagnostic) in .dateTime(DateTime(call.run.scope.now, zone: call.run.scope.zone)) },
        Builtin("today", "") { call throws(Diagnostic) in .date(DateTime(call.run.scope.now, zone: call.run.scope.zone).date) },
        Builtin("day of year", "date") { call throws(Diagnostic) in
            let date = try day(call, 0)
            return .number(date.epochDay - firstOfYear(date.year) + 1)
        },
        Builtin("day of week", "date") { call throws(Diagnostic) in
            let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            return .string(names[try day(call, 0).weekday.rawValue - 1])
        },
        Builtin("month of year", "date") { call throws(Diagnostic) in
            let names = [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
                "December",
            ]
            return .string(names[try day(call, 0).month - 1])
        },
        Builtin("week of year", "date") { call throws(Diagnostic) in
            // ISO 8601: the week belongs to the year that its Thursday lies in.
            let date = try day(call, 0)
            let thursday = LocalDate(epochDay: date.epochDay + 4 - date.weekday.rawValue)
            return .number((thursday.epochDay - firstOfYear(thursday.year)) / 7 + 1)
        },
    ]

    private static func firstOfYear(_ year: Int) -> Int { LocalDate(year: year, month: 1, day: 1)?.epochDay ?? 0 }

    private static func found<Found>(_ value: Found?, _ text: String, _ call: Call) throws(Diagnostic) -> Found {
        guard let value else { throw call.problem(.value, "“\(text.prefix(60))” cannot be read as \(call.name)") }
        return value
    }

    private static func date(_ call: Call, _ first: Int) throws(Diagnostic) -> LocalDate {
        let year = try whole(call, first)
        let month = try whole(call, first + 1)
        let day = try whole(call, first + 2)
        guard LocalDate.feelYears.contains(year), let date = LocalDate(year: year, month: month, day: day) else {
            throw call.problem(.value, "there is no day \(year)-\(month)-\(day)")
        }
        return date
    }

    private static func whole(_ call: Call, _ index: Int) throws(Diagnostic) -> Int {
        guard let whole = try call.number(index).integer else {
            throw call.problem(.value, "\(call.name) needs whole numbers, not \(call[index])")
        }
        return whole
    }

    private static func time(_ call: Call, _ first: Int) throws(Diagnostic) -> Time {
        let hour = try whole(call, first)
        let minute = try whole(call, first + 1)
        let second = try call.number(first + 2)
        var zone: Zone?
        if !call.isMissing(first + 3) {
            switch call.scalar(first + 3) {
            case .duration(let offset):
                guard offset.seconds.magnitude <= 18 * 3600 else { throw call.problem(.value, "an offset has at most 18 hours") }
                zone = .offset(offset.seconds)
            case .string(let region):
                guard let found = Zone(region: region) else {
                    throw call.problem(.value, "there is no time zone “\(region.prefix(60))”")
                }
                zone = found
            default: throw call.wrong(first + 3, "days and time duration")
            }
        }
        guard let nanoseconds = second.multiplied(by: 1_000_000_000)?.rounded(scale: 0, .down)?.integer,
            (0..<60 * Int(Time.second)).contains(nanoseconds),
            let time = Time(
                hour: hour, minute: minute, second: nanoseconds / Int(Time.second), nanosecond: Int64(nanoseconds) % Time.second,
                zone: zone)
        else { throw call.problem(.value, "no clock shows \(hour):\(minute):\(second)") }
        return time
    }

    private static func moment(_ call: Call) throws(Diagnostic) -> DateTime {
        if call.shape >= 2 { return DateTime(date: try date(call, 0), time: try time(call, 3)) }
        if call.shape == 1 {
            guard case .time(let time) = call.scalar(1) else { throw call.wrong(1, "time") }
            return DateTime(date: try day(call, 0), time: time)
        }
        switch call.scalar(0) {
        case .string(let text): return try found(TemporalText.dateTime(text, dateAlone: true), text, call)
        case .dateTime(let moment): return moment
        case .date(let date): return DateTime(date: date, time: Time(nanoseconds: 0, zone: .offset(0)))
        default: throw call.wrong(0, "string")
        }
    }

    /// The day of a date or of a date and time.
    private static func day(_ call: Call, _ index: Int) throws(Diagnostic) -> LocalDate {
        switch call.scalar(index) {
        case .date(let date): return date
        case .dateTime(let moment): return moment.date
        default: throw call.wrong(index, "date")
        }
    }

    /// Whole months between two days, towards zero.
    private static func wholeMonths(from: LocalDate, to: LocalDate) -> Int {
        let months = (to.year * 12 + to.month) - (from.year * 12 + from.month)
        if months > 0, to.day < from.day { return months - 1 }
        if months < 0, to.day > from.day { return months + 1 }
        return months
    }
}
