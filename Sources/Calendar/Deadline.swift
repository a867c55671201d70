public import Kernel

/// A computed date of law that knows how it came about. A value: no clock, no database, no time zone; a legal day is a calendar
/// day at the place, so changes between winter and summer time do not touch it.
public struct Deadline: Hashable, Codable, Sendable {
    /// The last day of the period, until midnight; for a notification the day on which it counts as made.
    public let date: LocalDate
    /// The last day before any move to a working day.
    public let nominalDate: LocalDate
    /// How the date came about, in order.
    public let steps: [Step]

    init(date: LocalDate, nominalDate: LocalDate, steps: [Step]) {
        self.date = date
        self.nominalDate = nominalDate
        self.steps = steps
    }

    /// One conclusion on the way to the date.
    public struct Step: Hashable, Codable, Sendable {
        public enum Kind: String, Codable, Sendable {
            case notification, begin, end, shift, noShift, suspension, `extension`, effect, fixedDate
        }

        public let kind: Kind
        public let norm: Norm
        /// Where the computation stands after this step.
        public let date: LocalDate
        /// A whole sentence that names the norm.
        public let text: LocalText
        /// Whether the rule was compared with the text of the law.
        public let checked: Bool
    }

    /// Every step as a sentence, in the order of the computation. Leichte Sprache tells only the steps a reader needs.
    public func explanation(_ language: Language) -> String {
        let told = language == .ls ? steps.filter { $0.text.ls != nil } : steps
        return told.map { $0.text[language] }.joined(separator: " ")
    }

    /// The last step alone, for a list: the sentence that names the date.
    public func conclusion(_ language: Language) -> String { steps.last?.text[language] ?? "" }

    /// The explanation in all languages.
    public var why: LocalText { LocalText(de: explanation(.de), en: explanation(.en), ls: explanation(.ls)) }

    /// Whether every rule used was compared with the text of the law.
    public var checked: Bool { steps.allSatisfy(\.checked) }

    /// Whether an act on a date is in time.
    public func isMet(on date: LocalDate) -> Bool { date <= self.date }
}

/// What starts a period.
public enum PeriodBegin: Hashable, Sendable {
    /// An event during a day; the day does not count (§ 187 Abs. 1 BGB).
    case event(LocalDate, name: LocalText? = nil)
    /// The beginning of a day; the day counts (§ 187 Abs. 2 BGB).
    case startOfDay(LocalDate, name: LocalText? = nil)
    /// The notification of a decision as `Notification.date` computed it; its steps come first in the explanation.
    case notification(Deadline)
    /// The last day of another deadline; its steps come first in the explanation.
    case after(Deadline)
    /// A period that an authority set, notified on that day (§ 31 Abs. 2 VwVfG, § 108 Abs. 2 AO, § 26 Abs. 2 SGB X).
    case setByAuthority(Deadline)

    var date: LocalDate {
        switch self {
        case .event(let date, _), .startOfDay(let date, _): date
        case .notification(let deadline), .after(let deadline), .setByAuthority(let deadline): deadline.date
        }
    }
}

/// What happens to an end on Saturday, Sunday or a holiday.
public enum EndRule: String, Hashable, Codable, CaseIterable, Sendable {
    /// It moves to the next working day (§ 31 Abs. 3 Satz 1 VwVfG, § 108 Abs. 3 AO, § 193 BGB).
    case nextWorkingDay = "next-working-day"
    /// It stays: the person was told this day as the end, with reference to the rule (§ 31 Abs. 3 Satz 2 VwVfG; the AO has no such rule).
    case announcedDay = "announced-day"
    /// It stays: the end of a span for which the authority provides benefits (§ 31 Abs. 4 VwVfG, § 108 Abs. 4 AO).
    case benefitSpan = "benefit-span"
    /// It stays: an appointment set by the authority (§ 31 Abs. 5 VwVfG, § 108 Abs. 5 AO).
    case appointment
    /// It stays for a reason outside procedural law, such as a span of validity.
    case none

    var topic: PeriodTopic? {
        switch self {
        case .nextWorkingDay: .shift
        case .announcedDay: .announcedDay
        case .benefitSpan: .benefitSpan
        case .appointment: .appointment
        case .none: nil
        }
    }
}

/// Days on which a period does not run, both days included.
public struct Pause: Hashable, Codable, Sendable {
    public let from: LocalDate
    public let through: LocalDate
    public let reason: LocalText?
    /// The norm that stops the period; § 209 BGB applied by analogy where nil.
    public let norm: Norm?

    /// Nil when `through` lies before `from`.
    public init?(from: LocalDate, through: LocalDate, reason: LocalText? = nil, norm: Norm? = nil) {
        guard from <= through else { return nil }
        self.from = from
        self.through = through
        self.reason = reason
        self.norm = norm
    }
}

/// Why a date cannot be computed. A date is never guessed.
public enum CalendarFault: Fault, Hashable {
    /// The law has no such rule on that date, such as an announced day under the AO.
    case noRule(law: String, topic: String, date: LocalDate)
    /// The region's list of holidays begins later.
    case regionNotCovered(region: String, date: LocalDate)
    /// The law knows no notification by this channel.
    case noDelivery(law: String, channel: String, date: LocalDate)
    /// Nobody recorded how the decision was sent, and the rule asks for it.
    case channelUnknown(event: String)
    /// A decision offered for retrieval was not retrieved in time, or never received: it was not notified.
    case notNotified(channel: String)

    public var code: String {
        switch self {
        case .noRule: "calendar.no-rule"
        case .regionNotCovered: "calendar.region-not-covered"
        case .noDelivery: "calendar.no-delivery"
        case .channelUnknown: "calendar.channel-unknown"
        case .notNotified: "calendar.not-notified"
        }
    }

    public var kind: FaultKind { .invalid }

    public var details: [String: String] {
        switch self {
        case .noRule(let law, let topic, let date): ["law": law, "topic": topic, "date": date.description]
        case .regionNotCovered(let region, let date): ["region": region, "date": date.description]
        case .noDelivery(let law, let channel, let date): ["law": law, "channel": channel, "date": date.description]
        case .channelUnknown(let event): ["event": event]
        case .notNotified(let channel): ["channel": channel]
        }
    }
}

extension CalendarFault {
    /// The fault as a sentence for the person who works on the case.
    public var text: LocalText {
        switch self {
        case .noRule(let law, let topic, let date):
            LocalText(
                de: "Das Recht „\(law)“ hat am \(Wording.date(date, .de)) keine Regel dafür (\(topic)).",
                en: "The law “\(law)” has no rule for this on \(Wording.date(date, .en)) (\(topic)).")
        case .regionNotCovered(let region, let date):
            LocalText(
                de: "Die Feiertage von \(region) sind für den \(Wording.date(date, .de)) nicht hinterlegt.",
                en: "The holidays of \(region) are not known for \(Wording.date(date, .en)).")
        case .noDelivery(let law, let channel, let date):
            LocalText(
                de: "Das Recht „\(law)“ kennt am \(Wording.date(date, .de)) keine Bekanntgabe auf diesem Weg (\(channel)).",
                en: "The law “\(law)” knows no notification by this channel on \(Wording.date(date, .en)) (\(channel)).")
        case .channelUnknown(let event):
            LocalText(
                de: "Es ist nicht festgehalten, auf welchem Weg der Bescheid versandt wurde (\(event)).",
                en: "Nobody recorded by which channel the decision was sent (\(event)).")
        case .notNotified(let channel):
            LocalText(
                de: "Der Bescheid ist nicht bekannt gegeben: Zugang oder Abruf steht nicht fest (\(channel)).",
                en: "The decision was not notified: no arrival or retrieval is known (\(channel)).")
        }
    }
}
