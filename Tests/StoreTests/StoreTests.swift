import Foundation
import Kernel
@_spi(Testing) import Store
import Testing

private struct Thing: Codable, Sendable {
    let id: ID<Thing>
    let name: String
    let openedAt: Instant
    let amount: Decimal128?
    let data: JSON
}

private struct ThingMade: Event {
    static let name = "things.made"
    let thing: String
}

private struct MakeThing: Action {
    static let name = "things.make"
    static let audience: Audience = .everyone
    let title: String
    var fails = false

    func perform(in transaction: Transaction) throws -> ID<Thing> {
        let id = ID<Thing>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO things (id, name, opened_at, amount, data, unit, owner, post, confidential)
            VALUES (\(id), \(title), \(transaction.now), \(Decimal128("12.50")), \(["a": 1] as JSON), 'u1', NULL, NULL, 0)
            """)
        transaction.audit("thing", id, detail: ["title": .string(title)])
        try transaction.emit(ThingMade(thing: id.text), subject: id)
        try transaction.enqueue("things.tell", key: "tell:\(id)", subject: id)
        if fails { throw StoreFault.forbidden("on purpose") }
        return id
    }
}

/// The test database of this run: `STADTKERN_TEST_DATABASE` is `sqlite` or the URL of a PostgreSQL server.
private func open(_ components: [StoreComponent]) async throws -> Store {
    let server = ProcessInfo.processInfo.environment["STADTKERN_TEST_DATABASE"] ?? "sqlite"
    let store: Store
    if server.hasPrefix("postgres") {
        let name = "t" + Crypto.token(bytes: 8)
        let admin = try Store(database: server, components: [], connections: 1)
        try await admin.createDatabase(name)
        await admin.close()
        store = try Store(
            database: server.replacingOccurrences(of: "/postgres", with: "/\(name)"), components: components, connections: 4)
    } else {
        store = try Store(database: "sqlite:\(NSTemporaryDirectory())/\(UUID().uuidString).sqlite", components: components)
    }
    _ = try await store.migrate()
    return store
}

private func things(_ jobs: [JobKind] = [JobKind("things.tell") { _, _ in }], listeners: [Listener] = []) -> StoreComponent {
    StoreComponent(
        name: "things",
        schema: [
            Migration(
                "things-1",
                """
                CREATE TABLE things (id {id} PRIMARY KEY, name TEXT NOT NULL, opened_at BIGINT NOT NULL, amount TEXT, data TEXT NOT NULL,
                    unit TEXT, owner TEXT, post TEXT, confidential BIGINT NOT NULL)
                """)
        ],
        actions: [ActionEntry(MakeThing.self)], listeners: listeners, jobs: jobs)
}

@Suite struct StoreTests {
    @Test("an action stores its change, its event, its audit entry and its job together")
    func together() async throws {
        let store = try await open([things()])
        let id = try await store.perform(MakeThing(title: "Ä'; DROP TABLE things; --"), as: .anonymous)
        let thing = try #require(try await store.read { try $0.first(Thing.self, "SELECT * FROM things WHERE id = \(id)") })
        #expect(thing.name == "Ä'; DROP TABLE things; --")
        #expect(thing.amount == Decimal128("12.5"))
        #expect(thing.data["a"] == 1)
        let events = try await store.read { try $0.events(of: id) }
        #expect(events.map(\.name) == ["things.made"])
        let audit = try await store.read { try AuditLog.entries(of: id, in: $0) }
        #expect(audit.map(\.action) == ["things.make"])
        #expect(try await store.settle() == 1)
    }

    @Test("an action that throws leaves nothing behind")
    func rollback() async throws {
        let store = try await open([things()])
        await #expect(throws: StoreFault.forbidden("on purpose")) {
            try await store.perform(MakeThing(title: "x", fails: true), as: .anonymous)
        }
        #expect(try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM things") } == 0)
        #expect(try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM jobs") } == 0)
        #expect(try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries") } == 0)
    }

    @Test("two hundred concurrent actions, half of which fail, keep exactly the good half")
    func concurrent() async throws {
        let store = try await open([things()])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask {
                    _ = try? await store.perform(MakeThing(title: "\(index)", fails: index % 2 == 0), as: .anonymous)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM things") } == 100)
        #expect(try await store.sealAudit() == 100)
        #expect(try await store.read { try AuditLog.verify(in: $0) } == [])
    }

    @Test("a changed audit entry, a changed detail and a missing entry are found; a destroyed detail is not a finding")
    func tampering() async throws {
        let store = try await open([things()])
        for index in 0..<4 { _ = try await store.perform(MakeThing(title: "\(index)"), as: .anonymous) }
        try await store.sealAudit()
        try await store.execute("DELETE FROM audit_details WHERE entry = (SELECT MIN(id) FROM audit_entries)")
        #expect(try await store.read { try AuditLog.verify(in: $0) } == [])
        try await store.execute("UPDATE audit_details SET detail = '{}' WHERE entry = (SELECT MAX(id) FROM audit_entries)")
        #expect(try await store.read { try AuditLog.verify(in: $0) }.count == 1)
        try await store.execute("UPDATE audit_entries SET caller = 'staff:x' WHERE id = (SELECT MAX(id) FROM audit_entries)")
        #expect(try await store.read { try AuditLog.verify(in: $0) }.count == 2)
        try await store.execute("DELETE FROM audit_entries WHERE id = (SELECT MIN(id) FROM audit_entries)")
        #expect(try await store.read { try AuditLog.verify(in: $0) }.contains { $0.contains("covers 4 entries of y10, found 3") })
    }

    @Test("a job that keeps failing becomes an incident; retried by a person it is done once")
    func incident() async throws {
        let failing = JobKind("things.tell", attempts: 3) { job, store in
            let fixed = try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM things WHERE name = 'fixed'") ?? 0 }
            if fixed == 0 { throw PermanentFailure("the partner refuses") }
        }
        let store = try await open([things([failing])])
        _ = try await store.perform(MakeThing(title: "a"), as: .anonymous)
        try await store.settle()
        let incident = try #require(try await store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }.first)
        #expect(incident.sentence == "the partner refuses")
        try await store.execute("UPDATE things SET name = 'fixed'")
        try await store.perform(RetryIncident(incident: incident.id), as: .system("test"))
        try await store.settle()
        #expect(try await store.read { try $0.value(String.self, "SELECT state FROM jobs") } == "done")
    }

    @Test("an unforeseen failure is tried again after a pause and then done")
    func retry() async throws {
        let start = Instant("2026-03-02T08:00:00Z")!
        let clock = SimulatedClock(start: start, frozen: true)
        let flaky = JobKind("things.tell", attempts: 3) { job, _ in
            if job.attempts < 2 { throw StoreFault.unavailable("later") }
        }
        let store = try await open([things([flaky])]).with(clock: clock, components: [things([flaky])])
        _ = try await store.perform(MakeThing(title: "a"), as: .anonymous)
        try await store.settle()
        #expect(try await store.read { try $0.value(String.self, "SELECT state FROM jobs") } == "waiting")
        clock.advance(seconds: 5)
        try await store.settle()
        #expect(try await store.read { try $0.value(String.self, "SELECT state FROM jobs") } == "done")
    }

    @Test("a listener hears an event in the same transaction, and its failure takes the action back")
    func listener() async throws {
        let refusing = Listener(ThingMade.self) { _, _ in throw StoreFault.forbidden("listener") }
        let store = try await open([things(listeners: [refusing])])
        await #expect(throws: StoreFault.forbidden("listener")) { try await store.perform(MakeThing(title: "a"), as: .anonymous) }
        #expect(try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM things") } == 0)
    }

    @Test("the predicate lets callers see own, unit's, assigned and granted records, and nothing else")
    func visibility() async throws {
        let store = try await open([things()])
        try await store.execute(
            """
            INSERT INTO things (id, name, opened_at, data, unit, owner, post, confidential) VALUES
            ('a', 'mine', 1, '{}', 'u1', 'c1', NULL, 0), ('b', 'unit', 1, '{}', 'u1', 'c2', NULL, 0),
            ('c', 'secret', 1, '{}', 'u1', NULL, NULL, 1), ('d', 'post', 1, '{}', 'u2', NULL, 'p1', 1), ('e', 'other', 1, '{}', 'u3', NULL, NULL, 0)
            """)
        func seen(_ caller: Caller) async throws -> [String] {
            let visible = Visibility.of(caller, columns: "t")
            return try await store.read {
                try $0.values(String.self, "SELECT t.id FROM things t WHERE " + visible + " ORDER BY t.id")
            }
        }
        #expect(try await seen(.anonymous) == [])
        #expect(try await seen(Caller(.anonymous, grants: ["e"])) == ["e"])
        #expect(try await seen(Caller(.account("c1"))) == ["a"])
        #expect(try await seen(Caller(.staff("s"), units: ["u1"])) == ["a", "b"])
        #expect(try await seen(Caller(.staff("s"), units: ["u1"], permissions: ["confidential.read"])) == ["a", "b", "c"])
        #expect(try await seen(Caller(.staff("s"), posts: ["p1"])) == ["d"])
        #expect(try await seen(.system("x")) == ["a", "b", "c", "d", "e"])
    }

    @Test("staff need the permission named like the action; accounts only where the audience names them")
    func audience() {
        let audience: Audience = [.staff]
        #expect(!audience.admits(Caller(.staff("s")), name: "things.make"))
        #expect(audience.admits(Caller(.staff("s"), permissions: ["things.*"]), name: "things.make"))
        #expect(!audience.admits(Caller(.account("c")), name: "things.make"))
    }

    @Test("the database reads back its durability: FULL on SQLite, synchronous_commit on PostgreSQL")
    func durability() async throws {
        let store = try await open([things()])
        let value = try await store.durability()
        #expect(value == (store.dialect == .sqlite ? "wal/2" : "on"))
    }
}
