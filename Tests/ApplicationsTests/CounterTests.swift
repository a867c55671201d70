@testable import Applications
import Catalogue
import Documents
import Forms
import Identity
import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Synchronization
import Testing
import Web

/// Thursday, 26 November 2026, at the counter of another office than the one that decides.
///
/// The dog came on Monday, 9 November; two weeks from 10 November on end with Monday, 23 November 2026 (§ 108 Abs. 1 AO,
/// § 188 Abs. 1 BGB). A registration that came on that Monday is in time, one that came on Thursday is not.
@Suite("At the counter") struct CounterTests {
    private static let rights: Set<String> = [
        "applications.enter", "applications.begin-entry", "applications.open-at-counter", "forms.save-draft",
        "forms.discard-draft",
        "procedures.answer-request", "procedures.supply", "procedures.withdraw",
    ]
    private let clerk = Caller(.staff("tran"), units: ["another-office"], permissions: CounterTests.rights)
    private let desk = "/applications/counter"

    private func browser(_ world: World, _ caller: Caller) -> InProcessClient {
        world.callers.all.withLock { $0[caller.label] = caller }
        let client = InProcessClient(world.app)
        client.setHeader("x-who", caller.label)
        return client
    }

    /// Says how the application came; ends in its form.
    private func begin(
        _ world: World, _ client: InProcessClient, on day: String, channel: String = "paper", files: [FilePart] = [],
        email: String = "", name: String = ""
    ) async throws -> Reply {
        try await client.post(
            "\(desk)/services/\(world.service.slug)",
            form: ["channel": channel, "receivedOn": day, "email": email, "familyName": name], files: files)
    }

    private func fill(_ client: InProcessClient, _ path: String, since: String = "09.11.2026") async throws -> Reply {
        try await client.post(
            path,
            form: [
                "givenName": "Mia", "familyName": "Krause", "home.street": "Am Ring", "home.houseNumber": "12",
                "home.postalCode": "04229", "home.place": "Leipzig", "reason": "new-dog", "dogsAlready": "0",
                "dogs.0.name": "Bruno", "dogs.0.born": "04.05.2023", "dogs.0.since": "\(since)", "dogs.0.breedGroup": "other",
                "dogs.0.foundDangerous": "false", "dogs.0.assistance": "false", "correct": "true", "_go": "next",
            ])
    }

    private func enter(_ world: World, _ client: InProcessClient, on day: String, files: [FilePart] = []) async throws -> Reply {
        let form = try await begin(world, client, on: day, files: files)
        #expect(form.path.hasSuffix("/steps/_whole"))
        let summary = try await fill(client, form.path)
        #expect(summary.path.hasSuffix("/summary") && summary.words.contains("Eingegangen am"))
        let draft = String(form.path.split(separator: "/")[2])
        return try await client.post("\(desk)/entries", form: ["draft": "\(draft)"])
    }

    /// The case whose page this is.
    private func identifier(of page: Reply) -> String {
        String(page.path.prefix { $0 != "?" }.split(separator: "/").last ?? "")
    }

    private func isLate(_ id: String, _ world: World) async throws -> Bool? {
        try await world.store.read { try $0.caseContext(of: ID(id)) }["late"]?.bool
    }

    @Test("a paper counts from the day on which it came, not from the day on which it was typed in")
    func paper() async throws {
        let world = try await World("2026-11-26T09:00:00Z")
        let client = browser(world, clerk)
        let scan = FilePart("papers", filename: "antrag.pdf", type: "application/pdf", bytes: Array("%PDF-1.7\n%%EOF".utf8))
        let page = try await enter(world, client, on: "23.11.2026", files: [scan])
        #expect(page.status == 200 && page.path.hasPrefix("/applications/counter/cases/"))
        let id = identifier(of: page)
        let procedure = try await world.store.read { try $0.procedure(ID(id), visibleTo: .system("test")) }
        #expect(procedure.channel == "paper" && procedure.owner == nil)
        #expect(procedure.receivedAt.date().description == "2026-11-23")
        #expect(try await isLate(id, world) == false)
        try await world.store.settle()
        let papers = try await world.store.read { try $0.documents(of: id, visibleTo: .system("test")) }
        #expect(papers.contains { $0.kind == "paper" && $0.name == "antrag.pdf" })
        #expect(papers.contains { $0.kind == "application" })
        // Pressed twice, there is one case.
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == 1)
        #expect(try await world.count("SELECT COUNT(*) FROM forms_drafts") == 0)
        let typed = try await enter(world, client, on: "26.11.2026")
        #expect(try await isLate(identifier(of: typed), world) == true)
    }

    @Test("the person takes the code along on paper; the counter sees it for twelve hours and nobody else at all")
    func code() async throws {
        let world = try await World("2026-11-26T09:00:00Z")
        let client = browser(world, clerk)
        let page = try await enter(world, client, on: "26.11.2026")
        let id = identifier(of: page)
        let match = page.words.firstMatch(of: #/[2-9B-Z]{5}(-[2-9B-Z]{5}){3}/#)
        let code = String(try #require(match).output.0)
        let handout = try await client.get("\(desk)/cases/\(id)/handout")
        #expect(handout.status == 200 && handout.bytes.starts(with: "%PDF-".utf8))
        #expect(handout.headers["cache-control"]?.contains("no-store") == true)
        #expect(try await client.get("\(desk)").words.contains("Mia Krause"))
        let visitor = world.visitor()
        #expect(try await visitor.post("/applications/access", form: ["code": "\(code)"]).path == "/applications/\(id)")
        #expect(try await visitor.get("/applications/\(id)").words.contains("Auf Papier, eingegangen am 26. November 2026"))
        // A colleague at the next counter does not see the case; the office that decides sees it without the code.
        let colleague = browser(world, Caller(.staff("next"), units: ["another-office"], permissions: Self.rights))
        #expect(try await colleague.get("\(desk)/cases/\(id)").status == 404)
        #expect(try await colleague.get("\(desk)/cases/\(id)/handout").status == 404)
        let unit = try await world.store.read { try $0.procedure(ID(id), visibleTo: .system("test")) }.unit
        let office = browser(world, Caller(.staff("office"), units: [unit], permissions: Self.rights))
        let seen = try await office.get("\(desk)/cases/\(id)")
        #expect(seen.status == 200 && !seen.words.contains(code))
        world.clock.advance(seconds: 12 * 3600 + 1)
        #expect(try await client.get("\(desk)/cases/\(id)").status == 404)
        #expect(try await client.get("/applications/\(id)").status == 404)
    }

    @Test("a draft of the counter survives the telephone, and belongs to whoever began it")
    func interrupted() async throws {
        let world = try await World("2026-11-26T09:00:00Z")
        let client = browser(world, clerk)
        let form = try await begin(world, client, on: "26.11.2026", channel: "phone")
        let address = "/forms/drafts/" + form.path.split(separator: "/")[2]
        let later = try await client.post(form.path, form: ["givenName": "Mia", "_go": "later"])
        #expect(
            later.path == desk + "?saved=1" && later.words.contains("Der Entwurf ist gespeichert") && later.text.contains(address)
        )
        let again = try await client.get(address)
        #expect(again.path == form.path && again.text.contains(#"value="Mia""#) && again.words.contains("am Telefon"))
        let colleague = browser(world, Caller(.staff("next"), units: ["another-office"], permissions: Self.rights))
        #expect(try await colleague.get(address).status == 404)
        #expect(!(try await colleague.get(desk).text.contains(address)))
        // Everything that is wrong stands there at once, at its field, and nothing that was typed is lost.
        let wrong = try await client.post(form.path, form: ["givenName": "Mia", "familyName": "Krause", "_go": "next"])
        #expect(wrong.status == 422 && wrong.text.contains(#"value="Krause""#))
        #expect(wrong.text.contains(##"href="#f-home.street""##) || wrong.text.contains("home"))
        let summary = try await client.get(address + "/summary")
        #expect(!summary.text.contains("applications.enter"))
    }

    @Test("how it came is asked for, all at once, and nothing in the future is believed")
    func facts() async throws {
        let world = try await World("2026-11-26T09:00:00Z")
        let client = browser(world, clerk)
        let empty = try await client.post("\(desk)/services/\(world.service.slug)", form: ["receivedOn": "bald"])
        #expect(empty.status == 422)
        #expect(empty.text.contains(##"href="#f-channel""##) && empty.text.contains(##"href="#f-receivedOn""##))
        #expect(empty.text.contains(#"value="bald""#))
        let future = try await begin(world, client, on: "27.11.2026")
        #expect(future.status == 422 && future.words.contains("nicht in der Zukunft"))
        #expect(try await begin(world, client, on: "26.11.2026", email: "mia@example.org").status == 422)
        #expect(try await world.count("SELECT COUNT(*) FROM forms_drafts") == 0)
        #expect(try await client.get("\(desk)/services/nothing").status == 404)
        // Without the permission there is no counter, neither for other staff nor for citizens.
        let other = browser(world, Caller(.staff("o"), units: ["another-office"], permissions: ["procedures.read"]))
        #expect(try await other.get(desk).status == 403)
        #expect(try await begin(world, other, on: "26.11.2026").status == 403)
        #expect(try await world.account("mia").get(desk).status != 200)
    }

    @Test("an account is found by its exact address and family name, and by nothing less; its holder finds the application there")
    func account() async throws {
        let world = try await World("2026-11-26T09:00:00Z")
        try await world.store.perform(
            CreateCredential(
                principal: .account("mia"), email: "mia@example.org", name: "Mia Krause", language: .de,
                password: try await Identity.hashOfNothing(in: world.store)), as: .system("test"))
        let client = browser(world, clerk)
        for (email, name) in [("mia@example.org", "Kraus"), ("mia@example", "Krause"), ("other@example.org", "Krause")] {
            let reply = try await begin(world, client, on: "26.11.2026", email: email, name: name)
            #expect(reply.status == 422 && reply.words.contains("Ein Konto mit genau dieser Adresse"), "\(email) \(name)")
        }
        let form = try await begin(world, client, on: "26.11.2026", email: "Mia@Example.org", name: "krause")
        #expect(form.words.contains("kommt in das Konto von Mia Krause"))
        _ = try await fill(client, form.path)
        let draft = String(form.path.split(separator: "/")[2])
        let page = try await client.post("\(desk)/entries", form: ["draft": "\(draft)"])
        let id = identifier(of: page)
        #expect(!page.words.contains("Zugangscode"))
        #expect(try await world.account("mia").get("/applications/\(id)").words.contains("Auf Papier, eingegangen am"))
        #expect(try await world.account("uwe").get("/applications/\(id)").status == 404)
    }

    @Test("a case is opened with its reference and its name together, for twelve hours, and the log knows it")
    func opening() async throws {
        let bench = try await CaseWorld()
        let client = browser(bench.world, clerk)
        let procedure = try await bench.procedure()
        #expect(try await client.get("\(desk)/cases/\(bench.id)").status == 404)
        for (reference, name) in [(procedure.reference, "Krause"), ("L-2026-AAAA-AAAA", "Schulze"), (procedure.reference, "")] {
            let reply = try await client.post("\(desk)/openings", form: ["reference": "\(reference)", "familyName": "\(name)"])
            #expect(reply.status == 422, "\(reference) \(name)")
        }
        let page = try await client.post(
            "\(desk)/openings", form: ["reference": " \(procedure.reference.lowercased())", "familyName": "schulze"])
        #expect(page.status == 200 && page.path == "\(desk)/cases/\(bench.id)")
        #expect(page.words.contains("Uwe Schulze") && !page.words.contains("Balu"))
        // The counter takes something in; it does not read the case.
        #expect(try await client.get("/procedures/\(bench.id)").status == 404)
        let entries = try await bench.world.count(
            "SELECT COUNT(*) FROM audit_entries WHERE action = 'applications.open-at-counter' AND subject = \(bench.id)")
        #expect(entries == 1)
        try await bench.advance(days: 1)
        #expect(try await client.get("\(desk)/cases/\(bench.id)").status == 404)
    }

    @Test("an answer by letter is in time by the day on which the letter came, although it is typed in after the period")
    func answer() async throws {
        let bench = try await CaseWorld()
        let asked = try await bench.browser(bench.clerk).post(
            "/procedures/\(bench.id)/requests/documents", form: ["items": "Impfpass", "period": "P14D"])
        #expect(asked.status == 200)
        try await bench.store.settle()
        let requests = try await bench.store.read { [id = bench.id] in try $0.requests(of: id) }
        let request = try #require(requests.last)
        // Notified on 4 December, so until Friday, 18 December 2026 (see RequestTests); typed in on Monday, 21 December.
        try await bench.advance(days: 21)
        #expect(try await bench.store.read { try $0.request(request.id) }.ending == .lapsed)
        let client = browser(bench.world, clerk)
        let reference = try await bench.procedure().reference
        _ = try await client.post("\(desk)/openings", form: ["reference": "\(reference)", "familyName": "Schulze"])
        let address = "\(desk)/cases/\(bench.id)/requests/\(request.id)"
        #expect(try await client.get("\(desk)/cases/\(bench.id)").text.contains(address))
        #expect(try await client.get(address).words.contains("Tag des Eingangs"))
        let empty = try await client.post(address, form: ["text": "Hier ist er.", "receivedOn": ""])
        #expect(empty.status == 422 && empty.text.contains("Hier ist er."))
        #expect(empty.text.contains(##"href="#f-channel""##) && empty.text.contains(##"href="#f-receivedOn""##))
        let before = try await client.post(
            address, form: ["text": "Hier ist er.", "channel": "paper", "receivedOn": "29.11.2026"])
        #expect(before.status == 422 && before.words.contains("noch nichts, worauf zu antworten war"))
        let scan = FilePart("files", filename: "pass.pdf", type: "application/pdf", bytes: Array("%PDF-1.7\n%%EOF".utf8))
        let done = try await client.post(
            address, form: ["text": "Hier ist er.", "channel": "paper", "receivedOn": "18.12.2026"], files: [scan])
        #expect(done.status == 200 && done.path == "\(desk)/cases/\(bench.id)")
        let event = try await bench.store.read { [id = bench.id] in try $0.events(of: id) }.last {
            $0.name == "procedures.request-answered"
        }
        #expect(event?.payload["late"] == false && event?.payload["channel"]?.string == "paper")
        #expect(try await bench.documents().contains { $0.name == "pass.pdf" && $0.kind == "evidence" && $0.owner == "mia" })
        let status = try await bench.world.account("mia").get("/applications/\(bench.id)")
        #expect(status.words.contains("Auf Papier, eingegangen am 18. Dezember 2026"))
        let history = try await bench.browser(bench.clerk).get("/procedures/\(bench.id)")
        #expect(history.words.contains("am 18. Dezember 2026 auf Papier eingegangen, erfasst von tran"))
    }

    @Test("evidence is handed in at the counter where the process waits for it, and a withdrawal comes by letter")
    func evidence() async throws {
        let bench = try await CaseWorld()
        try await bench.world.requestDocuments(bench.id.text)
        try await bench.store.settle()
        let client = browser(bench.world, clerk)
        let reference = try await bench.procedure().reference
        _ = try await client.post("\(desk)/openings", form: ["reference": "\(reference)", "familyName": "Schulze"])
        let address = "\(desk)/cases/\(bench.id)"
        let scan = FilePart(
            "assistanceProof", filename: "nachweis.pdf", type: "application/pdf", bytes: Array("%PDF-1.7\n%%EOF".utf8))
        #expect(try await client.post(address + "/evidence", files: [scan]).status == 422)
        let done = try await client.post(
            address + "/evidence", form: ["channel": "counter", "receivedOn": "30.11.2026"], files: [scan])
        #expect(done.status == 200 && done.path == address)
        #expect(try await bench.documents().contains { $0.name == "nachweis.pdf" })
        #expect(try await bench.procedure().state == .inReview)
        // The office that reads the case may not act for the applicant on the applicant's own page.
        #expect(try await bench.browser(bench.clerk).get("/applications/\(bench.id)/withdrawal").status == 404)
        #expect(try await client.post(address + "/withdrawal", form: ["channel": "", "receivedOn": "30.11.2026"]).status == 422)
        let gone = try await client.post(address + "/withdrawal", form: ["channel": "paper", "receivedOn": "30.11.2026"])
        #expect(gone.status == 200)
        #expect(try await bench.procedure().state == .withdrawn)
        let other = browser(bench.world, Caller(.staff("next"), units: ["another-office"], permissions: Self.rights))
        #expect(
            try await other.post(address + "/withdrawal", form: ["channel": "paper", "receivedOn": "30.11.2026"]).status == 404)
    }
}
