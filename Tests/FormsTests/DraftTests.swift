import Catalogue
import Documents
import Folders
@testable import Forms
import Foundation
import Identity
import Kernel
import Store
import Testing
import Web

@Suite("Filling in a form") struct DraftTests {
    @Test("a form is filled in step by step without scripts, and the summary shows every answer")
    func wholeWay() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        let empty = try await client.post("/forms/drafts/\(draft)/steps/person", form: ["_go": "next"])
        #expect(empty.status == 422)
        // Given name, family name and the address are required (form.json); the address is asked for at its first line.
        #expect(empty.words.contains("3 Angaben fehlen oder stimmen nicht."))
        #expect(empty.text.contains("href=\"#f-givenName\"") && empty.text.contains("href=\"#f-home-street\""))
        #expect(empty.text.contains("data-action=\"forms.save-draft\""))
        let second = try await world.person(client, draft)
        #expect(second.path.hasSuffix("/steps/household"))
        #expect(second.words.contains("Schritt 2 von 5"))
        #expect(try await world.household(client, draft).path.hasSuffix("/steps/dogs"))
        // Without an assistance dog the step with the proof is left out.
        #expect(try await world.dogs(client, draft).path.hasSuffix("/steps/confirmation"))
        let summary = try await client.post(
            "/forms/drafts/\(draft)/steps/confirmation", form: ["correct": "true", "_go": "next"])
        #expect(summary.path.hasSuffix("/summary"))
        #expect(summary.words.contains("Hund 1") && summary.words.contains("4. Mai 2023") && summary.words.contains("Am Ring 12"))
        #expect(summary.text.contains("data-action=\"applications.submit\""))
        #expect(try await world.answers(draft)["dogs"]?[0]?["born"] == "2023-05-04")
    }

    @Test("a field with a condition is demanded when it applies, dropped when not, and known to the script")
    func conditions() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        _ = try await world.person(client, draft)
        let page = try await client.get("/forms/drafts/\(draft)/steps/household")
        #expect(page.text.contains("{&quot;field&quot;:&quot;reason&quot;,&quot;in&quot;:[&quot;moved-in&quot;]}"))
        #expect(page.text.contains("<noscript>"))
        let missing = try await client.post(
            "/forms/drafts/\(draft)/steps/household", form: ["reason": "moved-in", "dogsAlready": "0"])
        #expect(missing.status == 422 && missing.text.contains("href=\"#f-movedOn\""))
        let moved = try await client.post(
            "/forms/drafts/\(draft)/steps/household", form: ["reason": "moved-in", "movedOn": "1.10.2026", "dogsAlready": "0"])
        #expect(moved.path.hasSuffix("/steps/dogs"))
        #expect(try await world.answers(draft)["movedOn"] == "2026-10-01")
        _ = try await client.post(
            "/forms/drafts/\(draft)/steps/household", form: ["reason": "new-dog", "movedOn": "1.10.2026", "dogsAlready": "0"])
        let summary = try await client.get("/forms/drafts/\(draft)/summary")
        #expect(!summary.words.contains("Tag des Umzugs"))
        let dogs = try await client.get("/forms/drafts/\(draft)/steps/dogs")
        #expect(
            dogs.text.contains(
                "{&quot;field&quot;:&quot;dogs.0.breedGroup&quot;,&quot;in&quot;:[&quot;other&quot;,&quot;cross&quot;]}"))
        #expect(dogs.text.contains("dogs.__index__.breedGroup"))
    }

    @Test("entries of a group are added and taken out by buttons that need no script")
    func entries() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        let two = try await client.post(
            "/forms/drafts/\(draft)/steps/dogs", form: ["dogs.0.name": "Bruno", "_add": "dogs"], follow: false)
        #expect(two.location == "/forms/drafts/\(draft)/steps/dogs#f-dogs-1-name")
        let page = try await client.get("/forms/drafts/\(draft)/steps/dogs")
        #expect(page.text.contains("name=\"dogs.0.name\"") && page.text.contains("name=\"dogs.1.name\""))
        #expect(page.text.contains("value=\"Bruno\""))
        _ = try await client.post(
            "/forms/drafts/\(draft)/steps/dogs", form: ["dogs.0.name": "Bruno", "dogs.1.name": "Kira", "_remove": "dogs.0"])
        #expect(try await world.answers(draft)["dogs"] == [["name": "Kira"]])
        let wrong = try await client.post(
            "/forms/drafts/\(draft)/steps/dogs", form: ["dogs.0._": "1", "dogs.0.name": "Kira", "dogs.0.born": "31.2.2026"])
        #expect(wrong.status == 422)
        #expect(wrong.words.contains("Hund 1, Geburtstag des Hundes: Diesen Tag gibt es nicht."))
        #expect(wrong.text.contains("value=\"31.2.2026\""))
    }

    @Test("a file is taken in, shown with its size, refused where it is not what it says, and taken out again")
    func files() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        _ = try await world.person(client, draft)
        _ = try await world.household(client, draft)
        let step = try await world.dogs(client, draft, assistance: "true")
        #expect(step.path.hasSuffix("/steps/proof"))
        let address = "/forms/drafts/\(draft)/steps/proof"
        let wrong = try await client.post(
            address, form: ["_go": "next"],
            files: [FilePart("assistanceProof", filename: "a.pdf", type: "application/pdf", bytes: Array("no".utf8))])
        #expect(wrong.status == 422)
        #expect(wrong.text.contains("href=\"#f-assistanceProof\""))
        let pdf = Array("%PDF-1.7 proof".utf8)
        let taken = try await client.post(
            address, form: ["_go": "next"],
            files: [FilePart("assistanceProof", filename: "Nachweis.pdf", type: "application/pdf", bytes: pdf)])
        #expect(taken.path.hasSuffix("/steps/confirmation"))
        let id = try #require(try await world.answers(draft)["assistanceProof"]?.string)
        let page = try await client.get(address)
        #expect(page.words.contains("Nachweis.pdf, 14\u{A0}B") || page.words.contains("Nachweis.pdf, 14 B"))
        _ = try await client.post(address, form: ["assistanceProof": id, "_drop": "assistanceProof:\(id)"])
        #expect(try await world.answers(draft)["assistanceProof"] == nil)
    }

    @Test("a draft is seen by its visitor alone, and goes to the account at sign-in, on every device")
    func owners() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        _ = try await world.person(client, draft)
        #expect(try await world.visitor().get("/forms/drafts/\(draft)/steps/person").status == 404)
        #expect(try await world.account("mia").get("/forms/drafts/\(draft)/summary").status == 404)
        #expect(try await world.account("mia").post("/forms/drafts/\(draft)/discard").status == 404)
        let former = try #require(client.cookie("session"))
        let visitor = Visitor(address: "203.0.113.7", agent: "test")
        _ = try await world.store.perform(
            OpenSession(principal: .account("mia"), visitor: visitor, former: former), as: .system("test"))
        let elsewhere = world.account("mia")
        #expect(try await elsewhere.get("/forms/drafts").text.contains("/forms/drafts/\(draft)"))
        // What was finished is skipped: the second step is the first with questions open.
        let resumed = try await elsewhere.get("/forms/drafts/\(draft)")
        #expect(resumed.path.hasSuffix("/steps/household"))
        #expect(try await elsewhere.get("/forms/drafts/\(draft)/steps/person").text.contains("value=\"Krause\""))
        #expect(try await world.account("uwe").get("/forms/drafts/\(draft)").status == 404)
        _ = try await elsewhere.post("/forms/drafts/\(draft)/discard")
        #expect(try await elsewhere.get("/forms/drafts/\(draft)").status == 404)
    }

    @Test("the script saves what is typed, right or wrong")
    func autosave() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        let saved = try await client.post(
            "/forms/drafts/\(draft)/autosave", form: ["_step": "person", "givenName": "Mi", "email": "mia@"])
        #expect(saved.status == 204)
        #expect(try await world.answers(draft) == ["givenName": "Mi", "email": "mia@"])
        #expect(
            try await world.visitor().post("/forms/drafts/\(draft)/autosave", form: ["_step": "person", "givenName": "x"]).status
                == 404)
    }

    @Test("a form that has changed says so and keeps the answers; a service that is gone leaves them readable")
    func versions() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await world.begin(client)
        _ = try await world.person(client, draft)
        var contents = world.service.folder.files.contents
        let form = String(decoding: try #require(contents["form.json"]), as: UTF8.self)
        contents["form.json"] = Array(
            form.replacing(
                "\"maxLength\": 80, \"prefill\": \"person.givenName\"",
                with: "\"maxLength\": 79, \"prefill\": \"person.givenName\""
            ).utf8)
        let changed = try #require(
            ServiceFolder.read(FolderFiles(path: world.service.folder.files.path, contents: contents)).folder)
        #expect(changed.hash != world.service.hash)
        world.store.parts.set(CatalogueShelf([Service(changed)]) { ServiceFolder.read($0).folder })
        let page = try await client.get("/forms/drafts/\(draft)/steps/person")
        #expect(page.words.contains("Dieses Formular hat sich geändert") && page.text.contains("value=\"Krause\""))
        world.store.parts.set(CatalogueShelf([]) { ServiceFolder.read($0).folder })
        let gone = try await client.get("/forms/drafts/\(draft)/steps/person")
        #expect(gone.words.contains("nicht mehr angeboten") && gone.words.contains("Krause"))
        #expect(!gone.text.contains("applications.submit"))
        #expect(try await client.get("/forms/\(world.service.slug)").status == 404)
    }

    @Test("drafts that nobody touched for 30 days are removed, others are kept")
    func sweeping() async throws {
        let world = try await World()
        let client = world.account("mia")
        let old = try await world.begin(client)
        world.clock.advance(seconds: 20 * 86_400)
        let fresh = try await world.begin(client)
        world.clock.advance(seconds: 11 * 86_400)
        try await world.store.settle()
        #expect(try await client.get("/forms/drafts/\(old)").status == 404)
        #expect(try await client.get("/forms/drafts/\(fresh)").status == 200)
    }

    @Test("the account fills in empty fields on request, and nothing that was typed is replaced")
    func prefill() async throws {
        let world = try await World()
        let day = try #require(LocalDate("2026-11-02"))
        world.store.parts.set(
            AnswerSources { account, _, _ in
                [
                    AnswerSource(
                        id: "account", kind: .account, on: day,
                        answers: [
                            AnswerSource.Answer("person.givenName", .text, .string("Account \(account)")),
                            AnswerSource.Answer("person.familyName", .text, "Krause"),
                            AnswerSource.Answer("person.phone", .phone, ""),
                        ])
                ]
            })
        let client = world.account("mia")
        let draft = try await world.begin(client)
        _ = try await client.post("/forms/drafts/\(draft)/autosave", form: ["_step": "person", "familyName": "Typed"])
        _ = try await client.post("/forms/drafts/\(draft)/prefill", form: ["_step": "person"])
        #expect(try await world.answers(draft) == ["givenName": "Account mia", "familyName": "Typed"])
        #expect(
            try await world.visitor().post("/forms/drafts/\(draft)/prefill", form: ["_step": "person"], follow: false).status
                == 303)
    }
}

@Suite("Reading what was typed") struct AnswerReadingTests {
    @Test(
        "numbers are read with German and English marks; what is no number stays as typed",
        arguments: [
            ("3", 0, "3"), ("1.234,50", 2, "1234.50"), ("1234,5", 2, "1234.5"), ("1,234.50", 2, "1234.50"), ("1.234", 0, "1234"),
            ("1.234", 2, "1234"), ("1.5", 2, "1.5"), ("12 345,60 €", 2, "12345.60"), ("-7", 0, "-7"), ("1.234.567", 0, "1234567"),
        ])
    func numbers(_ text: String, _ decimals: Int, _ expected: String) {
        #expect(AnswerReading.number(text, decimals: decimals) == Decimal128(expected))
    }

    @Test("what is no number is none", arguments: ["drei", "1,2,3", "", "--1", "1 2 x"])
    func noNumbers(_ text: String) { #expect(AnswerReading.number(text, decimals: 2) == nil) }
}

@Suite("The pages of the catalogue") struct CataloguePageTests {
    @Test("the start page and the search lead to a service, whatever the spelling")
    func search() async throws {
        let world = try await World()
        let client = world.visitor()
        let title = world.service.title(.de)
        #expect(try await client.get("/").words.contains(title))
        for question in ["HUND", "hunde-steuer", "Hundestuer", "dog tax", "blindenhunde"] {
            #expect(try await client.get(Address.path("/catalogue", ["q": question])).words.contains(title), "\(question)")
        }
        let nothing = try await client.get("/catalogue?q=reisepass")
        #expect(nothing.words.contains("Dazu haben wir nichts gefunden") && !nothing.words.contains(title))
        for language in ["en", "ls"] {
            #expect(try await client.get("/catalogue/\(world.service.slug)?lang=\(language)").status == 200)
        }
        let page = try await client.get("/catalogue/\(world.service.slug)?lang=de")
        #expect(page.words.contains("nicht geprüft") && page.words.contains("Jetzt beantragen"))
        #expect(page.text.contains("href=\"/forms/\(world.service.slug)\""))
        for name in ["help", "imprint", "privacy", "accessibility"] {
            #expect(try await client.get("/catalogue/pages/\(name)").status == 200)
        }
        #expect(try await client.get("/catalogue/pages/none").status == 404)
        #expect(try await client.get("/catalogue/none").status == 404)
    }

    @Test("programs read the services with a schema of their answers")
    func interface() async throws {
        let world = try await World()
        let client = world.visitor()
        let list = try await client.json(.get, "/api/v1/services").json()
        #expect(list["services"]?[0]?["slug"]?.string == world.service.slug)
        let service = try await client.json(.get, "/api/v1/services/\(world.service.slug)").json()
        #expect(service["answersSchema"]?["properties"]?["dogs"]?["items"]?["properties"]?["born"]?["format"] == "date")
        #expect(service["answersSchema"]?["required"]?.array?.contains("movedOn") == false)
        #expect(service["labels"]?["dogs.name"] == "Name des Hundes")
        #expect(try await client.json(.get, "/api/v1/services/none").status == 404)
    }
}
