public import Kernel

extension Deadline {
    /// The day from which a permit counts as granted because nobody decided in time (§ 42a VwVfG). Only where a statute orders this for the permit.
    ///
    /// - Parameters:
    ///   - complete: the day on which the last required document arrived; before it the period does not start (§ 42a Abs. 2 Satz 2 VwVfG).
    ///   - period: three months unless the statute says otherwise (§ 42a Abs. 2 Satz 1 VwVfG).
    ///   - extensionBy: one extension, told with reasons before the period ended (§ 42a Abs. 2 Satz 3 VwVfG).
    public static func deemedApproval(
        complete: LocalDate, period: LegalPeriod = .months(3), extensionBy: LegalPeriod? = nil, law: ProceduralLaw,
        region: HolidayRegion
    ) throws(CalendarFault) -> Deadline {
        var decision = try compute(
            from: .event(complete, name: Sentences.documentsComplete), period: period, law: law, region: region)
        if let extensionBy {
            decision = try decision.extended(by: extensionBy, law: law, region: region, norm: "§ 42a Abs. 2 Satz 3 VwVfG")
        }
        return try decision.deemedApproval(law: law)
    }

    /// The day after this deadline as the day from which the permit counts as granted.
    /// - Throws: `.noRule` for a law without such a fiction.
    public func deemedApproval(law: ProceduralLaw) throws(CalendarFault) -> Deadline {
        let rule = try PeriodRules.require(law, .deemedApproval, on: date)
        let norm = law.cite(rule.norm)
        let granted = date.adding(days: 1)
        let step = Step(
            kind: .effect, norm: norm, date: granted,
            text: Wording.fill(Sentences.deemedGranted) { ["date": Wording.longDate(granted, $0), "norm": norm.text($0)] },
            checked: rule.checked)
        return Deadline(date: granted, nominalDate: granted, steps: steps + [step])
    }

    /// The last day on which a payment arrives without a late-payment charge: three days after the due date (§ 240 Abs. 3 Satz 1 AO), counted
    /// from the moved due date and itself moved.
    public func paymentGrace(law: ProceduralLaw, region: HolidayRegion) throws(CalendarFault) -> Deadline {
        let rule = try PeriodRules.require(law, .paymentGrace, on: date)
        let norm = law.cite(rule.norm)
        let due = date
        let last = due.adding(days: 3)
        let step = Step(
            kind: .effect, norm: norm, date: last,
            text: Wording.fill(Sentences.paymentGrace) {
                ["due": Wording.longDate(due, $0), "date": Wording.longDate(last, $0), "norm": norm.text($0)]
            },
            checked: rule.checked)
        return try Deadline(nominal: last, steps: steps + [step], law: law, region: region, end: .nextWorkingDay)
    }
}

extension Sentences {
    static let documentsComplete = LocalText(de: "Eingang der letzten Unterlage", en: "arrival of the last document")
}
