import Calendar
import Foundation
import Kernel
import Testing

@Suite struct ExplanationTests {
    private func repentance() throws -> Deadline {
        try Deadline.compute(from: .event(try day("2028-10-22")), period: .months(1), law: vwvfg, region: try region())
    }

    @Test("a shift names the holiday and the Land in German") func german() throws {
        let text = try repentance().explanation(.de)
        #expect(text.contains("Weil der 22. November 2028 Buß- und Bettag in Sachsen ist"))
        #expect(text.contains("Donnerstag, 23. November 2028"))
        #expect(text.contains("§ 1 Satz 1 SächsVwVfZG i. V. m. § 31 Abs. 3 Satz 1 VwVfG"))
        #expect(text.contains("§ 187 Abs. 1 BGB"))
        #expect(text.contains("§ 188 Abs. 2 BGB"))
    }

    @Test("a shift names the holiday and the Land in English") func english() throws {
        let text = try repentance().explanation(.en)
        #expect(text.contains("Because 22 November 2028 is Repentance and Prayer Day in Saxony"))
        #expect(text.contains("Thursday, 23 November 2028"))
        #expect(text.contains("§ 31 (3) sentence 1 VwVfG"))
        #expect(try text.hasSuffix(repentance().conclusion(.en)))
        #expect(!text.contains("Abs."))
        #expect(!text.contains("{"))
    }

    @Test("every day that is passed over has its reason") func chain() throws {
        // Good Friday 3 April 2026 until Easter Monday 6 April.
        let deadline = try Deadline.compute(
            from: .event(try day("2026-03-20")), period: .weeks(2), law: vwvfg, region: try region())
        #expect(
            deadline.explanation(.de).contains(
                "Weil der 3. April 2026 Karfreitag in Sachsen ist, der 4. April 2026 ein Samstag ist, "
                    + "der 5. April 2026 ein Sonntag ist und der 6. April 2026 Ostermontag in Sachsen ist"))
    }

    @Test("the name of the event stands in the explanation") func eventName() throws {
        let begin = PeriodBegin.event(
            try day("2026-03-02"), name: LocalText(de: "Eingang des Antrags", en: "receipt of the application"))
        let deadline = try Deadline.compute(from: begin, period: .days(14), law: vwvfg, region: try region())
        #expect(deadline.explanation(.de).contains("Eingang des Antrags am Montag, 2. März 2026"))
        #expect(deadline.explanation(.en).contains("receipt of the application on Monday, 2 March 2026"))
    }

    @Test("a suspension tells its reason, its days and its norm") func suspension() throws {
        let pause = try #require(
            Pause(
                from: try day("2026-03-10"), through: try day("2026-03-20"),
                reason: LocalText(de: "Gutachten", en: "expert opinion"),
                norm: "§ 6 Abs. 2 Satz 1 Beispielgesetz"))
        let deadline = try Deadline.compute(
            from: .event(try day("2026-03-02")), period: .months(1), law: vwvfg, region: try region(), pauses: [pause])
        #expect(
            deadline.explanation(.de).contains(
                "Vom 10. März 2026 bis 20. März 2026 (Gutachten) läuft sie nicht; 11 Tage kommen hinzu"))
        #expect(deadline.explanation(.en).contains("(expert opinion) it does not run; 11 days are added"))
        #expect(deadline.explanation(.en).contains("§ 6 (2) sentence 1 Beispielgesetz"))
    }

    @Test("Leichte Sprache tells the last day") func simple() throws {
        let text = try repentance().explanation(.ls)
        #expect(text.contains("Der letzte Tag ist Donnerstag, 23. November 2028."))
        #expect(!text.contains("§"))
    }

    @Test("an unread rule makes the whole date unchecked") func unchecked() throws {
        #expect(try !repentance().checked)
    }

    @Test("a deadline survives JSON") func coding() throws {
        let deadline = try repentance()
        #expect(try JSONDecoder().decode(Deadline.self, from: JSONEncoder().encode(deadline)) == deadline)
    }

    @Test("every fault has a code of its own and a German and an English sentence") func faults() throws {
        let date = try day("2026-11-23")
        let faults: [CalendarFault] = [
            .noRule(law: "AO", topic: "announced-day", date: date), .regionNotCovered(region: "DE-SN", date: date),
            .noDelivery(law: "BGB", channel: "post", date: date), .channelUnknown(event: "issued:notice"),
            .notNotified(channel: "post-abroad"),
        ]
        #expect(Set(faults.map(\.code)).count == faults.count)
        for fault in faults {
            #expect(fault.code.hasPrefix("calendar."))
            #expect(fault.text.en != nil)
            for value in fault.details.values where LocalDate(value) == nil { #expect(fault.text.de.contains(value)) }
        }
    }
}
