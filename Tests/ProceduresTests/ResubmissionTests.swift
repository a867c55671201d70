import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Work laid aside until a day") struct ResubmissionTests {
    private static let rights: Set<String> = [
        "procedures.claim", "procedures.release", "procedures.process", "procedures.decide", "procedures.lay-aside",
        "procedures.take-up", "procedures.hand-over",
    ]

    private struct Office {
        let bench: Workbench
        let id: ID<Procedure>
        let task: ID<WorkItem>
        let berg: Caller

        func inbox(_ caller: Caller? = nil, _ tab: InboxFilter.Tab = .mine, _ aside: InboxFilter.Aside? = nil) async throws
            -> [ID<WorkItem>]
        {
            var filter = InboxFilter(tab)
            filter.aside = aside
            let (asked, who) = (filter, caller ?? berg)
            return try await bench.store.read { try $0.inbox(asked, visibleTo: who, limit: 10) }.map(\.id)
        }

        func layAside(until day: String, as caller: Caller? = nil) async throws {
            try await bench.store.perform(
                LayAside(task: task, until: LocalDate(day), remark: "Rückruf des Tierarztes"), as: caller ?? berg)
        }

        func clerk(_ name: String) async throws -> Caller {
            try await bench.clerk(name, of: id, permissions: ResubmissionTests.rights)
        }
    }

    /// Monday, 30 November: a case in review, taken by berg, due on Monday, 14 December.
    private func office() async throws -> Office {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let berg = try await bench.clerk("berg", of: id, permissions: Self.rights)
        try await bench.store.perform(ClaimTask(task: task.id), as: berg)
        return Office(bench: bench, id: id, task: task.id, berg: berg)
    }

    @Test("it leaves the lists until its day and comes back by itself; what the law says about its day stays")
    func laidAside() async throws {
        let office = try await office()
        #expect(try await office.inbox() == [office.task])
        try await office.layAside(until: "2026-12-03")
        for tab in [InboxFilter.Tab.mine, .unit, .all] {
            #expect(try await office.inbox(nil, tab) == [], "\(tab)")
            #expect(try await office.inbox(nil, tab, .only) == [office.task])
            #expect(try await office.inbox(nil, tab, .with) == [office.task])
        }
        let glance = try await office.bench.store.read { [berg = office.berg] in try InboxGlance(InboxFilter(.mine), berg, in: $0)
        }
        #expect(glance.tabs[.mine] == 0 && glance.aside == 1)
        #expect(try await office.bench.task(office.id).due?.description == "2026-12-14")
        #expect(try await office.bench.procedure(office.id).due?.description == "2026-12-14")
        office.bench.clock.advance(seconds: 2 * 86_400)
        #expect(try await office.inbox() == [])
        // Thursday, 3 December.
        office.bench.clock.advance(seconds: 86_400)
        #expect(try await office.inbox() == [office.task])
        #expect(try await office.inbox(nil, .mine, .only) == [])
    }

    @Test("what is due is never hidden: on the last day of its period it stands in the lists, and when it is late")
    func due() async throws {
        let office = try await office()
        try await office.layAside(until: "2027-01-15")
        office.bench.clock.advance(seconds: 13 * 86_400)
        #expect(try await office.inbox() == [])
        // Monday, 14 December, its last day; then Tuesday, when it is overdue.
        for _ in 0..<2 {
            office.bench.clock.advance(seconds: 86_400)
            #expect(try await office.inbox() == [office.task])
            #expect(try await office.inbox(nil, .mine, .only) == [])
        }
        var overdue = InboxFilter(.mine)
        overdue.due = .overdue
        let (late, berg) = (overdue, office.berg)
        let count = try await office.bench.store.read { try $0.inboxCount(late, visibleTo: berg, most: 9) }
        #expect(count == 1)
    }

    @Test(
        "a day on which nobody works is moved to the next working day",
        arguments: [
            // Saturday to Monday; Christmas Day (Friday), its second day and Sunday to Monday.
            ("2026-12-05", "2026-12-07"), ("2026-12-25", "2026-12-28"), ("2026-12-08", "2026-12-08"),
        ])
    func workingDay(_ asked: String, _ until: String) async throws {
        let office = try await office()
        try await office.layAside(until: asked)
        #expect(try await office.bench.task(office.id).resubmission?.description == until)
    }

    @Test("today, a day that is over, one in two years, or no remark are refused, all at once")
    func mistakes() async throws {
        let office = try await office()
        for day in ["2026-11-30", "2026-11-29", "2028-12-01"] {
            let error = await #expect(throws: InvalidInput.self) {
                try await office.bench.store.perform(
                    LayAside(task: office.task, until: LocalDate(day), remark: " "), as: office.berg)
            }
            #expect(error?.problems.map(\.pointer).sorted() == ["/day", "/remark"])
        }
        let client = office.bench.client("berg", office.berg)
        let page = try await client.post(
            "/procedures/\(office.id)/tasks/\(office.task)/resubmission", form: ["day": "morgen", "remark": "Rückruf"])
        #expect(page.status == 422 && page.text.contains(##"href="#f-day""##))
        #expect(try await office.inbox() == [office.task])
    }

    @Test("the page lays it aside and says until when and why; taking it up brings it back at once, and the course tells both")
    func pages() async throws {
        let office = try await office()
        let client = office.bench.client("berg", office.berg)
        let address = "/procedures/\(office.id)/tasks/\(office.task)/resubmission"
        #expect(try await client.get("/procedures/\(office.id)").text.contains(address))
        let form = try await client.get(address)
        #expect(form.status == 200 && form.words.contains("14.12.2026"))
        let done = try await client.post(address, form: ["day": "03.12.2026", "remark": "Rückruf des Tierarztes"])
        #expect(done.status == 200)
        for words in ["Wiedervorlage am 03.12.2026", "Rückruf des Tierarztes", "14.12.2026", "Auf Wiedervorlage gelegt bis"] {
            #expect(done.words.contains(words), "\(words)")
        }
        #expect(try await client.get("/procedures/inbox?tab=mine").words.contains("1 auf Wiedervorlage"))
        #expect(try await client.get("/procedures/inbox?tab=mine&aside=only").words.contains("Wiedervorlage am 03.12.2026"))
        let back = try await client.post(address + "/end")
        #expect(back.status == 200 && back.words.contains("Wieder vorgelegt"))
        #expect(try await office.inbox() == [office.task])
        let audits = try await office.bench.store.read {
            try $0.values(
                JSON.self,
                "SELECT d.detail FROM audit_entries e JOIN audit_details d ON d.entry = e.id WHERE e.action = 'procedures.lay-aside'"
            )
        }
        #expect(audits.map { $0["until"]?.string } == ["2026-12-03"])
        #expect(audits.map { $0["remark"]?.string } == ["Rückruf des Tierarztes"])
    }

    @Test("only who holds the work lays it aside, and free work is taken by it; in other hands it is not hidden")
    func holder() async throws {
        let office = try await office()
        let tal = try await office.clerk("tal")
        // Colleagues are those who work at the workbench.
        _ = office.bench.client("tal", tal)
        await #expect(throws: ProcedureFault.alreadyClaimed) { try await office.layAside(until: "2026-12-03", as: tal) }
        let weak = try await office.bench.clerk("berg", of: office.id, permissions: ["procedures.process"])
        await #expect(throws: StoreFault.forbidden(LayAside.name)) { try await office.layAside(until: "2026-12-03", as: weak) }
        try await office.layAside(until: "2026-12-03")
        // To the colleague it goes as work that is to be done, and coming back it is no longer laid aside.
        try await office.bench.store.perform(HandOverTask(task: office.task, to: "tal", reason: "Urlaub"), as: office.berg)
        #expect(try await office.inbox(tal) == [office.task])
        try await office.bench.store.perform(ReleaseTask(task: office.task), as: tal)
        try await office.layAside(until: "2026-12-03")
        #expect(try await office.bench.task(office.id).claimedBy == "berg")
        #expect(try await office.inbox() == [])
        #expect(try await office.inbox(nil, .unit, .only) == [office.task])
        try await office.bench.store.perform(ReleaseTask(task: office.task), as: office.berg)
        #expect(try await office.inbox(nil, .unit) == [office.task])
    }

    @Test("who stands in for an absent colleague lays their work aside in their place")
    func deputy() async throws {
        let office = try await office()
        let unit = try await office.bench.procedure(office.id).unit
        var tal = Caller(.staff("tal"), units: [unit], permissions: Self.rights)
        tal.reaches = [.init(units: [unit], permissions: Self.rights, inPlaceOf: "berg")]
        try await office.layAside(until: "2026-12-03", as: tal)
        #expect(try await office.inbox(tal, .deputy) == [])
        #expect(try await office.inbox() == [])
        let event = try #require(
            try await office.bench.store.read { try $0.events(of: office.id) }.last { $0.name == TaskLaidAside.name })
        #expect(event.payload["inPlaceOf"]?.string == "berg")
        try await office.bench.store.perform(TakeUp(task: office.task), as: office.berg)
        #expect(try await office.inbox() == [office.task])
    }
}
