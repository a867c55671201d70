@testable import Audit
import Kernel
import Store
import Testbed
import Testing
import Web

private struct Touch: Action {
    static let name = "things.touch"
    static let audience: Audience = [.anonymous, .account, .system]
    let thing: String
    var retention = Retention.years10
    func perform(in transaction: Transaction) throws { transaction.audit("thing", thing, unit: "tax", retention: retention) }
}

private struct Move: Action {
    static let name = "things2.move"
    static let audience: Audience = .everyone
    func perform(in transaction: Transaction) throws { transaction.audit("thing", "t9") }
}

@Suite struct AuditTests {
    private let reader = Caller(.staff("u"), permissions: ["audit.read"])
    private let things = StoreComponent(name: "things", actions: [ActionEntry(Touch.self), ActionEntry(Move.self)])

    private func opened() async throws -> (Store, SimulatedClock) {
        let clock = SimulatedClock(start: .testStart, frozen: true)
        return (try await TestStore.open(components: [Audit.component.store, things], clock: clock), clock)
    }

    private func found(_ search: AuditSearch, _ caller: Caller? = nil, in store: Store) async throws -> [String] {
        let caller = caller ?? reader
        return try await store.read { try search.entries(for: caller, in: $0).map(\.subject) }
    }

    @Test("the log is filtered by record, person, action, component and days of the city")
    func filters() async throws {
        let (store, clock) = try await opened()
        try await store.perform(Touch(thing: "t1"), as: Caller(.account("a1")))
        // 2 March 2026, 23:30 in Berlin, and half an hour after midnight.
        clock.advance(to: Instant("2026-03-02T22:30:00Z")!)
        try await store.perform(Touch(thing: "t2"), as: .anonymous)
        clock.advance(to: Instant("2026-03-02T23:30:00Z")!)
        try await store.perform(Touch(thing: "t1"), as: .system("x"))
        try await store.perform(Move(), as: .system("x"))
        #expect(try await found(AuditSearch(), in: store).sorted() == ["t1", "t1", "t2", "t9"])
        #expect(try await found(AuditSearch(subject: "t1"), in: store) == ["t1", "t1"])
        #expect(try await found(AuditSearch(caller: "account:a1"), in: store) == ["t1"])
        #expect(try await found(AuditSearch(action: "things.touch"), in: store) == ["t1", "t2", "t1"])
        #expect(try await found(AuditSearch(action: "things.*"), in: store) == ["t1", "t2", "t1"])
        let second = LocalDate("2026-03-02")!
        #expect(try await found(AuditSearch(from: second, to: second), in: store) == ["t2", "t1"])
        #expect(try await found(AuditSearch(from: second.adding(days: 1)), in: store).sorted() == ["t1", "t9"])
        #expect(try await found(AuditSearch(subject: "t1' OR 1=1 --"), in: store) == [])
    }

    @Test("nobody without the permission sees a line")
    func permission() async throws {
        let (store, _) = try await opened()
        try await store.perform(Touch(thing: "t1"), as: .anonymous)
        #expect(try await found(AuditSearch(), Caller(.staff("x"), permissions: ["procedures.*"]), in: store) == [])
        #expect(try await found(AuditSearch(), Caller(.account("a1")), in: store) == [])
        #expect(try await found(AuditSearch(), .anonymous, in: store) == [])
    }

    @Test("pages follow each other by key, without gap or repetition, also where many entries share a moment")
    func paging() async throws {
        let (store, clock) = try await opened()
        for index in 0..<23 {
            try await store.perform(Touch(thing: "t\(index)"), as: .anonymous)
            if index % 10 == 9 { clock.advance(seconds: 60) }
        }
        var seen: [String] = []
        var key: AuditSearch.Key?
        while true {
            let page = try await store.read { [key] in try AuditSearch().entries(for: reader, after: key, limit: 5, in: $0) }
            guard let last = page.last else { break }
            seen += page.map(\.subject)
            key = AuditSearch.Key(AuditSearch.Key(last).text)
            #expect(key != nil)
        }
        #expect(seen.count == 23)
        #expect(Set(seen).count == 23)
        #expect(AuditSearch.Key("x.y") == nil)
    }

    @Test("people see who had to do with their records, without the names of the staff")
    func access() async throws {
        let (store, clock) = try await opened()
        for caller in [Caller(.account("a1")), Caller(.account("a2")), .system("jobs"), .anonymous] {
            try await store.perform(Touch(thing: "t1"), as: caller)
            clock.advance(seconds: 1)
        }
        try await store.perform(Touch(thing: "other"), as: Caller(.account("a1")))
        let lines = try await store.read { try Audit.access(to: ["t1", "t2"], of: "a1", in: $0) }
        #expect(lines.map(\.actor) == [.unknown, .program, .unknown, .yourself])
        #expect(lines.allSatisfy { $0.subject == "t1" && $0.action == "things.touch" })
        #expect(try await store.read { try Audit.access(to: [], of: "a1", in: $0) }.isEmpty)
    }

    @Test("entries are destroyed by class after their time, the chain still verifies, and younger ones are refused")
    func destruction() async throws {
        let (store, clock) = try await opened()
        try await store.perform(Touch(thing: "t1", retention: .months3), as: .anonymous)
        try await store.perform(Touch(thing: "t2"), as: .anonymous)
        try await store.sealAudit()
        clock.advance(seconds: 91 * 86_400)
        let staff = Caller(.staff("u"), permissions: ["audit.destroy"])
        await #expect(throws: AuditFault.self) {
            try await store.perform(DestroyEntries(retention: .months3, before: clock.now()), as: staff)
        }
        await #expect(throws: AuditFault.self) {
            try await store.perform(DestroyEntries(retention: .permanent, before: clock.now().adding(days: -90)), as: staff)
        }
        await #expect(throws: StoreFault.forbidden("audit.destroy")) {
            try await store.perform(DestroyEntries(retention: .months3, before: clock.now().adding(days: -90)), as: reader)
        }
        #expect(
            try await store.perform(DestroyEntries(retention: .months3, before: clock.now().adding(days: -90)), as: staff) == 1)
        #expect(try await found(AuditSearch(subject: "t1"), in: store) == [])
        #expect(try await found(AuditSearch(subject: "t2"), in: store) == ["t2"])
        try await store.sealAudit()
        #expect(try await store.read { try AuditLog.verify(in: $0) } == [])
    }

    @Test("the page is for whoever may read the log, filters, pages, and says what is no date")
    func page() async throws {
        let (store, clock) = try await opened()
        for index in 0..<60 {
            try await store.perform(Touch(thing: "thing-\(index)"), as: .anonymous)
            clock.advance(seconds: 1)
        }
        let site = Site(id: "test", name: LocalText(de: "Teststadt"), service: LocalText(de: "Serviceportal"), store: store)
        func client(_ caller: Caller) throws -> InProcessClient {
            InProcessClient(
                try WebApp(
                    sites: [site], components: [Audit.component], settings: WebSettings(logsRequests: false),
                    identify: { _ in Session(caller: caller, name: "Ursula", secret: [1], id: "s") }))
        }
        let inside = try client(reader)
        let first = try await inside.get("/audit?lang=de")
        #expect(first.status == 200)
        #expect(first.words.contains("thing-59"))
        #expect(!first.words.contains("thing-9 "))
        let next = try #require(first.text.firstMatch(of: #/href="(\/audit\?[^"]*after=[^"]*)"/#)?.1)
        let second = try await inside.get(String(next).replacing("&amp;", with: "&"))
        #expect(second.words.contains("thing-9 "))
        #expect(!second.words.contains("thing-10"))
        #expect(try await inside.get("/audit?lang=en&subject=thing-7").words.contains("thing-7"))
        #expect(try await inside.get("/audit?subject=nothing").status == 200)
        let wrong = try await inside.get("/audit?lang=de&from=gestern")
        #expect(wrong.status == 422)
        #expect(wrong.words.contains("Das ist kein Datum."))
        #expect(try await client(Caller(.staff("x"))).get("/audit").status == 403)
        #expect(try await client(Caller(.account("a1"))).get("/audit").status == 403)
    }
}
