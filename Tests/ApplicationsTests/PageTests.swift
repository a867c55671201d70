@testable import Applications
import Catalogue
import Documents
import Folders
import Identity
import Kernel
import Procedures
import Store
import Testing
import Web

@Suite("Applications by people") struct PageTests {
    /// A draft with the answers of an example, ready to be sent.
    private func draft(_ world: World, _ client: InProcessClient) async throws -> String {
        let begun = try await client.post("/forms/\(world.service.slug)")
        let draft = String(begun.path.split(separator: "/")[2])
        let steps = "/forms/drafts/\(draft)/steps"
        _ = try await client.post(
            steps + "/person",
            form: [
                "givenName": "Mia", "familyName": "Krause", "home.street": "Am Ring", "home.houseNumber": "12",
                "home.postalCode": "04229",
                "home.place": "Leipzig",
            ])
        _ = try await client.post(steps + "/household", form: ["reason": "new-dog", "dogsAlready": "0"])
        _ = try await client.post(
            steps + "/dogs",
            form: [
                "dogs.0.name": "Bruno", "dogs.0.born": "04.05.2023", "dogs.0.since": "16.11.2026", "dogs.0.breedGroup": "other",
                "dogs.0.foundDangerous": "false", "dogs.0.assistance": "false",
            ])
        _ = try await client.post(steps + "/confirmation", form: ["correct": "true"])
        return draft
    }

    @Test("a visitor sends a draft off, notes the code, and finds the application again with it")
    func visitor() async throws {
        let world = try await World()
        let client = world.visitor()
        let draft = try await draft(world, client)
        #expect(try await world.visitor().post("/applications", form: ["draft": draft]).status == 404)
        let page = try await client.post("/applications", form: ["draft": draft])
        #expect(page.status == 200 && page.path.hasSuffix("/confirmation"))
        let code = try #require(page.words.firstMatch(of: #/[2-9B-Z]{5}(-[2-9B-Z]{5}){3}/#)).output.0
        let again = try await client.post("/applications", form: ["draft": draft])
        #expect(again.path == page.path)
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == 1)
        #expect(try await client.get("/forms/drafts/\(draft)").status == 404)
        let id = String(page.path.split(separator: "/")[1])
        try await world.store.settle()
        let status = try await client.get("/applications/\(id)")
        #expect(status.words.contains("Entschieden") && status.words.contains("Hundesteuerbescheid"))
        // Posted to a visitor on Monday, 23.11.2026; the fourth day after is Friday, 27.11.2026 (§ 122 Abs. 2 Nr. 1 AO).
        #expect(
            status.words.contains("Nächster Termin: Bescheid gilt als bekannt gegeben am 27. November 2026")
                && status.words.contains("Warum?"))
        #expect(!status.text.contains("/withdrawal"))
        let stranger = world.visitor()
        #expect(try await stranger.get("/applications/\(id)").status == 404)
        #expect(try await stranger.get("/applications/\(id)/receipt").status == 404)
        #expect(try await stranger.post("/applications/access", form: ["code": "BCDFGHJKLMNPQRSTVWXZ"]).status == 422)
        #expect(try await stranger.post("/applications/access", form: ["code": "short"]).status == 422)
        let opened = try await stranger.post("/applications/access", form: ["code": "\(code.lowercased())"])
        #expect(opened.path == "/applications/\(id)" && opened.status == 200)
        #expect(try await stranger.get("/applications").text.contains("/applications/\(id)"))
    }

    @Test("the receipt and the application in the file say what was sent")
    func papers() async throws {
        let world = try await World()
        let client = world.account("mia")
        let draft = try await draft(world, client)
        let id = String(try await client.post("/applications", form: ["draft": draft]).path.split(separator: "/")[1])
        try await world.store.settle()
        let receipt = try await client.get("/applications/\(id)/receipt")
        #expect(receipt.status == 200 && receipt.bytes.starts(with: "%PDF-".utf8))
        #expect(try await client.get("/applications/\(id)/receipt").bytes == receipt.bytes)
        let added = try await world.store.read {
            try $0.values(
                JSON.self, "SELECT payload FROM events WHERE name = 'documents.added' AND payload LIKE \("%\(id)%") ORDER BY seq")
        }
        // The application first, then the notice that the process brought, then the receipt that was asked for, once.
        #expect(added.map { $0["kind"]?.string } == ["application", "notice", "receipt"])
        #expect(try await world.account("uwe").get("/applications/\(id)").status == 404)
        #expect(try await world.account("uwe").get("/applications/\(id)/receipt").status == 404)
        #expect(try await client.get("/applications/\(id)/confirmation").words.contains("Zugangscode") == false)
        let list = try await client.get("/applications?scope=ended")
        #expect(list.text.contains("/applications/\(id)"))
        #expect(!(try await client.get("/applications?scope=open").text.contains("/applications/\(id)")))
        #expect(!(try await world.account("uwe").get("/applications").text.contains("/applications/\(id)")))
    }

    @Test("a cookie that a visitor made up opens nothing, neither for its maker nor for who guesses it")
    func forgedCookie() async throws {
        let world = try await World()
        let forged = ["cookie": "form=guess", "content-type": "application/json", "accept": "application/json"]
        // Programs send JSON without a form token, so the cookie is all that stands for the visit here.
        let begun = try await world.visitor().send(.post, "/forms/\(world.service.slug)", headers: forged, body: Array("{}".utf8))
        if let location = begun.headers["content-location"] {
            #expect(try await world.visitor().get(location, headers: ["cookie": "form=guess"]).status == 404)
        }
        #expect(try await world.count("SELECT COUNT(*) FROM forms_drafts WHERE session LIKE 'form:%'") == 0)
        let client = world.visitor()
        let draft = try await draft(world, client)
        let id = String(try await client.post("/applications", form: ["draft": draft]).path.split(separator: "/")[1])
        #expect(try await client.get("/applications/\(id)").status == 200)
        for visit in try await world.store.read({ try $0.values(String.self, "SELECT session FROM applications_grants") }) {
            // Neither what stands in the table nor a part of the cookie serves as a cookie.
            for forged in [visit, String(visit.dropFirst(5)), String((client.cookie("form") ?? "").prefix { $0 != "." })] {
                #expect(try await world.visitor().get("/applications/\(id)", headers: ["cookie": "form=\(forged)"]).status == 404)
            }
        }
        #expect(try await world.count("SELECT COUNT(*) FROM applications_grants") == 1)
    }

    @Test("an incomplete draft is not sent, but led back to what is missing")
    func incomplete() async throws {
        let world = try await World()
        let client = world.visitor()
        let begun = try await client.post("/forms/\(world.service.slug)")
        let draft = String(begun.path.split(separator: "/")[2])
        let page = try await client.post("/applications", form: ["draft": draft])
        #expect(page.path.hasSuffix("/summary") && page.words.contains("Vorname: Bitte füllen Sie dieses Feld aus."))
        #expect(!page.text.contains("data-action=\"applications.submit\""))
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == 0)
    }

    @Test("missing evidence is asked for, handed in by a form with a file, and the case goes on")
    func evidence() async throws {
        let world = try await World()
        let client = world.account("hoa")
        let id = try #require(try await world.send(client, "proof-never-supplied").json()["id"]?.string)
        try await world.requestDocuments(id)
        let status = try await client.get("/applications/\(id)")
        #expect(status.words.contains("Wir brauchen etwas von Ihnen") && status.text.contains("/applications/\(id)/evidence"))
        let form = try await client.get("/applications/\(id)/evidence")
        #expect(form.text.contains("data-action=\"procedures.supply\"") && form.text.contains("name=\"assistanceProof\""))
        let address = "/applications/\(id)/evidence"
        #expect(try await client.post(address).status == 422)
        let file = FilePart("assistanceProof", filename: "Nachweis.pdf", type: "application/pdf", bytes: Array("%PDF-1.7 x".utf8))
        #expect(try await world.account("uwe").post(address, files: [file]).status == 404)
        let png = FilePart("assistanceProof", filename: "a.tiff", type: "image/tiff", bytes: [0x49, 0x49, 0x2A, 0x00, 1])
        #expect(try await client.post(address, files: [png]).status == 422)
        let done = try await client.post(address, files: [file])
        #expect(done.path == "/applications/\(id)" && done.words.contains("In Bearbeitung"))
        #expect(done.words.contains("Unterlagen nachreichen"))
        #expect(try await client.post(address, files: [file]).status == 409)
        let kinds = try await world.store.read { try $0.documents(of: ID<Procedure>(id), visibleTo: .system("test")) }.map(\.kind)
        #expect(kinds.contains("evidence"))
    }

    @Test("withdrawing asks first, and the page says that it was done")
    func withdrawal() async throws {
        let world = try await World()
        let client = world.account("mia")
        let id = try #require(try await world.send(client, "proof-never-supplied").json()["id"]?.string)
        let ask = try await client.get("/applications/\(id)/withdrawal")
        #expect(ask.text.contains("data-action=\"procedures.withdraw\""))
        #expect(try await world.account("uwe").post("/applications/\(id)/withdrawal").status == 404)
        let done = try await client.post("/applications/\(id)/withdrawal")
        #expect(done.words.contains("Zurückgezogen") && !done.text.contains("/withdrawal"))
    }

    @Test("the office reads an application, but the pages on which the applicant acts are not there for it")
    func officeDoesNotAct() async throws {
        let world = try await World()
        let client = world.account("mia")
        let id = try #require(try await world.send(client, "proof-never-supplied").json()["id"]?.string)
        try await world.requestDocuments(id)
        let clerk = world.visitor()
        clerk.setHeader("x-staff-of", try await world.clerk(id).units.first)
        let page = try await clerk.get("/applications/\(id)")
        #expect(page.status == 200 && !page.text.contains("/withdrawal") && !page.text.contains("/evidence"))
        for path in ["withdrawal", "evidence"] {
            #expect(try await client.get("/applications/\(id)/\(path)").status == 200)
            #expect(try await clerk.get("/applications/\(id)/\(path)").status == 404)
            #expect([403, 404].contains(try await clerk.post("/applications/\(id)/\(path)").status))
        }
    }

    @Test("every page speaks English and Leichte Sprache")
    func languages() async throws {
        let world = try await World()
        let client = world.account("mia")
        let id = try #require(try await world.send(client, "proof-never-supplied").json()["id"]?.string)
        for language in ["en", "ls"] {
            for page in [
                "/applications", "/applications/access", "/applications/\(id)", "/applications/\(id)/withdrawal",
                "/applications/\(id)/evidence", "/applications/\(id)/confirmation",
            ] {
                #expect(try await client.get("\(page)?lang=\(language)").status == 200, "\(page) \(language)")
            }
        }
    }

    @Test("a code is one of 28 to the power of 20, the same for the same number, and forgiving in how it is typed")
    func codes() throws {
        let key = try SecretKey([UInt8](repeating: 7, count: 32))
        let code = AccessCode.make(key, nonce: "n1")
        #expect(code == AccessCode.make(key, nonce: "n1") && code != AccessCode.make(key, nonce: "n2"))
        #expect(AccessCode.normal(" \(AccessCode.grouped(code).lowercased()) ") == code)
        #expect(AccessCode.normal(String(code.dropLast())) == nil && AccessCode.normal("A" + code.dropFirst()) == nil)
    }
}
