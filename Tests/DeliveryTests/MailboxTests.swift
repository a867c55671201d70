@testable import Delivery
import Documents
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("The mailbox") struct MailboxTests {
    @Test("shows one's own messages only, unread ones by word and weight")
    func list() async throws {
        let world = try await World()
        try await world.send("Nachricht an Anna", to: world.addressee("anna"))
        try await world.send("Nachricht an Berta", to: world.addressee("berta"))
        let page = try await world.client("anna", world.anna).get("/delivery/mailbox")
        #expect(page.words.contains("Nachricht an Anna"))
        #expect(!page.words.contains("Berta"))
        #expect(page.words.contains("Neu"))
        #expect(page.text.contains("<strong><a"))
        #expect(try await world.client("berta", world.berta).get("/delivery/mailbox?lang=en").words.contains("New"))
        #expect(try await world.client("anna", world.anna).get("/delivery/mailbox?lang=ls").words.contains("Ihr Postfach"))
    }

    @Test("opening a message marks it as read once, with the moment of the first opening")
    func open() async throws {
        let world = try await World()
        let document = try await world.document()
        try await world.deliver(document, to: world.addressee())
        let message = try #require(try await world.messages().first)
        let client = world.client("anna", world.anna)
        world.clock.advance(seconds: 60)
        let page = try await client.get("/delivery/mailbox/\(message.id)")
        #expect(page.status == 200)
        #expect(page.words.contains("Zu Ihrem Vorgang L-2026-1 gibt es ein Dokument: Hundesteuerbescheid"))
        #expect(page.text.contains("/documents/\(document)"))
        #expect(try await world.messages().first?.readAt == Instant.testStart.adding(seconds: 60))
        world.clock.advance(seconds: 60)
        _ = try await client.get("/delivery/mailbox/\(message.id)")
        #expect(try await world.messages().first?.readAt == Instant.testStart.adding(seconds: 60))
        #expect(try await world.events() == ["delivery.delivered", "delivery.message-read", "delivery.message-sent"])
        let list = try await client.get("/delivery/mailbox")
        #expect(list.words.contains("Gelesen"))
        #expect(!list.text.contains("<strong><a"))
        #expect(try await client.get("/documents/\(document)").status == 200)
    }

    @Test("asking for the head of a page is no reading")
    func head() async throws {
        let world = try await World()
        try await world.send(to: world.addressee())
        let message = try #require(try await world.messages().first)
        #expect(try await world.client("anna", world.anna).send(.head, "/delivery/mailbox/\(message.id)").status == 200)
        #expect(try await world.messages().first?.readAt == nil)
    }

    @Test("for everybody else a message does not exist, not even for a clerk who sees the procedure")
    func visibility() async throws {
        let world = try await World()
        try await world.send(to: world.addressee())
        let message = try #require(try await world.messages().first)
        let expected: [(String, Caller, Int)] = [
            ("berta", world.berta, 404), ("nobody", .anonymous, 404),
            ("stranger", Caller(.staff("s"), units: ["parks-unit"]), 404),
            ("wrong-code", Caller(.anonymous, grants: ["p2"]), 404), ("clerk", Caller(.staff("c"), units: ["tax-unit"]), 404),
        ]
        for (name, caller, status) in expected {
            #expect(try await world.client(name, caller).get("/delivery/mailbox/\(message.id)").status == status, "\(name)")
        }
        let clerk = Caller(.staff("c"), units: ["tax-unit"])
        #expect(try await world.store.read { try $0.messages(of: message.procedure, visibleTo: clerk) }.map(\.id) == [message.id])
        #expect(try await world.messages().first?.readAt == nil)
        #expect(try await world.client("anna", world.anna).get("/delivery/mailbox/x").status == 404)
        for caller in [world.berta, .anonymous] {
            await #expect(throws: DeliveryFault.notFound) {
                try await world.store.perform(MarkRead(message: message.id), as: caller)
            }
        }
        #expect(try await world.client("nobody", .anonymous).get("/delivery/mailbox", follow: false).status != 200)
        #expect(try await world.store.read { try $0.mailbox(of: .anonymous) }.isEmpty)
        #expect(try await world.store.read { try $0.mailbox(of: .system("test")) }.isEmpty)
    }

    @Test("an access code opens the messages of its procedure, and reading counts")
    func code() async throws {
        let world = try await World()
        try await world.send(to: world.addressee(nil, email: "a@b.example"))
        let message = try #require(try await world.messages().first)
        let page = try await world.client("code", Caller(.anonymous, grants: ["p1"])).get("/delivery/mailbox/\(message.id)")
        #expect(page.status == 200)
        #expect(page.text.contains("<strong>Nachweis</strong>"))
        #expect(page.text.contains("<li>erstens</li>"))
        #expect(try await world.messages().first?.readAt != nil)
    }

    @Test("a message cannot bring markup or scripts of its own")
    func markup() async throws {
        let world = try await World()
        let action = SendMessage(
            procedure: "p1", reference: "r", title: "<b>x</b>",
            body: "<script>alert(1)</script> [klick](javascript:alert(1)) [gut](https://a.example)",
            to: world.addressee(), unit: "tax-unit")
        try await world.store.perform(action, as: .system("test"))
        let message = try #require(try await world.messages().first)
        let page = try await world.client("anna", world.anna).get("/delivery/mailbox/\(message.id)")
        #expect(!page.text.contains("<script>alert"))
        #expect(!page.text.contains("javascript:"))
        #expect(!page.text.contains("<b>x</b>"))
        #expect(page.text.contains("<a href=\"https://a.example\">gut</a>"))
    }

    @Test("a full mailbox is paged by key, each message on exactly one page")
    func paging() async throws {
        let world = try await World()
        for index in 0..<30 {
            try await world.send("Nachricht \(index).", to: world.addressee())
            world.clock.advance(seconds: 1)
        }
        let client = world.client("anna", world.anna)
        let first = try await client.get("/delivery/mailbox")
        let next = try #require(first.text.firstMatch(of: /href="(\/delivery\/mailbox\?before=[^"]+)" rel="next"/)).1
        let second = try await client.get(String(next))
        let titles = { (page: Reply) in page.words.matches(of: /Nachricht (\d+)\./).compactMap { Int($0.1) } }
        #expect(titles(first) == Array((5..<30).reversed()))
        #expect(titles(second) == Array((0..<5).reversed()))
        #expect(try await world.store.read { try $0.unreadMessages(of: world.anna) } == 30)
        #expect(try await world.store.read { try $0.unreadMessages(of: world.berta) } == 0)
    }

    @Test("an empty mailbox says so")
    func empty() async throws {
        let world = try await World()
        #expect(try await world.client("anna", world.anna).get("/delivery/mailbox").words.contains("Keine Nachrichten"))
    }
}
