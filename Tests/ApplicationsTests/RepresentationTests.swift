@testable import Applications
import Catalogue
import Delivery
import Documents
import Forms
import Identity
import Kernel
@testable import Mandates
@testable import Procedures
@_spi(Testing) import Store
import Synchronization
import Testing
import Web

/// Jonas acts for Mia, on Monday, 23 November 2026.
@Suite("Acting for somebody") struct RepresentationTests {
    private func people(_ world: World) async throws {
        for (account, name) in [("mia", "Mia Krause"), ("jonas", "Jonas Weber")] {
            try await world.store.perform(
                CreateCredential(
                    principal: .account(account), email: "\(account)@example.org", name: name, language: .de,
                    password: try await Identity.hashOfNothing(in: world.store)), as: .system("test"))
            try await world.store.perform(
                ChooseDelivery(account: account, isElectronic: true, language: .de), as: .system("test"))
        }
    }

    private func mandate(_ world: World, services: String = "", copies: String = "") async throws -> String {
        let given = try await world.account("mia").post(
            "/mandates/granting",
            form: [
                "email": "jonas@example.org", "services": "\(services)", "from": "23.11.2026", "until": "", "copies": "\(copies)",
            ])
        #expect(given.status == 200 && given.words.contains("Angeboten"))
        let id = String(given.path.split(separator: "/")[1])
        let offered = try await world.account("jonas").get("/mandates")
        #expect(offered.words.contains("Ihnen angeboten") && offered.words.contains("Mia Krause"))
        let accepted = try await world.account("jonas").post("/mandates/\(id)/acceptance")
        #expect(accepted.status == 200 && accepted.words.contains("Vollmacht von Mia Krause"))
        return id
    }

    private func apply(_ world: World, _ client: InProcessClient, for mandate: String, assistance: String = "false") async throws
        -> Reply
    {
        let begun = try await client.post("/forms/\(world.service.slug)", form: ["for": "\(mandate)"])
        #expect(begun.words.contains("in Vertretung für Mia Krause"))
        let draft = String(begun.path.split(separator: "/")[2])
        let steps = "/forms/drafts/\(draft)/steps"
        _ = try await client.post(
            steps + "/person",
            form: [
                "givenName": "Mia", "familyName": "Krause", "home.street": "Am Ring", "home.houseNumber": "12",
                "home.postalCode": "04229", "home.place": "Leipzig",
            ])
        _ = try await client.post(steps + "/household", form: ["reason": "new-dog", "dogsAlready": "0"])
        _ = try await client.post(
            steps + "/dogs",
            form: [
                "dogs.0.name": "Bruno", "dogs.0.born": "04.05.2023", "dogs.0.since": "16.11.2026", "dogs.0.breedGroup": "other",
                "dogs.0.foundDangerous": "false", "dogs.0.assistance": "\(assistance)",
            ])
        _ = try await client.post(steps + "/confirmation", form: ["correct": "true"])
        return try await client.post("/applications", form: ["draft": "\(draft)"])
    }

    @Test("an application in somebody's name is theirs, both follow it, and it says who acted for whom")
    func filing() async throws {
        let world = try await World()
        try await people(world)
        let mandate = try await mandate(world)
        let jonas = world.account("jonas")
        #expect(try await jonas.get("/forms/\(world.service.slug)").words.contains("Für wen stellen Sie den Antrag?"))
        #expect(!(try await world.account("mia").get("/forms/\(world.service.slug)").words.contains("Für wen")))
        let page = try await apply(world, jonas, for: mandate)
        let id = String(page.path.split(separator: "/")[1])
        #expect(page.path.hasSuffix("/confirmation") && page.status == 200)
        try await world.store.settle()
        let procedure = try await world.store.read { try $0.procedure(ID(id), visibleTo: .system("test")) }
        #expect(procedure.owner == "mia")
        let sentence = "Jonas Weber hat in Vertretung für Mia Krause gehandelt: Antrag gestellt"
        let own = try await world.account("mia").get("/applications/\(id)")
        #expect(own.status == 200 && own.words.contains(sentence) && !own.words.contains("Sie handeln hier"))
        let seen = try await jonas.get("/applications/\(id)")
        #expect(seen.words.contains("Sie handeln hier in Vertretung für Mia Krause") && seen.words.contains(sentence))
        #expect(try await jonas.get("/applications").words.contains("(für Mia Krause)"))
        let record = try await world.account("mia").get("/mandates/\(mandate)")
        #expect(record.text.contains("/applications/\(id)") && record.words.contains("Antrag angesehen"))
        // Looks are noted once a day, here and in the log; those of the principal are nobody's business.
        _ = try await jonas.get("/applications/\(id)")
        #expect(
            try await world.count(
                "SELECT COUNT(*) FROM audit_entries WHERE action = 'mandates.look' AND subject = \(mandate)") == 1)
        #expect(
            try await world.count("SELECT COUNT(*) FROM mandates_uses WHERE procedure = \(id) AND action = 'mandates.look'") == 1)
        // The notice is in Mia's mailbox, and nothing is in that of Jonas: no copies were wished for.
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_messages WHERE owner = 'mia'") == 1)
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_messages WHERE owner = 'jonas'") == 0)
        // The log names both: the account that acted, and in whose place.
        let detail = try await world.store.read {
            try $0.values(
                String.self,
                """
                SELECT d.detail FROM audit_entries a JOIN audit_details d ON d.entry = a.id
                WHERE a.action = 'mandates.use' AND a.caller = 'account:jonas'
                """)
        }
        #expect(detail.count == 1 && detail[0].contains("Mia Krause"))
        // The office reads it in its own timeline.
        let clerk = try await world.clerk(id)
        world.callers.all.withLock { $0["clerk"] = clerk }
        let office = InProcessClient(world.app)
        office.setHeader("x-who", "clerk")
        #expect(
            try await office.get("/procedures/\(id)").words.contains("Jonas Weber in Vertretung für Mia Krause: Antrag gestellt"))
    }

    @Test("a mandate that is revoked opens nothing from that moment on, and stops what is being done")
    func revoking() async throws {
        let world = try await World()
        try await people(world)
        let mandate = try await mandate(world)
        let jonas = world.account("jonas")
        let id = String(try await apply(world, jonas, for: mandate, assistance: "true").path.split(separator: "/")[1])
        #expect(try await jonas.get("/applications/\(id)/withdrawal").status == 200)
        let begun = try await jonas.post("/forms/\(world.service.slug)", form: ["for": "\(mandate)"])
        #expect(begun.status == 200)
        #expect(try await world.account("jonas").post("/mandates/\(mandate)/acceptance").status == 409)
        #expect(try await world.account("mia").post("/mandates/\(mandate)/end").words.contains("Die Vollmacht ist beendet"))
        for path in ["", "/withdrawal", "/receipt", "/evidence"] {
            #expect(try await jonas.get("/applications/\(id)\(path)").status == 404, "\(path)")
        }
        #expect(try await jonas.post("/applications/\(id)/withdrawal").status == 404)
        #expect(!(try await jonas.get("/applications").text.contains(id)))
        #expect(try await jonas.post("/forms/\(world.service.slug)", form: ["for": "\(mandate)"]).status == 403)
        #expect(try await world.account("mia").get("/applications/\(id)").status == 200)
        let procedure = try await world.store.read { try $0.procedure(ID(id), visibleTo: .system("test")) }
        #expect(procedure.state != .withdrawn)
    }

    @Test("copies go to the representative where the mandate says so, and the original goes where it always went")
    func copies() async throws {
        let world = try await World()
        try await people(world)
        let mandate = try await mandate(world, copies: "true")
        let jonas = world.account("jonas")
        let id = String(try await apply(world, jonas, for: mandate).path.split(separator: "/")[1])
        try await world.store.settle()
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_messages WHERE owner = 'mia' AND procedure = \(id)") == 1)
        let box = try await jonas.get("/delivery/mailbox")
        #expect(box.words.contains("Kopie:"))
        #expect(try await world.count("SELECT COUNT(*) FROM delivery_messages WHERE owner = 'jonas' AND procedure = \(id)") == 1)
    }

    @Test("what a representative does at a case stands there with both names; a mandate for other services gives no application")
    func acting() async throws {
        let world = try await World()
        try await people(world)
        let mandate = try await mandate(world)
        let jonas = world.account("jonas")
        let id = String(try await apply(world, jonas, for: mandate, assistance: "true").path.split(separator: "/")[1])
        let gone = try await jonas.post("/applications/\(id)/withdrawal")
        #expect(gone.status == 200)
        let own = try await world.account("mia").get("/applications/\(id)")
        #expect(own.words.contains("Jonas Weber hat in Vertretung für Mia Krause gehandelt: Antrag zurückgezogen"))
        #expect(
            try await world.count("SELECT COUNT(*) FROM mandates_uses WHERE mandate = \(mandate) AND action <> 'mandates.look'")
                == 2)
        #expect(try await world.account("paul").post("/forms/\(world.service.slug)", form: ["for": "\(mandate)"]).status == 403)
        #expect(try await jonas.post("/forms/\(world.service.slug)", form: ["for": "nonsense"]).status == 403)
    }

    @Test("the counter records an authority on paper for one case, and its revocation")
    func paper() async throws {
        let bench = try await CaseWorld(account: false)
        let world = bench.world
        try await people(world)
        let rights: Set<String> = [
            "applications.enter", "applications.open-at-counter", "applications.record-authority", "applications.end-authority",
        ]
        let clerk = Caller(.staff("tran"), units: ["another-office"], permissions: rights)
        let client = bench.browser(clerk)
        let reference = try await bench.procedure().reference
        _ = try await client.post(
            "/applications/counter/openings", form: ["reference": "\(reference)", "familyName": "Schulze"])
        let address = "/applications/counter/cases/\(bench.id)/authority"
        let empty = try await client.post(address, form: ["email": "jonas@example.org", "familyName": "Web", "until": "bald"])
        #expect(empty.status == 422)
        for field in ["email", "papers", "until"] { #expect(empty.text.contains("href=\"#f-\(field)\""), "\(field)") }
        let scan = FilePart("papers", filename: "vollmacht.pdf", type: "application/pdf", bytes: Array("%PDF-1.7\n%%EOF".utf8))
        let done = try await client.post(
            address, form: ["email": "jonas@example.org", "familyName": "Weber", "until": "24.12.2026"], files: [scan])
        #expect(done.status == 200 && done.words.contains("Jonas Weber") && done.words.contains("24. Dezember 2026"))
        #expect(try await bench.documents().contains { $0.kind == "paper" && $0.name == "vollmacht.pdf" })
        let jonas = world.account("jonas")
        #expect(try await jonas.get("/applications/\(bench.id)").words.contains("in Vertretung für Uwe Schulze"))
        #expect(try await jonas.get("/mandates").words.contains("Uwe Schulze"))
        let mandate = try #require(try await world.store.read { try $0.mandates(ofCase: bench.id).first })
        #expect(try await client.post(address + "/\(mandate.id)/end").status == 200)
        #expect(try await jonas.get("/applications/\(bench.id)").status == 404)
    }

    @Test("who was authorised on paper acts for the account that takes the case over, which sees it and ends it")
    func adopted() async throws {
        let bench = try await CaseWorld(account: false)
        let world = bench.world
        try await people(world)
        let sent = try await world.send(world.visitor(), "proof-never-supplied").json()
        let id = ID<Procedure>(try #require(sent["id"]?.string))
        let code = try #require(sent["accessCode"]?.string)
        for (account, name) in [("jonas", "Jonas Weber"), ("mia", "Mia Krause")] {
            _ = try await world.store.perform(
                RecordMandate(
                    procedure: id, principal: (nil, "Mia Krause"), representative: (account, name),
                    from: world.clock.now().date(), until: nil), as: .system("test"))
        }
        let (mia, jonas) = (world.account("mia"), world.account("jonas"))
        #expect(try await jonas.get("/applications/\(id)").status == 200)
        #expect(try await mia.post("/applications/access", form: ["code": "\(code)", "link": "true"]).status == 200)
        // Nobody acts for themselves.
        #expect(!(try await mia.get("/applications/\(id)").words.contains("Sie handeln hier")))
        #expect(try await jonas.get("/applications/\(id)").status == 200)
        let mandate = try #require(try await world.store.read { try $0.mandates(givenBy: "mia").first })
        #expect(mandate.representative == "jonas")
        #expect(try await mia.post("/mandates/\(mandate.id)/end").status == 200)
        #expect(try await jonas.get("/applications/\(id)").status == 404)
    }

    @Test("what one of a company's people sends belongs to the company; all of them see it, and a reader does not act")
    func company() async throws {
        let world = try await World()
        try await people(world)
        let mia = world.account("mia")
        let founded = try await mia.post(
            "/mandates/companies",
            form: ["name": "Mia Krause", "street": "Am Ring", "houseNumber": "12", "postalCode": "04229", "place": "Leipzig"])
        #expect(founded.status == 200)
        let company = String(founded.path.split(separator: "/")[2])
        let own = try #require(try await world.store.read { try $0.owners(of: company).first })
        let invited = try await mia.post(
            "/mandates/companies/\(company)/invitations", form: ["email": "jonas@example.org", "role": "reader"])
        #expect(invited.words.contains("Die Einladung steht bereit"))
        let offer = try #require(try await world.store.read { try $0.mandates(offeredTo: "jonas@example.org").first })
        let jonas = world.account("jonas")
        #expect(try await jonas.post("/mandates/\(offer.id)/acceptance").status == 200)
        let id = String(try await apply(world, mia, for: own.id.text, assistance: "true").path.split(separator: "/")[1])
        let procedure = try await world.store.read { try $0.procedure(ID(id), visibleTo: .system("test")) }
        #expect(procedure.owner == company)
        #expect(try await jonas.get("/applications/\(id)").status == 200)
        #expect(try await jonas.get("/applications/\(id)/withdrawal").status == 404)
        #expect(try await jonas.post("/applications/\(id)/withdrawal").status == 404)
        #expect(try await jonas.post("/forms/\(world.service.slug)", form: ["for": "\(offer.id)"]).status == 403)
        #expect(try await mia.get("/applications/\(id)/withdrawal").status == 200)
        // What goes by post is copied to all of its people, because the company has no mailbox; so none can be chosen for it.
        try await world.requestDocuments(id)
        try await world.store.settle()
        for person in ["mia", "jonas"] {
            #expect(
                try await world.count("SELECT COUNT(*) FROM delivery_messages WHERE owner = \(person) AND procedure = \(id)") > 0)
        }
        #expect(try await mia.get("/applications/\(id)/delivery").status == 404)
        #expect(try await mia.post("/applications/\(id)/delivery", form: ["way": "mailbox"]).status == 404)
        #expect(try await world.account("paul").get("/mandates/companies/\(company)").status == 404)
    }
}
