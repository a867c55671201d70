public import Kernel

/// A length of time as a law or an authority sets it.
///
/// Written `P14D`, `P5W`, `P1M`, `P1Y` (ISO 8601; years and months may stand together), `10 working days`
/// (Monday to Friday without holidays) or `10 working days with Saturdays` (Monday to Saturday without holidays).
public struct LegalPeriod: Hashable, Sendable {
    public enum Unit: String, CaseIterable, Sendable {
        case days, weeks, months, years
        /// Days that are neither Saturday, Sunday nor holiday.
        case workingDays
        /// Days that are neither Sunday nor holiday.
        case workingDaysWithSaturdays
    }

    public let amount: Int
    public let unit: Unit

    /// `amount` is at least 1; a smaller one counts as 1, because no law knows an empty period.
    public init(_ amount: Int, _ unit: Unit) {
        self.amount = max(1, amount)
        self.unit = unit
    }

    public static func days(_ amount: Int) -> LegalPeriod { LegalPeriod(amount, .days) }
    public static func weeks(_ amount: Int) -> LegalPeriod { LegalPeriod(amount, .weeks) }
    public static func months(_ amount: Int) -> LegalPeriod { LegalPeriod(amount, .months) }
    public static func years(_ amount: Int) -> LegalPeriod { LegalPeriod(amount, .years) }
    public static func workingDays(_ amount: Int) -> LegalPeriod { LegalPeriod(amount, .workingDays) }

    /// Nil for anything that is not one of the written forms, for zero, and for more than 10 000 units.
    public init?(_ text: String) {
        if let space = text.firstIndex(of: " ") {
            guard let amount = LegalPeriod.number(text[..<space]) else { return nil }
            switch text[space...] {
            case " working days", " working day": self.init(amount, .workingDays)
            case " working days with Saturdays": self.init(amount, .workingDaysWithSaturdays)
            default: return nil
            }
            return
        }
        guard text.first == "P", let parts = LegalPeriod.parts(text.dropFirst()) else { return nil }
        switch parts.map(\.letter) {
        case ["D"]: self.init(parts[0].amount, .days)
        case ["W"]: self.init(parts[0].amount, .weeks)
        case ["M"]: self.init(parts[0].amount, .months)
        case ["Y"]: self.init(parts[0].amount, .years)
        case ["Y", "M"]: self.init(parts[0].amount * 12 + parts[1].amount, .months)
        default: return nil
        }
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text), (1...10_000).contains(value)
        else { return nil }
        return value
    }

    private static func parts(_ text: Substring) -> [(amount: Int, letter: Character)]? {
        var found: [(amount: Int, letter: Character)] = []
        var digits = ""
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                guard let amount = number(digits) else { return nil }
                found.append((amount, character))
                digits = ""
            }
        }
        return digits.isEmpty && !found.isEmpty ? found : nil
    }
}

extension LegalPeriod: Codable, CustomStringConvertible {
    /// The written form, which `init?(_:)` reads.
    public var description: String {
        switch unit {
        case .days: "P\(amount)D"
        case .weeks: "P\(amount)W"
        case .months: "P\(amount)M"
        case .years: "P\(amount)Y"
        case .workingDays: "\(amount) working days"
        case .workingDaysWithSaturdays: "\(amount) working days with Saturdays"
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let period = LegalPeriod(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a period: \(text)")
        }
        self = period
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension LegalPeriod {
    /// The last day of the period that begins the day after (§§ 187 (1), 188 (2), (3) BGB). It does not move to a working day, as is
    /// right for a period that the authority sets itself.
    public func end(after day: LocalDate, in region: HolidayRegion) -> LocalDate {
        PeriodCount(begin: .event(day), period: self, region: region).end
    }

    /// `2 Wochen`, `1 Monat`; the nominative, so that sentences say `Frist: 2 Wochen`.
    public func words(_ language: Language) -> String { Wording.period(self, language) }
}
