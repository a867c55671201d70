import Calendar
import Kernel
import Testing

/// A seeded stream of numbers (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct PropertyTests {
    private static let rounds = 1000
    private static let laws = ProceduralLaw.Base.allCases.map { ProceduralLaw($0) }

    private func randomPeriod(_ random: inout Seeded) -> LegalPeriod {
        let unit = LegalPeriod.Unit.allCases.randomElement(using: &random) ?? .days
        return LegalPeriod(Int.random(in: 1...40, using: &random), unit)
    }

    private func randomDay(_ random: inout Seeded) -> LocalDate {
        // 1995-01-02 to about 2050
        LocalDate(epochDay: Int.random(in: 9132...29_220, using: &random))
    }

    @Test("the end is never before the first day, and lands on a working day") func endAndShift() throws {
        var random = Seeded(state: 1)
        for _ in 0..<PropertyTests.rounds {
            let land = try #require(HolidayRegion.germany.randomElement(using: &random))
            let law = try #require(PropertyTests.laws.randomElement(using: &random))
            let start = randomDay(&random)
            let period = randomPeriod(&random)
            let begin: PeriodBegin = Bool.random(using: &random) ? .event(start) : .startOfDay(start)
            let deadline = try Deadline.compute(from: begin, period: period, law: law, region: land)
            #expect(deadline.date >= start)
            #expect(deadline.date >= deadline.nominalDate)
            #expect(land.isWorkingDay(deadline.date))
            // Nothing between was a working day: the move is the smallest possible.
            var between = deadline.nominalDate
            while between < deadline.date {
                #expect(!land.isWorkingDay(between))
                between = between.adding(days: 1)
            }
            #expect(deadline.steps.last?.date == deadline.date)
            #expect((deadline.date != deadline.nominalDate) == (deadline.steps.last?.kind == .shift))
        }
    }

    @Test("a later begin never ends earlier, a longer period never ends earlier") func monotone() throws {
        var random = Seeded(state: 2)
        let saxony = try region()
        for _ in 0..<PropertyTests.rounds {
            let start = randomDay(&random)
            let later = start.adding(days: Int.random(in: 1...40, using: &random))
            let period = randomPeriod(&random)
            let longer = LegalPeriod(period.amount + 1, period.unit)
            func end(_ date: LocalDate, _ period: LegalPeriod, counts: Bool) throws -> LocalDate {
                try Deadline.compute(
                    from: counts ? .startOfDay(date) : .event(date), period: period, law: vwvfg, region: saxony
                ).date
            }
            for counts in [true, false] {
                #expect(try end(start, period, counts: counts) <= end(later, period, counts: counts))
                #expect(try end(start, period, counts: counts) <= end(start, longer, counts: counts))
            }
            // A day that counts gives the end of the day before it as an event, for days and weeks.
            if period.unit == .days || period.unit == .weeks {
                #expect(try end(start, period, counts: true) == end(start.adding(days: -1), period, counts: false))
            }
        }
    }

    @Test("a suspension adds exactly its days inside the period") func suspension() throws {
        var random = Seeded(state: 3)
        let saxony = try region()
        for _ in 0..<PropertyTests.rounds {
            let start = randomDay(&random)
            let period = LegalPeriod.days(Int.random(in: 10...60, using: &random))
            let from = start.adding(days: Int.random(in: 1...period.amount, using: &random))
            let days = Int.random(in: 1...30, using: &random)
            let pause = try #require(Pause(from: from, through: from.adding(days: days - 1)))
            let plain = try Deadline.compute(from: .event(start), period: period, law: vwvfg, region: saxony)
            let paused = try Deadline.compute(from: .event(start), period: period, law: vwvfg, region: saxony, pauses: [pause])
            let twice = try Deadline.compute(
                from: .event(start), period: period, law: vwvfg, region: saxony, pauses: [pause, pause])
            #expect(paused.nominalDate == plain.nominalDate.adding(days: days))
            #expect(twice.date == paused.date)
        }
    }

    @Test("the presumed day of the AO is never before that of the VwVfG, and always a working day") func notification() throws {
        var random = Seeded(state: 4)
        let saxony = try region()
        let channels: [DeliveryChannel] = [.post, .electronic, .registeredLetter, .publicNotice, .publicService]
        for _ in 0..<PropertyTests.rounds {
            // From 2006-02-01, when the VwZG in force began.
            let dispatched = LocalDate(epochDay: Int.random(in: 13_180...29_220, using: &random))
            let channel = try #require(channels.randomElement(using: &random))
            let notification = Notification(channel: channel, dispatched: dispatched)
            let general = try notification.date(law: vwvfg, region: saxony)
            let tax = try notification.date(law: ao, region: saxony)
            #expect(general.date > dispatched)
            #expect(tax.date >= general.date)
            #expect(tax.nominalDate == general.date)
            #expect(saxony.isWorkingDay(tax.date))
        }
    }

    @Test("every explanation is filled and ends with the date, in German and English") func explanations() throws {
        var random = Seeded(state: 5)
        for _ in 0..<PropertyTests.rounds {
            let land = try #require(HolidayRegion.germany.randomElement(using: &random))
            let deadline = try Deadline.compute(
                from: .event(randomDay(&random)), period: randomPeriod(&random), law: ao, region: land)
            for language in Language.allCases {
                let text = deadline.explanation(language)
                #expect(!text.contains("{") && !text.contains("}") && !text.contains("  "))
                #expect(text.contains("\(deadline.date.day)"))
                #expect(text.contains("\(deadline.date.year)"))
            }
            for step in deadline.steps {
                #expect(step.text.de.contains(step.norm.text(.de)))
                #expect(step.text[.en].contains(step.norm.text(.en)))
            }
        }
    }
}
