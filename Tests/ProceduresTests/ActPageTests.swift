import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

@Suite("Acts on pages") struct ActPageTests {
    private let reason = "Die Hunde leben in einer anderen Gemeinde."

    @Test("a procedure's page shows answers in words, why a table gave its result, the deadline's reason and the acts")
    func page() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let page = try await bench.client("berg", try await bench.clerk(of: id)).get("/procedures/\(id)")
        #expect(page.status == 200)
        for words in [
            "Mockauer Straße 33", "Balu", "03.03.2023", "in Prüfung", "Steuer festsetzen", "Unterlagen anfordern",
            "Warum dieser Tag?", "Eingegangen (online)",
        ] {
            #expect(page.words.contains(words), "\(words)")
        }
        #expect(!page.words.contains("geschützte Angabe"))
    }

    @Test("sensitive answers are for those who process the case")
    func sensitive() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let reader = try await bench.clerk("leser", of: id, permissions: [])
        let page = try await bench.client("leser", reader).get("/procedures/\(id)")
        #expect(page.status == 200 && page.words.contains("geschützte Angabe"))
        #expect(!page.text.contains("/acts/") && !page.text.contains("data-action=\"procedures.claim\""))
    }

    @Test("the preview shows the letter and changes nothing; then the act is done")
    func preview() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let client = bench.client("berg", try await bench.clerk(of: id))
        let address = "/procedures/\(id)/tasks/\(task.id)/acts/refuse"
        let form = try await client.get(address)
        #expect(
            form.status == 200 && form.text.contains(#"data-action="procedures.decide""#)
                && form.text.contains(#"name="fields.reason""#))
        let before = try await bench.store.read { try $0.events(of: id).count }
        let preview = try await client.post(address, form: ["fields.reason": reason, "_step": "preview"])
        #expect(preview.status == 200)
        #expect(
            preview.words.contains("abgelehnt") && preview.words.contains("So lautet das Schreiben")
                && preview.words.contains(reason))
        // A fee notice by post of Monday, 30 November is taken as notified on 4 December (§ 122 Abs. 2 Nr. 1 AO, the fourth day).
        #expect(preview.words.contains("Rechtsbehelfsbelehrung") && preview.words.contains("4. Dezember 2026"))
        #expect(preview.text.contains(#"type="hidden" name="fields.reason" value="\#(reason)""#))
        #expect(try await bench.store.read { try $0.events(of: id).count } == before)
        #expect(try await bench.procedure(id).state == .inReview)
        #expect(try await bench.store.read { try $0.notices(of: id, visibleTo: .system("test")) }.isEmpty)
        let edit = try await client.post(address, form: ["fields.reason": reason, "_step": "edit"])
        #expect(edit.text.contains(">\(reason)</textarea>"))
        let done = try await client.post(address, form: ["fields.reason": reason])
        #expect(done.status == 200 && done.words.contains("Anmeldung ablehnen (Behörde)"))
        #expect(try await bench.procedure(id).outcome == .refused)
        #expect(done.words.contains("wird erstellt"))
        let notice = try #require(try await bench.store.read { try $0.notices(of: id, visibleTo: .system("test")) }.first)
        #expect(try await client.get("/notices/\(notice.id)").words.contains(reason))
        #expect(try await client.post(address, form: ["fields.reason": reason]).status == 409)
    }

    @Test("a preview says which step would fail, and leaves no incident")
    func failingPreview() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        bench.filing.fails.withLock { $0 = true }
        let client = bench.client("berg", try await bench.clerk(of: id))
        let page = try await client.post(
            "/procedures/\(id)/tasks/\(task.id)/acts/refuse", form: ["fields.reason": reason, "_step": "preview"])
        #expect(page.words.contains("Ein Schritt würde scheitern") && page.words.contains("fileCase"))
        #expect(try await bench.store.read { try $0.incidents(visibleTo: .system("test")) }.isEmpty)
    }

    @Test("mistakes stand at their fields, with what was typed; programs get them as a problem document")
    func mistakes() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let clerk = try await bench.clerk(of: id)
        let address = "/procedures/\(id)/tasks/\(task.id)/acts/refuse"
        let client = bench.client("berg", clerk)
        for step in ["preview", ""] {
            let page = try await client.post(address, form: ["fields.reason": "kurz", "_step": step])
            #expect(page.status == 422)
            #expect(page.text.contains("href=\"#f-fields-reason\"") && page.words.contains("mindestens 20 Zeichen"))
            #expect(page.text.contains(">kurz</textarea>"))
        }
        let program = bench.client("berg", clerk, program: true)
        let answer = try await program.json(.post, address, ["fields": ["reason": "kurz", "other": 1]])
        #expect(answer.status == 422)
        let errors = try #require(try answer.json()["errors"]?.array)
        #expect(errors.map { $0["pointer"]?.string } == ["/fields/reason", "/fields/other"])
        #expect(errors.map { $0["code"]?.string } == ["too-short", "unknown-field"])
        #expect(try await bench.procedure(id).state == .inReview)
    }

    @Test("a program performs an act in one step")
    func program() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let program = bench.client("berg", try await bench.clerk(of: id), program: true)
        let answer = try await program.json(
            .post, "/procedures/\(id)/tasks/\(task.id)/acts/requestDocuments",
            ["fields": ["missing": ["assistance-proof", "readable-copy"]]])
        #expect(answer.status < 400)
        #expect(try await bench.procedure(id).state == .documentsRequested)
    }

    @Test("an act needs its permission, its task and its name")
    func refused() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let other = try await bench.open()
        let task = try await bench.task(id)
        let half = bench.client("halb", try await bench.clerk("halb", of: id, permissions: ["procedures.process"]))
        #expect(try await half.get("/procedures/\(id)/tasks/\(task.id)/acts/requestDocuments").status == 200)
        #expect(try await half.get("/procedures/\(id)/tasks/\(task.id)/acts/refuse").status == 403)
        #expect(
            try await half.post("/procedures/\(id)/tasks/\(task.id)/acts/refuse", form: ["fields.reason": reason]).status == 403)
        let client = bench.client("berg", try await bench.clerk(of: id))
        #expect(try await client.get("/procedures/\(other)/tasks/\(task.id)/acts/refuse").status == 404)
        #expect(try await client.get("/procedures/\(id)/tasks/\(task.id)/acts/supplyDocuments").status == 422)
        #expect(try await client.get("/procedures/\(id)/tasks/x/acts/refuse").status == 404)
        #expect(try await bench.procedure(id).state == .inReview)
    }

    @Test("a failed step waits as an incident of its unit until it is tried again with success")
    func incidents() async throws {
        let bench = try await Workbench()
        bench.filing.fails.withLock { $0 = true }
        let id = try await bench.open("first-dog")
        let clerk = try await bench.clerk(of: id)
        let incident = try #require(try await bench.store.read { try $0.incidents(visibleTo: clerk) }.first)
        #expect(incident.subject == id.text && incident.sentence.contains("fileCase"))
        let elsewhere = Caller(.staff("fern"), units: ["elsewhere"], permissions: ["incidents.retry"])
        #expect(try await bench.store.read { try $0.incidents(visibleTo: elsewhere) }.isEmpty)
        await #expect(throws: IncidentFault.gone) {
            try await bench.store.perform(RetryIncident(incident: incident.id), as: elsewhere)
        }
        bench.filing.fails.withLock { $0 = false }
        try await bench.store.perform(RetryIncident(incident: incident.id), as: clerk)
        try await bench.store.settle()
        #expect(try await bench.store.read { try $0.path(of: id) }.last?.element == "done")
        await #expect(throws: IncidentFault.gone) {
            try await bench.store.perform(RetryIncident(incident: incident.id), as: clerk)
        }
    }

    @Test(
        "numbers are read as people write them",
        arguments: [("1.234,50", "1234.5"), ("1234.5", "1234.5"), ("12 €", "12"), ("-3", "-3")])
    func numbers(_ text: String, _ number: String) {
        #expect(ActFields.number(text) == Decimal128(number))
    }

    @Test("the preview of an assessment shows its table, cell by cell")
    func table() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let client = bench.client("berg", try await bench.clerk(of: id))
        let page = try await client.post("/procedures/\(id)/tasks/\(task.id)/acts/confirm", form: ["_step": "preview"])
        #expect(page.status == 200 && page.words.contains("bewilligt"))
        // One dog kept since 23 November 2026: from 1 December, one month of 96 EUR a year (the demo rates) is 8 EUR.
        #expect(page.text.contains("<td role=\"cell\">Balu</td>") && page.words.contains("8,00 EUR"))
        #expect(!page.words.contains("|"))
    }

    @Test("cells of a letter's table keep their escaped signs")
    func cells() {
        #expect(LetterText.cells("| Balu \\| Co | **8,00** EUR | \\*x |") == ["Balu | Co", "8,00 EUR", "*x"])
    }
}
