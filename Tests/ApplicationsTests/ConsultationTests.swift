import Calendar
import Documents
import Folders
import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Other offices are consulted") struct ConsultationTests {
    /// Somebody of another unit of the city.
    private func office(_ bench: CaseWorld) throws -> Caller {
        let city = try bench.store.part(City.self)
        let unit = try #require(city.organisation.units.first { !bench.clerk.units.contains($0.key) && $0.parent != nil })
        return Caller(.staff("wald"), units: [unit.key], permissions: ["procedures.*"])
    }

    private func asked(_ bench: CaseWorld, _ office: Caller, sharing documents: [String] = []) async throws -> OfficeConsultation
    {
        try await bench.store.perform(
            ConsultOffice(
                procedure: bench.id, unit: try #require(office.units.first),
                question: "Ist der Hund dort als Assistenzhund bekannt?",
                documents: documents, period: .period(.days(7))), as: bench.clerk)
        let read1 = try await bench.store.read { [id = bench.id] in try $0.consultations(of: id) }
        return try #require(read1.last)
    }

    @Test("the office sees the procedure only as long as it is asked, and of the documents only what was shared")
    func seeing() async throws {
        let bench = try await CaseWorld()
        let office = try office(bench)
        let browser = bench.browser(office)
        #expect(try await browser.get("/procedures/\(bench.id)").status == 404)
        let document = try #require(try await bench.documents().first)
        #expect(try await bench.store.read { try ConsultationGrants.grants(of: office, in: $0) } == [])
        let consultation = try await asked(bench, office, sharing: [document.id.text])
        // A week from Tuesday, 1 December on ends with Monday, 7 December (§ 108 (1) AO, § 188 (1) BGB).
        #expect(consultation.due.description == "2026-12-07")
        #expect(try await bench.procedure().state == .consulting)
        let page = try await browser.get("/procedures/\(bench.id)")
        #expect(page.status == 200 && page.words.contains("als Assistenzhund bekannt"))
        #expect(!page.words.contains("Vermerk") && !page.words.contains("Aufgabe entstanden"))
        #expect(try await browser.get("/procedures/inbox").text.contains("/procedures/\(bench.id)"))
        #expect(try await bench.store.read { try ConsultationGrants.grants(of: office, in: $0) } == [document.id.text])
        let address = "/procedures/\(bench.id)/consultations/\(consultation.id)/opinion"
        let empty = try await browser.post(address, form: ["stance": "", "opinion": ""])
        #expect(
            empty.status == 422 && empty.text.contains(##"href="#f-stance""##) && empty.text.contains(##"href="#f-opinion""##))
        #expect(try await browser.post(address, form: ["stance": "agrees", "opinion": "Ja, seit 2024."]).status == 200)
        #expect(try await browser.get("/procedures/\(bench.id)").status == 404)
        #expect(try await bench.store.read { try ConsultationGrants.grants(of: office, in: $0) } == [])
        #expect(try await bench.procedure().state == .inReview)
        #expect(try await bench.browser(bench.clerk).get("/procedures/\(bench.id)").words.contains("Ja, seit 2024."))
        #expect(try await browser.post(address, form: ["stance": "agrees", "opinion": "Noch einmal."]).status == 409)
    }

    @Test("only the office asked answers; nobody forwards what is not theirs")
    func refused() async throws {
        let bench = try await CaseWorld()
        let office = try office(bench)
        let consultation = try await asked(bench, office)
        let address = "/procedures/\(bench.id)/consultations/\(consultation.id)/opinion"
        let third = Caller(.staff("dritt"), units: ["nowhere"], permissions: ["procedures.*"])
        #expect(try await bench.browser(third).post(address, form: ["stance": "agrees", "opinion": "Jawohl."]).status == 404)
        #expect(
            try await bench.browser(bench.clerk).post(address, form: ["stance": "agrees", "opinion": "Jawohl."]).status == 404)
        #expect(try await bench.browser(office).post("/procedures/\(bench.id)/notes", form: ["text": "x"]).status == 404)
        let wrong = try await bench.browser(bench.clerk).post(
            "/procedures/\(bench.id)/consultations", form: ["unit": "nowhere", "question": "kurz", "period": "P7D"])
        #expect(wrong.status == 422 && wrong.text.contains(##"href="#f-unit""##) && wrong.text.contains(##"href="#f-question""##))
    }

    @Test("silence ends it, and so does a decision")
    func ending() async throws {
        let bench = try await CaseWorld()
        let office = try office(bench)
        _ = try await asked(bench, office)
        try await bench.advance(days: 7)
        #expect(try await bench.procedure().state == .consulting)
        try await bench.advance(days: 1)
        #expect(try await bench.procedure().state == .inReview)
        #expect(try await bench.browser(office).get("/procedures/\(bench.id)").status == 404)
        let again = try await asked(bench, office)
        try await bench.refuse()
        let ended = try await bench.store.read { try $0.consultation(again.id) }
        #expect(ended.ending == .ended)
        #expect(try await bench.procedure().state == .decided)
    }
}
