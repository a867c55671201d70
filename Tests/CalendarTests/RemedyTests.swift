import Calendar
import Kernel
import Testing

@Suite struct RemedyTests {
    private func notified(_ posted: String, _ law: ProceduralLaw, by channel: DeliveryChannel = .post) throws -> Deadline {
        try Notification(channel: channel, dispatched: try day(posted)).date(law: law, region: try region())
    }

    private func last(_ remedy: Remedy, _ notified: Deadline, _ instruction: Remedy.Instruction = .given) throws -> LocalDate {
        try remedy.deadline(notified: notified, instruction: instruction, region: try region()).date
    }

    @Test("an objection is open for one month after notification") func oneMonth() throws {
        // § 70 Abs. 1 VwGO. Posted Monday 16 November 2026, notified Friday 20; Sunday 20 December moves to Monday 21.
        #expect(try last(.objection, notified("2026-11-16", vwvfg)) == day("2026-12-21"))
        // Posted Monday 27 January 2025, notified on the fourth day, Friday 31 January; February ends on Friday 28.
        #expect(try last(.objection, notified("2025-01-27", vwvfg)) == day("2025-02-28"))
        // Posted Friday 26 January 2024, notified on the third day, Monday 29; the leap year has 29 February, a Thursday.
        #expect(try last(.objection, notified("2024-01-26", vwvfg)) == day("2024-02-29"))
        // Notified Sunday 18 October 2026 (posted the 14th); 18 November is Buß- und Bettag.
        #expect(try last(.objection, notified("2026-10-14", vwvfg)) == day("2026-11-19"))
    }

    @Test("the two laws part where the presumed day is no working day") func lawsDiffer() throws {
        // Posted Tuesday 17 November 2026, fourth day Saturday 21. VwVfG: Monday 21 December. AO: notified Monday 23, Wednesday 23 December.
        #expect(try last(.objection, notified("2026-11-17", vwvfg)) == day("2026-12-21"))
        #expect(try last(.objection, notified("2026-11-17", ao)) == day("2026-12-23"))
        // § 355 Abs. 1 AO counts the same month.
        #expect(try last(.taxObjection, notified("2026-11-17", ao)) == day("2026-12-23"))
    }

    @Test("the reform of 2025 moves the end by a day") func reform() throws {
        // Posted Tuesday 31 December 2024: third day Friday 3 January 2025; Monday 3 February.
        #expect(try last(.taxObjection, notified("2024-12-31", ao)) == day("2025-02-03"))
        // Posted Thursday 2 January 2025: fourth day Monday 6 January; Thursday 6 February.
        #expect(try last(.taxObjection, notified("2025-01-02", ao)) == day("2025-02-06"))
    }

    @Test("without instruction a remedy is open for a year") func oneYear() throws {
        // § 58 Abs. 2 VwGO: 20 November 2027 is a Saturday, moves to Monday 22.
        #expect(try last(.objection, notified("2026-11-16", vwvfg), .missing) == day("2027-11-22"))
        // § 356 Abs. 2 AO: notified Monday 23 November 2026; Tuesday 23 November 2027.
        #expect(try last(.taxObjection, notified("2026-11-17", ao), .missing) == day("2027-11-23"))
        // § 66 Abs. 2 SGG: notified Saturday 21 November 2026; 21 November 2027 is a Sunday, Monday 22.
        #expect(try last(.socialObjection, notified("2026-11-17", ProceduralLaw(.sgb10)), .missing) == day("2027-11-22"))
    }

    @Test("an action before the court is open for one month after service") func lawsuit() throws {
        // § 74 VwGO: served Saturday 21 November 2026 into the box; Monday 21 December.
        #expect(try last(.lawsuit, notified("2026-11-21", vwvfg, by: .serviceCertificate)) == day("2026-12-21"))
    }

    @Test("the remedy's explanation begins with the notification and ends with the norm of the remedy") func explained() throws {
        let deadline = try Remedy.objection.deadline(notified: notified("2026-11-17", ao), region: try region())
        #expect(deadline.steps.map(\.kind) == [.notification, .shift, .begin, .end, .effect])
        #expect(deadline.steps.first?.norm.citation == "§ 3 Abs. 1 SächsKAG i. V. m. § 122 Abs. 2 Nr. 1 AO")
        #expect(deadline.steps.last?.norm.citation == "§ 70 Abs. 1 Satz 1 VwGO")
    }
}

@Suite struct EffectTests {
    @Test("a permit counts as granted from the day after the period for the decision") func deemed() throws {
        // § 42a VwVfG. Complete 15 July 2026, three months: Thursday 15 October; granted from Friday 16.
        let plain = try Deadline.deemedApproval(complete: try day("2026-07-15"), law: vwvfg, region: try region())
        #expect(plain.date == (try day("2026-10-16")))
        // Complete 18 August: 18 November is Buß- und Bettag, moved to Thursday 19; granted from Friday 20.
        let moved = try Deadline.deemedApproval(complete: try day("2026-08-18"), law: vwvfg, region: try region())
        #expect(moved.date == (try day("2026-11-20")))
        // Extended by a month from 15 October: begins 16 October, ends Sunday 15 November, moved to Monday 16; granted from Tuesday 17.
        let longer = try Deadline.deemedApproval(
            complete: try day("2026-07-15"), extensionBy: .months(1), law: vwvfg, region: try region())
        #expect(longer.date == (try day("2026-11-17")))
        #expect(longer.steps.contains { $0.norm.citation.contains("§ 42a Abs. 2 Satz 3 VwVfG, § 190 BGB") })
    }

    @Test("a payment is due on a working day and has three days of grace") func payment() throws {
        // Notified Friday 20 November 2026, due after a month: Sunday 20 December, Monday 21. Grace until Thursday 24 (§ 240 Abs. 3 AO).
        let notified = try Notification(channel: .post, dispatched: try day("2026-11-16")).date(law: ao, region: try region())
        let due = try Deadline.compute(from: .notification(notified), period: .months(1), law: ao, region: try region())
        #expect(due.date == (try day("2026-12-21")))
        #expect(try due.paymentGrace(law: ao, region: try region()).date == day("2026-12-24"))
    }

    @Test(
        "yearly due dates move too",
        arguments: [
            // 15 February 2026 is a Sunday: Monday 16, grace Thursday 19.
            ("2026-02-15", "2026-02-16", "2026-02-19"),
            // 15 May 2027 is a Saturday, 17 May Whit Monday (Easter 28 March): Tuesday 18, grace Friday 21.
            ("2027-05-15", "2027-05-18", "2027-05-21"),
            // 15 August 2026 is a Saturday: Monday 17, grace Thursday 20.
            ("2026-08-15", "2026-08-17", "2026-08-20"),
            // 15 November 2028 is a Wednesday; grace would be Saturday 18, moved to Monday 20.
            ("2028-11-15", "2028-11-15", "2028-11-20"),
            // 15 November 2027 is a Monday; grace Thursday 18, the day after Buß- und Bettag 2027.
            ("2027-11-15", "2027-11-15", "2027-11-18"),
        ])
    func yearly(_ named: String, _ due: String, _ grace: String) throws {
        let deadline = try Deadline.fixed(try day(named), norm: "§ 7 HStS", law: ao, region: try region())
        #expect(deadline.date == (try day(due)))
        #expect(try deadline.paymentGrace(law: ao, region: try region()).date == day(grace))
    }
}
