internal import Kernel

extension Builtin {
    /// 10.3.4.4, what makes one value of many.
    static let aggregates: [Builtin] = [
        Builtin("min", "list", "c...") { call throws(Diagnostic) in try extreme(call) { $0 < 0 } },
        Builtin("max", "list", "c...") { call throws(Diagnostic) in try extreme(call) { $0 > 0 } },
        Builtin("sum", "list", "n...") { call throws(Diagnostic) in
            let items = try notEmpty(call)
            return .number(try total(try numbers(items, call), call))
        },
        Builtin("mean", "list", "n...") { call throws(Diagnostic) in
            let items = try numbers(try notEmpty(call), call)
            return .number(try fits(try total(items, call).divided(by: Decimal128(items.count)), call))
        },
        Builtin("product", "list", "n...") { call throws(Diagnostic) in
            var product = Decimal128.one
            for number in try numbers(try notEmpty(call), call) { product = try fits(product.multiplied(by: number), call) }
            return .number(product)
        },
        Builtin("median", "list", "n...") { call throws(Diagnostic) in
            let items = try numbers(try notEmpty(call), call).sorted()
            let middle = items.count / 2
            guard items.count.isMultiple(of: 2) else { return .number(items[middle]) }
            return .number(try fits(items[middle - 1].adding(items[middle])?.divided(by: 2), call))
        },
        Builtin("stddev", "list", "n...") { call throws(Diagnostic) in
            let items = try numbers(try call.items(), call)
            guard items.count > 1 else { throw call.problem(.value, "a standard deviation needs two numbers at least") }
            let mean = try fits(try total(items, call).divided(by: Decimal128(items.count)), call)
            var squares = Decimal128.zero
            for item in items {
                let distance = try fits(item.subtracting(mean), call)
                squares = try fits(distance.multiplied(by: distance).flatMap { squares.adding($0) }, call)
            }
            return .number(try fits(squares.divided(by: Decimal128(items.count - 1))?.squareRoot(), call))
        },
        Builtin("mode", "list", "n...") { call throws(Diagnostic) in
            let items = try numbers(try call.items(), call).sorted()
            var counts: [(number: Decimal128, count: Int)] = []
            for item in items {
                if let last = counts.last, last.number == item {
                    counts[counts.count - 1].count += 1
                } else {
                    counts.append((item, 1))
                }
            }
            let most = counts.map(\.count).max() ?? 0
            return .list(counts.filter { $0.count == most }.map { .number($0.number) })
        },
        truth("all", deciding: false), truth("and", deciding: false), truth("any", deciding: true), truth("or", deciding: true),
    ]

    private static func notEmpty(_ call: Call) throws(Diagnostic) -> [Value] {
        let items = try call.items()
        guard !items.isEmpty else { throw call.problem(.value, "\(call.name) of an empty list is not defined") }
        return items
    }

    private static func numbers(_ items: [Value], _ call: Call) throws(Diagnostic) -> [Decimal128] {
        var numbers: [Decimal128] = []
        numbers.reserveCapacity(items.count)
        for item in items {
            guard case .number(let number) = item else {
                throw call.problem(.type, "\(call.name) needs numbers, not a \(item.typeName)")
            }
            numbers.append(number)
        }
        return numbers
    }

    private static func total(_ numbers: [Decimal128], _ call: Call) throws(Diagnostic) -> Decimal128 {
        var sum = Decimal128.zero
        for number in numbers { sum = try fits(sum.adding(number), call) }
        return sum
    }

    private static func fits(_ number: Decimal128?, _ call: Call) throws(Diagnostic) -> Decimal128 {
        guard let number else { throw call.problem(.arithmetic, "the result of \(call.name) does not fit") }
        return number
    }

    private static func extreme(_ call: Call, wins: (Int) -> Bool) throws(Diagnostic) -> Value {
        let items = try notEmpty(call)
        var best = items[0]
        guard Compare.isOrdered(best) else { throw call.problem(.type, "a \(best.typeName) has no order") }
        for item in items.dropFirst() {
            guard let order = Compare.order(item, best) else {
                throw call.problem(.operands, "a \(item.typeName) and a \(best.typeName) have no order")
            }
            if wins(order) { best = item }
        }
        return best
    }

    /// `all` is decided by one false, `any` by one true; otherwise by all items, undecided if one is no boolean.
    private static func truth(_ name: String, deciding: Bool) -> Builtin {
        Builtin(name, "list", "b...") { call throws(Diagnostic) in
            var undecided: Value?
            for item in try call.items() {
                guard case .boolean(let value) = item else {
                    undecided = item
                    continue
                }
                if value == deciding { return .boolean(deciding) }
            }
            if let undecided { throw call.problem(.type, "\(name) needs booleans, not a \(undecided.typeName)") }
            return .boolean(!deciding)
        }
    }
}
