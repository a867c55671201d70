import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("The inbox at a glance") struct OverviewTests {
    @Test("what is due first stands first, and the counts say how much is late, due today and due this week")
    func order() async throws {
        let bench = try await Workbench()
        // Monday, 30 November; the city's target is 14 days later: 14 December.
        let first = try await bench.open()
        bench.clock.advance(seconds: 2 * 86_400)
        let second = try await bench.open()
        bench.clock.advance(seconds: 1)
        let third = try await bench.open()
        // A step without a day stands last, whenever it was opened.
        try await bench.store.execute("UPDATE procedures_tasks SET due = NULL WHERE procedure = \(first)")
        let clerk = try await bench.clerk(of: first)
        let view = try await bench.store.read { try InboxView(InboxFilter(), clerk, .de, after: nil, limit: 10, in: $0) }
        #expect(view.lines.map(\.row.procedure) == [second, third, first])
        func glance() async throws -> InboxGlance {
            try await bench.store.read { try InboxGlance(InboxFilter(), clerk, in: $0) }
        }
        #expect(try await glance().due == [.overdue: 0, .today: 0, .week: 0])
        // Wednesday, 16 December, is the second's and third's day.
        bench.clock.advance(to: try #require(Instant("2026-12-16T09:00:00Z")))
        #expect(try await glance().due == [.overdue: 0, .today: 2, .week: 2])
        let page = try await bench.client("berg", clerk).get("/procedures/inbox")
        #expect(page.words.contains("Mein Bereich (3)") && page.words.contains("2 heute fällig"))
        bench.clock.advance(seconds: 86_400)
        #expect(try await glance().due == [.overdue: 2, .today: 0, .week: 2])
    }

    @Test("no count goes beyond its bound")
    func bound() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let clerk = try await bench.clerk(of: id)
        for _ in 0..<3 { _ = try await bench.open() }
        #expect(try await bench.store.read { try $0.inboxCount(InboxFilter(), visibleTo: clerk, most: 3) } == 3)
        #expect(try await bench.store.read { try $0.inboxCount(InboxFilter(), visibleTo: clerk, most: 9) } == 4)
        #expect(InboxGlance.text(99) == "99" && InboxGlance.text(100) == "99+")
    }

    @Test("pages in several units miss nothing and show nothing twice")
    func units() async throws {
        let bench = try await Workbench()
        var ids: [ID<Procedure>] = []
        for index in 0..<7 {
            ids.append(try await bench.open())
            bench.clock.advance(seconds: 3600)
            guard index.isMultiple(of: 2) else { continue }
            try await bench.store.execute("UPDATE procedures_tasks SET unit = 'second' WHERE procedure = \(ids[index])")
        }
        var clerk = try await bench.clerk(of: ids[1])
        clerk.units.insert("second")
        for units in [clerk.units, clerk.units.union((0..<40).map { "empty\($0)" })] {
            clerk.units = units
            for tab in [InboxFilter.Tab.unit, .all] {
                var seen: [ID<Procedure>] = []
                var after: String?
                repeat {
                    let view = try await bench.store.read { [after, clerk] in
                        try InboxView(InboxFilter(tab), clerk, .de, after: after, limit: 3, in: $0)
                    }
                    seen += view.lines.map(\.row.procedure)
                    after = view.next
                } while after != nil
                #expect(seen == ids)
            }
        }
    }

    @Test("a page of the inbox is read from its index, in order, on both databases")
    func plan() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let clerk = try await bench.clerk(of: id)
        // With a handful of rows a database reads the whole table, whatever its indexes.
        try await bench.store.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
            INSERT INTO procedures_tasks (id, procedure, token, element, audience, acts, unit, confidential, claimed_by, due, opened_at)
            SELECT t.id || CAST(n.i AS TEXT), t.procedure, 1, t.element, t.audience, t.acts, t.unit, 0,
                   CASE WHEN n.i % 9 = 0 THEN 'berg' END, t.due, t.opened_at FROM procedures_tasks t, n
            """)
        try await bench.store.execute("ANALYZE")
        for tab in [InboxFilter.Tab.unit, .mine, .all] {
            let plan = try await bench.store.read { try $0.inboxPlan(InboxFilter(tab), visibleTo: clerk) }
            // Where one unit has nearly everything, the index of all days is as good as that of the unit.
            let indexes = tab == .mine ? ["procedures_tasks_desk"] : ["procedures_tasks_agenda", "procedures_tasks_days"]
            #expect(indexes.contains { plan.contains($0) }, "\(tab): \(plan)")
            #expect(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "\(tab): \(plan)")
        }
    }

    @Test("a filter is kept under a name, shown to the unit, and removed by its person or a head")
    func filters() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk("berg", of: id, permissions: [KeepFilter.name, DropFilter.name])
        let tal = try await bench.clerk("tal", of: id, permissions: [KeepFilter.name, DropFilter.name])
        let unit = try await bench.procedure(id).unit
        let mine = bench.client("berg", berg)
        _ = try await mine.post(
            "/procedures/filters",
            form: ["name": " Alles  Späte ", "filter.tab": "unit", "filter.due": "overdue", "unit": unit])
        #expect(try await mine.get("/procedures/inbox").words.contains("Alles Späte (für den Bereich)"))
        let theirs = bench.client("tal", tal)
        #expect(try await theirs.get("/procedures/inbox").text.contains("/procedures/inbox?tab=unit&amp;due=overdue"))
        let kept = try #require(try await bench.store.read { try $0.savedFilters(visibleTo: tal) }.first)
        #expect(try await theirs.post("/procedures/filters/\(kept.id)/removal").status == 403)
        // Under the same name a filter takes the place of the former one.
        _ = try await mine.post("/procedures/filters", form: ["name": "Alles Späte", "filter.claim": "free"])
        #expect(try await bench.store.read { try $0.savedFilters(visibleTo: berg) }.map(\.filter.claim) == [.free])
        #expect(try await bench.store.read { try $0.savedFilters(visibleTo: tal) }.isEmpty)
        #expect(try await mine.post("/procedures/filters", form: ["name": " "]).status == 422)
        #expect(try await mine.post("/procedures/filters/\(kept.id)/removal").status == 200)
        #expect(try await bench.store.read { try $0.savedFilters(visibleTo: berg) }.isEmpty)
    }

    @Test("the list of what is late says which step, by which deadline, and who is to act")
    func late() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let head = try await bench.clerk("kopf", of: id, permissions: ["procedures.*"])
        let client = bench.client("kopf", head)
        #expect(try await client.get("/procedures/late").words.contains("Nichts ist überfällig"))
        // Due on 14 December; three days later.
        bench.clock.advance(to: try #require(Instant("2026-12-17T09:00:00Z")))
        let reference = try await bench.procedure(id).reference
        let free = try await client.get("/procedures/late").words
        #expect(free.contains(reference) && free.contains("Anmeldung prüfen") && free.contains("wartet seit 30.11.2026"))
        #expect(free.contains("14.12.2026 3 Tage zu spät") && free.contains("noch nicht übernommen"))
        try await bench.store.perform(ClaimTask(task: try await bench.task(id).id), as: head)
        #expect(try await client.get("/procedures/late").words.contains("Frau kopf"))
        #expect(try await client.get("/procedures/late?format=csv").text.contains(reference))
        let clerk = try await bench.clerk("berg", of: id, permissions: ["procedures.claim"])
        #expect(try await bench.client("berg", clerk).get("/procedures/late").status == 403)
    }

    @Test("the workload is a sum of units and steps, and says nothing of a unit that is no group")
    func workload() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        _ = try await bench.open()
        let head = try await bench.clerk("kopf", of: id, permissions: ["procedures.*"])
        let client = bench.client("kopf", head)
        _ = bench.client("berg", try await bench.clerk("berg", of: id))
        let few = try await client.get("/procedures/workload").words
        #expect(few.contains("Ein Teil der Zahlen wird nicht gezeigt") && !few.contains("Anmeldung prüfen"))
        _ = bench.client("tal", try await bench.clerk("tal", of: id))
        try await bench.store.perform(ClaimTask(task: try await bench.task(id).id), as: head)
        bench.clock.advance(to: try #require(Instant("2026-12-16T09:00:00Z")))
        let load = try await bench.store.read { try Workload(head, .de, in: $0) }
        #expect(load.units.count == 1)
        #expect(load.units.first?.sums.open == 2 && load.units.first?.sums.free == 1 && load.units.first?.sums.late == 2)
        let page = try await client.get("/procedures/workload").words
        #expect(page.contains("Anmeldung prüfen"))
        for name in ["Frau berg", "Frau tal", "Frau kopf"] { #expect(!page.contains(name)) }
    }
}
