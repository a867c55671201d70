import FEEL
import Folders
import Kernel

/// Plausible values for fields.
enum Sampling {
    /// A value from the field's own limits; nil where only people know one.
    static func value(
        _ field: Field, near current: JSON? = nil, on day: LocalDate? = nil, in scope: Scope? = nil, chance: inout Chance
    ) -> JSON? {
        switch field.type {
        case .choice: return chance.pick(field.options).map { .string($0) }
        case .multiChoice, .clauses:
            let chosen = field.options.filter { _ in chance.happens(0.5) }
            return .array((chosen.isEmpty ? field.options.prefix(1).map { $0 } : chosen).map { .string($0) })
        case .yesNo: return .bool(chance.happens(0.5))
        case .number, .money: return number(field, near: current, in: scope, chance: &chance)
        case .date: return date(near: current, on: day, chance: &chance)
        case .text, .textarea:
            guard field.pattern == nil else { return nil }
            let least = max(field.minLength ?? 0, 12)
            return .string(String(String(repeating: "Probe der Regel. ", count: least / 17 + 1).prefix(max(least, 16))))
        case .email, .phone, .address, .file, .group: return nil
        }
    }

    private static func number(_ field: Field, near current: JSON?, in scope: Scope?, chance: inout Chance) -> JSON? {
        var bounds: [Int?] = []
        for bound in [field.min, field.max] {
            if case .number(let limit) = bound {
                bounds.append(limit.integer)
            } else {
                bounds.append(scope.flatMap { bound?.value(in: $0).number?.integer })
            }
        }
        let middle = current?.number?.rounded(scale: 0, .halfEven)?.integer ?? bounds[0] ?? 1
        let least = bounds[0] ?? max(0, middle - 3)
        let most = max(least, min(bounds[1] ?? middle + 3, max(middle, least) + 50))
        return .number(Decimal128(Int.random(in: least...most, using: &chance)))
    }

    /// A day near the one that is there, or before the day of the application: mostly weeks, sometimes years.
    private static func date(near current: JSON?, on day: LocalDate?, chance: inout Chance) -> JSON? {
        guard let middle = current?.string.flatMap({ LocalDate($0) }) ?? day else { return nil }
        let far = chance.happens(0.3) ? 1500 : 60
        return .string(middle.adding(days: Int.random(in: -far...(far / 3), using: &chance)).description)
    }
}
