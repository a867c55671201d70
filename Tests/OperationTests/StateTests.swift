import Kernel
@testable import Operation
import Store
import Testbed
import Testing
import Web

@Suite("How the house stands") struct StateTests {
    private func codes(_ world: World) async throws -> Set<String> {
        Set(try await world.store.read { try HouseState(in: $0) }.concerns.map(\.code))
    }

    @Test("a house that was never copied and never verified says so, and no longer once it was")
    func checks() async throws {
        let world = try await World()
        #expect(try await codes(world) == ["backup-never", "verify-never"])
        try await world.store.perform(NoteCheck(.backup, findings: 0, place: "/b/1"), as: .system("test"))
        try await world.store.perform(NoteCheck(.verify, findings: 0), as: .system("test"))
        #expect(try await codes(world).isEmpty)
        // A nightly copy that was left out once: 37 hours.
        world.clock.advance(seconds: 37 * 3600)
        #expect(try await codes(world) == ["backup-old"])
        world.clock.advance(seconds: 31 * 86_400)
        #expect(try await codes(world) == ["backup-old", "verify-old"])
        try await world.store.perform(NoteCheck(.verify, findings: 3), as: .system("test"))
        #expect(try await codes(world) == ["backup-old", "verify-findings"])
    }

    @Test("work that nobody takes is seen after ten minutes, and incidents at once")
    func work() async throws {
        let world = try await World()
        try await world.store.perform(World.Order(kind: "things.send", key: "a", unit: nil), as: .system("test"))
        #expect(try await !codes(world).contains("jobs-wait"))
        world.clock.advance(seconds: 601)
        #expect(try await codes(world).contains("jobs-wait"))
        let figures = try await world.store.read { try JobFigures(in: $0) }
        #expect(figures.waiting == 1 && figures.running == 0)
        _ = try await world.fail("b")
        let after = try await codes(world)
        #expect(after.contains("incidents") && !after.contains("jobs-wait"))
    }

    @Test("the page tells the database, what was done to keep the data, and what stands out, for operators only")
    func page() async throws {
        let world = try await World()
        try await world.store.perform(NoteCheck(.backup, findings: 0, place: "/var/backups/1"), as: .system("test"))
        let page = try await world.client("op", world.person("Olga", "operator").caller).get("/operation/state")
        #expect(page.status == 200)
        #expect(page.words.contains(world.store.dialect == .sqlite ? "SQLite" : "PostgreSQL"))
        #expect(page.words.contains("/var/backups/1") && page.words.contains("Protokoll und Dokumente wurden noch nie geprüft"))
        let figures = try await world.store.read { try $0.databaseBytes() }
        #expect(figures > 10_000)
    }
}
