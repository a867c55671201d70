public import Kernel

/// A territory with its public holidays by law, as a value: a deadline asks the region, never a name of a place.
/// Loaded from data (`docs/reference/deadlines.md`), or taken from `HolidayRegion.germany`.
public struct HolidayRegion: Hashable, Codable, Sendable {
    /// ISO 3166-2 where there is one, `DE-SN`; a municipality with holidays of its own adds a suffix.
    public let code: String
    public let name: LocalText
    /// How a sentence names the place, `in Sachsen`; `in` and the name where it is absent.
    public let place: LocalText?
    /// The law that sets the holidays.
    public let source: Norm
    /// Whether somebody compared the list with the text of the law.
    public let checked: Bool
    /// First day for which the list is complete; deadlines that end earlier are refused.
    public let validFrom: LocalDate
    public let holidays: [HolidayRule]

    public init(
        code: String, name: LocalText, place: LocalText? = nil, source: Norm, checked: Bool = false,
        validFrom: LocalDate, holidays: [HolidayRule]
    ) {
        self.code = code
        self.name = name
        self.place = place
        self.source = source
        self.checked = checked
        self.validFrom = validFrom
        self.holidays = holidays
    }

    /// The holiday of a date; nil on every other day.
    public func holiday(on date: LocalDate) -> HolidayRule? { holidays.first { $0.falls(on: date) } }

    /// Every holiday of a year in order of date.
    public func holidays(in year: Int) -> [(date: LocalDate, holiday: HolidayRule)] {
        holidays.compactMap { rule in rule.date(in: year).map { (date: $0, holiday: rule) } }.sorted { $0.date < $1.date }
    }

    /// Whether a deadline may end here: neither Saturday nor Sunday nor holiday (§ 31 Abs. 3 VwVfG, § 108 Abs. 3 AO, § 193 BGB).
    /// 24 and 31 December are working days.
    public func isWorkingDay(_ date: LocalDate) -> Bool { date.weekday != .saturday && isWorkingDayWithSaturdays(date) }

    /// Whether the day is a `Werktag` that counts Saturdays in (§ 3 Abs. 2 BUrlG): neither Sunday nor holiday.
    public func isWorkingDayWithSaturdays(_ date: LocalDate) -> Bool { date.weekday != .sunday && holiday(on: date) == nil }

    /// The date itself when it is a working day, otherwise the next one.
    public func workingDay(onOrAfter date: LocalDate) -> LocalDate {
        var day = date
        while !isWorkingDay(day) { day = day.adding(days: 1) }
        return day
    }

    /// `in Sachsen`, `in Saxony`.
    func place(_ language: Language) -> String { place?[language] ?? "in \(name[language])" }
}

/// One public holiday: when it falls, and in which years the law knows it.
public struct HolidayRule: Hashable, Sendable {
    public let name: LocalText
    public let occurrence: HolidayOccurrence
    /// First and last day on which the rule is law; nil is open.
    public let validFrom: LocalDate?
    public let validTo: LocalDate?

    public init(name: LocalText, occurrence: HolidayOccurrence, validFrom: LocalDate? = nil, validTo: LocalDate? = nil) {
        self.name = name
        self.occurrence = occurrence
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// The date in a year; nil when the law did not know the holiday on that date.
    public func date(in year: Int) -> LocalDate? {
        guard let date = occurrence.date(in: year), validFrom.map({ $0 <= date }) ?? true, validTo.map({ date <= $0 }) ?? true
        else { return nil }
        return date
    }

    func falls(on date: LocalDate) -> Bool { self.date(in: date.year) == date }
}

/// How a holiday is found in a year.
public enum HolidayOccurrence: Hashable, Sendable {
    /// The same day of the same month.
    case fixed(month: Int, day: Int)
    /// Days counted from Easter Sunday, negative before it.
    case easter(Int)
    /// The last such weekday before a day of the year: the Wednesday before 23 November.
    case weekday(Weekday, beforeMonth: Int, day: Int)

    func date(in year: Int) -> LocalDate? {
        switch self {
        case .fixed(let month, let day): return LocalDate(year: year, month: month, day: day)
        case .easter(let offset): return Easter.sunday(of: year).adding(days: offset)
        case .weekday(let weekday, let month, let day):
            guard let limit = LocalDate(year: year, month: month, day: day) else { return nil }
            let back = (limit.weekday.rawValue - weekday.rawValue + 7) % 7
            return limit.adding(days: back == 0 ? -7 : -back)
        }
    }
}
