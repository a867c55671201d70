internal import Kernel

/// Members and items of values (10.3.2.5, 10.3.2.6, 10.3.2.13).
enum Access {
    static func member(_ name: String, of value: Value, _ run: Evaluation, _ place: Int) -> Value {
        switch value {
        case .context(let context):
            return context[name] ?? run.fail(.unknownMember, place, "this context has no “\(name)”")
        case .list(let items):
            guard run.spend(items.count, at: place) else { return .null }
            return .list(items.map { member(name, of: $0, run, place) })
        case .null: return run.fail(.unknownMember, place, "null has no “\(name)”")
        default:
            return property(name, of: value)
                ?? run.fail(.unknownMember, place, "a \(value.typeName) has no “\(name)”")
        }
    }

    /// Nil where the kind of value has no such property.
    private static func property(_ name: String, of value: Value) -> Value? {
        switch value {
        case .date(let date): property(name, of: date)
        case .time(let time): property(name, of: time, offset: time.zone.map { $0.offset(atLocal: 0) })
        case .dateTime(let moment): property(name, of: moment.date) ?? property(name, of: moment.time, offset: moment.offset)
        case .duration(let duration): property(name, of: duration)
        case .months(let months):
            switch name {
            case "years": .number(months / 12)
            case "months": .number(months % 12)
            default: nil
            }
        case .range(let range):
            switch name {
            case "start": range.start
            case "end": range.end
            case "start included": .boolean(range.includesStart)
            case "end included": .boolean(range.includesEnd)
            default: nil
            }
        default: nil
        }
    }

    private static func property(_ name: String, of date: LocalDate) -> Value? {
        switch name {
        case "year": .number(date.year)
        case "month": .number(date.month)
        case "day": .number(date.day)
        case "weekday": .number(date.weekday.rawValue)
        default: nil
        }
    }

    private static func property(_ name: String, of time: Time, offset: Int?) -> Value? {
        switch name {
        case "hour": return .number(time.hour)
        case "minute": return .number(time.minute)
        case "second":
            return (Decimal128("\(Int64(time.second) * Time.second + time.nanosecond)E-9")).map { .number($0) }
        case "time offset": return offset.map { .duration(Duration(seconds: $0)) } ?? .null
        case "timezone":
            if case .region(let region) = time.zone { return .string(region) }
            return .null
        default: return nil
        }
    }

    private static func property(_ name: String, of duration: Duration) -> Value? {
        let seconds = duration.nanoseconds / Int128(Time.second)
        switch name {
        case "days": return Decimal128("\(seconds / 86_400)").map { .number($0) }
        case "hours": return .number(Int(seconds / 3600 % 24))
        case "minutes": return .number(Int(seconds / 60 % 60))
        case "seconds": return Decimal128("\(duration.nanoseconds % Int128(60 * Time.second))E-9").map { .number($0) }
        default: return nil
        }
    }

    /// The item at a position: 1 is the first, -1 the last.
    static func item(_ position: Decimal128, of items: [Value], _ run: Evaluation, _ place: Int) -> Value {
        guard let index = position.integer, index != 0, index.magnitude <= items.count else {
            return run.fail(.index, place, "a list of \(items.count) has no item \(position)")
        }
        return index > 0 ? items[index - 1] : items[items.count + index]
    }
}
