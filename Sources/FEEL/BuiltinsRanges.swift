extension Builtin {
    /// 10.3.4.6, Allen's relations between points and ranges.
    static let ranges: [Builtin] = [
        relation("before", "point1, point2|point, range|range, point|range1, range2") { before($0, $1) },
        relation("after", "point1, point2|point, range|range, point|range1, range2") { before($1, $0) },
        relation("meets", "range1, range2") { left, right in
            left.includesEnd && right.includesStart ? left.end.compared(right.start).map { $0 == 0 } : false
        },
        relation("met by", "range1, range2") { left, right in
            right.includesEnd && left.includesStart ? right.end.compared(left.start).map { $0 == 0 } : false
        },
        relation("overlaps", "range1, range2") { left, right in
            guard let first = before(left, right), let second = before(right, left) else { return nil }
            return !first && !second
        },
        relation("overlaps before", "range1, range2") { overlapsBefore($0, $1) },
        relation("overlaps after", "range1, range2") { overlapsBefore($1, $0) },
        relation("finishes", "point, range|range1, range2") { finishes($0, $1) },
        relation("finished by", "range, point|range1, range2") { finishes($1, $0) },
        relation("includes", "range, point|range1, range2") { includes($0, $1) },
        relation("during", "point, range|range1, range2") { includes($1, $0) },
        relation("starts", "point, range|range1, range2") { starts($0, $1) },
        relation("started by", "range, point|range1, range2") { starts($1, $0) },
        relation("coincides", "point1, point2|range1, range2") { left, right in
            guard let start = left.start.compared(right.start), let end = left.end.compared(right.end) else { return nil }
            return start == 0 && end == 0 && left.includesStart == right.includesStart && left.includesEnd == right.includesEnd
        },
    ]

    /// A point is a range from itself to itself.
    struct Span {
        struct End {
            let value: Value
            /// -1 for an absent start, 1 for an absent end, else 0.
            let infinite: Int

            func compared(_ other: End) -> Int? {
                if infinite != 0 || other.infinite != 0 { return infinite - other.infinite }
                return Compare.order(value, other.value)
            }
        }
        let start: End
        let end: End
        let includesStart: Bool
        let includesEnd: Bool
        let isPoint: Bool
    }

    private static func span(_ value: Value) -> Span? {
        if case .range(let range) = value {
            // All values but one have no start and no end that could lie before or after anything.
            guard range.relation != .notEqual else { return nil }
            return Span(
                start: .init(value: range.start, infinite: range.start.isNull ? -1 : 0),
                end: .init(value: range.end, infinite: range.end.isNull ? 1 : 0),
                includesStart: range.includesStart, includesEnd: range.includesEnd, isPoint: false)
        }
        guard Compare.isOrdered(value) else { return nil }
        let end = Span.End(value: value, infinite: 0)
        return Span(start: end, end: end, includesStart: true, includesEnd: true, isPoint: true)
    }

    private static func relation(
        _ name: String, _ ways: String, decide: @escaping @Sendable (Span, Span) -> Bool?
    ) -> Builtin {
        let shapes = ways.split(separator: "|").map(String.init)
        // The names say for each shape which argument is a point and which a range.
        let kinds = shapes.map { $0.split(separator: ",").map { $0.contains("point") } }
        return Builtin(name, shapes: shapes) { call throws(Diagnostic) in
            guard let left = span(call.scalar(0)) else { throw call.wrong(0, "point or range") }
            guard let right = span(call.scalar(1)) else { throw call.wrong(1, "point or range") }
            guard kinds.contains(where: { $0 == [left.isPoint, right.isPoint] }) else {
                throw call.problem(.type, "\(name) is not defined for these kinds of arguments")
            }
            guard let decided = decide(left, right) else { throw call.problem(.operands, "\(name) cannot compare these values") }
            return .boolean(decided)
        }
    }

    /// Everything of `left` before everything of `right`.
    private static func before(_ left: Span, _ right: Span) -> Bool? {
        left.end.compared(right.start).map { $0 < 0 || $0 == 0 && !(left.includesEnd && right.includesStart) }
    }

    private static func overlapsBefore(_ left: Span, _ right: Span) -> Bool? {
        guard let starts = left.start.compared(right.start), let touch = left.end.compared(right.start),
            let ends = left.end.compared(right.end)
        else { return nil }
        return (starts < 0 || starts == 0 && left.includesStart && !right.includesStart)
            && (touch > 0 || touch == 0 && left.includesEnd && right.includesStart)
            && (ends < 0 || ends == 0 && (!left.includesEnd || right.includesEnd))
    }

    private static func finishes(_ left: Span, _ right: Span) -> Bool? {
        guard let ends = left.end.compared(right.end), let starts = left.start.compared(right.start) else { return nil }
        if left.isPoint { return right.includesEnd && ends == 0 }
        return ends == 0 && left.includesEnd == right.includesEnd
            && (starts > 0 || starts == 0 && (!left.includesStart || right.includesStart))
    }

    private static func starts(_ left: Span, _ right: Span) -> Bool? {
        guard let ends = left.end.compared(right.end), let starts = left.start.compared(right.start) else { return nil }
        if left.isPoint { return right.includesStart && starts == 0 }
        return starts == 0 && left.includesStart == right.includesStart
            && (ends < 0 || ends == 0 && (!left.includesEnd || right.includesEnd))
    }

    private static func includes(_ left: Span, _ right: Span) -> Bool? {
        guard let starts = left.start.compared(right.start), let ends = left.end.compared(right.end) else { return nil }
        return (starts < 0 || starts == 0 && (left.includesStart || !right.includesStart))
            && (ends > 0 || ends == 0 && (left.includesEnd || !right.includesEnd))
    }
}
