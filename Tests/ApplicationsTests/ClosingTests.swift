@testable import Accounts
@testable import Applications
import Catalogue
import Delivery
import Folders
import Forms
import Identity
import Kernel
import Notices
import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Letters to people with an account") struct SendingTests {
    /// A draft of an account with the answers of an example.
    private func draft(_ world: World, of account: String) async throws -> String {
        try await world.store.perform(
            BeginDraft(
                slug: world.service.slug, key: DraftKey(account: account, session: nil), language: .de,
                answers: try world.example("first-dog").answers), as: Caller(.account(account))
        ).text
    }

    @Test("at the first application one is asked how to be written to; the answer holds, and is not asked for again")
    func asked() async throws {
        let world = try await World()
        let client = world.account("nora")
        let first = try await draft(world, of: "nora")
        let page = try await client.post("/applications", form: ["draft": first])
        #expect(page.path.hasPrefix("/applications/sending") && page.words.contains("Ich willige ein"))
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == 0)
        let nothing = try await client.post("/applications", form: ["draft": first, "asked": "1"])
        #expect(nothing.status == 422 && nothing.words.contains("Bitte wählen Sie"))
        let sent = try await client.post("/applications", form: ["draft": first, "asked": "1", "way": "post"])
        #expect(sent.path.hasSuffix("/confirmation"))
        try await world.store.settle()
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_messages") == 0)
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_items") == 1)
        let second = try await client.post("/applications", form: ["draft": try await draft(world, of: "nora")])
        #expect(second.path.hasSuffix("/confirmation"))
        let stranger = try await world.account("uwe").get("/applications/sending?draft=\(try await draft(world, of: "nora"))")
        #expect(stranger.status == 404)
    }

    @Test("a program sends without being asked; until there is consent its notice goes by post, and dates count so")
    func programs() async throws {
        let world = try await World()
        let reply = try await world.send(world.account("nora"), "first-dog")
        let id = ID<Procedure>(try #require(try reply.json()["id"]?.string))
        try await world.store.settle()
        let notice = try await world.store.read { try $0.notices(of: id, visibleTo: .system("test")) }.first
        #expect(notice?.channel == "post")
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_items") == 1)
    }

    @Test("a closed account's open case goes on by post and by a code; drafts are gone")
    func closed() async throws {
        let world = try await World()
        let client = world.account("mia")
        let id = ID<Procedure>(try #require(try await world.send(client, "proof-supplied-later").json()["id"]?.string))
        _ = try await draft(world, of: "mia")
        // What was said in the same instant has no order.
        world.clock.advance(to: world.clock.now().adding(seconds: 60))
        try await world.store.perform(as: .system("test")) { transaction in
            try transaction.emit(AccountClosed(account: "mia", language: .de), subject: "mia")
        }
        #expect(try await world.count("SELECT COUNT(*) FROM forms_drafts") == 0)
        let remaining = try await world.store.read { try Applications.remaining(of: "mia", language: .de, in: $0) }
        #expect(remaining.count == 1 && remaining[0].isOpen)
        let visitor = world.visitor()
        let opened = try await visitor.post("/applications/access", form: ["code": try #require(remaining[0].code)])
        #expect(opened.path == "/applications/\(id)" && opened.status == 200)
        #expect(try await world.store.read { try $0.deliveryWish(of: "mia") } == .post)
        try await world.requestDocuments(id.text)
        try await world.store.settle()
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_items") == 1, "the letter is to be posted")
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_messages") == 0)
    }
}
