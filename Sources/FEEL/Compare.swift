internal import Kernel

/// FEEL's equality and order (10.3.2.7, tables 42 to 47 and 54): nil where two values cannot be compared.
public enum Compare {
    /// Null equals only null; values of different kinds cannot be compared.
    public static func equal(_ left: Value, _ right: Value) -> Bool? {
        switch (left, right) {
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.boolean(let first), .boolean(let second)): return first == second
        case (.number(let first), .number(let second)): return first == second
        case (.string(let first), .string(let second)):
            return first.utf8.count == second.utf8.count && first.utf8.elementsEqual(second.utf8)
        case (.date(let first), .date(let second)): return first == second
        case (.time(let first), .time(let second)):
            return (first.zone == nil) == (second.zone == nil) && first.comparable == second.comparable
        case (.dateTime(let first), .dateTime(let second)):
            return (first.time.zone == nil) == (second.time.zone == nil) && first.comparable == second.comparable
        case (.duration(let first), .duration(let second)): return first == second
        case (.months(let first), .months(let second)): return first == second
        case (.list(let first), .list(let second)):
            return first.count == second.count && zip(first, second).allSatisfy { equal($0, $1) == true }
        case (.context(let first), .context(let second)):
            return first.count == second.count
                && first.entries.allSatisfy { key, value in second[key].map { equal(value, $0) == true } ?? false }
        case (.range(let first), .range(let second)):
            return first.relation == second.relation && first.includesStart == second.includesStart
                && first.includesEnd == second.includesEnd
                && equal(first.start, second.start) == true && equal(first.end, second.end) == true
        case (.function(let first), .function(let second)): return first == second ? true : nil
        default: return nil
        }
    }

    /// Negative, zero or positive.
    public static func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.number(let first), .number(let second)): return rank(first, second)
        case (.string(let first), .string(let second)):
            // UTF-8 has the order of the code points.
            return first.utf8.lexicographicallyPrecedes(second.utf8) ? -1 : first.utf8.elementsEqual(second.utf8) ? 0 : 1
        case (.date(let first), .date(let second)): return rank(first, second)
        case (.time(let first), .time(let second)):
            return (first.zone == nil) == (second.zone == nil) ? rank(first.comparable, second.comparable) : nil
        case (.dateTime(let first), .dateTime(let second)):
            return (first.time.zone == nil) == (second.time.zone == nil) ? rank(first.comparable, second.comparable) : nil
        case (.duration(let first), .duration(let second)): return rank(first.nanoseconds, second.nanoseconds)
        case (.months(let first), .months(let second)): return rank(first, second)
        default: return nil
        }
    }

    private static func rank<Item: Comparable>(_ left: Item, _ right: Item) -> Int { left < right ? -1 : left == right ? 0 : 1 }

    /// Whether values of this kind have an order at all.
    static func isOrdered(_ value: Value) -> Bool {
        switch value {
        case .number, .string, .date, .time, .dateTime, .duration, .months: true
        default: false
        }
    }

    /// Whether a range contains a value; nil where they cannot be compared.
    public static func contains(_ range: Interval, _ value: Value) -> Bool? {
        if range.relation == .equal || range.relation == .notEqual {
            return value.isNull ? nil : equal(value, range.start).map { $0 == (range.relation == .equal) }
        }
        var above = true
        var below = true
        if !range.start.isNull {
            guard let order = order(value, range.start) else { return nil }
            above = order > 0 || order == 0 && range.includesStart
        }
        if !range.end.isNull {
            guard let order = order(value, range.end) else { return nil }
            below = order < 0 || order == 0 && range.includesEnd
        }
        return above && below
    }
}
