internal import Kernel

extension Builtin {
    /// 10.3.4.5
    static let numbers: [Builtin] = [
        rounding("decimal", .halfEven, scaleRequired: true),
        rounding("floor", .floor, scaleRequired: false),
        rounding("ceiling", .ceiling, scaleRequired: false),
        rounding("round up", .up, scaleRequired: true),
        rounding("round down", .down, scaleRequired: true),
        rounding("round half up", .halfAway, scaleRequired: true),
        rounding("round half down", .halfDown, scaleRequired: true),
        Builtin("abs", "n") { call throws(Diagnostic) in
            switch call.scalar(0) {
            case .number(let number): return .number(number.magnitude)
            case .duration(let duration):
                return .duration(Duration(nanoseconds: duration.nanoseconds < 0 ? -duration.nanoseconds : duration.nanoseconds))
            case .months(let months): return .months(months < 0 ? 0 &- months : months)
            default: throw call.wrong(0, "number or duration")
            }
        },
        Builtin("modulo", "dividend, divisor") { call throws(Diagnostic) in
            let dividend = try call.number(0)
            let divisor = try call.number(1)
            guard divisor != .zero else { throw call.problem(.arithmetic, "nothing can be divided by zero") }
            guard let result = dividend.modulo(divisor) else {
                throw call.problem(.arithmetic, "modulo(\(dividend), \(divisor)) does not fit")
            }
            return .number(result)
        },
        math("sqrt") { $0.isNegative ? nil : $0.squareRoot() },
        math("log") { $0.naturalLogarithm() },
        math("exp") { $0.exponential() },
        Builtin("odd", "number") { call throws(Diagnostic) in .boolean(try remainderByTwo(call) == .one) },
        Builtin("even", "number") { call throws(Diagnostic) in .boolean(try remainderByTwo(call) == .zero) },
    ]

    private static func remainderByTwo(_ call: Call) throws(Diagnostic) -> Decimal128 {
        let number = try call.number(0)
        guard let rest = number.modulo(2) else { throw call.problem(.arithmetic, "\(number) is too large for \(call.name)") }
        return rest
    }

    private static func math(_ name: String, _ body: @escaping @Sendable (Decimal128) -> Decimal128?) -> Builtin {
        Builtin(name, "number") { call throws(Diagnostic) in
            let number = try call.number(0)
            guard let result = body(number) else { throw call.problem(.arithmetic, "\(name)(\(number)) is not defined") }
            return .number(result)
        }
    }

    private static func rounding(_ name: String, _ mode: Decimal128.Rounding, scaleRequired: Bool) -> Builtin {
        Builtin(name, scaleRequired ? "n, scale" : "n, scale?") { call throws(Diagnostic) in
            let number = try call.number(0)
            let scale = call.count > 1 ? try call.integer(1) : 0
            guard (-6111...6176).contains(scale) else { throw call.problem(.value, "\(name) cannot round to \(scale) digits") }
            // A number with fewer digits than asked for is already rounded; to quantize it may need more than 34 digits.
            if number.exponent >= -scale { return .number(number) }
            guard let result = number.rounded(scale: scale, mode) else {
                throw call.problem(.arithmetic, "\(name)(\(number), \(scale)) does not fit")
            }
            return .number(result)
        }
    }
}
