import Catalogue
import Folders
@testable import Forms
import Kernel
import Store
import Testing
import Web

@Suite("Answers given before") struct ReuseTests {
    private static let application = "01900000-0000-7000-8000-000000000001"

    /// The account of each visitor, and an application of Mia's.
    private func world() async throws -> World {
        let world = try await World()
        let (november, march) = (try #require(LocalDate("2026-11-02")), try #require(LocalDate("2026-03-09")))
        world.store.parts.set(
            AnswerSources { account, _, _ in
                let own = AnswerSource(
                    id: "account", kind: .account, on: november,
                    answers: [AnswerSource.Answer("person.givenName", .text, .string(account))])
                let before = AnswerSource(
                    id: Self.application, kind: .application, reference: "L-2026-ABCD-EFGH", service: "Früherer Dienst",
                    on: march,
                    answers: [
                        AnswerSource.Answer("person.familyName", .text, "Krause"),
                        // Another kind of answer under the same name fits no field for an address.
                        AnswerSource.Answer("person.address", .text, "Am Ring 12"),
                        AnswerSource.Answer("vehicle.plate", .text, "L-MK 1"),
                    ])
                return account == "mia" ? [own, before] : [own]
            })
        return world
    }

    private func origins(_ world: World, _ draft: String) async throws -> JSON {
        try await world.store.read { try $0.value(JSON.self, "SELECT origins FROM forms_drafts WHERE id = \(draft)") ?? .null }
    }

    @Test("a new form asks first, fills in nothing unasked, and shows origin and date of what was taken over")
    func asks() async throws {
        let world = try await world()
        let client = world.account("mia")
        let begun = try await client.post("/forms/\(world.service.slug)")
        #expect(begun.path.hasSuffix("/reuse"))
        #expect(begun.words.contains("Aus Ihrem Konto, Stand 2. November 2026"))
        #expect(begun.words.contains("Aus Ihrem Antrag L-2026-ABCD-EFGH vom 9. März 2026: Früherer Dienst"))
        #expect(
            begun.words.contains("Familienname: Krause") && !begun.words.contains("Am Ring 12") && !begun.words.contains("L-MK"))
        let draft = begun.path.split(separator: "/").map(String.init)[2]
        #expect(try await world.answers(draft) == [:])
        let taken = try await client.post(
            "/forms/drafts/\(draft)/reuse", form: ["source": Self.application, "take-1": "familyName"])
        #expect(taken.path.hasSuffix("/steps/person"))
        #expect(taken.words.contains("Übernommen aus Ihrem Antrag L-2026-ABCD-EFGH (Früherer Dienst) vom 9. März 2026."))
        #expect(try await world.answers(draft) == ["familyName": "Krause"])
        let events = try await world.store.read { try $0.events(of: draft) }
        #expect(events.last?.name == AnswersReused.name)
        #expect(events.last?.payload["fields"] == ["familyName"])
    }

    @Test("an answer that is changed forgets its origin, one that stays keeps it")
    func changed() async throws {
        let world = try await world()
        let client = world.account("mia")
        let draft = try await world.begin(client)
        _ = try await client.post("/forms/drafts/\(draft)/reuse", form: ["source": "account", "take-0": "givenName"])
        _ = try await client.post(
            "/forms/drafts/\(draft)/reuse", form: ["source": Self.application, "take-1": "familyName"])
        _ = try await client.post(
            "/forms/drafts/\(draft)/autosave", form: ["_step": "person", "givenName": "mia", "familyName": "Neu"])
        let left = try await origins(world, draft).object ?? [:]
        #expect(Set(left.keys) == ["givenName"])
        let summary = try await client.get("/forms/drafts/\(draft)/summary").words
        #expect(summary.contains("Übernommen aus Ihrem Konto, Stand 2. November 2026.") && !summary.contains("L-2026-ABCD-EFGH"))
    }

    @Test("nobody takes over from somebody else, from nowhere, or nothing at all")
    func refused() async throws {
        let world = try await world()
        let client = world.account("otto")
        let draft = try await world.begin(client)
        let page = "/forms/drafts/\(draft)/reuse"
        #expect(try await client.post(page, form: ["source": Self.application, "take-1": "familyName"]).status == 404)
        #expect(try await client.post(page, form: ["source": "account"]).status == 422)
        #expect(try await world.account("mia").post(page, form: ["source": "account", "take-0": "givenName"]).status == 404)
        #expect(try await world.visitor().get(page, follow: false).status == 303)
        #expect(try await world.answers(draft) == [:])
    }
}
