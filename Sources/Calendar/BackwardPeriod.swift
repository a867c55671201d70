public import Kernel

extension Deadline {
    /// The last day for an act that must be done at least a period before an event, such as an application four weeks before a street party.
    ///
    /// Neither the day of the event nor the day of the act counts: with an event on Friday the 20th and one week, the period covers the 13th to the 19th,
    /// so that the act is due on Thursday the 12th (§§ 187 and 188 BGB by analogy). A day on a weekend or holiday stays: moving it later would shorten the period
    /// that protects the other side, and no norm moves it earlier.
    public static func latest(
        before event: LocalDate, name: LocalText? = nil, period: LegalPeriod, law: ProceduralLaw, region: HolidayRegion
    ) throws(CalendarFault) -> Deadline {
        let reference = try PeriodRules.require(law, .counting, on: event)
        let last = first(of: period, before: event, region: region).adding(days: -1)
        guard last >= region.validFrom else { throw .regionNotCovered(region: region.code, date: last) }
        let counting = "\(CivilCounting.eventDay.norm.citation), \(CivilCounting.endOfMonths.norm.citation)"
        let norm = law.base == .bgb ? Norm(counting) : Norm("\(law.cite(reference.norm).citation), \(counting)")
        let step = Step(
            kind: .end, norm: norm, date: last,
            text: Wording.fill(Sentences.before) {
                [
                    "period": Wording.period(period, $0), "event": (name ?? Sentences.event)[$0],
                    "eventDate": Wording.longDate(event, $0), "date": Wording.longDate(last, $0), "norm": norm.text($0),
                ]
            },
            checked: reference.checked && CivilCounting.eventDay.checked)
        return Deadline(date: last, nominalDate: last, steps: [step])
    }

    /// The first day of the period that ends with the day before the event.
    public static func first(of period: LegalPeriod, before event: LocalDate, region: HolidayRegion) -> LocalDate {
        switch period.unit {
        case .days: return event.adding(days: -period.amount)
        case .weeks: return event.adding(days: -7 * period.amount)
        case .months: return event.adding(months: -period.amount)
        case .years: return event.adding(months: -12 * period.amount)
        case .workingDays, .workingDaysWithSaturdays:
            var left = period.amount
            var day = event
            while left > 0 {
                day = day.adding(days: -1)
                let counts = period.unit == .workingDays ? region.isWorkingDay(day) : region.isWorkingDayWithSaturdays(day)
                if counts { left -= 1 }
            }
            return day
        }
    }
}
