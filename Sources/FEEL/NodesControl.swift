internal import Kernel

final class IfNode: Node {
    let place: Int
    let condition: any Node
    let yes: any Node
    let no: any Node
    init(place: Int, condition: any Node, yes: any Node, no: any Node) {
        self.place = place
        self.condition = condition
        self.yes = yes
        self.no = no
    }
    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(at: place) else { return .null }
        let (decision, why) = run.trace(condition)
        switch decision {
        case .boolean, .null:
            let (value, lineage) = run.trace(decision.isTrue ? yes : no)
            run.give { lineage.adding([why], $0) }
            return value
        default:
            run.give { _ in why }
            return run.fail(.type, place, "a condition must be true or false, not a \(decision.typeName)")
        }
    }
}

/// `x in source`, `x in source .. end`.
struct Iteration: Sendable {
    let slot: Int
    let source: any Node
    let end: (any Node)?

    /// The values in turn; nil (with a diagnostic) where there is nothing to walk.
    func values(_ run: Evaluation, _ place: Int) -> (values: [Value]?, lineage: Lineage) {
        let (first, from) = run.trace(source)
        if let end {
            let (last, until) = run.trace(end)
            let steps = Iteration.steps(
                Interval(start: first, end: last, includesStart: true, includesEnd: true), run, place)
            return (steps, run.tracer.map { Iteration.lineage(steps?.count ?? 0, from, until, $0) } ?? Lineage())
        }
        switch first {
        case .list(let items): return (items, from)
        case .range(let range): return (Iteration.steps(range, run, place), from)
        case .null:
            _ = run.fail(.type, place, "nothing to iterate over")
            return (nil, from)
        default: return ([first], run.tracer == nil ? from : .items([from]))
        }
    }

    /// The first step is the start; where the others go depends on the end as well.
    private static func lineage(_ count: Int, _ from: Lineage, _ until: Lineage, _ tracer: Tracer) -> Lineage {
        let start = tracer.deep(from)
        let both = start.union(tracer.deep(until))
        let items = (0..<count).map { Lineage(own: $0 == 0 ? start : both) }
        return Lineage(shape: both, parts: .items(items))
    }

    /// Whole numbers or days between two ends, upwards or downwards.
    static func steps(_ range: Interval, _ run: Evaluation, _ place: Int) -> [Value]? {
        let ends: (Int, Int)?
        let make: (Int) -> Value
        switch (range.relation == .notEqual ? .null : range.start, range.end) {
        case (.number(let low), .number(let high)):
            ends = low.integer.flatMap { start in high.integer.map { (start, $0) } }
            make = { .number($0) }
        case (.date(let low), .date(let high)):
            ends = (low.epochDay, high.epochDay)
            make = { .date(.init(epochDay: $0)) }
        default:
            ends = nil
            make = { .number($0) }
        }
        guard let (low, high) = ends else {
            _ = run.fail(.type, place, "one can count from whole number to whole number or from date to date only")
            return nil
        }
        let distance = low <= high ? high.subtractingReportingOverflow(low) : low.subtractingReportingOverflow(high)
        guard !distance.overflow, distance.partialValue < Limits.elements, run.spend(distance.partialValue + 1, at: place) else {
            _ = run.fail(.limit, place, "more than \(Limits.elements) steps")
            return nil
        }
        let step = low <= high ? 1 : -1
        var values = stride(from: low, through: high, by: step).map(make)
        if !range.includesStart, !values.isEmpty { values.removeFirst() }
        if !range.includesEnd, !values.isEmpty { values.removeLast() }
        return values
    }

    /// What the steps of a walk depend on.
    struct Walk {
        /// The number of all steps.
        var shape = Marks()
        /// That there is this step, and at this place.
        var here = Marks()
        fileprivate var completed = Marks()

        var step: Marks { here.union(completed) }
    }

    /// Walks the product of several iterations, the last one fastest; `body` says whether to go on. False without sources.
    static func walk(
        _ loops: [Iteration], _ run: Evaluation, _ place: Int, _ walk: inout Walk, depth: Int = 0, _ body: (Walk) -> Bool
    ) -> (valid: Bool, goOn: Bool) {
        guard depth < loops.count else { return (true, body(walk)) }
        let loop = loops[depth]
        let (values, lineage) = loop.values(run, place)
        let shape = run.tracer?.shape(of: lineage) ?? Marks()
        walk.shape.formUnion(shape)
        guard let values else { return (false, false) }
        let around = walk.here
        for (index, value) in values.enumerated() {
            guard run.spend(at: place) else { return (false, false) }
            let item = run.tracer?.item(index, of: lineage)
            run.bind(loop.slot, value, item)
            if let item { walk.here = around.union(item.own) }
            let (valid, goOn) = self.walk(loops, run, place, &walk, depth: depth + 1, body)
            guard valid, goOn else { return (valid, goOn) }
        }
        walk.here = around
        // The number of inner steps says where the next outer one begins.
        if depth > 0 { walk.completed.formUnion(shape) }
        return (true, true)
    }
}

final class ForNode: Node {
    let place: Int
    let loops: [Iteration]
    /// Where `partial` stands, if the body reads it.
    let partial: Int?
    let body: any Node
    init(place: Int, loops: [Iteration], partial: Int?, body: any Node) {
        self.place = place
        self.loops = loops
        self.partial = partial
        self.body = body
    }
    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        var results: [Value] = []
        var lineages: [Lineage] = []
        var walk = Iteration.Walk()
        let (valid, _) = Iteration.walk(loops, run, place, &walk) { walk in
            if let partial { run.bind(partial, .list(results), .items(lineages)) }
            let (value, lineage) = run.trace(body)
            if run.tracer != nil { lineages.append(lineage.adding(walk.step)) }
            guard let partial else {
                results.append(value)
                return results.count <= Limits.elements
            }
            run.slots[partial] = .null
            results.append(run.admit(value, at: place))
            return results.count <= Limits.elements
        }
        run.give { _ in Lineage(shape: walk.shape, parts: .items(lineages)) }
        guard results.count <= Limits.elements else { return run.fail(.limit, place, "more than \(Limits.elements) results") }
        return valid ? run.admit(.list(results), at: place) : .null
    }
}

/// `some … satisfies`, `every … satisfies`, three-valued.
final class QuantifiedNode: Node {
    let place: Int
    let every: Bool
    let loops: [Iteration]
    let condition: any Node
    init(place: Int, every: Bool, loops: [Iteration], condition: any Node) {
        self.place = place
        self.every = every
        self.loops = loops
        self.condition = condition
    }
    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        var decided = false
        var undecided = false
        var wrong: Value?
        var (walk, reasons) = (Iteration.Walk(), Marks())
        let (valid, _) = Iteration.walk(loops, run, place, &walk) { _ in
            let (decision, why) = run.trace(condition)
            if let tracer = run.tracer { reasons.formUnion(tracer.deep(why)) }
            switch decision {
            case .boolean(let holds): decided = holds != every
            case .null: undecided = true
            case let other: wrong = other
            }
            return !decided && wrong == nil
        }
        run.give { _ in Lineage(own: walk.shape.union(reasons)) }
        if decided { return .boolean(!every) }
        guard valid else { return .null }
        if let wrong { return run.fail(.type, place, "the condition must be true or false, not a \(wrong.typeName)") }
        return undecided
            ? run.fail(.operands, place, "for some element the condition is undecided") : .boolean(every)
    }
}

final class FunctionNode: Node {
    let place: Int
    let parameters: [Function.Parameter]
    let slot: Int
    let body: any Node
    init(place: Int, parameters: [Function.Parameter], slot: Int, body: any Node) {
        self.place = place
        self.parameters = parameters
        self.slot = slot
        self.body = body
    }
    /// A function depends on nothing by itself; its results depend on what it reads when it is called.
    var isTraced: Bool { true }
    func evaluate(_ run: Evaluation) -> Value {
        run.give { _ in Lineage() }
        let lineages = run.tracer.map { Function.Captured(slots: $0.slots, variables: $0.variables) }
        return .function(
            Function(
                name: "this function", parameters: parameters,
                body: .closure(body, slot: slot, captured: run.slots, scope: run.scope, lineages: lineages)))
    }
}

/// A function kept outside FEEL: only those that `ExternalFunctions` names exist here.
final class ExternalNode: Node {
    let place: Int
    let parameters: [Function.Parameter]
    let mapping: any Node
    init(place: Int, parameters: [Function.Parameter], mapping: any Node) {
        self.place = place
        self.parameters = parameters
        self.mapping = mapping
    }
    func evaluate(_ run: Evaluation) -> Value {
        ExternalFunctions.function(mapping.evaluate(run), parameters, run, place)
    }
}

final class CallNode: Node {
    let place: Int
    let function: any Node
    let values: [any Node]
    let labels: [String]
    init(place: Int, function: any Node, values: [any Node], labels: [String]) {
        self.place = place
        self.function = function
        self.values = values
        self.labels = labels
    }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(at: place) else { return .null }
        let (callee, from) = run.trace(function)
        guard case .function(let target) = callee else {
            run.give { _ in from }
            return run.fail(.notAFunction, place, "a \(callee.typeName) cannot be called")
        }
        let given = values.map { run.trace($0) }
        let arguments =
            labels.isEmpty
            ? Arguments.positional(given.map(\.value)) : .named(zip(labels, given).map { (name: $0, value: $1.value) })
        let (value, lineage) = run.trace(isTraced: true) {
            run.tracer?.arguments = given.map(\.lineage)
            return run.call(target, arguments, at: place)
        }
        run.give { lineage.adding([from], $0) }
        return value
    }
    var isTraced: Bool { true }
}

final class NegationNode: Node {
    let place: Int
    let operand: any Node
    init(place: Int, operand: any Node) {
        self.place = place
        self.operand = operand
    }
    func evaluate(_ run: Evaluation) -> Value { Arithmetic.negate(operand.evaluate(run), run, place) }
}

final class ArithmeticNode: Node {
    let place: Int
    let sign: Arithmetic.Sign
    let left: any Node
    let right: any Node
    init(place: Int, sign: Arithmetic.Sign, left: any Node, right: any Node) {
        self.place = place
        self.sign = sign
        self.left = left
        self.right = right
    }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(at: place) else { return .null }
        return Arithmetic.apply(sign, left.evaluate(run), right.evaluate(run), run, place)
    }
}
