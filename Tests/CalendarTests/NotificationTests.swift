import Calendar
import Kernel
import Testing

/// One day of notification worked out by hand, under general administrative law and under tax law.
struct Dispatch: Sendable, CustomTestStringConvertible {
    let channel: DeliveryChannel
    let dispatched: String
    let underVwVfG: String
    let underAO: String
    let reason: String

    init(_ channel: DeliveryChannel, _ dispatched: String, vwvfg: String, ao: String, _ reason: String) {
        self.channel = channel
        self.dispatched = dispatched
        underVwVfG = vwvfg
        underAO = ao
        self.reason = reason
    }

    var testDescription: String { "\(channel.rawValue) \(dispatched): \(reason)" }
}

@Suite struct NotificationTests {
    @Test(
        "a decision counts as notified on the day its law and channel say",
        arguments: [
            // § 41 Abs. 2 Satz 1 VwVfG and § 122 Abs. 2 Nr. 1 AO: the fourth day since 2025
            Dispatch(.post, "2026-11-16", vwvfg: "2026-11-20", ao: "2026-11-20", "Monday; fourth day is Friday"),
            Dispatch(.post, "2026-11-17", vwvfg: "2026-11-21", ao: "2026-11-23", "fourth day is a Saturday"),
            Dispatch(.post, "2026-11-18", vwvfg: "2026-11-22", ao: "2026-11-23", "posted on a holiday; fourth day is a Sunday"),
            Dispatch(.post, "2026-11-14", vwvfg: "2026-11-18", ao: "2026-11-19", "fourth day is Buß- und Bettag 2026"),
            Dispatch(.post, "2025-04-17", vwvfg: "2025-04-21", ao: "2025-04-22", "fourth day is Easter Monday 2025"),
            Dispatch(.post, "2025-12-21", vwvfg: "2025-12-25", ao: "2025-12-29", "25 and 26 December, weekend, Monday 29"),
            Dispatch(.post, "2025-12-29", vwvfg: "2026-01-02", ao: "2026-01-02", "over the turn of the year: Friday 2 January"),
            Dispatch(.post, "2028-02-26", vwvfg: "2028-03-01", ao: "2028-03-01", "leap year: 27, 28, 29 February, 1 March"),
            // the third day until the end of 2024; the day of posting decides
            Dispatch(.post, "2024-12-31", vwvfg: "2025-01-03", ao: "2025-01-03", "last day of the old rule: third day, Friday"),
            Dispatch(.post, "2025-01-01", vwvfg: "2025-01-05", ao: "2025-01-06", "first day of the new rule: Sunday 5 January"),
            Dispatch(.post, "2024-12-30", vwvfg: "2025-01-02", ao: "2025-01-02", "third day is a Thursday after New Year"),
            Dispatch(.post, "2024-12-23", vwvfg: "2024-12-26", ao: "2024-12-27", "third day is 26 December, Friday follows"),
            Dispatch(.post, "2024-11-17", vwvfg: "2024-11-20", ao: "2024-11-21", "third day is Buß- und Bettag 2024"),
            // § 41 Abs. 2 Satz 2 VwVfG, § 122 Abs. 2a AO
            Dispatch(.electronic, "2026-11-21", vwvfg: "2026-11-25", ao: "2026-11-25", "sent on a Saturday; Wednesday"),
            Dispatch(.electronic, "2024-06-05", vwvfg: "2024-06-08", ao: "2024-06-10", "third day is a Saturday"),
            // § 9 Abs. 1 OZG, § 122a Abs. 4 AO
            Dispatch(.portalMailbox, "2026-11-19", vwvfg: "2026-11-23", ao: "2026-11-23", "Thursday; Monday"),
            Dispatch(.portalMailbox, "2026-11-17", vwvfg: "2026-11-21", ao: "2026-11-23", "fourth day is a Saturday"),
            Dispatch(.portalMailbox, "2024-10-28", vwvfg: "2024-10-31", ao: "2024-11-01", "third day is Reformation Day 2024"),
            // § 4 Abs. 2 Satz 2 VwZG
            Dispatch(.registeredLetter, "2026-11-17", vwvfg: "2026-11-21", ao: "2026-11-23", "fourth day is a Saturday"),
            // § 3, § 5 VwZG, handing over: the day itself, whatever it is
            Dispatch(.serviceCertificate, "2026-11-21", vwvfg: "2026-11-21", ao: "2026-11-21", "put into the box on a Saturday"),
            Dispatch(.receiptConfirmation, "2026-11-20", vwvfg: "2026-11-20", ao: "2026-11-20", "the day on the confirmation"),
            Dispatch(.handover, "2026-11-20", vwvfg: "2026-11-20", ao: "2026-11-20", "at the counter"),
            // § 41 Abs. 4 Satz 3 VwVfG, § 122 Abs. 4 Satz 3 AO; § 10 Abs. 2 Satz 6 VwZG: two weeks
            Dispatch(.publicNotice, "2026-11-04", vwvfg: "2026-11-18", ao: "2026-11-19", "two weeks end on Buß- und Bettag"),
            Dispatch(.publicService, "2026-11-02", vwvfg: "2026-11-16", ao: "2026-11-16", "two weeks from Monday to Monday"),
        ])
    func dates(_ example: Dispatch) throws {
        let notification = Notification(channel: example.channel, dispatched: try day(example.dispatched))
        #expect(try notification.date(law: vwvfg, region: try region()).date == day(example.underVwVfG))
        #expect(try notification.date(law: ao, region: try region()).date == day(example.underAO))
    }

    @Test("the presumed day moves by the holidays of the Land") func otherLand() throws {
        // Posted Thursday 2 January 2025: fourth day Monday 6 January, Epiphany in Saxony-Anhalt, a working day in Saxony.
        let notification = Notification(channel: .post, dispatched: try day("2025-01-02"))
        #expect(try notification.date(law: ao, region: try region("DE-SN")).date == day("2025-01-06"))
        #expect(try notification.date(law: ao, region: try region("DE-ST")).date == day("2025-01-07"))
    }

    @Test("social law counts the fourth day and does not move it") func socialLaw() throws {
        // § 37 Abs. 2 SGB X; BSG, 06.05.2010, B 14 AS 12/09 R: Saturday 21 November stays.
        let notification = Notification(channel: .post, dispatched: try day("2026-11-17"))
        #expect(try notification.date(law: ProceduralLaw(.sgb10), region: try region()).date == day("2026-11-21"))
    }

    @Test("to another country the AO allows a month, the VwVfG presumes nothing") func abroad() throws {
        // § 122 Abs. 2 Nr. 2 AO: 31 October plus a month; November has no 31st, Monday 30 November 2026.
        let posted = try day("2026-10-31")
        let open = Notification(channel: .postAbroad, dispatched: posted)
        #expect(try open.date(law: ao, region: try region()).date == day("2026-11-30"))
        #expect(throws: CalendarFault.notNotified(channel: "post-abroad")) { try open.date(law: vwvfg, region: try region()) }
        let arrived = Notification(channel: .postAbroad, dispatched: posted, received: try day("2026-11-12"))
        #expect(try arrived.date(law: vwvfg, region: try region()).date == day("2026-11-12"))
    }

    @Test("a retrieval counts on the next day, within ten days of provision") func retrieval() throws {
        // § 41 Abs. 2a VwVfG: provided 2 November 2026, the tenth day is the 12th.
        func date(_ retrieved: String?) throws -> LocalDate {
            let received = try retrieved.map { try day($0) }
            return try Notification(channel: .portalRetrieval, dispatched: try day("2026-11-02"), received: received)
                .date(law: vwvfg, region: try region()).date
        }
        #expect(try date("2026-11-05") == day("2026-11-06"))
        #expect(try date("2026-11-12") == day("2026-11-13"))
        #expect(throws: CalendarFault.notNotified(channel: "portal-retrieval")) { try date("2026-11-13") }
        #expect(throws: CalendarFault.notNotified(channel: "portal-retrieval")) { try date(nil) }
    }

    @Test("a later arrival counts, an earlier one does not", arguments: [vwvfg, ao]) func arrival(_ law: ProceduralLaw) throws {
        let posted = try day("2026-11-16")
        let late = Notification(channel: .post, dispatched: posted, received: try day("2026-11-28"))
        // A Saturday: an arrival is a fact and does not move.
        #expect(try late.date(law: law, region: try region()).date == day("2026-11-28"))
        let early = Notification(channel: .post, dispatched: posted, received: try day("2026-11-17"))
        #expect(try early.date(law: law, region: try region()).date == day("2026-11-20"))
    }

    @Test("a channel from before its law, or in a law without notification, is refused") func unknownChannel() throws {
        let early = Notification(channel: .portalMailbox, dispatched: try day("2016-05-02"))
        #expect(throws: CalendarFault.noDelivery(law: "AO", channel: "portal-mailbox", date: try day("2016-05-02"))) {
            try early.date(law: ao, region: try region())
        }
        let civil = Notification(channel: .post, dispatched: try day("2026-05-04"))
        #expect(throws: CalendarFault.noDelivery(law: "BGB", channel: "post", date: try day("2026-05-04"))) {
            try civil.date(law: ProceduralLaw(.bgb), region: try region())
        }
    }
}
