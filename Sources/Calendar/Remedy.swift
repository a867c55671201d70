import Kernel

/// A remedy against a decision, with its periods: with and without correct instruction on remedies.
///
/// Which remedy is open is not decided by the law of notification: a municipal tax is notified by § 122 AO, yet the objection against it is that of
/// § 70 VwGO wherever the Land's municipal charges act does not refer to §§ 347 ff. AO. So both are named separately.
public enum Remedy: String, Hashable, Codable, CaseIterable, Sendable {
    /// Widerspruch, §§ 68 ff. VwGO.
    case objection
    /// Einspruch, §§ 347 ff. AO.
    case taxObjection = "tax-objection"
    /// Widerspruch in matters of the social courts, §§ 78 ff. SGG.
    case socialObjection = "social-objection"
    /// Klage, § 74 VwGO.
    case lawsuit

    /// Whether the decision told correctly which remedy is open.
    public enum Instruction: String, Hashable, Codable, Sendable { case given, missing }

    /// The last day for the remedy.
    ///
    /// - Parameters:
    ///   - notified: the notification of the decision, from `Notification.date`.
    ///   - instruction: without a correct one the remedy is open for a year.
    public func deadline(
        notified: Deadline, instruction: Instruction = .given, region: HolidayRegion
    ) throws(CalendarFault) -> Deadline {
        let rule = instruction == .given ? periodRule : periodWithoutInstruction
        let counted = try Deadline.compute(
            from: .notification(notified), period: instruction == .given ? .months(1) : .years(1), law: law, region: region)
        let template = instruction == .given ? Sentences.remedy : Sentences.remedyWithoutInstruction
        let step = Deadline.Step(
            kind: .effect, norm: rule.norm, date: counted.date,
            text: Wording.fill(template) {
                ["remedy": name[$0], "date": Wording.longDate(counted.date, $0), "norm": rule.norm.text($0)]
            },
            checked: rule.checked)
        return Deadline(date: counted.date, nominalDate: counted.nominalDate, steps: counted.steps + [step])
    }

    /// By whose rules the period counts.
    public var law: ProceduralLaw {
        switch self {
        case .objection, .lawsuit: ProceduralLaw(.vwgo)
        case .taxObjection: ProceduralLaw(.ao)
        case .socialObjection: ProceduralLaw(.sgg)
        }
    }

    var rules: [LegalRule] { [periodRule, periodWithoutInstruction] }

    private var periodRule: LegalRule {
        switch self {
        case .objection: LegalRule("§ 70 Abs. 1 Satz 1 VwGO", from: CivilDay.of(1960, 4, 1))
        case .taxObjection: LegalRule("§ 355 Abs. 1 Satz 1 AO", from: CivilDay.of(1996, 1, 1))
        case .socialObjection: LegalRule("§ 84 Abs. 1 Satz 1 SGG", from: CivilDay.of(1975, 1, 1))
        case .lawsuit: LegalRule("§ 74 Abs. 1 VwGO", from: CivilDay.of(1960, 4, 1))
        }
    }

    private var periodWithoutInstruction: LegalRule {
        switch self {
        case .objection: LegalRule("§ 70 Abs. 2, § 58 Abs. 2 VwGO", from: CivilDay.of(1960, 4, 1))
        case .taxObjection: LegalRule("§ 356 Abs. 2 AO", from: CivilDay.of(1977, 1, 1))
        case .socialObjection: LegalRule("§ 66 Abs. 2 SGG", from: CivilDay.of(1975, 1, 1))
        case .lawsuit: LegalRule("§ 58 Abs. 2 VwGO", from: CivilDay.of(1960, 4, 1))
        }
    }

    var name: LocalText {
        switch self {
        case .objection, .socialObjection: LocalText(de: "Widerspruch", en: "objection (Widerspruch)")
        case .taxObjection: LocalText(de: "Einspruch", en: "objection (Einspruch)")
        case .lawsuit: LocalText(de: "Klage", en: "action before the court (Klage)")
        }
    }
}
