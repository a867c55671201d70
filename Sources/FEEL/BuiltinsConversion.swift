internal import Kernel

extension Builtin {
    /// 10.3.4.1 and 10.3.4.2
    static let conversion: [Builtin] = [
        Builtin("number", "from", "from, grouping separator, decimal separator") { call throws(Diagnostic) in
            let text = try call.string(0)
            guard call.shape == 1 else {
                guard let number = plainNumber(text) else { throw call.problem(.value, "“\(text.prefix(40))” is no number") }
                return .number(number)
            }
            let grouping = call.isMissing(1) ? nil : try call.string(1)
            let point = call.isMissing(2) ? nil : try call.string(2)
            guard grouping.map({ [" ", ",", "."].contains($0) }) ?? true, point.map({ [",", "."].contains($0) }) ?? true,
                grouping == nil || grouping != point
            else { throw call.problem(.value, "these separators are not possible together") }
            var plain = text
            if let grouping { plain = plain.replacing(grouping, with: "") }
            if let point, point == "," {
                guard !plain.contains(".") else {
                    throw call.problem(.value, "“\(text.prefix(40))” is no number with these separators")
                }
                plain = plain.replacing(",", with: ".")
            }
            guard let number = plainNumber(plain) else { throw call.problem(.value, "“\(text.prefix(40))” is no number") }
            return .number(number)
        },
        Builtin("string", "from") { call throws(Diagnostic) in
            guard !call[0].isNull else { throw call.wrong(0, "value") }
            try call.spendComparing(call[0], times: 1)
            return try call.bounded(call[0].plain)
        },
        Builtin("not", "negand") { call throws(Diagnostic) in .boolean(!(try call.boolean(0))) },
        Builtin("is", "value1, value2") { call throws(Diagnostic) in .boolean(isSame(call[0], call[1])) },
        Builtin("range", "from") { call throws(Diagnostic) in
            let text = try call.string(0)
            guard let parsed = try? Expression(parsing: text), let node = parsed.root as? RangeNode, node.isLiteral,
                parsed.slots == 0
            else { throw call.problem(.value, "“\(text.prefix(40))” is no range of literals") }
            let value = node.evaluate(call.run)
            if case .range(let range) = value, let order = Compare.order(range.start, range.end), order > 0 {
                throw call.problem(.value, "the range “\(text.prefix(40))” ends before it starts")
            }
            return value
        },
    ]

    /// Digits with a point, sign and exponent as FEEL writes them.
    private static func plainNumber(_ text: String) -> Decimal128? {
        guard text.utf8.last.map({ (0x30...0x39).contains($0) }) ?? false else { return nil }
        return Decimal128(text)
    }

    /// The same element of the domain (10.3.4.9): moments on one clock, with the same offset or region, also inside lists and
    /// contexts. A region is no offset, even where both give the same moment: `timezone` tells them apart.
    private static func isSame(_ left: Value, _ right: Value, depth: Int = 0) -> Bool {
        guard depth < Limits.nesting else { return false }
        switch (left, right) {
        case (.time(let first), .time(let second)): return first == second
        case (.dateTime(let first), .dateTime(let second)): return first == second
        case (.list(let first), .list(let second)):
            return first.count == second.count && zip(first, second).allSatisfy { isSame($0, $1, depth: depth + 1) }
        case (.context(let first), .context(let second)):
            return first.count == second.count
                && first.entries.allSatisfy { key, value in second[key].map { isSame(value, $0, depth: depth + 1) } ?? false }
        case (.range(let first), .range(let second)):
            return Compare.equal(left, right) == true && isSame(first.start, second.start) && isSame(first.end, second.end)
        default: return Compare.equal(left, right) ?? false
        }
    }
}

extension RangeNode {
    /// Both ends are values written down, not computed from names.
    var isLiteral: Bool {
        func literal(_ node: any Node) -> Bool {
            switch node {
            case let constant as ConstantNode: constant.value.function == nil
            case let negation as NegationNode: literal(negation.operand)
            case let call as CallNode: (call.function as? ConstantNode) != nil && call.values.allSatisfy { $0 is ConstantNode }
            default: false
            }
        }
        return literal(start) && literal(end)
    }
}
