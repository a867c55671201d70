internal import Kernel

/// The arithmetic operators (10.3.2.7, tables 48 to 53).
enum Arithmetic {
    enum Sign: String, Sendable {
        case plus = "+", minus = "-", times = "*", over = "/", power = "**"
    }

    static func apply(_ sign: Sign, _ left: Value, _ right: Value, _ run: Evaluation, _ place: Int) -> Value {
        if case .number(let first) = left, case .number(let second) = right {
            return numbers(sign, first, second).map { .number($0) }
                ?? run.fail(.arithmetic, place, "\(first) \(sign.rawValue) \(second) has no result that fits")
        }
        if sign == .plus, case .string(let first) = left, case .string(let second) = right {
            let bytes = first.utf8.count + second.utf8.count
            guard run.spend(bytes: bytes, at: place) else { return .null }
            guard bytes <= Limits.bytes else {
                return run.fail(.limit, place, "the text is longer than \(Limits.bytes) bytes")
            }
            return .string(first + second)
        }
        let result: Value?
        switch sign {
        case .plus: result = sum(left, right, run)
        case .minus: result = difference(left, right, run)
        case .times: result = product(left, right)
        case .over: result = quotient(left, right)
        case .power: result = nil
        }
        return result
            ?? run.fail(.operands, place, "“\(sign.rawValue)” has no result for \(left.typeName) and \(right.typeName)")
    }

    private static func numbers(_ sign: Sign, _ first: Decimal128, _ second: Decimal128) -> Decimal128? {
        switch sign {
        case .plus: first.adding(second)
        case .minus: first.subtracting(second)
        case .times: first.multiplied(by: second)
        case .over: second == .zero ? nil : first.divided(by: second)
        case .power: first.raised(to: second)
        }
    }

    static func negate(_ value: Value, _ run: Evaluation, _ place: Int) -> Value {
        switch value {
        case .number(let number): .number(-number)
        case .duration(let duration): .duration(Duration(nanoseconds: -duration.nanoseconds))
        case .months(let months): .months(0 &- months)
        default: run.fail(.operands, place, "a \(value.typeName) has no negative")
        }
    }

    private static func sum(_ left: Value, _ right: Value, _ run: Evaluation) -> Value? {
        switch (left, right) {
        case (.duration(let first), .duration(let second)): return duration(first.nanoseconds, second.nanoseconds, +)
        case (.months(let first), .months(let second)): return checked(first.addingReportingOverflow(second)).map { .months($0) }
        case (_, .duration(let duration)): return shift(left, by: duration)
        case (.duration(let duration), _): return shift(right, by: duration)
        case (_, .months(let months)): return shift(left, months: months)
        case (.months(let months), _): return shift(right, months: months)
        default: return nil
        }
    }

    private static func difference(_ left: Value, _ right: Value, _ run: Evaluation) -> Value? {
        switch (left, right) {
        case (.duration(let first), .duration(let second)): return duration(first.nanoseconds, second.nanoseconds, -)
        case (.months(let first), .months(let second)):
            return checked(first.subtractingReportingOverflow(second)).map { .months($0) }
        case (_, .duration(let duration)): return shift(left, by: Duration(nanoseconds: -duration.nanoseconds))
        case (_, .months(let months)): return shift(left, months: 0 &- months)
        case (.time(let first), .time(let second)):
            guard (first.zone == nil) == (second.zone == nil) else { return nil }
            return .duration(Duration(nanoseconds: Int128(first.comparable - second.comparable)))
        case (.date, .date), (.dateTime, .dateTime), (.date, .dateTime), (.dateTime, .date):
            guard let first = moment(left), let second = moment(right), (first.time.zone == nil) == (second.time.zone == nil)
            else { return nil }
            return duration(first.comparable, second.comparable, -)
        default: return nil
        }
    }

    /// A date counts as midnight in UTC (10.3.2.3.5 and table 49).
    private static func moment(_ value: Value) -> DateTime? {
        switch value {
        case .date(let date): DateTime(date: date, time: Time(nanoseconds: 0, zone: .offset(0)))
        case .dateTime(let moment): moment
        default: nil
        }
    }

    private static func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
        result.overflow ? nil : result.partialValue
    }

    private static func duration(_ first: Int128, _ second: Int128, _ operation: (Int128, Int128) -> Int128) -> Value? {
        // Both stem from texts or clocks of bounded length: 2^126 nanoseconds are far beyond, the sum cannot overflow.
        let bound = Int128(1) << 125
        guard first.magnitude < bound.magnitude, second.magnitude < bound.magnitude else { return nil }
        return .duration(Duration(nanoseconds: operation(first, second)))
    }

    private static func shift(_ value: Value, by duration: Duration) -> Value? {
        switch value {
        case .date(let date):
            DateTime(date: date, time: Time(nanoseconds: 0, zone: nil)).adding(duration).map { .date($0.date) }
        case .dateTime(let moment): moment.adding(duration).map { .dateTime($0) }
        case .time(let time):
            .time(Time(nanoseconds: time.nanoseconds + Int64(duration.nanoseconds % Int128(Time.day)), zone: time.zone))
        default: nil
        }
    }

    private static func shift(_ value: Value, months: Int) -> Value? {
        switch value {
        case .date(let date): date.addingChecked(months: months).map { .date($0) }
        case .dateTime(let moment): moment.adding(months: months).map { .dateTime($0) }
        default: nil
        }
    }

    private static func product(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.number, .duration), (.number, .months): return product(right, left)
        case (.duration(let duration), .number(let factor)):
            return duration.decimalSeconds?.multiplied(by: factor).flatMap { Duration(seconds: $0) }.map { .duration($0) }
        case (.months(let months), .number(let factor)):
            return Decimal128(months).multiplied(by: factor)?.rounded(scale: 0, .down)?.integer.map { .months($0) }
        default: return nil
        }
    }

    private static func quotient(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.duration(let duration), .number(let divisor)) where divisor != .zero:
            return duration.decimalSeconds?.divided(by: divisor).flatMap { Duration(seconds: $0) }.map { .duration($0) }
        case (.months(let months), .number(let divisor)) where divisor != .zero:
            return Decimal128(months).divided(by: divisor)?.rounded(scale: 0, .down)?.integer.map { .months($0) }
        case (.duration(let first), .duration(let second)) where second.nanoseconds != 0:
            guard let dividend = first.decimalSeconds, let divisor = second.decimalSeconds else { return nil }
            return dividend.divided(by: divisor).map { .number($0) }
        case (.months(let first), .months(let second)) where second != 0:
            return Decimal128(first).divided(by: Decimal128(second)).map { .number($0) }
        default: return nil
        }
    }
}
