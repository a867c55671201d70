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
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(at: place) else { return .null }
        switch condition.evaluate(run) {
        case .boolean(true): return yes.evaluate(run)
        case .boolean(false), .null: return no.evaluate(run)
        case let other: return run.fail(.type, place, "a condition must be true or false, not a \(other.typeName)")
        }
    }
}

/// `x in source`, `x in source .. end`.
struct Iteration: Sendable {
    let slot: Int
    let source: any Node
    let end: (any Node)?

    /// The values in turn; nil (with a diagnostic) where there is nothing to walk.
    func values(_ run: Evaluation, _ place: Int) -> [Value]? {
        let first = source.evaluate(run)
        if let end {
            return Iteration.steps(
                Interval(start: first, end: end.evaluate(run), includesStart: true, includesEnd: true), run, place)
        }
        switch first {
        case .list(let items): return items
        case .range(let range): return Iteration.steps(range, run, place)
        case .null:
            _ = run.fail(.type, place, "nothing to iterate over")
            return nil
        default: return [first]
        }
    }

    /// Whole numbers or days between two ends, upwards or downwards.
    static func steps(_ range: Interval, _ run: Evaluation, _ place: Int) -> [Value]? {
        let ends: (Int, Int)?
        let make: (Int) -> Value
        switch (range.start, range.end) {
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

    /// Walks the product of several iterations, the last one fastest; `body` says whether to go on. False without sources.
    static func walk(
        _ loops: [Iteration], _ run: Evaluation, _ place: Int, depth: Int = 0, _ body: () -> Bool
    ) -> (valid: Bool, goOn: Bool) {
        guard depth < loops.count else { return (true, body()) }
        let loop = loops[depth]
        guard let values = loop.values(run, place) else { return (false, false) }
        for value in values {
            guard run.spend(at: place) else { return (false, false) }
            run.slots[loop.slot] = value
            let (valid, goOn) = walk(loops, run, place, depth: depth + 1, body)
            guard valid, goOn else { return (valid, goOn) }
        }
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
    func evaluate(_ run: Evaluation) -> Value {
        var results: [Value] = []
        let (valid, _) = Iteration.walk(loops, run, place) {
            if let partial { run.slots[partial] = .list(results) }
            let value = body.evaluate(run)
            guard let partial else {
                results.append(value)
                return results.count <= Limits.elements
            }
            run.slots[partial] = .null
            results.append(run.admit(value, at: place))
            return results.count <= Limits.elements
        }
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
    func evaluate(_ run: Evaluation) -> Value {
        var decided = false
        var undecided = false
        var wrong: Value?
        let (valid, _) = Iteration.walk(loops, run, place) {
            switch condition.evaluate(run) {
            case .boolean(let holds): decided = holds != every
            case .null: undecided = true
            case let other: wrong = other
            }
            return !decided && wrong == nil
        }
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
    func evaluate(_ run: Evaluation) -> Value {
        .function(
            Function(
                name: "this function", parameters: parameters,
                body: .closure(body, slot: slot, captured: run.slots, scope: run.scope)))
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
        let callee = function.evaluate(run)
        guard case .function(let target) = callee else {
            return run.fail(.notAFunction, place, "a \(callee.typeName) cannot be called")
        }
        let given = values.map { $0.evaluate(run) }
        if labels.isEmpty { return run.call(target, .positional(given), at: place) }
        return run.call(target, .named(Array(zip(labels, given)).map { (name: $0, value: $1) }), at: place)
    }
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
