import Kernel

/// How a decision reaches the person.
public enum DeliveryChannel: String, Hashable, Codable, CaseIterable, Sendable {
    /// Ordinary letter within Germany.
    case post
    /// Ordinary letter to another country.
    case postAbroad = "post-abroad"
    /// Sent electronically, by e-mail or to a mailbox other than the portal's (§ 3a VwVfG, § 87a AO).
    case electronic
    /// Put into the mailbox of the user account (§ 9 OZG, § 122a AO).
    case portalMailbox = "portal-mailbox"
    /// Offered for retrieval outside a user account's mailbox; counts from the retrieval (§ 41 Abs. 2a VwVfG).
    case portalRetrieval = "portal-retrieval"
    /// Registered letter handed over, without return receipt (§ 4 VwZG).
    case registeredLetter = "registered-letter"
    /// Registered letter with return receipt; the receipt names the day (§ 4 VwZG).
    case returnReceipt = "return-receipt"
    /// Served by the post with a certificate, the mailbox included (§ 3 VwZG).
    case serviceCertificate = "service-certificate"
    /// Against a confirmation of receipt; the confirmation names the day (§ 5 VwZG).
    case receiptConfirmation = "receipt-confirmation"
    /// Handed over by a member of staff, at the counter or elsewhere.
    case handover
    /// Announced by word of mouth.
    case oral
    /// Announced to the public in the locally customary way.
    case publicNotice = "public-notice"
    /// Served by public notice because the address is unknown (§ 10 VwZG).
    case publicService = "public-service"
}

/// How the day of notification follows from a dispatch.
enum DeliveryCount: Hashable, Sendable {
    /// On the day itself.
    case sameDay
    /// On the n-th day after.
    case days(Int)
    case weeks(Int)
    case months(Int)
    /// On the day after the retrieval; without one within so many days there is no notification.
    case dayAfterRetrieval(within: Int)
    /// When it arrives; the law presumes nothing.
    case arrival

    var period: LegalPeriod? {
        switch self {
        case .days(let days): .days(days)
        case .weeks(let weeks): .weeks(weeks)
        case .months(let months): .months(months)
        case .sameDay, .dayAfterRetrieval, .arrival: nil
        }
    }
}

/// One rule on notification: law, channel, validity by day of dispatch.
struct DeliveryRule: Hashable, Sendable {
    let rule: LegalRule
    let count: DeliveryCount
    /// Whether a presumed day on Saturday, Sunday or a holiday moves to the next working day.
    let moves: Bool
}

/// The rules on notification. From knowledge, unchecked.
///
/// Does a presumed day move when it is a Saturday, Sunday or holiday? The BFH treats the span as a period, so that § 108 Abs. 3 AO moves its
/// end (BFH, 14.10.2003, IX R 68/98; AEAO zu § 108 Nr. 2, which names the fictions of the VwZG too). For general administrative law the prevailing
/// view does not: the fiction names a day, it is no period in which the citizen must act, so § 31 Abs. 3 VwVfG does not apply
/// (older case law of the BVerwG on § 4 VwZG and of several higher administrative courts; for § 37 SGB X the BSG, 06.05.2010, B 14 AS 12/09 R).
/// A part of the literature wants the move there too. Decided here: AO moves, VwVfG and SGB X do not.
enum DeliveryRules {
    static func rule(_ base: ProceduralLaw.Base, _ channel: DeliveryChannel, on dispatch: LocalDate) -> DeliveryRule? {
        table[base]?[channel]?.first { $0.rule.isValid(on: dispatch) }
    }

    /// Laws that know no notification of their own (BGB, VwGO, SGG) have no entry.
    static let table: [ProceduralLaw.Base: [DeliveryChannel: [DeliveryRule]]] = [
        .vwvfg: administrative.merging(service(moves: false)) { own, _ in own },
        .ao: fiscal.merging(service(moves: true)) { own, _ in own },
        .sgb10: social.merging(service(moves: false)) { own, _ in own },
    ]

    /// Day before and day of the change by the Postrechtsmodernisierungsgesetz; the day of dispatch decides (Art. 97 § 1 EGAO).
    private static let lastOfThreeDays = CivilDay.of(2024, 12, 31)
    private static let firstOfFourDays = CivilDay.of(2025, 1, 1)

    /// The third day for a dispatch until the end of 2024, the fourth day since.
    private static func threeThenFour(_ norm: Norm, since: LocalDate, moves: Bool) -> [DeliveryRule] {
        let note = moves ? movedNote : unmovedNote
        return [
            DeliveryRule(
                rule: LegalRule(norm, from: since, to: lastOfThreeDays, note: note), count: .days(3), moves: moves),
            DeliveryRule(rule: LegalRule(norm, from: firstOfFourDays, note: note), count: .days(4), moves: moves),
        ]
    }

    private static func always(_ norm: Norm, _ count: DeliveryCount, since: LocalDate, moves: Bool = false) -> [DeliveryRule] {
        [DeliveryRule(rule: LegalRule(norm, from: since), count: count, moves: moves)]
    }

    private static let y1977 = CivilDay.of(1977, 1, 1)
    private static let y2006 = CivilDay.of(2006, 2, 1)
    private static let y2017 = CivilDay.of(2017, 1, 1)
    private static let accounts = CivilDay.of(2020, 12, 10)

    private static let administrative: [DeliveryChannel: [DeliveryRule]] = [
        .post: threeThenFour("§ 41 Abs. 2 Satz 1 VwVfG", since: y1977, moves: false),
        .postAbroad: always("§ 41 Abs. 1 VwVfG", .arrival, since: y1977),
        .electronic: threeThenFour("§ 41 Abs. 2 Satz 2 VwVfG", since: CivilDay.of(2003, 2, 1), moves: false),
        .portalMailbox: threeThenFour("§ 9 Abs. 1 Satz 3 OZG", since: accounts, moves: false),
        .portalRetrieval: always("§ 41 Abs. 2a Satz 3 VwVfG", .dayAfterRetrieval(within: 10), since: y2017),
        .handover: always("§ 41 Abs. 1 Satz 1 VwVfG", .sameDay, since: y1977),
        .oral: always("§ 41 Abs. 1 Satz 1 VwVfG", .sameDay, since: y1977),
        .publicNotice: always("§ 41 Abs. 4 Satz 3 VwVfG", .weeks(2), since: y1977),
    ]
    private static let fiscal: [DeliveryChannel: [DeliveryRule]] = [
        .post: threeThenFour("§ 122 Abs. 2 Nr. 1 AO", since: y1977, moves: true),
        .postAbroad: always("§ 122 Abs. 2 Nr. 2 AO", .months(1), since: y1977, moves: true),
        .electronic: threeThenFour("§ 122 Abs. 2a AO", since: CivilDay.of(2002, 8, 28), moves: true),
        .portalMailbox: threeThenFour("§ 122a Abs. 4 Satz 1 AO", since: y2017, moves: true),
        .handover: always("§ 122 Abs. 1 Satz 1 AO", .sameDay, since: y1977),
        .oral: always("§ 122 Abs. 1 Satz 1 AO", .sameDay, since: y1977),
        .publicNotice: always("§ 122 Abs. 4 Satz 3 AO", .weeks(2), since: y1977, moves: true),
    ]
    private static let social: [DeliveryChannel: [DeliveryRule]] = [
        .post: threeThenFour("§ 37 Abs. 2 Satz 1 SGB X", since: CivilDay.of(1981, 1, 1), moves: false),
        .postAbroad: always("§ 37 Abs. 1 SGB X", .arrival, since: CivilDay.of(1981, 1, 1)),
        .electronic: threeThenFour("§ 37 Abs. 2 Satz 2 SGB X", since: CivilDay.of(2003, 2, 1), moves: false),
        .portalMailbox: threeThenFour("§ 9 Abs. 1 Satz 3 OZG", since: accounts, moves: false),
        .handover: always("§ 37 Abs. 1 Satz 1 SGB X", .sameDay, since: CivilDay.of(1981, 1, 1)),
        .oral: always("§ 37 Abs. 1 Satz 1 SGB X", .sameDay, since: CivilDay.of(1981, 1, 1)),
        .publicNotice: always("§ 37 Abs. 4 Satz 3 SGB X", .weeks(2), since: CivilDay.of(1981, 1, 1)),
    ]

    /// Formal service is the same act for all laws that refer to it.
    private static func service(moves: Bool) -> [DeliveryChannel: [DeliveryRule]] {
        [
            .registeredLetter: threeThenFour("§ 4 Abs. 2 Satz 2 VwZG", since: y2006, moves: moves),
            .returnReceipt: always("§ 4 Abs. 2 Satz 1 VwZG", .sameDay, since: y2006),
            .serviceCertificate: always("§ 3 VwZG", .sameDay, since: y2006),
            .receiptConfirmation: always("§ 5 VwZG", .sameDay, since: y2006),
            .publicService: always("§ 10 Abs. 2 Satz 6 VwZG", .weeks(2), since: y2006, moves: moves),
        ]
    }

    private static let movedNote = LocalText(
        de:
            "Fällt der Tag auf Samstag, Sonntag oder Feiertag, gilt der nächste Werktag (§ 108 Abs. 3 AO; BFH, 14.10.2003, IX R 68/98).",
        en:
            "If the day is a Saturday, Sunday or holiday, the next working day counts (§ 108 (3) AO; BFH, 14.10.2003, IX R 68/98)."
    )
    private static let unmovedNote = LocalText(
        de:
            "Der Tag bleibt auch an Samstag, Sonntag oder Feiertag: die Fiktion nennt einen Tag, keine Frist, in der zu handeln wäre "
            + "(herrschende Rechtsprechung; ein Teil der Literatur wendet § 31 Abs. 3 VwVfG an).",
        en: "The day stays even on a Saturday, Sunday or holiday: the fiction names a day, not a period in which to act "
            + "(prevailing case law; a part of the literature applies § 31 (3) VwVfG).")
}
