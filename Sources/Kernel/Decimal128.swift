private import CDecimal

/// A decimal number of 34 digits (IEEE 754 decimal128, by libintelrdfpmath): money, FEEL numbers, JSON numbers.
/// Always finite; equal values are equal and hash alike whatever their trailing zeros.
public struct Decimal128: Sendable {
    private let low: UInt64
    private let high: UInt64

    private var raw: cd_decimal { cd_decimal(low: low, high: high) }

    private init?(_ raw: cd_decimal, flags: UInt32) {
        guard cd_is_finite(raw), flags & UInt32(CD_INVALID | CD_ZERO_DIVIDE | CD_OVERFLOW) == 0
        else { return nil }
        self.init(trusted: raw)
    }

    private init(trusted raw: cd_decimal) {
        low = raw.low
        high = raw.high
    }

    public init(_ value: Int) { self.init(trusted: cd_from_int64(Int64(value))) }

    /// Reads `-12.50` or `1.2E+3`; nil for anything else, for infinities, and for what does not fit.
    public init?(_ text: some StringProtocol) {
        guard let first = text.utf8.first, text.utf8.count < 6200,
            (0x30...0x39).contains(first) || first == 0x2D || first == 0x2E,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }),
            text.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        var flags: UInt32 = 0
        self.init(String(text).withCString { cd_from_string($0, &flags) }, flags: flags)
    }

    /// How a number is cut to fewer digits.
    public enum Rounding: Sendable {
        case halfEven, halfAway, halfDown, up, down, floor, ceiling
    }

    public static let zero = Decimal128(0)
    public static let one = Decimal128(1)

    public var isNegative: Bool { self < .zero }
    public var magnitude: Decimal128 { Decimal128(trusted: cd_abs(raw)) }
    public static prefix func - (value: Decimal128) -> Decimal128 { Decimal128(trusted: cd_negate(value.raw)) }

    /// Nil where the result does not fit.
    public func adding(_ other: Decimal128) -> Decimal128? { Decimal128.run { cd_add(raw, other.raw, &$0) } }
    public func subtracting(_ other: Decimal128) -> Decimal128? { Decimal128.run { cd_sub(raw, other.raw, &$0) } }
    public func multiplied(by other: Decimal128) -> Decimal128? { Decimal128.run { cd_mul(raw, other.raw, &$0) } }
    /// Nil for a division by zero.
    public func divided(by other: Decimal128) -> Decimal128? { Decimal128.run { cd_div(raw, other.raw, &$0) } }
    public func raised(to other: Decimal128) -> Decimal128? { Decimal128.run { cd_pow(raw, other.raw, &$0) } }
    public func squareRoot() -> Decimal128? { Decimal128.run { cd_sqrt(raw, &$0) } }
    public func exponential() -> Decimal128? { Decimal128.run { cd_exp(raw, &$0) } }
    public func naturalLogarithm() -> Decimal128? { self > .zero ? Decimal128.run { cd_log(raw, &$0) } : nil }

    /// The remainder with the sign of the divisor, exact; nil for a divisor of zero.
    public func modulo(_ divisor: Decimal128) -> Decimal128? {
        guard let rest = Decimal128.run({ cd_fmod(raw, divisor.raw, &$0) }) else { return nil }
        return rest == .zero || rest.isNegative == divisor.isNegative ? rest : rest.adding(divisor)
    }

    /// Power of ten of the last stored digit: -2 for `1.20`, 0 for whole numbers below 10^34.
    public var exponent: Int { Int(cd_exponent(raw)) }

    private static func run(_ body: (inout UInt32) -> cd_decimal) -> Decimal128? {
        var flags: UInt32 = 0
        let result = body(&flags)
        return Decimal128(result, flags: flags)
    }

    /// Rounds to a number of digits after the point (negative: before it); nil where it does not fit.
    public func rounded(scale: Int, _ rounding: Rounding) -> Decimal128? {
        guard (-6111...6176).contains(scale), let unit = Decimal128("1E\(-scale)") else { return nil }
        switch rounding {
        case .halfEven: return quantized(unit, CD_HALF_EVEN)
        case .halfAway: return quantized(unit, CD_HALF_AWAY)
        case .floor: return quantized(unit, CD_DOWN_FLOOR)
        case .ceiling: return quantized(unit, CD_UP_CEILING)
        case .down: return quantized(unit, CD_TO_ZERO)
        case .up: return quantized(unit, isNegative ? CD_DOWN_FLOOR : CD_UP_CEILING)
        case .halfDown:
            guard let cut = quantized(unit, CD_TO_ZERO), let rest = subtracting(cut)?.magnitude,
                let half = Decimal128("0.5")?.multiplied(by: unit)
            else { return nil }
            return rest > half ? quantized(unit, isNegative ? CD_DOWN_FLOOR : CD_UP_CEILING) : cut
        }
    }

    private func quantized(_ unit: Decimal128, _ mode: Int) -> Decimal128? {
        Decimal128.run { cd_quantize(raw, unit.raw, UInt32(mode), &$0) }
    }

    /// The whole number, if it is one and fits.
    public var integer: Int? {
        var flags: UInt32 = 0
        let value = cd_to_int64(raw, &flags)
        return flags == 0 ? Int(value) : nil
    }

    /// Nearest double, for drawing only.
    public var double: Double { Double(description) ?? 0 }
}

extension Decimal128: Comparable, Hashable {
    public static func == (left: Decimal128, right: Decimal128) -> Bool { cd_equal(left.raw, right.raw) }
    public static func < (left: Decimal128, right: Decimal128) -> Bool { cd_less(left.raw, right.raw) }
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension Decimal128: CustomStringConvertible, ExpressibleByIntegerLiteral, Codable {
    public init(integerLiteral value: Int) { self.init(value) }

    /// Plain notation without trailing zeros: `12.5`, `1200`, `0.001`.
    public var description: String {
        if exponent == 0, let whole = integer { return String(whole) }
        let (digits, exponent, negative) = parts
        guard digits != [0x30] else { return "0" }
        var text = String(decoding: digits, as: UTF8.self)
        if exponent >= 0 {
            text += String(repeating: "0", count: exponent)
        } else if digits.count > -exponent {
            text.insert(".", at: text.index(text.endIndex, offsetBy: exponent))
        } else {
            text = "0." + String(repeating: "0", count: -exponent - digits.count) + text
        }
        return negative ? "-" + text : text
    }

    /// Fixed digits after the point, rounded half away from zero: `12.50`.
    public func fixed(_ scale: Int) -> String {
        let text = (rounded(scale: scale, .halfAway) ?? self).description
        guard scale > 0 else { return text }
        let point = text.firstIndex(of: ".")
        let have = point.map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
        return text + (point == nil ? "." : "") + String(repeating: "0", count: scale - have)
    }

    /// Significant digits without trailing zeros, exponent and sign; the C form is `+1250E-2`.
    private var parts: (digits: [UInt8], exponent: Int, negative: Bool) {
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 48) { buffer -> String in
            guard let base = buffer.baseAddress else { return "+0E+0" }
            buffer.initialize(repeating: 0)
            cd_to_string(base, raw)
            return String(cString: base)
        }
        let halves = text.dropFirst().split(separator: "E")
        var digits = Array((halves.first ?? "0").utf8.drop { $0 == 0x30 })
        guard !digits.isEmpty else { return ([0x30], 0, false) }
        var exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
        while digits.last == 0x30 {
            digits.removeLast()
            exponent += 1
        }
        return (digits, exponent, text.hasPrefix("-"))
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text: String
        if let string = try? container.decode(String.self) {
            text = string
        } else {
            text = try JSON(from: decoder).plain
        }
        guard let value = Decimal128(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number: \(text)")
        }
        self = value
    }

    /// As a string, because JSON readers may cut numbers to binary doubles.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
