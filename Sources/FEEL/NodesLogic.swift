/// Three-valued logic (10.3.2.7): anything that is no boolean counts as null.
final class AndNode: Node {
    let place: Int
    let left: any Node
    let right: any Node
    init(place: Int, left: any Node, right: any Node) {
        self.place = place
        self.left = left
        self.right = right
    }
    func evaluate(_ run: Evaluation) -> Value {
        let first = left.evaluate(run)
        if case .boolean(false) = first { return first }
        let second = right.evaluate(run)
        if case .boolean(false) = second { return second }
        if first.isTrue, second.isTrue { return .boolean(true) }
        return run.fail(.operands, place, "“and” of \(first.typeName) and \(second.typeName) is undecided")
    }
}

final class OrNode: Node {
    let place: Int
    let left: any Node
    let right: any Node
    init(place: Int, left: any Node, right: any Node) {
        self.place = place
        self.left = left
        self.right = right
    }
    func evaluate(_ run: Evaluation) -> Value {
        let first = left.evaluate(run)
        if first.isTrue { return first }
        let second = right.evaluate(run)
        if second.isTrue { return second }
        if case .boolean(false) = first, case .boolean(false) = second { return .boolean(false) }
        return run.fail(.operands, place, "“or” of \(first.typeName) and \(second.typeName) is undecided")
    }
}

/// The six comparisons.
public enum Relation: String, Hashable, Sendable {
    case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="

    /// Longest first.
    static let symbols: [(String, Relation)] = [
        ("!=", .notEqual), ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("=", .equal), ("<", .less), (">", .greater),
    ]

    func decide(_ left: Value, _ right: Value, _ run: Evaluation, _ place: Int) -> Value {
        guard run.spendComparing(left, right, at: place) else { return .null }
        let decided: Bool?
        switch self {
        case .equal: decided = Compare.equal(left, right)
        case .notEqual: decided = Compare.equal(left, right).map(!)
        case .less: decided = Compare.order(left, right).map { $0 < 0 }
        case .lessOrEqual: decided = Compare.order(left, right).map { $0 <= 0 }
        case .greater: decided = Compare.order(left, right).map { $0 > 0 }
        case .greaterOrEqual: decided = Compare.order(left, right).map { $0 >= 0 }
        }
        if let decided { return .boolean(decided) }
        return run.fail(.operands, place, "a \(left.typeName) cannot be compared with a \(right.typeName)")
    }
}

final class CompareNode: Node {
    let place: Int
    let relation: Relation
    let left: any Node
    let right: any Node
    init(place: Int, relation: Relation, left: any Node, right: any Node) {
        self.place = place
        self.relation = relation
        self.left = left
        self.right = right
    }
    func evaluate(_ run: Evaluation) -> Value {
        guard run.spend(at: place) else { return .null }
        return relation.decide(left.evaluate(run), right.evaluate(run), run, place)
    }
}

final class BetweenNode: Node {
    let place: Int
    let value: any Node
    let low: any Node
    let high: any Node
    init(place: Int, value: any Node, low: any Node, high: any Node) {
        self.place = place
        self.value = value
        self.low = low
        self.high = high
    }
    /// As `value >= low and value <= high` (grammar table 10.3.2.7).
    func evaluate(_ run: Evaluation) -> Value {
        let middle = value.evaluate(run)
        let above = Relation.greaterOrEqual.decide(middle, low.evaluate(run), run, place)
        let below = Relation.lessOrEqual.decide(middle, high.evaluate(run), run, place)
        switch (above, below) {
        case (.boolean(let first), .boolean(let second)): return .boolean(first && second)
        case (.boolean(false), _), (_, .boolean(false)): return .boolean(false)
        default: return .null
        }
    }
}

/// A test of a value: of `in`, or of a cell.
protocol TestNode: Node {
    func test(_ input: Value, _ run: Evaluation) -> Value
}

extension TestNode {
    /// A test on its own reads the input of its cell.
    func evaluate(_ run: Evaluation) -> Value { test(run.slots[0], run) }
}

/// `< 5`
final class RelationTestNode: TestNode {
    let place: Int
    let relation: Relation
    let operand: any Node
    init(place: Int, relation: Relation, operand: any Node) {
        self.place = place
        self.relation = relation
        self.operand = operand
    }
    func test(_ input: Value, _ run: Evaluation) -> Value { relation.decide(input, operand.evaluate(run), run, place) }
}

/// A value: equal to the input, a list with it, or a range around it.
final class ValueTestNode: TestNode {
    let place: Int
    let operand: any Node
    init(place: Int, operand: any Node) {
        self.place = place
        self.operand = operand
    }
    func test(_ input: Value, _ run: Evaluation) -> Value { ValueTestNode.test(input, operand.evaluate(run), run, place) }

    static func test(_ input: Value, _ value: Value, _ run: Evaluation, _ place: Int) -> Value {
        switch value {
        case .range(let range):
            if case .range = input { return Relation.equal.decide(input, value, run, place) }
            return Compare.contains(range, input).map { .boolean($0) }
                ?? run.fail(.operands, place, "a \(input.typeName) cannot lie in this range")
        case .list(let items):
            guard run.spend(items.count, at: place), run.spendComparing(input, value, at: place) else { return .null }
            if case .list = input, Compare.equal(input, value) == true { return .boolean(true) }
            return .boolean(
                items.contains { item in
                    if case .range(let range) = item, Compare.contains(range, input) == true { return true }
                    return Compare.equal(input, item) == true
                })
        default: return Relation.equal.decide(input, value, run, place)
        }
    }
}

/// An expression that uses `?`: its truth, or its value as above.
final class ConditionTestNode: TestNode {
    let place: Int
    let condition: any Node
    init(place: Int, condition: any Node) {
        self.place = place
        self.condition = condition
    }
    func test(_ input: Value, _ run: Evaluation) -> Value {
        let value = condition.evaluate(run)
        switch value {
        case .boolean, .null: return value
        default: return ValueTestNode.test(input, value, run, place)
        }
    }
}

final class InNode: Node {
    let place: Int
    let value: any Node
    let tests: [any TestNode]
    init(place: Int, value: any Node, tests: [any TestNode]) {
        self.place = place
        self.value = value
        self.tests = tests
    }
    func evaluate(_ run: Evaluation) -> Value {
        let input = value.evaluate(run)
        return UnaryTestsNode.any(of: tests, input, run)
    }
}

final class UnaryTestsNode: Sendable {
    let place: Int
    let tests: [any TestNode]
    let negated: Bool
    init(place: Int, tests: [any TestNode], negated: Bool) {
        self.place = place
        self.tests = tests
        self.negated = negated
    }

    func decide(_ input: Value, _ run: Evaluation) -> Value {
        let result = UnaryTestsNode.any(of: tests, input, run)
        if negated, case .boolean(let value) = result { return .boolean(!value) }
        return result
    }

    static func any(of tests: [any TestNode], _ input: Value, _ run: Evaluation) -> Value {
        var undecided = false
        for test in tests {
            switch test.test(input, run) {
            case .boolean(true): return .boolean(true)
            case .boolean(false): break
            default: undecided = true
            }
        }
        return undecided ? .null : .boolean(false)
    }
}
