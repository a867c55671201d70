public import Kernel

extension Deadline {
    /// Computes the last day of a period.
    ///
    /// - Parameters:
    ///   - begin: what starts it; a notification brings its own explanation along.
    ///   - law: whose rules on shifting apply and how they are cited.
    ///   - region: whose holidays count, the place where the act is due.
    ///   - end: what happens to an end on Saturday, Sunday or a holiday.
    ///   - pauses: days that do not count; those outside the period are ignored.
    /// - Throws: `CalendarFault` when law or region has no rule for these dates.
    public static func compute(
        from begin: PeriodBegin, period: LegalPeriod, law: ProceduralLaw, region: HolidayRegion,
        end: EndRule = .nextWorkingDay, pauses: [Pause] = []
    ) throws(CalendarFault) -> Deadline {
        guard begin.date >= region.validFrom else {
            throw .regionNotCovered(region: region.code, date: begin.date)
        }
        var steps = begin.precedingSteps
        steps.append(try beginStep(begin, period, law))
        let firstDay = begin.firstDay
        let counted = PeriodCount(begin: begin, period: period, region: region)
        steps.append(try endStep(counted, law))
        let (nominal, suspended) = counted.suspended(by: pauses, from: firstDay)
        steps += suspended
        return try Deadline(nominal: nominal, steps: steps, law: law, region: region, end: end)
    }

    /// A day that law or authority names itself, such as a yearly due date; it moves like the end of a period.
    public static func fixed(
        _ date: LocalDate, norm: Norm, law: ProceduralLaw, region: HolidayRegion, end: EndRule = .nextWorkingDay
    ) throws(CalendarFault) -> Deadline {
        let step = Step(
            kind: .fixedDate, norm: norm, date: date,
            text: Wording.fill(Sentences.fixedDate) { ["date": Wording.longDate(date, $0), "norm": norm.text($0)] },
            checked: false)
        return try Deadline(nominal: date, steps: [step], law: law, region: region, end: end)
    }

    /// The deadline after an extension: the added period follows the end of the old one, a moved end included (§ 190 BGB).
    /// Of `pauses` only days after the old end count. `norm` allows the extension; the law's general rule where nil.
    public func extended(
        by period: LegalPeriod, law: ProceduralLaw, region: HolidayRegion, end: EndRule = .nextWorkingDay, pauses: [Pause] = [],
        norm given: Norm? = nil
    ) throws(CalendarFault) -> Deadline {
        let general = given == nil ? try PeriodRules.require(law, .prolongation, on: date) : nil
        let counted = PeriodCount(begin: .startOfDay(date.adding(days: 1)), period: period, region: region)
        let permission = law.cite(given ?? general?.norm ?? CivilCounting.extended.norm).citation
        let counting = CivilCounting.extended.norm.citation
        let norm = Norm(permission.hasSuffix(counting) ? permission : "\(permission), \(counting)")
        let step = Step(
            kind: .extension, norm: norm, date: counted.end,
            text: Wording.fill(Sentences.extended) {
                [
                    "period": Wording.period(period, $0), "old": Wording.longDate(date, $0),
                    "date": Wording.longDate(counted.end, $0), "norm": norm.text($0),
                ]
            },
            checked: (general?.checked ?? false) && CivilCounting.extended.checked)
        let (nominal, suspended) = counted.suspended(by: pauses, from: date.adding(days: 1))
        return try Deadline(nominal: nominal, steps: steps + [step] + suspended, law: law, region: region, end: end)
    }

    /// Applies the rule for an end on Saturday, Sunday or a holiday.
    init(
        nominal: LocalDate, steps: [Step], law: ProceduralLaw, region: HolidayRegion, end: EndRule
    ) throws(CalendarFault) {
        guard nominal >= region.validFrom else { throw .regionNotCovered(region: region.code, date: nominal) }
        guard let topic = end.topic else {
            self.init(date: nominal, nominalDate: nominal, steps: steps)
            return
        }
        // An exception that the law does not know is refused even where the day would not move.
        let rule = try PeriodRules.require(law, topic, on: nominal)
        guard !region.isWorkingDay(nominal) else {
            self.init(date: nominal, nominalDate: nominal, steps: steps)
            return
        }
        let norm = law.cite(rule.norm)
        let date = end == .nextWorkingDay ? region.workingDay(onOrAfter: nominal) : nominal
        let step = Step.move(
            end == .nextWorkingDay ? .shift : .noShift, from: nominal, to: date, norm: norm, region: region,
            template: end.sentence,
            checked: rule.checked && region.checked)
        self.init(date: date, nominalDate: nominal, steps: steps + [step])
    }
}

extension Deadline.Step {
    /// A sentence on an end that is no working day, with the reason for every day that is passed over.
    static func move(
        _ kind: Kind, from nominal: LocalDate, to date: LocalDate, norm: Norm, region: HolidayRegion, template: LocalText,
        checked: Bool
    ) -> Deadline.Step {
        let passed = (nominal.epochDay..<max(date.epochDay, nominal.epochDay + 1)).map { LocalDate(epochDay: $0) }
        let text = Wording.fill(template) { language in
            [
                "reasons": Wording.list(passed.map { Wording.whyNotWorking($0, region, language) }, language),
                "date": Wording.longDate(date, language), "norm": norm.text(language),
            ]
        }
        return Deadline.Step(kind: kind, norm: norm, date: date, text: text, checked: checked)
    }
}

extension PeriodBegin {
    var precedingSteps: [Deadline.Step] {
        switch self {
        case .event, .startOfDay: []
        case .notification(let deadline), .after(let deadline), .setByAuthority(let deadline): deadline.steps
        }
    }

    /// The first day that counts.
    var firstDay: LocalDate {
        if case .startOfDay(let date, _) = self { date } else { date.adding(days: 1) }
    }
}

extension Deadline {
    private static func beginStep(
        _ begin: PeriodBegin, _ period: LegalPeriod, _ law: ProceduralLaw
    ) throws(CalendarFault) -> Step {
        let template: LocalText
        let counting: LegalRule
        let name: LocalText?
        switch begin {
        case .event(_, let given): (template, counting, name) = (Sentences.beginAfterEvent, CivilCounting.eventDay, given)
        case .startOfDay(_, let given): (template, counting, name) = (Sentences.beginWithDay, CivilCounting.startOfDay, given)
        case .notification:
            (template, counting, name) = (Sentences.beginAfterEvent, CivilCounting.eventDay, Sentences.notification)
        case .after:
            (template, counting, name) = (Sentences.beginAfterEvent, CivilCounting.eventDay, Sentences.endOfEarlier)
        case .setByAuthority:
            let rule = try PeriodRules.require(law, .setByAuthority, on: begin.date)
            (template, counting, name) = (Sentences.beginAfterEvent, rule, Sentences.notification)
        }
        let reference = try PeriodRules.require(law, .counting, on: begin.date)
        let norm: Norm
        if case .setByAuthority = begin {
            norm = law.cite(counting.norm)
        } else {
            norm = law.base == .bgb ? counting.norm : Norm("\(law.cite(reference.norm).citation), \(counting.norm.citation)")
        }
        return Step(
            kind: .begin, norm: norm, date: begin.firstDay,
            text: Wording.fill(template) {
                [
                    "period": Wording.period(period, $0), "event": (name ?? Sentences.event)[$0],
                    "eventDate": Wording.longDate(begin.date, $0), "date": Wording.longDate(begin.firstDay, $0),
                    "norm": norm.text($0),
                ]
            },
            checked: reference.checked && counting.checked)
    }

    private static func endStep(_ counted: PeriodCount, _ law: ProceduralLaw) throws(CalendarFault) -> Step {
        let template = counted.isShortMonth ? Sentences.endShortMonth : Sentences.end
        return Step(
            kind: .end, norm: counted.rule.norm, date: counted.end,
            text: Wording.fill(template) {
                ["date": Wording.longDate(counted.end, $0), "norm": counted.rule.norm.text($0)]
            },
            checked: counted.rule.checked)
    }
}
