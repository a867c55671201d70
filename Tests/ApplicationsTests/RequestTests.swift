import Calendar
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Requests to the applicant at any procedure") struct RequestTests {
    /// The clerk asks for the dog's papers, two weeks long.
    private func asked(_ bench: CaseWorld) async throws -> ApplicantRequest {
        let page = try await bench.browser(bench.clerk).post(
            "/procedures/\(bench.id)/requests/documents",
            form: ["items": "- Impfpass des Hundes\n\nKaufvertrag", "remark": "Gern auch als Foto.", "period": "P14D"])
        #expect(page.status == 200)
        try await bench.store.settle()
        let read1 = try await bench.store.read { [id = bench.id] in try $0.requests(of: id) }
        return try #require(read1.last)
    }

    @Test("a letter goes out, the day explains itself, and the applicant sees what is missing")
    func asking() async throws {
        let bench = try await CaseWorld()
        let request = try await asked(bench)
        #expect(request.items == ["Impfpass des Hundes", "Kaufvertrag"])
        // In the mailbox on Monday, 30 November: notified on the fourth day after, 4 December (§ 122a (4) AO). Two weeks from
        // 5 December on end with 18 December, a Friday (§ 108 (2) AO, § 188 (1) BGB).
        #expect(request.due.description == "2026-12-18")
        #expect(request.deadline.explanation(.de).contains("4. Dezember 2026"))
        #expect(try await bench.procedure().state == .documentsRequested)
        let applicant = bench.world.account("mia")
        let status = try await applicant.json(.get, "/api/v1/applications/\(bench.id)", nil).json()
        #expect(status["state"]?.string == "documents-requested")
        let entries = status["timeline"]?.array ?? []
        #expect(entries.contains { $0["kind"]?.string == "request" })
        #expect(entries.contains { $0["due"]?.string == "2026-12-18" })
        let page = try await applicant.get("/applications/\(bench.id)/requests/\(request.id)")
        #expect(page.status == 200 && page.words.contains("Impfpass des Hundes") && page.words.contains("18. Dezember 2026"))
        let read2 = try await bench.store.read { [id = bench.id] in try $0.notices(of: id, visibleTo: .system("test")) }
        let notice = try #require(read2.last)
        #expect(notice.template == "letter-documents" && notice.document != nil)
        let why = try await applicant.get("/notices/\(notice.id)")
        #expect(why.words.contains("Bitte um Unterlagen") && why.words.contains("Kaufvertrag"))
        // The same once more has to wait for the answer.
        #expect(
            try await bench.browser(bench.clerk).post(
                "/procedures/\(bench.id)/requests/documents", form: ["items": "Noch etwas", "period": "P7D"]
            ).status == 409)
    }

    @Test("the preview shows the letter and changes nothing; mistakes stand at their fields")
    func preview() async throws {
        let bench = try await CaseWorld()
        let clerk = bench.browser(bench.clerk)
        let address = "/procedures/\(bench.id)/requests/documents"
        let preview = try await clerk.post(address, form: ["items": "Impfpass", "period": "P14D", "_step": "preview"])
        #expect(preview.words.contains("So lautet das Schreiben") && preview.words.contains("Impfpass"))
        #expect(preview.text.contains(##"type="hidden" name="items" value="Impfpass""##))
        #expect(try await bench.events("procedures.applicant-asked") == 0)
        #expect(try await bench.procedure().state == .inReview)
        let empty = try await clerk.post(address, form: ["items": "", "period": "P14D", "_step": "preview"])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-items""##))
        let past = try await clerk.post(address, form: ["items": "Impfpass", "date": "01.11.2026"])
        #expect(past.status == 422 && past.text.contains(##"href="#f-date""##))
        let nonsense = try await clerk.post(address, form: ["items": "Impfpass", "date": "bald"])
        #expect(nonsense.status == 422 && nonsense.words.contains("24.12.2026"))
        let program = bench.browser(bench.clerk, program: true)
        let answer = try await program.json(.post, address, ["items": "Impfpass", "period": "P2H"])
        #expect(answer.status == 422)
        #expect(try answer.json()["errors"]?.array?.first?["pointer"]?.string == "/period")
    }

    @Test("the applicant answers, nobody else; then it is the staff's turn again")
    func answering() async throws {
        let bench = try await CaseWorld()
        let request = try await asked(bench)
        let address = "/applications/\(bench.id)/requests/\(request.id)"
        #expect(try await bench.world.account("paul").get(address).status == 404)
        #expect(try await bench.world.account("paul").post(address, form: ["text": "Ich"]).status == 404)
        let applicant = bench.world.account("mia")
        let empty = try await applicant.post(address, form: ["text": " "])
        #expect(empty.status == 422 && empty.words.contains("Bitte laden Sie eine Datei hoch"))
        let done = try await applicant.post(address, form: ["text": "Der Impfpass liegt beim Tierarzt."])
        #expect(done.status == 200 && done.path == "/applications/\(bench.id)")
        #expect(done.words.contains("Sie haben Unterlagen eingereicht"))
        #expect(try await bench.procedure().state == .inReview)
        #expect(try await applicant.post(address, form: ["text": "Noch etwas"]).status == 409)
        let page = try await bench.browser(bench.clerk).get("/procedures/\(bench.id)")
        #expect(page.words.contains("Der Impfpass liegt beim Tierarzt.") && page.words.contains("beantwortet"))
        let names = try await bench.store.read { [id = bench.id] in try $0.deadlines(of: id).map(\.name) }
        #expect(!names.contains("platform:documents"))
    }

    @Test("it is reminded a week before, lapses on the day after, and an answer counts until it is decided")
    func lapsing() async throws {
        let bench = try await CaseWorld()
        let request = try await asked(bench)
        try await bench.advance(days: 10)
        #expect(try await bench.events("procedures.applicant-reminded") == 0)
        // 18 December less a week is 11 December, in the morning; it is 12 December now.
        try await bench.advance(days: 2)
        #expect(try await bench.events("procedures.applicant-reminded") == 1)
        try await bench.store.perform(RemindApplicant(request: request.id), as: bench.clerk)
        #expect(try await bench.events("procedures.applicant-reminded") == 2)
        try await bench.advance(days: 6)
        #expect(try await bench.procedure().state == .documentsRequested)
        try await bench.advance(days: 1)
        #expect(try await bench.procedure().state == .inReview)
        #expect(try await bench.events("procedures.request-lapsed") == 1)
        let address = "/applications/\(bench.id)/requests/\(request.id)"
        #expect(try await bench.world.account("mia").get(address).text.contains("data-action=\"procedures.answer-request\""))
        try await bench.refuse()
        #expect(try await bench.world.account("mia").post(address, form: ["text": "Zu spät"]).status == 409)
    }

    @Test("more time is counted from the old end, also after it, and needs a reason")
    func extending() async throws {
        let bench = try await CaseWorld()
        let request = try await asked(bench)
        try await bench.advance(days: 20)
        let clerk = bench.browser(bench.clerk)
        let address = "/procedures/\(bench.id)/requests/\(request.id)/extension"
        let empty = try await clerk.post(address, form: ["period": "P14D", "reason": ""])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-reason""##))
        #expect(try await clerk.post(address, form: ["period": "P14D", "reason": "Krankheit belegt"]).status == 200)
        // Two weeks from 19 December on end with 1 January, a holiday; the next working day is Monday, 4 January 2027
        // (§ 190 BGB, § 108 (3) AO).
        let read3 = try await bench.store.read { [id = bench.id] in try $0.requests(of: id) }
        let extended = try #require(read3.last)
        #expect(extended.due.description == "2027-01-04" && extended.isOpen)
        #expect(try await bench.procedure().state == .documentsRequested)
        try await bench.advance(days: 16)
        #expect(try await bench.procedure().state == .inReview)
    }

    @Test("a decision, a withdrawal or the clerk ends what is asked for")
    func overtaken() async throws {
        let bench = try await CaseWorld()
        _ = try await asked(bench)
        try await bench.refuse()
        let read4 = try await bench.store.read { [id = bench.id] in try $0.requests(of: id) }
        let request = try #require(read4.last)
        #expect(request.ending == .overtaken)
        #expect(try await bench.procedure().state == .decided)
        let other = try await CaseWorld()
        let open = try await asked(other)
        #expect(
            try await other.browser(other.clerk).post("/procedures/\(other.id)/requests/\(open.id)/cancellation").status == 200)
        #expect(try await other.procedure().state == .inReview)
        // The request of one procedure does not stand under another.
        #expect(try await other.browser(other.clerk).post("/procedures/\(bench.id)/requests/\(open.id)/reminder").status == 404)
    }
}
