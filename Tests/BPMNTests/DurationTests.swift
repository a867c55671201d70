import BPMN
import Kernel
import Testing

@Suite("ISO 8601 durations") struct DurationTests {
    @Test(
        "durations are read in months, days and seconds",
        arguments: [
            ("P1Y2M10DT2H30M", 14, 10, 9000.0), ("P2W", 0, 14, 0), ("PT0S", 0, 0, 0), ("PT1.5S", 0, 0, 1.5), ("P1M", 1, 0, 0),
            ("PT1M", 0, 0, 60),
        ])
    func reads(_ text: String, _ months: Int, _ days: Int, _ seconds: Double) throws {
        let duration = try #require(ISODuration(text))
        #expect(duration.months == months && duration.days == days && duration.seconds == seconds)
        #expect(ISODuration(duration.description) == duration)
    }

    @Test(
        "other texts are no durations",
        arguments: ["", "P", "PT", "P1", "1D", "P1DT", "P1H", "PT1D", "P1D1Y", "P1.5D", "P-1D", "P1D ", "PTS"])
    func refuses(_ text: String) { #expect(ISODuration(text) == nil) }

    @Test(
        "days and months are counted on the calendar of Leipzig",
        arguments: [
            // The clocks went forward on 29 March 2026: a day of 23 hours.
            ("P1D", "2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z"),
            ("PT24H", "2026-03-28T11:00:00Z", "2026-03-29T11:00:00Z"),
            // 31 January and a month is the last of February (§ 188 Abs. 3 BGB).
            ("P1M", "2026-01-31T12:00:00Z", "2026-02-28T12:00:00Z"),
            ("-P1D", "2026-11-23T12:00:00Z", "2026-11-22T12:00:00Z"),
        ])
    func adds(_ duration: String, _ from: String, _ to: String) throws {
        #expect(try #require(ISODuration(duration)).added(to: #require(Instant(from))) == Instant(to))
    }
}
