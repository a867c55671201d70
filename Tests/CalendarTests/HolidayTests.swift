import Calendar
import Foundation
import Kernel
import Testing

@Suite struct HolidayTests {
    // Published dates of Easter Sunday: earliest (1818, 2285) and latest (1943, 2038) included.
    @Test(
        "Easter falls on the published dates",
        arguments: [
            "1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05",
            "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25", "2285-03-22",
        ])
    func easter(_ text: String) throws {
        let date = try day(text)
        #expect(Easter.sunday(of: date.year) == date)
    }

    // The Wednesday before 23 November lies between the 16th and the 22nd. 23 November is a Wednesday in 2022, so it is the 16th;
    // a Thursday in 2023 and 2028, so it is the 22nd; Saturday 2024, Sunday 2025, Monday 2026, Tuesday 2027.
    @Test(
        "Buß- und Bettag is the Wednesday before 23 November",
        arguments: ["2022-11-16", "2023-11-22", "2024-11-20", "2025-11-19", "2026-11-18", "2027-11-17", "2028-11-22"])
    func repentanceDay(_ text: String) throws {
        let date = try day(text)
        let saxony = try region()
        #expect(saxony.holiday(on: date)?.name.de == "Buß- und Bettag")
        #expect(date.weekday == .wednesday)
        let named = saxony.holidays(in: date.year).filter { $0.holiday.name.de == "Buß- und Bettag" }
        #expect(named.map(\.date) == [date])
    }

    // § 1 Abs. 1 SächsSFG names eleven days. 2026: Easter is 5 April, so Good Friday 3 April, Easter Monday 6 April,
    // Ascension 14 May (39 days after), Whit Monday 25 May (50 days after).
    @Test("Saxony has its eleven holidays of 2026 and no other") func saxony2026() throws {
        let dates = try region().holidays(in: 2026).map(\.date.description)
        #expect(
            dates == [
                "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "2026-10-31",
                "2026-11-18", "2026-12-25", "2026-12-26",
            ])
    }

    @Test("the eves of Christmas and New Year are working days") func eves() throws {
        let saxony = try region()
        // 24 and 31 December 2026 are Thursdays.
        #expect(saxony.isWorkingDay(try day("2026-12-24")))
        #expect(saxony.isWorkingDay(try day("2026-12-31")))
        #expect(!saxony.isWorkingDay(try day("2026-12-25")))
    }

    @Test("a holiday exists only while its law is in force") func datedHolidays() throws {
        // Hamburg: 31 October a holiday in 2017 (500 years after the theses, everywhere), then by its own law since 2018.
        let hamburg = try region("DE-HH")
        #expect(hamburg.holiday(on: try day("2016-10-31")) == nil)
        #expect(hamburg.holiday(on: try day("2017-10-31")) != nil)
        #expect(hamburg.holiday(on: try day("2018-10-31")) != nil)
        // Bavaria: only in 2017.
        #expect(try region("DE-BY").holiday(on: try day("2018-10-31")) == nil)
        // Berlin: 8 May 2025 once.
        #expect(try region("DE-BE").holiday(on: try day("2025-05-08")) != nil)
        #expect(try region("DE-BE").holiday(on: try day("2026-05-08")) == nil)
    }

    @Test("all sixteen Länder are there and keep the nine common days") func sixteen() throws {
        #expect(Set(HolidayRegion.germany.map(\.code)).count == 16)
        let common = ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"]
        for land in HolidayRegion.germany {
            for text in common { #expect(land.holiday(on: try day("2026-" + text)) != nil, "\(land.code) \(text)") }
        }
    }

    @Test("a region is read from data, and later law changes it") func regionFromData() throws {
        let json = """
            {"code":"XX-1","name":{"de":"Musterland","en":"Exampleland"},"source":"§ 1 FeiertG","checked":true,"validFrom":"2000-01-01",
             "holidays":[
              {"name":{"de":"Markttag"},"on":"03-02","to":"2026-12-31"},
              {"name":{"de":"Fronleichnam"},"easter":60},
              {"name":{"de":"Erntetag"},"weekday":"monday","before":"10-05","from":"2027-01-01"}]}
            """
        let land = try JSONDecoder().decode(HolidayRegion.self, from: Data(json.utf8))
        #expect(land.holidays(in: 2026).map(\.date.description) == ["2026-03-02", "2026-06-04"])
        // Easter 2027 is 28 March, plus 60 days is 27 May; 5 October 2027 is a Tuesday, the Monday before it the 4th.
        #expect(land.holidays(in: 2027).map(\.date.description) == ["2027-05-27", "2027-10-04"])
        let again = try JSONDecoder().decode(HolidayRegion.self, from: JSONEncoder().encode(land))
        #expect(again == land)
    }

    @Test(
        "a mistake in a region's data is refused",
        arguments: [
            #"{"name":{"de":"x"},"on":"02-30"}"#, #"{"name":{"de":"x"},"on":"2-3"}"#, #"{"name":{"de":"x"}}"#,
            #"{"name":{"de":"x"},"weekday":"freeday","before":"11-23"}"#, #"{"name":{"de":"x"},"weekday":"monday"}"#,
        ])
    func badHoliday(_ json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(HolidayRule.self, from: Data(json.utf8)) }
    }
}
