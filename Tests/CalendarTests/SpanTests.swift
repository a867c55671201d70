import Calendar
import Kernel
import Testing

/// Extension (§ 31 Abs. 7 VwVfG, § 109 AO, § 190 BGB) and suspension (§ 209 BGB by analogy).
@Suite struct SpanTests {
    private func deadline(_ event: String, _ period: LegalPeriod, law: ProceduralLaw = vwvfg, pauses: [Pause] = []) throws
        -> Deadline
    {
        try Deadline.compute(from: .event(try day(event)), period: period, law: law, region: try region(), pauses: pauses)
    }

    private func pause(_ from: String, _ through: String) throws -> Pause {
        try #require(Pause(from: try day(from), through: try day(through)))
    }

    @Test("an extension counts from the end of the old period") func extended() throws {
        // 2 March + 14 days = Monday 16 March 2026; 14 more days = Monday 30 March.
        let two = try deadline("2026-03-02", .days(14)).extended(by: .days(14), law: vwvfg, region: try region())
        #expect(two.date == (try day("2026-03-30")))
        // AO: 16 October + 1 month = Monday 16 November 2026; one more week = Monday 23 November.
        let tax = try deadline("2026-10-16", .months(1), law: ao).extended(by: .weeks(1), law: ao, region: try region())
        #expect(tax.date == (try day("2026-11-23")))
        #expect(tax.steps.contains { $0.norm.citation == "§ 3 Abs. 1 SächsKAG i. V. m. § 109 Abs. 1 AO, § 190 BGB" })
    }

    @Test("an extension follows a moved end") func extendedFromMovedEnd() throws {
        // 31 January + 1 month = Saturday 28 February 2026, moved to Monday 2 March. The month begins with 3 March (§ 187 Abs. 2 BGB) and
        // ends on the day before 3 April: Thursday 2 April.
        let moved = try deadline("2026-01-31", .months(1))
        #expect(moved.date == (try day("2026-03-02")))
        #expect(try moved.extended(by: .months(1), law: vwvfg, region: try region()).date == day("2026-04-02"))
    }

    @Test("an extension after 28 February takes the whole of March") func extendedAfterFebruary() throws {
        // 31 January 2025 + 1 month = Friday 28 February; the next month begins with 1 March and ends with Monday 31 March.
        let old = try deadline("2025-01-31", .months(1))
        #expect(try old.extended(by: .months(1), law: vwvfg, region: try region()).date == day("2025-03-31"))
    }

    @Test("an extension that ends on Buß- und Bettag moves, and the steps tell both") func extendedToHoliday() throws {
        // 14 October + 3 weeks = Wednesday 4 November 2026; + 14 days = 18 November, moved to Thursday 19.
        let new = try deadline("2026-10-14", .weeks(3)).extended(by: .days(14), law: vwvfg, region: try region())
        #expect(new.date == (try day("2026-11-19")))
        #expect(new.steps.map(\.kind) == [.begin, .end, .extension, .shift])
    }

    @Test("an extension can be extended again") func extendedTwice() throws {
        // Monday 16 March 2026 + 1 week = Monday 23 + 1 week = Monday 30 March.
        let first = try deadline("2026-03-02", .days(14)).extended(by: .weeks(1), law: vwvfg, region: try region())
        #expect(try first.extended(by: .weeks(1), law: vwvfg, region: try region()).date == day("2026-03-30"))
    }

    @Test("days of a suspension are added") func suspended() throws {
        // 2 March + 1 month = 2 April 2026. 10 to 20 March are 11 days: Monday 13 April.
        #expect(try deadline("2026-03-02", .months(1), pauses: [pause("2026-03-10", "2026-03-20")]).date == day("2026-04-13"))
        // Overlapping with 15 to 24 March: together 10 to 24, 15 days: Friday 17 April.
        let both = [try pause("2026-03-15", "2026-03-24"), try pause("2026-03-10", "2026-03-20")]
        #expect(try deadline("2026-03-02", .months(1), pauses: both).date == day("2026-04-17"))
        // One inside the other adds nothing.
        let nested = [try pause("2026-03-10", "2026-03-20"), try pause("2026-03-12", "2026-03-14")]
        #expect(try deadline("2026-03-02", .months(1), pauses: nested).date == day("2026-04-13"))
    }

    @Test("only days of the period itself are added") func suspendedPartly() throws {
        // Before it began, after it ended: nothing. 2 April 2026 is a Thursday.
        let outside = [try pause("2026-02-02", "2026-02-20"), try pause("2026-04-03", "2026-04-10")]
        #expect(try deadline("2026-03-02", .months(1), pauses: outside).date == day("2026-04-02"))
        // Until 5 March: the 3rd, 4th and 5th count, 2 April + 3 = Easter Sunday, then Easter Monday, Tuesday 7 April.
        #expect(try deadline("2026-03-02", .months(1), pauses: [pause("2026-02-20", "2026-03-05")]).date == day("2026-04-07"))
        // On the last day: 16 March is lost, so Tuesday 17.
        #expect(try deadline("2026-03-02", .days(14), pauses: [pause("2026-03-16", "2026-03-16")]).date == day("2026-03-17"))
    }

    @Test("a suspension that only the first one brings into the period counts too") func suspendedInTurn() throws {
        // 2 March + 14 days = 16 March; 10 to 14 March (5 days) = 21 March; 19 and 20 March (2 days) = Monday 23 March.
        let pauses = [try pause("2026-03-19", "2026-03-20"), try pause("2026-03-10", "2026-03-14")]
        #expect(try deadline("2026-03-02", .days(14), pauses: pauses).date == day("2026-03-23"))
    }

    @Test("working days inside a suspension do not count") func suspendedWorkingDays() throws {
        // After Friday 13 November 2026: 16 and 17 stand still, 18 is a holiday; 19, 20, 23, 24, 25.
        let deadline = try deadline("2026-11-13", .workingDays(5), pauses: [pause("2026-11-16", "2026-11-17")])
        #expect(deadline.date == (try day("2026-11-25")))
    }

    @Test("a suspension during the extension is added to it") func suspendedWhileExtended() throws {
        // Monday 16 March 2026 + 14 days = 30 March; 20 to 22 March (3 days): Thursday 2 April.
        let new = try deadline("2026-03-02", .days(14)).extended(
            by: .days(14), law: vwvfg, region: try region(), pauses: [pause("2026-03-20", "2026-03-22")])
        #expect(new.date == (try day("2026-04-02")))
    }

    @Test("a pause cannot end before it begins") func badPause() throws {
        #expect(Pause(from: try day("2026-03-02"), through: try day("2026-03-01")) == nil)
    }
}
