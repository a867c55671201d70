internal import Kernel

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
    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        run.give { $0.slots[slot] }
        return run.slots[slot]
    }
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
    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        run.give { $0.lineage(of: name) }
        return run.scope[name] ?? run.fail(.unknownName, place, "nothing is called “\(name)” here")
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
        if case .context(let context) = run.slots[slot], let value = context[name] {
            run.give { $0.member(name, of: run.slots[slot], $0.slots[slot]) }
            return value
        }
        let (value, lineage) = run.trace(otherwise)
        run.give { lineage.adding([$0.member(name, of: run.slots[slot], $0.slots[slot])], $0) }
        return value
    }
    var isTraced: Bool { true }
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
        let traced = items.map { run.trace($0) }
        run.give { _ in .items(traced.map(\.lineage)) }
        return run.admit(.list(traced.map(\.value)), at: place)
    }
    var isTraced: Bool { true }
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
        var lineages: [String: Lineage] = [:]
        for entry in entries {
            let (value, lineage) = run.trace(entry.value)
            run.bind(entry.slot, value, lineage)
            context[entry.key] = value
            if run.tracer != nil { lineages[entry.key] = lineage }
        }
        run.give { _ in .members(lineages) }
        return run.admit(.context(context), at: place)
    }
    var isTraced: Bool { true }
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
        guard Compare.isOrdered(value) || relation == .equal || relation == .notEqual else {
            return run.fail(.operands, place, "a range cannot consist of a \(value.typeName)")
        }
        return .range(Interval(relation, value))
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
        let (value, lineage) = run.trace(base)
        run.give { $0.member(name, of: value, lineage) }
        return Access.member(name, of: value, run, place)
    }
    var isTraced: Bool { true }
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

    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        let (source, from) = run.trace(base)
        let outer = (run.slots[slot], run.tracer?.slots[slot])
        defer { run.bind(slot, outer.0, outer.1) }
        guard !source.isNull, let first = source.elements.first else { return filterNothing(from, run) }
        let items = source.elements
        guard run.spend(items.count + 1, at: place) else { return .null }
        let lineages = run.tracer?.items(of: source, from) ?? []
        run.bind(slot, first, lineages.first)
        var (decision, why) = run.trace(condition)
        if case .number(let number) = decision { return item(number, items, lineages, from, why, run) }
        var kept = Kept()
        for (index, item) in items.enumerated() {
            if index > 0 {
                run.bind(slot, item, run.tracer.map { _ in lineages[index] })
                guard run.spend(at: place) else { return .null }
                (decision, why) = run.trace(condition)
            }
            if let tracer = run.tracer { kept.reasons.formUnion(tracer.deep(why)) }
            guard keep(item, decision, &kept, run) else {
                run.give { Lineage(own: kept.reasons.union($0.deep(from))) }
                return .null
            }
            // An item stands where it stands because of the decisions on those before it.
            if decision.isTrue, run.tracer != nil { kept.lineages.append(lineages[index].adding(kept.reasons)) }
        }
        run.give { Lineage(shape: $0.shape(of: from).union(kept.reasons), parts: .items(kept.lineages)) }
        return .list(kept.values)
    }

    private struct Kept {
        var values: [Value] = []
        var lineages: [Lineage] = []
        var reasons = Marks()
    }

    private func item(
        _ number: Decimal128, _ items: [Value], _ lineages: [Lineage], _ from: Lineage, _ why: Lineage, _ run: Evaluation
    ) -> Value {
        run.give { tracer in
            let reasons = tracer.deep(why)
            guard let index = number.integer, index > 0, index <= items.count else {
                return Lineage(own: reasons.union(tracer.deep(from)).union(tracer.shape(of: from)))
            }
            return lineages[index - 1].adding(reasons)
        }
        return Access.item(number, of: items, run, place)
    }

    private func keep(_ item: Value, _ decision: Value, _ kept: inout Kept, _ run: Evaluation) -> Bool {
        switch decision {
        case .boolean(true): kept.values.append(item)
        case .boolean(false), .null: break
        default:
            _ = run.fail(.type, place, "a filter needs a number or a condition, not a \(decision.typeName)")
            return false
        }
        return true
    }

    /// Of nothing: no item by number, an empty list by condition.
    private func filterNothing(_ from: Lineage, _ run: Evaluation) -> Value {
        let before = run.diagnostics.count
        run.bind(slot, .null, from)
        let (decision, why) = run.trace(condition)
        run.give { Lineage(own: $0.deep(from).union($0.shape(of: from)).union($0.deep(why))) }
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
