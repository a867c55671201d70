import Kernel

extension UnaryTests {
    /// The values that these tests compare with, if they compare with nothing but written-down values: then a check can reason
    /// about them. Nil where names, functions or `?` decide. Empty for `-`.
    public var constants: [Value]? {
        guard let root else { return [] }
        var values: [Value] = []
        let run = Evaluation(scope: Scope([:], now: .init(microseconds: 0)))
        for test in root.tests {
            let operand: any Node
            switch test {
            case let relation as RelationTestNode: operand = relation.operand
            case let value as ValueTestNode: operand = value.operand
            default: return nil
            }
            guard operand.isConstant else { return nil }
            UnaryTests.collect(operand.evaluate(run), into: &values)
        }
        return values
    }

    private static func collect(_ value: Value, into values: inout [Value]) {
        switch value {
        case .range(let range): values += [range.start, range.end].filter { !$0.isNull }
        case .list(let items): for item in items { collect(item, into: &values) }
        case .null: break
        default: values.append(value)
        }
    }
}

extension Node {
    /// Whether this is a value written down: the same at any time, in any scope.
    fileprivate var isConstant: Bool {
        switch self {
        case let constant as ConstantNode: constant.value.function == nil
        case let negation as NegationNode: negation.operand.isConstant
        case let range as RangeNode: range.start.isConstant && range.end.isConstant
        case let range as RelationRangeNode: range.operand.isConstant
        case let list as ListNode: list.items.allSatisfy(\.isConstant)
        case let call as CallNode: call.isConversion && call.values.allSatisfy(\.isConstant)
        default: false
        }
    }
}

extension CallNode {
    /// `date("2026-11-23")` and its like.
    fileprivate var isConversion: Bool {
        guard let name = (function as? ConstantNode)?.value.function?.name else { return false }
        return ["date", "time", "date and time", "duration", "number"].contains(name)
    }
}
