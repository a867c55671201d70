@testable import Delivery
import Kernel
import Store
import Testbed
import Testing
import Web

@Suite("Mailbox or post") struct ChoiceTests {
    @Test("who refuses electronic delivery gets letters from then on, and what was in the mailbox stays there")
    func refusal() async throws {
        let world = try await World(hasAgreed: false)
        let client = world.client("anna", world.anna)
        #expect(try await client.get("/delivery/mailbox").words.contains("Sie haben noch nicht gewählt"))
        _ = try await client.post("/delivery/choice", form: ["way": "mailbox"])
        #expect(try await world.deliver(try await world.document(), to: world.addressee()) == .portalMailbox)
        #expect(try await client.post("/delivery/choice", form: ["way": "post"]).words.contains("Ihre Auswahl gilt ab jetzt"))
        #expect(try await world.deliver(try await world.document(of: "p2"), of: "p2", to: world.addressee()) == .post)
        #expect(try await world.send(of: "p2", to: world.addressee()) == .post)
        #expect(try await world.items("p2").map(\.recipient) == [World.address, World.address])
        #expect(try await world.messages("p2").isEmpty)
        #expect(try await world.messages("p1").count == 1)
        let mailbox = try await client.get("/delivery/mailbox").words
        #expect(mailbox.contains("Schreiben kommen mit der Post") && mailbox.contains("Hundesteuerbescheid"))
        // Somebody else's choice changes nothing for Berta, who was never asked.
        #expect(
            try await world.client("berta", world.berta).get("/delivery/mailbox").words.contains("Sie haben noch nicht gewählt"))
    }

    @Test("whoever was never asked has not agreed: notices go by post, a message that serves nothing into the mailbox")
    func unasked() async throws {
        let world = try await World(hasAgreed: false)
        // § 41 (2a) VwVfG and § 9 OZG ask for consent (unchecked); without it § 41 (2) VwVfG holds.
        #expect(try await world.deliver(try await world.document(), to: world.addressee()) == .post)
        #expect(try await world.send(of: "p2", to: world.addressee()) == .portalMailbox)
        #expect(try await world.messages("p1").isEmpty)
        #expect(try await world.items("p1").count == 1)
        try await world.store.perform(ChooseDelivery(account: "anna", isElectronic: true, language: .de), as: world.anna)
        #expect(try await world.deliver(try await world.document(of: "p3"), of: "p3", to: world.addressee()) == .portalMailbox)
    }

    @Test("the last word counts, and every word stays with its moment and wording")
    func proof() async throws {
        let world = try await World(hasAgreed: false)
        let client = world.client("anna", world.anna)
        _ = try await client.post("/delivery/choice", form: ["way": "post"])
        world.clock.advance(seconds: 3600)
        _ = try await client.post("/delivery/choice?lang=en", form: ["way": "mailbox"])
        let choices = try await world.store.read { try $0.deliveryChoices(of: "anna") }
        #expect(choices.map(\.isElectronic) == [true, false])
        #expect(choices.map(\.at) == [Instant.testStart.adding(seconds: 3600), .testStart])
        #expect(choices.map { $0.wording.contains("I agree") } == [true, false] && choices[1].wording.hasPrefix("Mit der Post"))
        #expect(try await world.deliver(try await world.document(), to: world.addressee()) == .portalMailbox)
        let events = try await world.store.read { try $0.events(of: "anna") }
        #expect(events.map(\.name) == [DeliveryChosen.name, DeliveryChosen.name])
        #expect(events.last?.payload == ["account": "anna", "isElectronic": true])
    }

    @Test("a document for somebody who refused is not put into the mailbox for want of an address; a short message is")
    func withoutAddress() async throws {
        let world = try await World()
        try await world.store.perform(ChooseDelivery(account: "anna", isElectronic: false, language: .de), as: world.anna)
        let document = try await world.document()
        let homeless = world.addressee(lines: ["Anna Müller"])
        await #expect(throws: DeliveryFault.nowhereToDeliver) { try await world.deliver(document, to: homeless) }
        #expect(try await world.send(to: homeless) == .portalMailbox)
    }

    @Test("nobody chooses for somebody else, and nothing chosen is said so")
    func refused() async throws {
        let world = try await World()
        await #expect(throws: DeliveryFault.notFound) {
            try await world.store.perform(ChooseDelivery(account: "anna", isElectronic: true, language: .de), as: world.berta)
        }
        let empty = try await world.client("anna", world.anna).post("/delivery/choice", form: ["way": ""])
        #expect(empty.status == 422 && empty.words.contains("Bitte wählen Sie, wie wir Ihnen schreiben sollen."))
        #expect(try await world.store.read { try $0.deliveryChoices(of: "anna") }.isEmpty)
    }

    @Test("the navigation says how many messages are new, and forgets one as soon as it is open")
    func unread() async throws {
        let world = try await World()
        let client = world.client("anna", world.anna)
        for procedure in ["p1", "p2"] { try await world.send(of: procedure, to: world.addressee()) }
        #expect(try await client.get("/delivery/mailbox").words.contains("Postfach 2 neu"))
        let message = try #require(try await world.messages("p1").first)
        #expect(try await client.get("/delivery/mailbox/\(message.id)").words.contains("Postfach 1 neu"))
        #expect(try await !world.client("berta", world.berta).get("/delivery/mailbox").words.contains("1 neu"))
    }
}
