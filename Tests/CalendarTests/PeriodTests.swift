import Calendar
import Kernel
import Testing

/// §§ 187 to 193 BGB through § 31 VwVfG and § 108 AO. Weekdays follow from 1 January: 2024 Monday, 2025 Wednesday, 2026 Thursday,
/// 2027 Friday, 2028 Saturday, 2029 Monday.
@Suite struct PeriodTests {
    @Test(
        "a period in days ends with its last day, the day of the event not counted",
        arguments: [
            // § 187 Abs. 1, § 188 Abs. 1 BGB
            Case("2026-03-02", "P14D", "2026-03-16", "3 March is day 1, 16 March day 14, a Monday"),
            Case("2026-03-06", "P1D", "2026-03-09", "day 1 is Saturday 7 March, § 31 Abs. 3 moves to Monday"),
            Case("2026-11-04", "P14D", "2026-11-19", "day 14 is 18 November, Buß- und Bettag 2026, moves to Thursday"),
            Case("2025-11-05", "P14D", "2025-11-20", "day 14 is 19 November, Buß- und Bettag 2025, moves to Thursday"),
            Case("2026-12-17", "P14D", "2026-12-31", "New Year's Eve is a Thursday and a working day"),
            Case("2026-12-18", "P14D", "2027-01-04", "1 January 2027 is a Friday and holiday, then weekend, Monday 4"),
            Case("2026-03-28", "P1D", "2026-03-30", "29 March is the Sunday when clocks change; a day is a calendar day; Monday"),
            Case("2026-10-24", "P2D", "2026-10-26", "clocks change on 25 October; day 2 is Monday 26 October"),
            Case("2028-02-15", "P14D", "2028-02-29", "leap year: 14 days after the 15th is the 29th, a Tuesday"),
            Case("2027-02-15", "P14D", "2027-03-01", "no leap year: 28 February is day 13, 1 March day 14, a Monday"),
        ])
    func days(_ example: Case) throws {
        #expect(try example.compute().date == day(example.end))
    }

    @Test(
        "a period in weeks ends on the weekday of the event",
        arguments: [
            // § 188 Abs. 2 BGB
            Case("2026-10-14", "P5W", "2026-11-19", "Wednesday plus 5 weeks is 18 November, Buß- und Bettag, moves to Thursday"),
            Case("2026-03-20", "P2W", "2026-04-07", "Good Friday 3 April, weekend, Easter Monday 6 April, so Tuesday"),
            Case("2026-05-07", "P1W", "2026-05-15", "Ascension Day 14 May moves to Friday"),
            Case("2026-05-04", "P3W", "2026-05-26", "Whit Monday 25 May moves to Tuesday"),
            Case("2026-04-24", "P1W", "2026-05-04", "Friday 1 May is a holiday, then weekend, Monday 4 May"),
            Case("2026-10-24", "P1W", "2026-11-02", "Saturday 31 October, Reformation Day, then Sunday, Monday 2 November"),
            Case("2026-12-18", "P1W", "2026-12-28", "25 December Friday, 26 Saturday, 27 Sunday, so Monday"),
            Case("2026-12-10", "P2W", "2026-12-24", "Christmas Eve is a Thursday and a working day"),
        ])
    func weeks(_ example: Case) throws {
        #expect(try example.compute().date == day(example.end))
    }

    @Test(
        "a period in months ends on the day with the event's number, or with the month",
        arguments: [
            // § 188 Abs. 2 and 3 BGB
            Case("2026-01-31", "P1M", "2026-03-02", "February has no 31st: the 28th, a Saturday, moves to Monday 2 March"),
            Case("2027-01-31", "P1M", "2027-03-01", "28 February 2027 is a Sunday, moves to Monday"),
            Case("2028-01-31", "P1M", "2028-02-29", "leap year: Tuesday 29 February"),
            Case("2024-01-31", "P1M", "2024-02-29", "leap year: Thursday 29 February"),
            Case("2025-01-31", "P1M", "2025-02-28", "Friday 28 February"),
            Case("2028-01-30", "P1M", "2028-02-29", "February has no 30th, its last day is Tuesday 29"),
            Case("2026-03-31", "P1M", "2026-04-30", "April has no 31st: Thursday 30 April"),
            Case("2026-08-31", "P1M", "2026-09-30", "Wednesday 30 September"),
            Case(
                "2026-02-28", "P1M", "2026-03-30", "the number counts, not the end of the month: 28 March, a Saturday, so Monday"),
            Case("2026-11-30", "P3M", "2027-03-01", "28 February 2027, a Sunday, over the turn of the year, so Monday"),
            Case("2026-08-31", "P6M", "2027-03-01", "half a year (§ 189 Abs. 1 BGB): 28 February 2027, a Sunday, so Monday"),
            Case("2026-12-01", "P1M", "2027-01-04", "Friday 1 January 2027 is a holiday, then weekend, Monday 4 January"),
            Case("2026-09-03", "P1M", "2026-10-05", "3 October 2026 is a Saturday and holiday, moves to Monday"),
            Case("2022-10-16", "P1M", "2022-11-17", "16 November 2022 is Buß- und Bettag"),
            Case("2023-10-22", "P1M", "2023-11-23", "22 November 2023 is Buß- und Bettag"),
            Case("2024-10-20", "P1M", "2024-11-21", "20 November 2024 is Buß- und Bettag"),
            Case("2027-10-17", "P1M", "2027-11-18", "17 November 2027 is Buß- und Bettag"),
            Case("2028-10-22", "P1M", "2028-11-23", "22 November 2028 is Buß- und Bettag"),
            Case("2028-10-22", "P1M", "2028-11-22", "Berlin does not keep Buß- und Bettag, a Wednesday", region: "DE-BE"),
            Case("2026-10-01", "P1M", "2026-11-02", "Sunday 1 November moves to Monday; no All Saints in Saxony"),
            Case("2027-10-01", "P1M", "2027-11-01", "Monday 1 November 2027, a working day in Saxony"),
            Case("2027-10-01", "P1M", "2027-11-02", "Monday 1 November 2027, All Saints in Bavaria", region: "DE-BY"),
        ])
    func months(_ example: Case) throws {
        #expect(try example.compute().date == day(example.end))
    }

    @Test(
        "a period in years keeps day and month",
        arguments: [
            Case("2026-11-23", "P1Y", "2027-11-23", "a Tuesday"),
            Case("2028-02-29", "P1Y", "2029-02-28", "2029 has no 29 February (§ 188 Abs. 3 BGB): Wednesday 28"),
            Case("2024-02-29", "P4Y", "2028-02-29", "four years on there is one again, a Tuesday"),
            Case("2026-06-15", "P1Y6M", "2027-12-15", "18 months: Wednesday"),
        ])
    func years(_ example: Case) throws {
        #expect(try example.compute().date == day(example.end))
    }

    @Test(
        "a period that begins with a day counts this day",
        arguments: [
            // § 187 Abs. 2, § 188 Abs. 2 BGB: the end is the day before the one with the same name or number
            Case("2026-03-01", "P1M", "2026-03-31", "the day before 1 April, a Tuesday"),
            Case("2026-01-01", "P1Y", "2026-12-31", "the calendar year"),
            Case("2026-03-02", "P14D", "2026-03-16", "2 March is day 1, day 14 is Sunday 15 March, moves to Monday"),
            Case("2026-11-02", "P1W", "2026-11-09", "Monday begins, Sunday 8 November ends, moves to Monday"),
            Case("2026-05-15", "P1M", "2026-06-15", "14 June is a Sunday, moves to Monday"),
            Case("2028-01-30", "P1M", "2028-02-29", "the day before the missing 30 February is the 29th"),
            Case("2028-01-31", "P1M", "2028-02-29", "30 February is missing too: last day of the month (§ 188 Abs. 3 BGB)"),
            Case("2027-01-29", "P1M", "2027-03-01", "the day before 29 February is the 28th, a Sunday, moves to Monday"),
            Case("2026-03-31", "P1M", "2026-04-30", "the day before the missing 31 April is the 30th, a Thursday"),
        ])
    func startOfDay(_ example: Case) throws {
        #expect(try example.compute(fromStartOfDay: true).date == day(example.end))
    }

    @Test(
        "working days leave out weekends and holidays",
        arguments: [
            Case("2026-11-13", "5 working days", "2026-11-23", "16, 17, (18 Buß- und Bettag), 19, 20, weekend, 23"),
            Case("2026-12-23", "3 working days", "2026-12-29", "24, (25 to 27), 28, 29"),
            Case("2026-04-02", "1 working day", "2026-04-07", "Good Friday, weekend, Easter Monday, then Tuesday"),
            Case("2026-11-13", "5 working days with Saturdays", "2026-11-20", "14 (Saturday), 16, 17, 19, 20"),
            // The fifth counted day is a Saturday; the end moves by § 31 Abs. 3 like any other.
            Case("2026-11-09", "5 working days with Saturdays", "2026-11-16", "10, 11, 12, 13, 14 (Saturday), moves to Monday"),
        ])
    func workingDays(_ example: Case) throws {
        #expect(try example.compute().date == day(example.end))
    }

    @Test(
        "the other laws move the end by their own norms",
        arguments: [
            (Case("2026-10-18", "P1M", "2026-11-19", "§ 108 Abs. 3 AO", law: ao), "§ 3 Abs. 1 SächsKAG i. V. m. § 108 Abs. 3 AO"),
            (Case("2026-10-18", "P1M", "2026-11-19", "§ 193 BGB", law: ProceduralLaw(.bgb)), "§ 193 BGB"),
            (
                Case("2026-10-18", "P1M", "2026-11-19", "§ 26 Abs. 3 SGB X", law: ProceduralLaw(.sgb10)),
                "§ 26 Abs. 3 Satz 1 SGB X"
            ),
            (
                Case("2026-10-18", "P1M", "2026-11-19", "§ 222 ZPO", law: ProceduralLaw(.vwgo)),
                "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO"
            ),
            (Case("2026-10-18", "P1M", "2026-11-19", "§ 64 SGG", law: ProceduralLaw(.sgg)), "§ 64 Abs. 3 SGG"),
        ])
    func otherLaws(_ example: Case, _ norm: String) throws {
        let deadline = try example.compute()
        #expect(deadline.date == (try day(example.end)))
        #expect(deadline.steps.last?.norm.citation == norm)
    }

    @Test("what the law exempts does not move") func exceptions() throws {
        // Buß- und Bettag 2026, told as the day with reference to § 31 Abs. 3 Satz 2 VwVfG.
        let told = Case("2026-10-18", "P1M", "2026-11-18", "announced")
        #expect(try told.compute(rule: .announcedDay).date == day(told.end))
        // February's benefits end with Saturday 28 February 2026 (§ 31 Abs. 4 VwVfG, § 108 Abs. 4 AO).
        for law in [vwvfg, ao] {
            let span = Case("2026-02-01", "P1M", "2026-02-28", "benefits of February", law: law)
            #expect(try span.compute(fromStartOfDay: true, rule: .benefitSpan).date == day(span.end))
        }
        // An appointment on Reformation Day, Saturday 31 October 2026, must be kept (§ 31 Abs. 5 VwVfG).
        let appointment = try Deadline.fixed(
            try day("2026-10-31"), norm: "Ladung", law: vwvfg, region: try region(), end: .appointment)
        #expect(appointment.date == (try day("2026-10-31")))
        #expect(appointment.steps.last?.kind == .noShift)
        #expect(appointment.steps.last?.norm.citation == "§ 1 Satz 1 SächsVwVfZG i. V. m. § 31 Abs. 5 VwVfG")
    }

    @Test("an exception the law does not know is refused, whatever the weekday") func unknownException() throws {
        // § 108 Abs. 3 AO has no sentence on an announced day; Monday 2 November 2026 would not even move.
        let example = Case("2026-10-02", "P1M", "2026-11-02", "AO", law: ao)
        #expect(throws: CalendarFault.noRule(law: "AO", topic: "announced-day", date: try day("2026-11-02"))) {
            try example.compute(rule: .announcedDay)
        }
    }

    @Test(
        "a period before an event lies between act and event in full",
        arguments: [
            Case("2026-11-20", "P1W", "2026-11-12", "13 to 19 November lie between: Thursday"),
            Case("2026-11-20", "P14D", "2026-11-05", "6 to 19 November are 14 days"),
            Case("2026-11-26", "P1W", "2026-11-18", "Buß- und Bettag is no reason to be later, and no norm asks to be earlier"),
            Case("2026-03-31", "P1M", "2026-02-27", "February has no 31st: the period covers 28 February to 30 March"),
            Case("2026-11-23", "5 working days", "2026-11-12", "20, 19, 17, 16, 13 count (18 Buß- und Bettag): Thursday 12"),
        ])
    func before(_ example: Case) throws {
        let latest = try Deadline.latest(
            before: try day(example.begin), period: try #require(LegalPeriod(example.period)), law: vwvfg, region: try region())
        #expect(latest.date == (try day(example.end)))
    }

    @Test("before its list begins a region gives no date") func beforeRegion() throws {
        let early = try day("1994-12-30")
        #expect(throws: CalendarFault.regionNotCovered(region: "DE-SN", date: early)) {
            try Deadline.compute(from: .event(early), period: .months(1), law: vwvfg, region: try region())
        }
    }

    @Test("a period set by an authority begins on the day after its notification") func setByAuthority() throws {
        // Posted Monday 2 November 2026, notified on the fourth day, Friday the 6th; two weeks on: Friday 20 November (§ 31 Abs. 2 VwVfG).
        let notified = try Notification(channel: .post, dispatched: try day("2026-11-02")).date(law: vwvfg, region: try region())
        let deadline = try Deadline.compute(from: .setByAuthority(notified), period: .weeks(2), law: vwvfg, region: try region())
        #expect(deadline.date == (try day("2026-11-20")))
        #expect(deadline.steps.map(\.norm.citation).contains { $0.contains("§ 31 Abs. 2 VwVfG") })
    }

    @Test(
        "periods are written and read in one form",
        arguments: ["P14D", "P5W", "P1M", "P1Y", "10 working days", "3 working days with Saturdays"])
    func written(_ text: String) throws {
        #expect(try #require(LegalPeriod(text)).description == text)
    }

    @Test(
        "anything else is no period",
        arguments: [
            "", "P", "P0D", "PD", "14D", "P-1M", "P1M2D", "P1H", "PT1H", "P99999D", "x working days", "5 days", "P1", "P１M",
        ])
    func notAPeriod(_ text: String) {
        #expect(LegalPeriod(text) == nil)
    }
}
