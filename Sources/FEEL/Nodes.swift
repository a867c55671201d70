/// A literal.
final class ConstantNode: Node {
    let place: Int
    let value: Value
    init(place: Int, value: Value) {
        self.place = place
        self.value = value
    }
    func evaluate(_ run: Evaluation) -> Value { value }
}

/// A local variable: of a loop, a parameter, an earlier entry of a context, `item`, `?`.
final class LocalNode: Node {
    let place: Int
    let slot: Int
    let staticType: ValueType?
    init(place: Int, slot: Int, staticType: ValueType?) {
        self.place = place
        self.slot = slot
        self.staticType = staticType
    }
    func evaluate(_ run: Evaluation) -> Value { run.slots[slot] }
}

/// A name of the scope that the expression is evaluated in.
final class GlobalNode: Node {
    let place: Int
    let name: String
    let staticType: ValueType?
    init(place: Int, name: String, staticType: ValueType?) {
        self.place = place
        self.name = name
        self.staticType = staticType
    }
    var readPath: [String]? { [name] }
    func evaluate(_ run: Evaluation) -> Value {
        run.scope[name] ?? run.fail(.unknownName, place, "nothing is called “\(name)” here")
    }
}

/// A name inside a filter: the item's member if it has one, else what the name means outside.
final class ItemMemberNode: Node {
    let place: Int
    let slot: Int
    let name: String
    let otherwise: any Node
    init(place: Int, slot: Int, name: String, otherwise: any Node) {
        self.place = place
        self.slot = slot
        self.name = name
        self.otherwise = otherwise
    }
    func evaluate(_ run: Evaluation) -> Value {
        if case .context(let context) = run.slots[slot], let value = context[name] { return value }
        return otherwise.evaluate(run)
    }
}

final class ListNode: Node {
    let place: Int
    let items: [any Node]
    init(place: Int, items: [any Node]) {
        self.place = place
        self.items = items
    }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(items.count + 1, at: place) else { return .null }
        return run.admit(.list(items.map { $0.evaluate(run) }), at: place)
    }
}

final class ContextNode: Node {
    struct Entry: Sendable {
        let key: String
        let slot: Int
        let value: any Node
    }
    let place: Int
    let entries: [Entry]
    init(place: Int, entries: [Entry]) {
        self.place = place
        self.entries = entries
    }
    var staticType: ValueType? {
        .context(entries.map { ValueType.Field(name: $0.key, type: $0.value.staticType ?? .any) })
    }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(entries.count + 1, at: place) else { return .null }
        var context = Context()
        for entry in entries {
            let value = entry.value.evaluate(run)
            run.slots[entry.slot] = value
            context[entry.key] = value
        }
        return run.admit(.context(context), at: place)
    }
}

/// `[1..5)`: both ends comparable with each other.
final class RangeNode: Node {
    let place: Int
    let start: any Node
    let end: any Node
    let includesStart: Bool
    let includesEnd: Bool
    init(place: Int, start: any Node, end: any Node, includesStart: Bool, includesEnd: Bool) {
        self.place = place
        self.start = start
        self.end = end
        self.includesStart = includesStart
        self.includesEnd = includesEnd
    }
    func evaluate(_ run: Evaluation) -> Value {
        let low = start.evaluate(run)
        let high = end.evaluate(run)
        if low.isNull, high.isNull { return run.fail(.operands, place, "a range needs at least one end") }
        guard low.isNull || high.isNull || Compare.order(low, high) != nil else {
            return run.fail(.operands, place, "a range cannot go from a \(low.typeName) to a \(high.typeName)")
        }
        guard Compare.isOrdered(low.isNull ? high : low) else {
            return run.fail(.operands, place, "a range cannot consist of a \(low.typeName)")
        }
        return .range(Interval(start: low, end: high, includesStart: includesStart, includesEnd: includesEnd))
    }
}

/// `(< 5)`: a range with one end, or with one value.
final class RelationRangeNode: Node {
    let place: Int
    let relation: Relation
    let operand: any Node
    init(place: Int, relation: Relation, operand: any Node) {
        self.place = place
        self.relation = relation
        self.operand = operand
    }
    func evaluate(_ run: Evaluation) -> Value {
        let value = operand.evaluate(run)
        guard !value.isNull else { return run.fail(.operands, place, "a range needs an end that is not null") }
        return switch relation {
        case .less: .range(Interval(start: .null, end: value, includesStart: false, includesEnd: false))
        case .lessOrEqual: .range(Interval(start: .null, end: value, includesStart: false, includesEnd: true))
        case .greater: .range(Interval(start: value, end: .null, includesStart: false, includesEnd: false))
        case .greaterOrEqual: .range(Interval(start: value, end: .null, includesStart: true, includesEnd: false))
        case .equal: .range(Interval(start: value, end: value, includesStart: true, includesEnd: true))
        case .notEqual: run.fail(.operands, place, "all values but one are no range")
        }
    }
}

final class PathNode: Node {
    let place: Int
    let base: any Node
    let name: String
    let staticType: ValueType?
    init(place: Int, base: any Node, name: String, staticType: ValueType?) {
        self.place = place
        self.base = base
        self.name = name
        self.staticType = staticType
    }
    var readPath: [String]? { base.readPath.map { $0 + [name] } }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(at: place) else { return .null }
        return Access.member(name, of: base.evaluate(run), run, place)
    }
}

/// `list[3]`, `list[-1]`, `list[price > 3]` (10.3.2.5).
final class FilterNode: Node {
    let place: Int
    let base: any Node
    let slot: Int
    let condition: any Node
    init(place: Int, base: any Node, slot: Int, condition: any Node) {
        self.place = place
        self.base = base
        self.slot = slot
        self.condition = condition
    }
    var staticType: ValueType? { base.staticType }

    func evaluate(_ run: Evaluation) -> Value {
        let source = base.evaluate(run)
        let outer = run.slots[slot]
        defer { run.slots[slot] = outer }
        if case .null = source { return filterNothing(run) }
        let items = source.elements
        guard run.spend(items.count + 1, at: place) else { return .null }
        guard let first = items.first else { return filterNothing(run) }
        run.slots[slot] = first
        let decision = condition.evaluate(run)
        if case .number(let number) = decision { return Access.item(number, of: items, run, place) }
        var kept: [Value] = []
        guard keep(first, decision, &kept, run) else { return .null }
        for item in items.dropFirst() {
            run.slots[slot] = item
            guard run.spend(at: place), keep(item, condition.evaluate(run), &kept, run) else { return .null }
        }
        return .list(kept)
    }

    private func keep(_ item: Value, _ decision: Value, _ kept: inout [Value], _ run: Evaluation) -> Bool {
        switch decision {
        case .boolean(true): kept.append(item)
        case .boolean(false), .null: break
        default:
            _ = run.fail(.type, place, "a filter needs a number or a condition, not a \(decision.typeName)")
            return false
        }
        return true
    }

    /// Of nothing: no item by number, an empty list by condition.
    private func filterNothing(_ run: Evaluation) -> Value {
        let before = run.diagnostics.count
        run.slots[slot] = .null
        let decision = condition.evaluate(run)
        if case .number(let number) = decision { return Access.item(number, of: [], run, place) }
        _ = run.takeDiagnostics(from: before)
        return .list([])
    }
}

final class InstanceNode: Node {
    let place: Int
    let operand: any Node
    /// Without constraints: allowed values do not count here (10.3.2.9, `instance of`).
    let type: ValueType
    init(place: Int, operand: any Node, type: ValueType) {
        self.place = place
        self.operand = operand
        self.type = type.unrestricted
    }
    func evaluate(_ run: Evaluation) -> Value { .boolean(type.holds(operand.evaluate(run), run)) }
}
