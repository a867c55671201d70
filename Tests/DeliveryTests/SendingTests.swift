@testable import Delivery
import Documents
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing

@Suite("Sending and delivering") struct SendingTests {
    @Test("a notice for an account lies in its mailbox, with a hint by e-mail that says nothing of it")
    func mailbox() async throws {
        let mails = KeptMails()
        let world = try await World(mailer: mails)
        let document = try await world.document()
        #expect(try await world.deliver(document, to: world.addressee()) == .portalMailbox)
        let message = try #require(try await world.messages().first)
        #expect(message.title == "Hundesteuerbescheid")
        #expect(message.document == document.text)
        #expect(message.owner == "anna")
        #expect(message.readAt == nil)
        #expect(try await world.events() == ["delivery.delivered", "delivery.message-sent"])
        let events = try await world.store.read { try $0.events(of: "p1") }
        let delivered = try #require(events.first { $0.name == "delivery.delivered" })
        #expect(delivered.payload == ["procedure": "p1", "document": .string(document.text), "channel": "portal-mailbox"])
        try await world.store.settle()
        let sent = try #require(mails.all.first)
        #expect(mails.all.count == 1)
        #expect(sent.mail.to == "anna@mail.example")
        #expect(sent.mail.subject == "Sie haben eine neue Nachricht")
        #expect(sent.mail.text.contains("https://portal.example/delivery/mailbox/\(message.id)"))
        #expect(sent.key == "delivery.mail:\(message.id)")
        for secret in ["Hundesteuer", "L-2026-1", "Müller", "p1"] {
            #expect(!(sent.mail.subject + sent.mail.text).contains(secret))
        }
        #expect(try await world.store.read { try $0.values(String.self, "SELECT address FROM delivery_hints") } == [])
    }

    @Test("delivering the same document again tells how, and sends nothing")
    func again() async throws {
        let mails = KeptMails()
        let world = try await World(mailer: mails)
        let (boxed, posted) = (try await world.document(name: "a"), try await world.document(owner: nil, name: "b"))
        for _ in 0..<2 {
            #expect(try await world.deliver(boxed, to: world.addressee()) == .portalMailbox)
            #expect(try await world.deliver(posted, to: world.addressee(nil)) == .post)
        }
        try await world.store.settle()
        #expect(mails.all.count == 1)
        #expect(try await world.messages().count == 1)
        #expect(try await world.items().count == 1)
        #expect(try await world.events() == ["delivery.delivered", "delivery.delivered", "delivery.message-sent"])
    }

    @Test("eight deliveries of one document at once end as one")
    func race() async throws {
        let world = try await World()
        let document = try await world.document()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try? await world.deliver(document, to: world.addressee()) } }
        }
        #expect(try await world.messages().count == 1)
        #expect(try await world.events() == ["delivery.delivered", "delivery.message-sent"])
    }

    @Test("without an account a notice goes on the list of letters, an e-mail address changes nothing about it")
    func post() async throws {
        let world = try await World()
        let document = try await world.document(owner: nil)
        #expect(try await world.deliver(document, to: world.addressee(nil, email: "a@b.example")) == .post)
        let item = try #require(try await world.items().first)
        #expect(item.recipient == ["Anna Müller", "Karl-Heine-Straße 5", "04229 Leipzig"])
        #expect(item.document == document.text)
        #expect(item.postedOn == nil)
        #expect(try await world.messages().isEmpty)
        #expect(try await world.events() == ["delivery.delivered"])
    }

    @Test("nowhere to deliver, no text, a document of another case: refused, and nothing is left", arguments: [0, 1, 2, 3, 4])
    func refused(index: Int) async throws {
        let world = try await World()
        let document = try await world.document()
        switch index {
        case 0:
            await #expect(throws: DeliveryFault.nowhereToDeliver) {
                _ = try await world.deliver(document, to: world.addressee(nil, lines: ["Anna Müller", " "]))
            }
        case 1: await #expect(throws: DeliveryFault.textMissing) { try await world.send(" \r\n ", to: world.addressee()) }
        case 2:
            await #expect(throws: DocumentFault.notFound) { try await world.deliver(document, of: "p2", to: world.addressee()) }
        case 3:
            await #expect(throws: DeliveryFault.nowhereToDeliver) { try await world.send(to: world.addressee(nil, lines: [])) }
        default:
            let action = DeliverDocument(
                procedure: "p1", document: document, title: "x", reference: "r", to: world.addressee(), unit: "tax-unit")
            for caller in [world.anna, .anonymous, world.printer] {
                await #expect(throws: StoreFault.forbidden("delivery.deliver")) {
                    _ = try await world.store.perform(action, as: caller)
                }
            }
        }
        #expect(try await world.events() == [])
        #expect(try await world.items().isEmpty)
        #expect(try await world.messages().isEmpty)
    }

    @Test("a message goes to the mailbox; without an account to the status page; without either as a letter")
    func message() async throws {
        let mails = KeptMails()
        let world = try await World(mailer: mails)
        #expect(try await world.send(of: "p1", to: world.addressee()) == .portalMailbox)
        #expect(
            try await world.send(of: "p2", to: world.addressee(nil, email: "otto@mail.example", language: .en)) == .portalMailbox)
        #expect(try await world.send(of: "p3", to: world.addressee(nil)) == .post)
        try await world.store.settle()
        #expect(Set(mails.all.map(\.mail.to)) == ["anna@mail.example", "otto@mail.example"])
        let otto = try #require(mails.all.first { $0.mail.to == "otto@mail.example" })
        #expect(otto.mail.subject == "You have a new message")
        #expect(otto.mail.text.contains("access code"))
        #expect(!otto.mail.text.contains("/delivery/"))
        let byCode = Caller(.anonymous, grants: ["p2"])
        #expect(try await world.store.read { try $0.messages(of: "p2", visibleTo: byCode) }.count == 1)
        #expect(try await world.items("p3").first?.body?.contains("Nachweis") == true)
    }

    @Test("the same key is sent once, no key every time")
    func keys() async throws {
        let world = try await World()
        for _ in 0..<3 { try await world.send(key: "missing:1", to: world.addressee()) }
        #expect(try await world.messages().count == 1)
        for _ in 0..<2 { try await world.send(to: world.addressee()) }
        #expect(try await world.messages().count == 3)
    }

    @Test("a process sends a message as a service task, with the texts that it rendered")
    func service() async throws {
        let world = try await World()
        let facts = CaseFacts(
            procedure: "p1", reference: "L-2026-1", slug: "s", serviceHash: "h", unit: "tax-unit", owner: "anna",
            confidential: false, applicant: "Anna Müller",
            address: [], email: nil, language: .en, channel: "online",
            receivedOn: try #require(LocalDate(year: 2026, month: 3, day: 2)))
        let inputs: JSON = ["message": "documentsMissing", "subject": "Documents missing", "body": "Please send the proof."]
        let call = ServiceCall(subject: "p1", inputs: inputs, context: [:], facts: try JSON(encoding: facts))
        let output = try await world.store.perform(CallService(service: "delivery.send", call: call), as: .anonymous)
        #expect(output == ["channel": "portal-mailbox"])
        let message = try #require(try await world.messages().first)
        #expect(message.title == "Documents missing")
        #expect(message.language == .en)
        await #expect(throws: DeliveryFault.textMissing) {
            let empty = ServiceCall(subject: "p1", inputs: ["message": "x"], context: [:], facts: call.facts)
            _ = try await world.store.perform(CallService(service: "delivery.send", call: empty), as: .anonymous)
        }
    }

    @Test("an account without a confirmed address gets the message without a hint; without a mailer the hint ends unsent")
    func noHint() async throws {
        let mails = KeptMails()
        let world = try await World(mailer: mails)
        try await world.send(to: world.addressee("mute"))
        try await world.store.settle()
        #expect(mails.all.isEmpty)
        #expect(try await world.messages().count == 1)

        let silent = try await World()
        try await silent.send(to: silent.addressee())
        try await silent.store.settle()
        #expect(try await silent.store.read { try $0.values(String.self, "SELECT ending FROM delivery_hints") } == ["unsent"])
        #expect(try await silent.store.read { try $0.value(String.self, "SELECT state FROM jobs") } == "done")
        #expect(try await silent.store.read { try $0.incidents(visibleTo: .system("test")) }.isEmpty)
    }

    @Test("without a public origin the hint has no link, and no half of one")
    func noOrigin() async throws {
        let mails = KeptMails()
        let world = try await World(mailer: mails, origin: nil)
        for language in Language.allCases {
            try await world.send(to: Addressee(account: nil, email: "x@y.example", lines: [], language: language))
        }
        try await world.send(to: world.addressee())
        try await world.store.settle()
        #expect(mails.all.count == 4)
        for sent in mails.all {
            #expect(!sent.mail.text.contains("http"))
            #expect(!sent.mail.text.contains("{"))
        }
    }

    @Test("a line break in a title stays no line break: not in the message, not in the address field")
    func lines() async throws {
        let world = try await World()
        try await world.send("Betreff\r\nBcc: alle@stadt.example", to: world.addressee())
        #expect(try await world.messages().first?.title == "Betreff Bcc: alle@stadt.example")
        try await world.send(to: world.addressee(nil, lines: ["Anna\nMüller", "Straße\t5", "", "04229 Leipzig"]))
        #expect(try await world.items().first?.recipient == ["Anna Müller", "Straße 5", "04229 Leipzig"])
    }
}

/// Calls a service task as a process does, from within an action.
private struct CallService: Action {
    static let name = "test.call"
    static let audience: Audience = .everyone
    let service: String
    let call: ServiceCall

    func perform(in transaction: Transaction) throws -> JSON {
        transaction.audit("test", "p1")
        return try #require(try transaction.callService(service, call))
    }
}
