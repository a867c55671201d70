import Kernel

/// The end of a period by §§ 187 and 188 BGB, before any move to a working day.
struct PeriodCount {
    let end: LocalDate
    /// The rule that fixes the end.
    let rule: LegalRule
    /// Whether the last month has no such day (§ 188 Abs. 3 BGB).
    let isShortMonth: Bool
    private let period: LegalPeriod
    private let region: HolidayRegion

    init(begin: PeriodBegin, period: LegalPeriod, region: HolidayRegion) {
        self.period = period
        self.region = region
        let first = begin.firstDay
        switch period.unit {
        case .days:
            (end, rule, isShortMonth) = (first.adding(days: period.amount - 1), CivilCounting.endOfDays, false)
        case .weeks:
            (end, rule, isShortMonth) = (first.adding(days: 7 * period.amount - 1), CivilCounting.endOfMonths, false)
        case .months, .years:
            let months = period.unit == .years ? 12 * period.amount : period.amount
            (end, isShortMonth) = PeriodCount.lastDay(begin, months: months)
            rule = isShortMonth ? CivilCounting.shortMonth : CivilCounting.endOfMonths
        case .workingDays, .workingDaysWithSaturdays:
            end = PeriodCount.working(period, from: first, region: region, skipping: [])
            (rule, isShortMonth) = (CivilCounting.endOfDays, false)
        }
    }

    /// § 188 Abs. 2 and 3 BGB: the day whose number is that of the event, or precedes that of the first day.
    private static func lastDay(_ begin: PeriodBegin, months: Int) -> (LocalDate, Bool) {
        guard case .startOfDay(let first, _) = begin else {
            let end = begin.date.adding(months: months)
            return (end, end.day != begin.date.day)
        }
        let sameNumber = first.adding(months: months)
        // Where the last month lacks the first day's number it ends with its last day: that is the number before (29 January plus
        // a month), or lies further back because the number before is missing too.
        guard sameNumber.day == first.day else { return (sameNumber, sameNumber.day < first.day - 1) }
        return (sameNumber.adding(days: -1), false)
    }

    private static func working(
        _ period: LegalPeriod, from first: LocalDate, region: HolidayRegion, skipping pauses: [ClosedRange<Int>]
    ) -> LocalDate {
        var left = period.amount
        var day = first
        while true {
            let counts = period.unit == .workingDays ? region.isWorkingDay(day) : region.isWorkingDayWithSaturdays(day)
            if counts, !pauses.contains(where: { $0.contains(day.epochDay) }) { left -= 1 }
            if left == 0 { return day }
            day = day.adding(days: 1)
        }
    }

    /// The end after pauses, and a step for each pause that touched the period.
    func suspended(by pauses: [Pause], from first: LocalDate) -> (LocalDate, [Deadline.Step]) {
        var end = end
        var steps: [Deadline.Step] = []
        var stopped: [ClosedRange<Int>] = []
        var free = first.epochDay
        for pause in pauses.sorted(by: { ($0.from, $0.through) < ($1.from, $1.through) }) {
            // Days before the period and days of an earlier pause count once only.
            let from = max(pause.from.epochDay, free)
            guard from <= pause.through.epochDay, from <= end.epochDay else { continue }
            stopped.append(from...pause.through.epochDay)
            free = pause.through.epochDay + 1
            let days = pause.through.epochDay - from + 1
            switch period.unit {
            case .workingDays, .workingDaysWithSaturdays:
                end = PeriodCount.working(period, from: first, region: region, skipping: stopped)
            default: end = end.adding(days: days)
            }
            steps.append(step(pause, from: LocalDate(epochDay: from), days: days, end: end))
        }
        return (end, steps)
    }

    private func step(_ pause: Pause, from: LocalDate, days: Int, end: LocalDate) -> Deadline.Step {
        let norm = pause.norm ?? CivilCounting.suspension.norm
        let text = Wording.fill(Sentences.suspended) { language in
            [
                "from": Wording.date(from, language), "through": Wording.date(pause.through, language),
                "days": Wording.period(.days(days), language), "date": Wording.longDate(end, language),
                "norm": norm.text(language), "reason": pause.reason.map { " (\($0[language]))" } ?? "",
            ]
        }
        return Deadline.Step(
            kind: .suspension, norm: norm, date: end, text: text, checked: pause.norm == nil && CivilCounting.suspension.checked)
    }
}
