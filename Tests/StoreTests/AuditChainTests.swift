import Kernel
@_spi(Testing) import Store
import Testbed
import Testing

private struct Note: Action {
    static let name = "notes.make"
    static let audience: Audience = .everyone
    let retention: Retention
    func perform(in transaction: Transaction) throws {
        transaction.audit("note", "n1", retention: retention, detail: ["word": "geheim"])
    }
}

private struct Destroy: Action {
    static let name = "audit.destroy"
    static let audience: Audience = [.system]
    let retention: Retention
    let before: Instant
    func perform(in transaction: Transaction) throws -> Int {
        try AuditLog.destroy(retention, sealedBefore: before, in: transaction)
    }
}

@Suite struct AuditChainTests {
    private let component = StoreComponent(name: "notes", actions: [ActionEntry(Note.self), ActionEntry(Destroy.self)])

    private func opened() async throws -> (Store, SimulatedClock) {
        let clock = SimulatedClock(start: .testStart, frozen: true)
        return (try await TestStore.open(components: [component], clock: clock), clock)
    }

    private func make(_ store: Store, _ classes: [Retention]) async throws {
        for retention in classes { try await store.perform(Note(retention: retention), as: .anonymous) }
        try await store.sealAudit()
    }

    private func findings(_ store: Store) async throws -> [String] { try await store.read { try AuditLog.verify(in: $0) } }

    @Test("several sealers at once cover every entry once and leave no fork")
    func sealers() async throws {
        let (store, _) = try await opened()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<120 {
                group.addTask {
                    try await store.perform(Note(retention: index % 2 == 0 ? .months3 : .years10), as: .anonymous)
                    if index % 5 == 0 { try await store.sealAudit() }
                }
            }
            try await group.waitForAll()
        }
        try await store.sealAudit()
        #expect(try await findings(store) == [])
        let sealed = try await store.read { try $0.value(Int.self, "SELECT SUM(entries) FROM audit_seals") }
        #expect(sealed == 120)
    }

    @Test("a class that was destroyed by its action leaves a chain that verifies, and nothing of its contents")
    func destruction() async throws {
        let (store, clock) = try await opened()
        try await make(store, [.months3, .years10, .months3])
        clock.advance(seconds: 100 * 86_400)
        try await make(store, [.months3])
        let destroyed = try await store.perform(Destroy(retention: .months3, before: clock.now()), as: .system("test"))
        #expect(destroyed == 2)
        #expect(try await findings(store) == [])
        let left = try await store.read { try $0.values(String.self, "SELECT retention FROM audit_details ORDER BY seq") }
        #expect(left == ["y10", "m3", "permanent"])
        try await store.sealAudit()
        #expect(try await findings(store) == [])
        #expect(try await store.perform(Destroy(retention: .months3, before: clock.now()), as: .system("test")) == 0)
    }

    @Test("entries that disappear in another way are found, also when a destruction is claimed without its entry")
    func theft() async throws {
        let (store, _) = try await opened()
        try await make(store, [.months3, .years10])
        try await store.execute("DELETE FROM audit_entries WHERE retention = 'm3'")
        #expect(try await findings(store) == ["audit 0 seal 1 covers 1 entries of m3, found 0"])
        try await store.execute("INSERT INTO audit_destructions (retention, seal, at) VALUES ('m3', 1, 1)")
        #expect(try await findings(store) == ["audit 0 seal 1 covers 1 entries of m3, found 0"])
    }

    @Test("a seal that is cut off, left out or rewritten is found")
    func seals() async throws {
        let (store, _) = try await opened()
        for _ in 0..<3 { try await make(store, [.years10]) }
        #expect(try await findings(store) == [])
        try await store.execute("DELETE FROM audit_seals WHERE number = 3")
        #expect(try await findings(store) == ["audit 3 names seal 3, which is missing"])
        try await store.execute("DELETE FROM audit_seals WHERE number = 1")
        #expect(try await findings(store).contains("audit 0 seal 1 is missing"))
        #expect(try await findings(store).contains("audit 2 seal 2 does not match its parts"))
    }

    @Test("an entry that is slipped into a sealed batch, and a class that was none, are found")
    func slipped() async throws {
        let (store, _) = try await opened()
        try await make(store, [.years10])
        try await store.perform(Note(retention: .years10), as: .anonymous)
        try await store.execute("UPDATE audit_entries SET seal = 1 WHERE seal IS NULL")
        #expect(try await findings(store) == ["audit 1 seal 1 covers 1 entries of y10, found 2"])
        try await store.perform(Note(retention: .years2), as: .anonymous)
        try await store.execute("UPDATE audit_entries SET seal = 1 WHERE retention = 'y2'")
        #expect(try await findings(store).contains("audit 1 seal 1 covers no entries of y2, found 1"))
    }

    @Test("a changed detail is found before it is sealed, too")
    func unsealed() async throws {
        let (store, _) = try await opened()
        try await store.perform(Note(retention: .years10), as: .anonymous)
        try await store.execute("UPDATE audit_details SET detail = '{}'")
        #expect(try await findings(store) == ["audit 1 the detail does not match its digest"])
    }
}
