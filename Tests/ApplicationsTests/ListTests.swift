@testable import Applications
import Folders
import Kernel
import Procedures
import Store
import Testing
import Web

@Suite("One's own applications as a list") struct ListTests {
    @Test("open and ended applications are told apart, each with its next date in a sentence")
    func scopes() async throws {
        let world = try await World()
        let client = world.account("mia")
        let open = try #require(
            try await world.send(client, "proof-supplied-later").json()["id"]?.string, "the example waits for a clerk")
        let ended = try #require(try await world.send(client, "first-dog").json()["id"]?.string, "the example is decided at once")
        try await world.store.settle()
        let all = try await client.get("/applications").text
        #expect(all.contains("/applications/\(open)") && all.contains("/applications/\(ended)"))
        let running = try await client.get("/applications?scope=open").text
        #expect(running.contains("/applications/\(open)") && !running.contains("/applications/\(ended)"))
        let over = try await client.get("/applications?scope=ended")
        #expect(over.text.contains("/applications/\(ended)") && !over.text.contains("/applications/\(open)"))
        // Put into the mailbox on Monday, 23.11.2026; the fourth day after it is Friday, 27.11.2026 (§ 122a Abs. 4 AO).
        #expect(over.words.contains("Bescheid gilt als bekannt gegeben am 27. November 2026."))
        let none = try await client.get("/applications?service=nothing")
        #expect(none.words.contains("Mit diesen Filtern gibt es keine") && none.status == 200)
        #expect(try await world.account("otto").get("/applications").words.contains("Hier sind keine Anträge"))
    }

    @Test("the list is a table for spreadsheets too, page after page, and nobody else's")
    func export() async throws {
        let world = try await World()
        let client = world.account("mia")
        for _ in 0..<3 { #expect(try await world.send(client, "first-dog").status == 201) }
        #expect(try await world.send(world.account("otto"), "first-dog").status == 201)
        let table = try await client.get("/applications/export?scope=ended")
        #expect(table.headers["content-type"] == "text/csv; charset=utf-8")
        let lines = table.text.split(separator: "\r\n")
        #expect(lines.count == 1 + 3)
        #expect(lines.dropFirst().allSatisfy { $0.contains("2026-11-23") && $0.contains("Entschieden, Bewilligt") })
        #expect(try await client.get("/applications/export?scope=open").text.split(separator: "\r\n").count == 1)
    }

    @Test("a page of twenty leads to the next one by its key")
    func paging() async throws {
        let world = try await World()
        let client = world.account("mia")
        for _ in 0..<21 { #expect(try await world.send(client, "first-dog").status == 201) }
        let first = try await client.get("/applications").text
        let next = try #require(first.firstMatch(of: #/href="(/applications\?before=[0-9a-f-]+)"/#)).output.1
        let second = try await client.get(String(next)).text
        let rows = #/href="/applications/([0-9a-f-]{36})"/#
        let (above, below) = (Set(first.matches(of: rows).map(\.output.1)), Set(second.matches(of: rows).map(\.output.1)))
        #expect(above.count == 20 && below.count == 1 && above.isDisjoint(with: below))
    }
}
