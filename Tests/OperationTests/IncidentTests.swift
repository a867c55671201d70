import Kernel
@testable import Operation
import Store
import Synchronization
import Testbed
import Testing
import Web

@Suite("Incidents of all components") struct IncidentTests {
    @Test("operators see every office's incidents, clerks their own, and others none")
    func visibility() async throws {
        let world = try await World()
        let north = try await world.fail("a", unit: "north")
        let south = try await world.fail("b", unit: "south")
        let nobody = try await world.fail("c", unit: nil)
        let operatorPage = try await world.client("op", world.person("Olga", "operator").caller).get("/operation/incidents")
        for incident in [north, south, nobody] { #expect(operatorPage.text.contains(incident.number)) }
        let clerk = world.client("nora", try await world.person("Nora", "clerk-north").caller)
        let own = try await clerk.get("/operation/incidents")
        #expect(own.text.contains(north.number) && !own.text.contains(south.number) && !own.text.contains(nobody.number))
        #expect(try await clerk.get("/operation/incidents/\(south.id)").status == 404)
        #expect(try await clerk.post("/operation/incidents/\(south.id)/retry").status == 404)
        #expect(try await world.client("anna", Caller(.account("anna"))).get("/operation/incidents").status == 403)
    }

    /// Work with two tries: the incident says so, and is found by its number; 2 March 2026 is a Monday.
    @Test("an incident has a number to tell on the phone, says how often it was tried, and what the program said")
    func number() async throws {
        let world = try await World()
        let incident = try await world.fail("a")
        #expect(incident.attempts == 2 && incident.number.wholeMatch(of: /S-[0-9A-F]{4}-[0-9A-F]{4}/) != nil)
        let client = world.client("op", try await world.person("Olga", "operator").caller)
        let found = try await client.get("/operation/incidents?number=" + incident.number.lowercased())
        #expect(found.text.contains(incident.number))
        #expect(try await client.get("/operation/incidents?number=S-0000-0000").words.contains("Hier gibt es keine Störung"))
        #expect(try await client.get("/operation/incidents?number=%25").words.contains("Hier gibt es keine Störung"))
        let page = try await client.get("/operation/incidents/\(incident.id)")
        #expect(page.words.contains("the partner refuses") && page.words.contains("02.03.2026"))
    }

    @Test("one is tried again, and ends; failing once more makes a new one that names the first")
    func retry() async throws {
        let world = try await World()
        let first = try await world.fail("a")
        let client = world.client("op", try await world.person("Olga", "operator").caller)
        #expect(try await client.post("/operation/incidents/\(first.id)/retry").status == 200)
        #expect(try await world.incident(first.id).ending == .retried)
        for _ in 0..<3 {
            try await world.store.settle()
            world.clock.advance(seconds: 60)
        }
        let all = try await world.store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }
        let second = try #require(all.first)
        #expect(all.count == 1 && second.id != first.id && second.jobId == first.jobId)
        #expect(try await client.get("/operation/incidents/\(second.id)").text.contains(first.number))
        world.work.fails.withLock { $0 = false }
        _ = try await client.post("/operation/incidents/\(second.id)/retry")
        try await world.store.settle()
        #expect(world.work.done.withLock { $0 } == ["a"])
        #expect(try await client.post("/operation/incidents/\(second.id)/retry").status == 404)
    }

    @Test("all of a kind are tried again at once, and only those that the caller may see")
    func retryAll() async throws {
        let world = try await World()
        for key in ["a", "b"] { _ = try await world.fail(key) }
        let other = try await world.fail("c", kind: "things.tell")
        let south = try await world.fail("d", unit: "south")
        world.work.fails.withLock { $0 = false }
        let clerk = try await world.person("Nora", "clerk-north").caller
        let client = world.client("nora", clerk)
        #expect(try await client.post("/operation/incidents/retry", form: ["kind": "things.send"]).status == 403)
        var chief = clerk
        chief.reaches = []
        chief.permissions.insert("operation.retry-all")
        #expect(try await world.store.perform(RetryAll(kind: "things.send"), as: chief) == 2)
        try await world.store.settle()
        #expect(world.work.done.withLock { $0.sorted() } == ["a", "b"])
        #expect(try await world.incident(other.id).resolvedAt == nil)
        #expect(try await world.incident(south.id).resolvedAt == nil)
    }

    @Test("only what nothing else waits for ends undone, and with a reason")
    func drop() async throws {
        let world = try await World()
        let needed = try await world.fail("a")
        let mail = try await world.fail("b", kind: "things.tell")
        let caller = try await world.person("Olga", "operator").caller
        let client = world.client("op", caller)
        await #expect(throws: IncidentFault.needed) {
            try await world.store.perform(DropIncident(incident: needed.id, reason: "x"), as: caller)
        }
        #expect(try await !client.get("/operation/incidents/\(needed.id)").text.contains("incidents.drop"))
        let refused = try await client.post("/operation/incidents/\(mail.id)/ending", form: ["reason": " "])
        #expect(refused.status == 422 && refused.words.contains("Bitte schreiben Sie, warum"))
        #expect(try await client.post("/operation/incidents/\(mail.id)/ending", form: ["reason": "Adresse falsch"]).status == 200)
        #expect(try await world.incident(mail.id).ending == .dropped)
        world.work.fails.withLock { $0 = false }
        #expect(try await world.store.settle() == 0)
        let ended = try await client.get("/operation/incidents?state=over")
        #expect(ended.text.contains(mail.number) && !ended.text.contains(needed.number))
    }

    @Test("somebody who could do something about it looks after it, and nobody else")
    func care() async throws {
        let world = try await World()
        let incident = try await world.fail("a")
        let nora = try await world.person("Nora", "clerk-north")
        let sven = try await world.person("Sven", "clerk-south")
        let olga = try await world.person("Olga", "operator")
        let client = world.client("op", olga.caller)
        let wrong = try await client.post("/operation/incidents/\(incident.id)/care", form: ["person": sven.id])
        #expect(wrong.status == 422 && wrong.words.contains("darf diese Störung nicht bearbeiten"))
        let page = try await client.post("/operation/incidents/\(incident.id)/care", form: ["person": nora.id])
        #expect(page.words.contains("Nora Winter, zugewiesen von Olga Winter"))
        #expect(try await client.get("/operation/incidents").words.contains("Nora Winter"))
        let none = try await client.post("/operation/incidents/\(incident.id)/care", form: ["person": ""])
        #expect(!none.words.contains("zugewiesen von"))
    }

    @Test("remarks stay with an incident, also when it is over; an empty one is refused")
    func remarks() async throws {
        let world = try await World()
        let incident = try await world.fail("a")
        let client = world.client("op", try await world.person("Olga", "operator").caller)
        #expect(try await client.post("/operation/incidents/\(incident.id)/remarks", form: ["text": ""]).status == 422)
        _ = try await client.post("/operation/incidents/\(incident.id)/retry")
        let page = try await client.post("/operation/incidents/\(incident.id)/remarks", form: ["text": "<b>Server war aus</b>"])
        #expect(page.status == 200 && page.words.contains("Olga Winter") && page.text.contains("&lt;b&gt;Server war aus"))
    }

    @Test("the list goes on by key, and the table for spreadsheets has them all")
    func paging() async throws {
        let world = try await World()
        for index in 0..<(IncidentPages.size + 1) {
            try await world.store.perform(World.Order(kind: "things.send", key: "k\(index)", unit: "north"), as: .system("test"))
        }
        for _ in 0..<3 {
            try await world.store.settle()
            world.clock.advance(seconds: 60)
        }
        let client = world.client("op", try await world.person("Olga", "operator").caller)
        let first = try await client.get("/operation/incidents")
        let next = try #require(first.text.firstMatch(of: /before=([0-9a-f-]{36})/)).1
        let second = try await client.get("/operation/incidents?before=\(next)")
        #expect(second.text.matches(of: /\/operation\/incidents\/[0-9a-f-]{36}"/).count == 1)
        let table = try await client.get("/operation/incidents?format=csv")
        #expect(table.text.split(separator: "\r\n").count == IncidentPages.size + 2)
    }
}
