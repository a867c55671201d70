public import Kernel

/// How a service folder says in JSON how long a deadline is and how it counts. `docs/reference/deadlines.md` shows every form.
///
/// A rule has exactly one measure: `period`, `remedy`, `yearly`, or `delivery` alone, which gives the day of notification.
public struct DeadlineRule: Hashable, Sendable {
    /// What is measured from the day that the rule is handed.
    public enum Measure: Hashable, Sendable {
        case period(LegalPeriod)
        /// The period of a remedy, a year without instruction.
        case remedy(Remedy)
        /// The day of notification itself.
        case notification
        /// The first such day of a year on or after the day handed; the norm fixes it.
        case yearly(month: Int, day: Int, norm: Norm)
    }

    /// Whether the day handed is notified first, and by which channel.
    public enum Delivery: Hashable, Sendable {
        /// By the channel the event names.
        case asSent
        case channel(DeliveryChannel)
    }

    /// How the first day counts.
    public enum Begin: String, Hashable, Codable, CaseIterable, Sendable {
        /// The day handed does not count (§ 187 Abs. 1 BGB).
        case event
        /// The day handed counts (§ 187 Abs. 2 BGB).
        case startOfDay = "start-of-day"
        /// A period set by an authority (§ 31 Abs. 2 VwVfG, § 108 Abs. 2 AO).
        case authority
        /// Counted back: the act is due at least the period before the day handed.
        case before
    }

    /// What follows from the end.
    public enum Effect: String, Hashable, Codable, CaseIterable, Sendable {
        /// The permit counts as granted from the next day (§ 42a VwVfG).
        case deemedApproval = "deemed-approval"
        /// Three days of grace follow the due date (§ 240 Abs. 3 AO).
        case paymentGrace = "payment-grace"

        var topic: PeriodTopic {
            switch self {
            case .deemedApproval: .deemedApproval
            case .paymentGrace: .paymentGrace
            }
        }
    }

    public let measure: Measure
    public let delivery: Delivery?
    public let begin: Begin
    public let end: EndRule
    public let effect: Effect?
    /// The law of the rule where it differs from that of the service.
    public let law: ProceduralLaw?

    public init(
        _ measure: Measure, delivery: Delivery? = nil, begin: Begin = .event, end: EndRule = .nextWorkingDay,
        effect: Effect? = nil, law: ProceduralLaw? = nil
    ) {
        self.measure = measure
        self.delivery = delivery
        self.begin = begin
        self.end = end
        self.effect = effect
        self.law = law
    }
}

/// A day on which something happened in a procedure, with what Calendar needs to know of it.
public struct DatedEvent: Hashable, Codable, Sendable {
    /// `received`, `complete`, `issued:notice`, `enters:supplyDocuments`: whatever the service's deadlines name.
    public let name: String
    public let date: LocalDate
    /// How the explanation calls it.
    public let label: LocalText?
    /// How a decision was sent; needed by rules with `"delivery": "as-sent"`.
    public let channel: DeliveryChannel?
    /// When it arrived or was retrieved, where known.
    public let received: LocalDate?
    /// Whether the decision told about the remedy; nil counts as given.
    public let instruction: Remedy.Instruction?

    public init(
        _ name: String, on date: LocalDate, label: LocalText? = nil, channel: DeliveryChannel? = nil, received: LocalDate? = nil,
        instruction: Remedy.Instruction? = nil
    ) {
        self.name = name
        self.date = date
        self.label = label
        self.channel = channel
        self.received = received
        self.instruction = instruction
    }
}

extension DeadlineRule {
    /// The deadline that starts with an event.
    public func deadline(
        from event: DatedEvent, law: ProceduralLaw, region: HolidayRegion, pauses: [Pause] = []
    ) throws(CalendarFault) -> Deadline {
        let law = self.law ?? law
        if begin == .before, case .period(let period) = measure {
            return try Deadline.latest(before: event.date, name: event.label, period: period, law: law, region: region)
        }
        guard let notified = try notified(event, law, region) else {
            let start: PeriodBegin =
                switch begin {
                case .event, .before: .event(event.date, name: event.label)
                case .startOfDay: .startOfDay(event.date, name: event.label)
                case .authority: .setByAuthority(Deadline(date: event.date, nominalDate: event.date, steps: []))
                }
            return try deadline(start, event, law, region, pauses)
        }
        if case .notification = measure { return notified }
        return try deadline(begin == .authority ? .setByAuthority(notified) : .notification(notified), event, law, region, pauses)
    }

    /// The deadline that starts with the end of another one.
    public func deadline(
        after earlier: Deadline, isNotification: Bool, instruction: Remedy.Instruction? = nil, law: ProceduralLaw,
        region: HolidayRegion, pauses: [Pause] = []
    ) throws(CalendarFault) -> Deadline {
        let event = DatedEvent("", on: earlier.date, instruction: instruction)
        if begin == .before { return try deadline(from: event, law: law, region: region) }
        let start: PeriodBegin =
            switch (begin, isNotification) {
            case (.authority, _): .setByAuthority(earlier)
            case (.startOfDay, _): .startOfDay(earlier.date.adding(days: 1))
            case (_, true): .notification(earlier)
            case (_, false): .after(earlier)
            }
        return try deadline(start, event, self.law ?? law, region, pauses)
    }

    private func notified(
        _ event: DatedEvent, _ law: ProceduralLaw, _ region: HolidayRegion
    ) throws(CalendarFault) -> Deadline? {
        let channel: DeliveryChannel
        switch delivery {
        case nil: return nil
        case .channel(let fixed): channel = fixed
        case .asSent:
            guard let sent = event.channel else { throw .channelUnknown(event: event.name) }
            channel = sent
        }
        return try Notification(channel: channel, dispatched: event.date, received: event.received).date(law: law, region: region)
    }

    private func deadline(
        _ start: PeriodBegin, _ event: DatedEvent, _ law: ProceduralLaw, _ region: HolidayRegion, _ pauses: [Pause]
    ) throws(CalendarFault) -> Deadline {
        let computed: Deadline
        switch measure {
        case .period(let period):
            computed = try Deadline.compute(from: start, period: period, law: law, region: region, end: end, pauses: pauses)
        case .remedy(let remedy):
            let notified = Deadline(date: start.date, nominalDate: start.date, steps: start.precedingSteps)
            return try remedy.deadline(notified: notified, instruction: event.instruction ?? .given, region: region)
        case .notification:
            return Deadline(date: start.date, nominalDate: start.date, steps: start.precedingSteps)
        case .yearly(let month, let day, let norm):
            let fixed = DeadlineRule.next(month: month, day: day, onOrAfter: start.date)
            computed = try Deadline.fixed(fixed, norm: norm, law: law, region: region, end: end)
        }
        return try withEffect(computed, law, region)
    }

    /// The same rule up to the end of its period, where extensions attach.
    var withoutEffect: DeadlineRule { DeadlineRule(measure, delivery: delivery, begin: begin, end: end, law: law) }

    /// What follows from the end of the period.
    func withEffect(
        _ ended: Deadline, _ law: ProceduralLaw, _ region: HolidayRegion
    ) throws(CalendarFault) -> Deadline {
        switch effect {
        case nil: ended
        case .deemedApproval: try ended.deemedApproval(law: law)
        case .paymentGrace: try ended.paymentGrace(law: law, region: region)
        }
    }

    /// 29 February falls on the 28th in other years.
    static func next(month: Int, day: Int, onOrAfter date: LocalDate) -> LocalDate {
        func inYear(_ year: Int) -> LocalDate {
            CivilDay.of(year, month, min(day, LocalDate.length(ofMonth: month, year: year)))
        }
        let thisYear = inYear(date.year)
        return thisYear >= date ? thisYear : inYear(date.year + 1)
    }
}
