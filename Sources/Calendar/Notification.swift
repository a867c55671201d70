public import Kernel

/// A decision on its way to a person. From it follows the day on which the decision counts as notified.
public struct Notification: Hashable, Codable, Sendable {
    public let channel: DeliveryChannel
    /// Day of posting, sending, provision for retrieval, handing over or public announcement. For a channel whose receipt names the
    /// day, the day on that receipt. A portal mailbox counts from the day of provision; the message about it must go out that day.
    public let dispatched: LocalDate
    /// Day of actual receipt or first retrieval, where known. It counts when it lies later than the presumed day, never earlier.
    public let received: LocalDate?

    public init(channel: DeliveryChannel, dispatched: LocalDate, received: LocalDate? = nil) {
        self.channel = channel
        self.dispatched = dispatched
        self.received = received
    }

    /// The day of notification with its explanation.
    ///
    /// - Throws: `CalendarFault.notNotified` where the law presumes nothing and no receipt or retrieval is known,
    ///   `.noDelivery` where the law does not know the channel at that time.
    public func date(law: ProceduralLaw, region: HolidayRegion) throws(CalendarFault) -> Deadline {
        guard let delivery = DeliveryRules.rule(law.base, channel, on: dispatched) else {
            throw .noDelivery(law: law.base.rawValue, channel: channel.rawValue, date: dispatched)
        }
        let presumed = try presumedDate(delivery, law, region)
        guard let received, received > presumed.date, delivery.count.period != nil else { return presumed }
        let norm = law.cite(delivery.rule.norm)
        let step = Deadline.Step(
            kind: .notification, norm: norm, date: received,
            text: Wording.fill(Sentences.arrivedLater) { ["date": Wording.longDate(received, $0), "norm": norm.text($0)] },
            checked: delivery.rule.checked)
        return Deadline(date: received, nominalDate: received, steps: presumed.steps + [step])
    }

    private func presumedDate(
        _ delivery: DeliveryRule, _ law: ProceduralLaw, _ region: HolidayRegion
    ) throws(CalendarFault) -> Deadline {
        let norm = law.cite(delivery.rule.norm)
        let day: LocalDate
        let template: LocalText
        switch delivery.count {
        case .sameDay: (day, template) = (received ?? dispatched, Sentences.notifiedAtOnce)
        case .arrival:
            guard let received else { throw .notNotified(channel: channel.rawValue) }
            (day, template) = (received, Sentences.notifiedOnArrival)
        case .dayAfterRetrieval(let limit):
            guard let received, received <= dispatched.adding(days: limit) else { throw .notNotified(channel: channel.rawValue) }
            (day, template) = (received.adding(days: 1), Sentences.notifiedAfterRetrieval)
        case .days(let days): (day, template) = (dispatched.adding(days: days), Sentences.notifiedOnDay)
        case .weeks(let weeks): (day, template) = (dispatched.adding(days: 7 * weeks), Sentences.notifiedAfterPeriod)
        case .months(let months): (day, template) = (dispatched.adding(months: months), Sentences.notifiedAfterPeriod)
        }
        let step = Deadline.Step(
            kind: .notification, norm: norm, date: day,
            text: Wording.fill(template) { language in
                [
                    "channel": Sentences.dispatch(channel)[language], "dispatched": Wording.longDate(dispatched, language),
                    "received": received.map { Wording.longDate($0, language) } ?? "", "date": Wording.longDate(day, language),
                    "ordinal": ordinal(delivery.count, language), "norm": norm.text(language),
                    "period": delivery.count.period.map { Wording.period($0, language) } ?? "",
                ]
            },
            checked: delivery.rule.checked)
        return try moved(day, [step], delivery, law, region)
    }

    private func moved(
        _ day: LocalDate, _ steps: [Deadline.Step], _ delivery: DeliveryRule, _ law: ProceduralLaw, _ region: HolidayRegion
    ) throws(CalendarFault) -> Deadline {
        guard day >= region.validFrom else { throw .regionNotCovered(region: region.code, date: day) }
        guard delivery.moves, !region.isWorkingDay(day) else { return Deadline(date: day, nominalDate: day, steps: steps) }
        let shift = try PeriodRules.require(law, .shift, on: day)
        let next = region.workingDay(onOrAfter: day)
        let step = Deadline.Step.move(
            .shift, from: day, to: next, norm: law.cite(shift.norm), region: region, template: Sentences.notificationMoved,
            checked: shift.checked && region.checked)
        return Deadline(date: next, nominalDate: day, steps: steps + [step])
    }

    private func ordinal(_ count: DeliveryCount, _ language: Language) -> String {
        guard case .days(let days) = count else { return "" }
        return language == .en ? "\(days == 3 ? "third" : "fourth")" : "\(days == 3 ? "dritten" : "vierten")"
    }
}
