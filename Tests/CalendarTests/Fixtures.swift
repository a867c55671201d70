import Calendar
import Kernel
import Testing

/// A date written in a test; a date that does not exist fails the test.
func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text), "not a date: \(text)") }

/// A shipped region by code.
func region(_ code: String = "DE-SN") throws -> HolidayRegion { try #require(HolidayRegion.shipped(code)) }

let vwvfg = ProceduralLaw(.vwvfg, through: "§ 1 Satz 1 SächsVwVfZG")
let ao = ProceduralLaw(.ao, through: "§ 3 Abs. 1 SächsKAG")

/// One date worked out by hand.
struct Case: Sendable, CustomTestStringConvertible {
    /// How the date follows from the norm.
    let reason: String
    let begin: String
    let period: String
    let end: String
    var law = vwvfg
    var region = "DE-SN"

    init(_ begin: String, _ period: String, _ end: String, _ reason: String, law: ProceduralLaw = vwvfg, region: String = "DE-SN")
    {
        self.reason = reason
        self.begin = begin
        self.period = period
        self.end = end
        self.law = law
        self.region = region
    }

    var testDescription: String { "\(begin) + \(period) = \(end): \(reason)" }

    func compute(fromStartOfDay: Bool = false, rule: EndRule = .nextWorkingDay) throws -> Deadline {
        let date = try day(begin)
        return try Deadline.compute(
            from: fromStartOfDay ? .startOfDay(date) : .event(date), period: try #require(LegalPeriod(period)), law: law,
            region: try CalendarTests.region(region), end: rule)
    }
}
