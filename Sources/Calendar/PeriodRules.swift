import Kernel

/// What a procedural law says about periods, each topic as a dated rule. Written down from knowledge; none was compared with
/// its text yet, so none is `checked`.
enum PeriodTopic: String, Hashable, CaseIterable, Sendable {
    /// The norm that takes over §§ 187 to 193 BGB.
    case counting
    /// A period set by an authority begins on the day after its notification.
    case setByAuthority = "set-by-authority"
    /// An end on Saturday, Sunday or a holiday moves to the next working day.
    case shift = "next-working-day"
    /// No shift when the person was told a certain day as the end, with reference to this very rule.
    case announcedDay = "announced-day"
    /// No shift at the end of a span for which an authority provides benefits.
    case benefitSpan = "benefit-span"
    /// No shift of an appointment that an authority set.
    case appointment
    /// A period set by an authority may be extended.
    case prolongation = "extension"
    /// A permit counts as granted when the period for the decision has passed.
    case deemedApproval = "deemed-approval"
    /// Days after the due date without a late-payment charge.
    case paymentGrace = "payment-grace"
}

enum PeriodRules {
    /// The rule of a law on a topic, in force on a date; nil when the law has none.
    static func rule(_ base: ProceduralLaw.Base, _ topic: PeriodTopic, on date: LocalDate) -> LegalRule? {
        table[base]?[topic]?.first { $0.isValid(on: date) }
    }

    /// The rule, or the fault that names what the law lacks.
    static func require(
        _ law: ProceduralLaw, _ topic: PeriodTopic, on date: LocalDate
    ) throws(CalendarFault) -> LegalRule {
        guard let rule = rule(law.base, topic, on: date) else {
            throw .noRule(law: law.base.rawValue, topic: topic.rawValue, date: date)
        }
        return rule
    }

    static let table: [ProceduralLaw.Base: [PeriodTopic: [LegalRule]]] = [
        .vwvfg: administrative, .ao: fiscal, .sgb10: social, .bgb: civil,
        .vwgo: court(counting: "§ 57 Abs. 2 VwGO, § 222 Abs. 1 ZPO", shift: "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO", since: 1960),
        .sgg: court(counting: "§ 64 Abs. 1 und 2 SGG", shift: "§ 64 Abs. 3 SGG", since: 1975),
    ]

    private static let y1977 = CivilDay.of(1977, 1, 1)
    private static let y1981 = CivilDay.of(1981, 1, 1)
    // Saturdays count like Sundays since the act of 10 August 1965.
    private static let y1965 = CivilDay.of(1965, 10, 1)

    private static let administrative: [PeriodTopic: [LegalRule]] = [
        .counting: [LegalRule("§ 31 Abs. 1 VwVfG", from: y1977)],
        .setByAuthority: [LegalRule("§ 31 Abs. 2 VwVfG", from: y1977)],
        .shift: [LegalRule("§ 31 Abs. 3 Satz 1 VwVfG", from: y1977)],
        .announcedDay: [LegalRule("§ 31 Abs. 3 Satz 2 VwVfG", from: y1977)],
        .benefitSpan: [LegalRule("§ 31 Abs. 4 VwVfG", from: y1977)],
        .appointment: [LegalRule("§ 31 Abs. 5 VwVfG", from: y1977)],
        .prolongation: [LegalRule("§ 31 Abs. 7 VwVfG", from: y1977)],
        .deemedApproval: [LegalRule("§ 42a Abs. 1 Satz 1 VwVfG", from: CivilDay.of(2008, 12, 18))],
    ]
    // § 108 Abs. 3 AO has no second sentence about an announced day.
    private static let fiscal: [PeriodTopic: [LegalRule]] = [
        .counting: [LegalRule("§ 108 Abs. 1 AO", from: y1977)],
        .setByAuthority: [LegalRule("§ 108 Abs. 2 AO", from: y1977)],
        .shift: [LegalRule("§ 108 Abs. 3 AO", from: y1977)],
        .benefitSpan: [LegalRule("§ 108 Abs. 4 AO", from: y1977)],
        .appointment: [LegalRule("§ 108 Abs. 5 AO", from: y1977)],
        .prolongation: [LegalRule("§ 109 Abs. 1 AO", from: y1977)],
        // Three days since 2004, five before.
        .paymentGrace: [LegalRule("§ 240 Abs. 3 Satz 1 AO", from: CivilDay.of(2004, 1, 1))],
    ]
    private static let social: [PeriodTopic: [LegalRule]] = [
        .counting: [LegalRule("§ 26 Abs. 1 SGB X", from: y1981)],
        .setByAuthority: [LegalRule("§ 26 Abs. 2 SGB X", from: y1981)],
        .shift: [LegalRule("§ 26 Abs. 3 Satz 1 SGB X", from: y1981)],
        .announcedDay: [LegalRule("§ 26 Abs. 3 Satz 2 SGB X", from: y1981)],
        .benefitSpan: [LegalRule("§ 26 Abs. 4 SGB X", from: y1981)],
        .appointment: [LegalRule("§ 26 Abs. 5 SGB X", from: y1981)],
        .prolongation: [LegalRule("§ 26 Abs. 7 SGB X", from: y1981)],
    ]
    private static let civil: [PeriodTopic: [LegalRule]] = [
        .counting: [LegalRule("§ 186 BGB", from: CivilDay.of(1900, 1, 1))],
        .shift: [LegalRule("§ 193 BGB", from: y1965)],
        .prolongation: [LegalRule("§ 190 BGB", from: CivilDay.of(1900, 1, 1))],
    ]

    private static func court(counting: Norm, shift: Norm, since year: Int) -> [PeriodTopic: [LegalRule]] {
        let start = CivilDay.of(max(year, 1966), 1, 1)
        return [.counting: [LegalRule(counting, from: start)], .shift: [LegalRule(shift, from: start)]]
    }
}

/// §§ 187 to 190 and 209 BGB: the counting itself, the same for every law that refers to it.
enum CivilCounting {
    private static let since = CivilDay.of(1900, 1, 1)
    static let eventDay = LegalRule("§ 187 Abs. 1 BGB", from: since)
    static let startOfDay = LegalRule("§ 187 Abs. 2 Satz 1 BGB", from: since)
    static let endOfDays = LegalRule("§ 188 Abs. 1 BGB", from: since)
    static let endOfMonths = LegalRule("§ 188 Abs. 2 BGB", from: since)
    static let shortMonth = LegalRule("§ 188 Abs. 3 BGB", from: since)
    /// Of limitation; applied to other periods by analogy where no statute says how a stopped period goes on.
    static let suspension = LegalRule("§ 209 BGB", from: CivilDay.of(2002, 1, 1))
    static let all = [eventDay, startOfDay, endOfDays, endOfMonths, shortMonth, suspension, extended]

    /// The extension counts from the end of the old period, a moved end included (BGH, 14.12.2005, IX ZB 198/04), as a period
    /// that begins with the following day.
    static let extended = LegalRule(
        "§ 190 BGB", from: since,
        note: LocalText(
            de:
                "Die Verlängerung schließt sich als Frist nach § 187 Abs. 2 BGB an; endet die alte Frist am 28. Februar, endet ein weiterer "
                + "Monat deshalb am 31. März. Wer § 187 Abs. 1 BGB anwendet, kommt zum 28. März.",
            en:
                "The extension follows as a period under § 187 (2) BGB: if the old one ends on 28 February, one more month ends on "
                + "31 March. Who applies § 187 (1) BGB arrives at 28 March."))
}
