import Calendar
import Delivery
import Documents
import Folders
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Another unit decides on objections, and its decisions are served") struct ObjectionTests {
    private let because = "Der Bescheid war richtig, wie die Prüfung der Akte ergab."

    private struct Before {
        let bench: CaseWorld
        let objection: ID<Objection>
        let authority: String

        var address: String { "/procedures/\(bench.id)/objections/\(objection)" }

        /// Somebody of the unit that decides, with the papers that were laid before it at this moment.
        func judge() async throws -> Caller {
            var caller = Caller(.staff("richter"), units: [authority], permissions: ["procedures.*"])
            caller.grants = try await bench.store.read { [caller] in try ConsultationGrants.grants(of: caller, in: $0) }
            return caller
        }

        func notices() async throws -> [Notice] {
            try await bench.store.read { [id = bench.id] in try $0.notices(of: id, visibleTo: .system("test")) }
        }
    }

    /// A refused case with an objection; the city lets another unit decide and serves its decisions with a record.
    private func before() async throws -> Before {
        let bench = try await CaseWorld()
        try await bench.refuse()
        var city = try bench.store.part(City.self)
        let seen = try await bench.procedure()
        let unit = try #require(city.organisation.units.first { !bench.clerk.units.contains($0.key) && $0.parent != nil })
        city.handling[seen.slug] = ServiceHandling(objectionAuthority: unit.key, conveyance: .record)
        bench.store.parts.set(city)
        let objection = try await bench.store.perform(
            RaiseObjection(procedure: bench.id, reason: "Die Hunde leben doch hier.", excuse: ""), as: bench.applicant)
        try await bench.store.settle()
        return Before(bench: bench, objection: objection, authority: unit.key)
    }

    @Test("whoever decided does not refuse it but submits it with a statement; the authority sees the file as long as it decides")
    func submitting() async throws {
        let before = try await before()
        let bench = before.bench
        let clerk = bench.browser(bench.clerk)
        #expect(try await clerk.get("/procedures/\(bench.id)").words.contains("Vorlegen"))
        let refusal = try await clerk.post(
            before.address + "/refusal",
            form: ["reason": because, "court": "Verwaltungsgericht am Ort", "costs": "applicant"])
        #expect(refusal.status == 409)
        let judge = bench.browser(try await before.judge())
        #expect(try await judge.get("/procedures/\(bench.id)").status == 404)
        let empty = try await clerk.post(before.address + "/submission", form: ["statement": "kurz"])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-statement""##))
        let done = try await clerk.post(
            before.address + "/submission", form: ["statement": "Der Einwand ändert nichts: Die Hunde sind nicht gemeldet."])
        #expect(done.status == 200 && done.words.contains("Liegt zur Entscheidung bei"))
        #expect(
            try await clerk.post(before.address + "/submission", form: ["statement": String(repeating: "x", count: 30)]).status
                == 409)
        let seeing = bench.browser(try await before.judge())
        #expect(try await seeing.get("/procedures/inbox").text.contains("/procedures/\(bench.id)"))
        let page = try await seeing.get("/procedures/\(bench.id)")
        #expect(page.status == 200 && page.words.contains("Die Hunde sind nicht gemeldet") && page.words.contains("Zurückweisen"))
        // The application, the notice and the objection were laid before it.
        let laid = try await bench.documents(try await before.judge()).map(\.kind).sorted()
        let all = try await bench.documents().map(\.kind).sorted()
        #expect(laid == all && all.contains("objection"))
        let status = try await bench.world.account("mia").get("/applications/\(bench.id)")
        #expect(status.words.contains("Über Ihren Rechtsbehelf entscheidet jetzt:"))
        // It may ask the office once more.
        let asked = try await seeing.post(before.address + "/question", form: ["question": "Wann wurde beim Meldeamt gefragt?"])
        #expect(asked.status == 200 && asked.path == "/procedures/inbox")
        #expect(try await seeing.get("/procedures/\(bench.id)").status == 404)
        #expect(try await clerk.get("/procedures/\(bench.id)").words.contains("Wann wurde beim Meldeamt gefragt?"))
    }

    @Test("the refusal carries costs and court, is served by post, and the way to court is open a month from the day of service")
    func serving() async throws {
        let before = try await before()
        let bench = before.bench
        try await bench.store.perform(
            SubmitObjection(objection: before.objection, statement: "Der Einwand ändert nichts an der Lage."), as: bench.clerk)
        let judge = bench.browser(try await before.judge())
        let empty = try await judge.post(
            before.address + "/refusal", form: ["reason": because, "court": "Verwaltungsgericht am Ort"])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-costs""##))
        let done = try await judge.post(
            before.address + "/refusal",
            form: ["reason": because, "court": "Verwaltungsgericht am Ort", "costs": "applicant"])
        #expect(done.status == 200 && done.path == "/procedures/inbox")
        #expect(try await judge.get("/procedures/\(bench.id)").status == 404)
        try await bench.store.settle()
        let letter = try #require(try await before.notices().last)
        let text = try await bench.store.read { try $0.noticeText(letter, .de) }
        #expect(text.contains("Die Kosten des Widerspruchsverfahrens tragen Sie."))
        #expect(text.contains("innerhalb eines Monats nach Zustellung") && text.contains("Verwaltungsgericht am Ort"))
        #expect(text.contains("haben wir dazu gehört") && !text.contains("Die Frist endet am"))
        #expect(letter.service == "record" && letter.kind == "objection-refusal")
        // The applicant has a mailbox, but service is by letter (§ 73 (3) VwGO, § 3 VwZG).
        let printing = Caller(
            .staff("post"), units: bench.clerk.units, permissions: ["delivery.mark-posted", "delivery.mark-served"])
        let items = try await bench.store.read { [id = bench.id] in try $0.postItems(of: id, visibleTo: printing) }
        let item = try #require(items.last)
        #expect(item.service == "record")
        let desk = bench.browser(printing)
        let place = "/delivery/post/\(item.id)/service"
        // Not before it was posted.
        #expect(try await desk.post(place, form: ["day": "30.11.2026"]).status == 422)
        try await bench.store.perform(MarkPosted(items: [item.id], day: try #require(LocalDate("2026-11-30"))), as: printing)
        // Nobody knows when it was served, so no period runs and nothing is closed.
        try await bench.advance(days: 60)
        #expect(try await bench.procedure().state == .decided)
        func lawsuit() async throws -> CaseDeadline? {
            try await bench.store.read { [id = bench.id] in try $0.deadlines(of: id).first { $0.name == letter.remedy } }
        }
        #expect(try await lawsuit() == nil)
        try await bench.store.perform(MarkServed(item: item.id, day: try #require(LocalDate("2026-12-02"))), as: printing)
        try await bench.store.settle()
        // Served on Wednesday, 2 December; a month (§ 74 (1) VwGO, § 57 (2) VwGO, § 222 (1) ZPO, § 188 (2) BGB) ends on Saturday, 2 January
        // 2027, and so with Monday, 4 January (§ 222 (2) ZPO).
        let deadline = try #require(try await lawsuit())
        #expect(deadline.date.description == "2027-01-04")
        #expect(deadline.why.de.contains("Zustellungsurkunde"))
        #expect(try await bench.procedure().state == .closed)
        #expect(try await desk.post(place, form: ["day": "03.12.2026"]).status == 409)
    }

    @Test("the authority hears the applicant itself before it decides to their disadvantage")
    func hearing() async throws {
        let before = try await before()
        let bench = before.bench
        try await bench.store.perform(
            SubmitObjection(objection: before.objection, statement: "Der Einwand ändert nichts an der Lage."), as: bench.clerk)
        let caller = try await before.judge()
        let (judge, program) = (bench.browser(caller), bench.browser(caller, program: true))
        let worse = [
            "reason": because, "court": "Verwaltungsgericht am Ort", "costs": "applicant", "worse": "refused",
        ]
        let early = try await program.json(.post, before.address + "/refusal", .object(worse.mapValues { .string($0) }))
        #expect(early.status == 422)
        let heard = try await judge.post(
            "/procedures/\(bench.id)/requests/hearing",
            form: ["intended": "Es kann schlechter ausgehen als bisher.", "period": "P7D"])
        #expect(heard.status == 200 && heard.path == "/procedures/\(bench.id)")
        let requests = try await bench.store.read { [id = bench.id] in try $0.requests(of: id) }
        let request = try #require(requests.last)
        try await bench.store.perform(
            AnswerRequest(request: request.id, text: "Bitte nicht.", files: [], session: nil), as: bench.applicant)
        // Its own letter and the answer are there for it, as they are for the office (§ 71 VwGO).
        try await bench.store.settle()
        let seen = try await bench.documents(try await before.judge()).map(\.kind).sorted()
        let all = try await bench.documents().map(\.kind).sorted()
        #expect(seen == all && seen.count > 3)
        let page = try await bench.browser(try await before.judge()).get("/procedures/\(bench.id)")
        #expect(page.words.contains("Bitte nicht."))
        let done = try await program.json(.post, before.address + "/refusal", .object(worse.mapValues { .string($0) }))
        #expect(done.status == 200)
        // Whoever has nothing to do with the objection hears nobody.
        let third = Caller(.staff("dritt"), units: ["nowhere"], permissions: ["procedures.*"])
        #expect(try await bench.browser(third).get("/procedures/\(bench.id)/requests/hearing").status == 404)
    }

    @Test("the authority that finds the objection right writes in its own name, and the costs are the authority's")
    func upholding() async throws {
        let before = try await before()
        let bench = before.bench
        try await bench.store.perform(
            SubmitObjection(objection: before.objection, statement: "Der Einwand ändert nichts an der Lage."), as: bench.clerk)
        let judge = bench.browser(try await before.judge())
        let done = try await judge.post(
            before.address + "/remedy", form: ["reason": because, "then": "granted", "costs": "authority"])
        #expect(done.status == 200)
        #expect(try await bench.procedure().outcome == .granted)
        let letter = try #require(try await before.notices().last)
        let text = try await bench.store.read { try $0.noticeText(letter, .de) }
        #expect(text.contains("Die Kosten des Widerspruchsverfahrens trägt die Behörde."))
        #expect(letter.service == nil)
        // It stays the case of the office that decided.
        #expect(letter.unit == bench.clerk.units.first)
    }
}
