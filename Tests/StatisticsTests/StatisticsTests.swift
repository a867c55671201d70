import Kernel
@testable import Procedures
@testable import Statistics
import Store
import Testbed
import Testing

private struct Happen: Action {
    static let name = "things.happen"
    static let audience: Audience = [.system]
    let events: [any Event]
    func perform(in transaction: Transaction) throws {
        transaction.audit("thing", "t")
        for event in events { try transaction.emit(event, subject: "t") }
    }
}

// swift-format-ignore: NeverForceUnwrap
@Suite("Statistics") struct StatisticsTests {
    private static let things = StoreComponent(name: "things", actions: [ActionEntry(Happen.self)])
    private let clock = SimulatedClock(start: Instant("2026-01-30T10:00:00Z")!, frozen: true)

    private func opened() async throws -> Store {
        try await TestStore.open(components: [Self.things, Statistics.store], clock: clock)
    }

    private func happen(_ store: Store, _ events: any Event...) async throws {
        try await store.perform(Happen(events: events), as: .system("test"))
    }

    private func open(_ id: String, _ channel: String = "online", slug: String = "a") -> ProcedureOpened {
        ProcedureOpened(procedure: id, slug: slug, unit: "tax", channel: channel)
    }

    private func decided(_ id: String, _ outcome: String = "granted", automatic: Bool = false) -> ProcedureDecided {
        ProcedureDecided(procedure: id, outcome: outcome, automatic: automatic)
    }

    private func counts(_ store: Store, _ filter: CountFilter) async throws -> [CaseCount] {
        try await store.read { try filter.counts(in: $0) }
    }

    private let year = CountFilter(from: LocalDate("2026-01-01")!, to: LocalDate("2026-12-31")!)

    @Test("a procedure counts in the month in which it came in, with the days until it was decided")
    func counting() async throws {
        let store = try await opened()
        try await happen(store, open("p1"), open("p2", "paper"), open("p3"))
        try await happen(store, decided("p1", automatic: true))
        clock.advance(seconds: 3 * 86_400)
        try await happen(store, decided("p2", "refused"), open("p4"))
        let found = try await counts(store, year)
        #expect(Set(found.map(\.month)) == ["2026-01", "2026-02"])
        let figures = Figures(found.filter { $0.month == "2026-01" })
        #expect(figures.received == 3 && figures.decided == 2 && figures.open == 1 && figures.automatic == 1)
        #expect(figures.endings == ["granted": 1, "refused": 1])
        #expect(figures.days(share: 50) == 0)
        #expect(figures.days(share: 90) == 3)
    }

    @Test("a remedy changes the outcome, but not how long the first decision took")
    func remedy() async throws {
        let store = try await opened()
        try await happen(store, open("p1"))
        clock.advance(seconds: 86_400)
        try await happen(store, decided("p1", "refused"))
        clock.advance(seconds: 20 * 86_400)
        try await happen(store, decided("p1", "granted"))
        let figures = Figures(try await counts(store, year))
        #expect(figures.endings == ["granted": 1])
        #expect(figures.days(share: 50) == 1)
    }

    @Test("what was taken back is counted, but its days are nobody's performance")
    func withdrawn() async throws {
        let store = try await opened()
        try await happen(store, open("p1"), ProcedureWithdrawn(procedure: "p1"))
        let figures = Figures(try await counts(store, year))
        #expect(figures.endings == ["withdrawn": 1])
        #expect(figures.decided == 0)
        #expect(figures.days(share: 50) == nil)
    }

    @Test("the first and the last day belong to the period, and services are told apart")
    func filters() async throws {
        let store = try await opened()
        try await happen(store, open("p1"), open("p2", slug: "b"))
        let day = LocalDate("2026-01-30")!
        #expect(try await counts(store, CountFilter(from: day, to: day)).map(\.number).reduce(0, +) == 2)
        #expect(try await counts(store, CountFilter(from: day, to: day, slug: "b")).map(\.slug) == ["b"])
        #expect(try await counts(store, CountFilter(from: day, to: day, unit: "tax' OR 1=1 --")) == [])
        #expect(try await counts(store, CountFilter(from: day.adding(days: 1), to: day.adding(days: 9))) == [])
    }

    /// Of 1, 1, 2, 3, 10 days the median is the third, and nine tenths of five are the fifth.
    @Test("median and ninth decile are days that really occurred")
    func quantiles() {
        let counts = [(1, 2), (2, 1), (3, 1), (10, 1)].map {
            CaseCount(
                slug: "a", unit: "u", channel: "online", month: "2026-01", ending: "granted", automatic: false, days: $0.0,
                number: $0.1)
        }
        #expect(Figures(counts).days(share: 50) == 2)
        #expect(Figures(counts).days(share: 90) == 10)
    }

    @Test("a period names every month, across the turn of a year, and at most ten years")
    func months() {
        #expect(
            Month.from(LocalDate("2025-11-30")!, to: LocalDate("2026-02-01")!) == ["2025-11", "2025-12", "2026-01", "2026-02"])
        #expect(Month.from(LocalDate("2026-02-01")!, to: LocalDate("2025-02-01")!) == [])
        #expect(Month.from(LocalDate("1900-01-01")!, to: LocalDate("2026-02-01")!).count == 120)
        #expect(Month.written("2026-03", .de) == "März 2026")
    }
}

@Suite("Figures that are drawn") struct DrawnFiguresTests {
    private func count(_ days: Int?, _ number: Int, _ channel: String = "online") -> CaseCount {
        CaseCount(
            slug: "a", unit: "u", channel: channel, month: "2026-01", ending: days == nil ? nil : "granted", automatic: false,
            days: days, number: number)
    }

    /// The bounds are those of the words: 2 days are "1 to 2 days", 3 are "3 to 7 days", and so on.
    @Test(
        "each duration falls into the spell whose words it fits",
        arguments: [
            (0, "same-day"), (1, "days"), (2, "days"), (3, "week"), (7, "week"), (8, "weeks"), (14, "weeks"), (15, "month"),
            (31, "month"), (32, "quarter"), (92, "quarter"), (93, "longer"),
        ])
    func spells(_ days: Int, _ spell: String) {
        let found = Figures([count(days, 3)]).spells
        #expect(found.map { $0.key.rawValue } == [spell] && found.values.reduce(0, +) == 3)
    }

    @Test("channels add up to what was received, also of what is not decided")
    func channels() {
        let figures = Figures([count(1, 2), count(nil, 3), count(4, 1, "paper")])
        #expect(figures.channels == ["online": 5, "paper": 1])
        #expect(figures.received == 6 && figures.open == 3 && figures.spells == [.days: 2, .week: 1])
    }

    /// 30 November 2026 lies in the fourth quarter, which began on 1 October.
    @Test("named periods are those of the calendar, also across the turn of a year")
    func periods() throws {
        func days(_ period: Period, _ day: String) throws -> [String] {
            let found = period.days(seen: try #require(LocalDate(day)))
            return [found.from.description, found.to.description]
        }
        #expect(try days(.month, "2026-11-30") == ["2026-11-01", "2026-11-30"])
        #expect(try days(.lastMonth, "2026-01-15") == ["2025-12-01", "2025-12-31"])
        #expect(try days(.lastMonth, "2024-03-31") == ["2024-02-01", "2024-02-29"])
        #expect(try days(.quarter, "2026-11-30") == ["2026-10-01", "2026-11-30"])
        #expect(try days(.quarter, "2026-01-01") == ["2026-01-01", "2026-01-01"])
        #expect(try days(.year, "2026-11-30") == ["2026-01-01", "2026-11-30"])
        #expect(try days(.lastYear, "2026-11-30") == ["2025-01-01", "2025-12-31"])
        #expect(Month.short("2026-03") == "3/26")
    }
}
