import Delivery
import Dossiers
import Kernel
@testable import Procedures
import Store
import Testing
import Web

@testable import Applications

/// An application without account, decided on Monday, 23 November 2026; its notice goes by post.
///
/// Posted on the day of issue it counts as received on Friday, 27 November (fourth day, § 122 Abs. 2 Nr. 1 AO), and the month of
/// § 70 Abs. 1 VwGO would end on Sunday, 27 December, so on Monday, 28 December 2026 (§ 193 BGB).
/// Posted on Wednesday, 25 November, the fourth day is Sunday, 29 November, so Monday, 30 November counts (§ 108 Abs. 3 AO), and the
/// month ends on Wednesday, 30 December 2026 (§ 188 Abs. 2 BGB).
@Suite("A letter that is posted later than it was issued") struct PostingTests {
    private let wednesday = LocalDate("2026-11-25")

    private func decided(_ world: World, _ client: InProcessClient) async throws -> ID<Procedure> {
        let id = ID<Procedure>(try #require(try await world.send(client, "first-dog").json()["id"]?.string))
        try await world.store.settle()
        return id
    }

    private func date(_ name: String, _ id: ID<Procedure>, _ world: World) async throws -> String? {
        try await world.store.read { try $0.deadlines(of: id) }.first { $0.name == name }?.date.description
    }

    private func post(_ id: ID<Procedure>, on day: LocalDate, _ world: World) async throws {
        let item = try #require(try await world.store.read { try $0.postItems(of: id, visibleTo: .system("test")) }.first)
        let clerk = Caller(.staff("s1"), units: try await world.clerk(id.text).units, permissions: ["delivery.*"])
        try await world.store.perform(MarkPosted(items: [item.id], day: day), as: clerk)
    }

    private func move(_ world: World, to day: String) async throws {
        let target = Instant(startOf: try #require(LocalDate(day))).adding(seconds: 12 * 3600)
        while let due = try await world.store.nextJobDue(), due <= target {
            world.clock.advance(to: due)
            try await world.store.settle()
        }
        world.clock.advance(to: target)
        try await world.store.settle()
    }

    private func state(_ id: ID<Procedure>, _ world: World) async throws -> Procedure.State {
        try await world.store.read { try $0.procedure(id, visibleTo: .system("test")) }.state
    }

    private func isFolderClosed(_ id: ID<Procedure>, _ world: World) async throws -> Bool {
        try await world.store.read { try $0.folder(of: id, visibleTo: .system("test")) }?.closedAt != nil
    }

    private func events(_ name: String, _ id: ID<Procedure>, _ world: World) async throws -> [JSON] {
        try await world.store.read { try $0.events(of: id) }.filter { $0.name == name }.map(\.payload)
    }

    @Test("dates count from the day of posting, with audit and reason, and the status page shows them")
    func dates() async throws {
        let world = try await World()
        let client = world.visitor()
        let id = try await decided(world, client)
        #expect(try await date("notified", id, world) == "2026-11-27")
        #expect(try await date("objection", id, world) == "2026-12-28")
        try await move(world, to: "2026-11-26")
        try await post(id, on: try #require(wednesday), world)
        #expect(try await date("notified", id, world) == "2026-11-30")
        #expect(try await date("objection", id, world) == "2026-12-30")
        let why = try await world.store.read { try $0.deadlines(of: id) }.first { $0.name == "notified" }?.why.de
        #expect(why?.contains("25. November 2026") == true)
        let moved = try #require(try await events("procedures.dates-moved", id, world).first)
        #expect(moved["day"] == "2026-11-25")
        let audited = try await world.store.read {
            try $0.values(
                JSON.self,
                "SELECT d.detail FROM audit_details d JOIN audit_entries e ON e.id = d.entry WHERE e.action = 'procedures.count-from-posting'"
            )
        }
        #expect(audited.count == 1 && audited.first?["reason"] == "posted")
        #expect(audited.first?["dates"]?["objection"] == ["from": "2026-12-28", "to": "2026-12-30"])
        let reader = world.account("nobody")
        reader.setHeader("x-staff-of", try await world.clerk(id.text).units.first)
        reader.setHeader("x-account", nil)
        let page = try await reader.get("/applications/\(id)")
        #expect(page.words.contains("30. November 2026") && page.words.contains("30. Dezember 2026"))
        #expect(page.words.contains("am 25. November 2026 zur Post gegangen") && !page.words.contains("28. Dezember 2026"))
    }

    @Test("a letter that was posted on the day of its issue moves nothing")
    func sameDay() async throws {
        let world = try await World()
        let id = try await decided(world, world.visitor())
        try await post(id, on: try #require(LocalDate("2026-11-23")), world)
        #expect(try await date("objection", id, world) == "2026-12-28")
        #expect(try await events("procedures.dates-moved", id, world).isEmpty)
    }

    @Test("case and folder are closed once, on the day after the remedy's new end")
    func closing() async throws {
        let world = try await World()
        let id = try await decided(world, world.visitor())
        try await move(world, to: "2026-11-26")
        try await post(id, on: try #require(wednesday), world)
        // The job that was planned for the old end comes too early.
        try await move(world, to: "2026-12-30")
        #expect(try await state(id, world) == .decided)
        #expect(try await isFolderClosed(id, world) == false)
        try await move(world, to: "2026-12-31")
        #expect(try await state(id, world) == .closed)
        #expect(try await isFolderClosed(id, world))
        try await world.store.perform(EndProcedure(procedure: id), as: .system("test"))
        try await move(world, to: "2027-06-01")
        #expect(try await events("procedures.closed", id, world).count == 1)
        #expect(try await events("dossiers.folder-closed", id, world).count == 1)
        #expect(try await world.store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }.isEmpty)
    }

    @Test("a case waits for its letter to be posted, however late")
    func unposted() async throws {
        let world = try await World()
        let id = try await decided(world, world.visitor())
        try await move(world, to: "2027-02-01")
        #expect(try await state(id, world) == .decided)
        // Monday, 1 February 2027; the fourth day is Friday, 5 February; the month ends on Friday, 5 March 2027.
        try await post(id, on: try #require(LocalDate("2027-02-01")), world)
        #expect(try await date("objection", id, world) == "2027-03-05")
        try await move(world, to: "2027-03-05")
        #expect(try await state(id, world) == .decided)
        try await move(world, to: "2027-03-06")
        #expect(try await state(id, world) == .closed)
        #expect(try await isFolderClosed(id, world))
    }

    @Test("with an account nothing is posted, and the case closes after the remedy's end")
    func mailbox() async throws {
        let world = try await World()
        let id = try await decided(world, world.account("mia"))
        try await move(world, to: "2026-12-28")
        #expect(try await state(id, world) == .decided)
        try await move(world, to: "2026-12-29")
        #expect(try await state(id, world) == .closed)
        #expect(try await isFolderClosed(id, world))
    }
}
