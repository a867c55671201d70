import Documents
import Dossiers
import Folders
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Cases go to another office and come back") struct ForwardingTests {
    private let reason = "Die Hunde werden gewerblich gehalten."

    /// Somebody of the office to which the city lets this service be handed.
    private func office(_ bench: CaseWorld) async throws -> Caller {
        let seen = try await bench.procedure()
        let ways = try bench.store.part(City.self).handling(of: seen.slug).forwards
        let way = try #require(ways.first { $0.unit != seen.unit })
        return Caller(.staff("wald"), units: [way.unit], permissions: ["procedures.*", "dossiers.read", "confidential.read"])
    }

    private func folder(_ bench: CaseWorld, _ caller: Caller) async throws -> ID<Folder>? {
        try await bench.store.read { [id = bench.id] in try $0.folder(of: id, visibleTo: caller)?.id }
    }

    @Test("the receiving office has everything, the old one nothing any more, and the applicant is told by letter")
    func forwarding() async throws {
        let bench = try await CaseWorld()
        let office = try await office(bench)
        let (clerk, other) = (bench.browser(bench.clerk), bench.browser(office))
        let unit = try #require(office.units.first)
        let task = try await bench.store.read { [id = bench.id] in try $0.openTasks(of: id, visibleTo: .system("test")) }[0]
        try await bench.store.perform(ClaimTask(task: task.id), as: bench.clerk)
        #expect(try await other.get("/procedures/\(bench.id)").status == 404)
        let address = "/procedures/\(bench.id)/forwarding"
        let empty = try await clerk.post(address, form: ["unit": "nowhere", "reason": "kurz"])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-unit""##) && empty.text.contains(##"href="#f-reason""##))
        let preview = try await clerk.post(address, form: ["unit": unit, "reason": reason, "_step": "preview"])
        #expect(preview.words.contains(reason) && preview.words.contains("Ihr Aktenzeichen bleibt gleich"))
        #expect(try await bench.procedure().unit != unit)
        let done = try await clerk.post(address, form: ["unit": unit, "reason": reason])
        #expect(done.status == 200 && done.path == "/procedures/inbox")
        try await bench.store.settle()
        #expect(try await bench.procedure().unit == unit)
        #expect(try await clerk.get("/procedures/\(bench.id)").status == 404)
        #expect(!(try await clerk.get("/procedures/inbox").text.contains("/procedures/\(bench.id)")))
        #expect(try await other.get("/procedures/inbox").text.contains("/procedures/\(bench.id)"))
        let page = try await other.get("/procedures/\(bench.id)")
        #expect(page.status == 200 && page.words.contains("Abgegeben von") && page.words.contains(reason))
        // What fails or falls due later is told to the office that has the case now.
        struct Job: Decodable { let unit: String? }
        let jobs: [Job] = try await bench.store.read { [id = bench.id] in
            try $0.all("SELECT unit FROM jobs WHERE subject = \(id.text) AND state IN ('waiting', 'running', 'incident')")
        }
        #expect(!jobs.contains { $0.unit == bench.clerk.units.first })
        // Work that somebody had taken is free again.
        #expect(page.text.contains("data-action=\"procedures.claim\""))
        #expect(try await bench.documents(bench.clerk).isEmpty)
        // The application and the letter about the handing over, set after it.
        #expect(try await bench.documents(office).map(\.kind).sorted() == ["application", "letter-forwarded"])
        let letters = try await bench.store.read { [id = bench.id] in try $0.notices(of: id, visibleTo: office) }
        let letter = try #require(letters.last)
        #expect(try await bench.store.read { try $0.noticeText(letter, .de) }.contains(reason))
        let status = try await bench.world.account("mia").get("/applications/\(bench.id)")
        #expect(status.words.contains("Ihren Antrag bearbeitet jetzt:"))
        // The new office goes on as if it had always been there.
        let open = try await bench.store.read { [id = bench.id] in try $0.openTasks(of: id, visibleTo: office) }
        let seen = try #require(open.first)
        try await bench.store.perform(
            DecideTask(task: seen.id, act: "refuse", fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: office
        )
        try await bench.store.settle()
        #expect(try await folder(bench, office) != nil)
        #expect(try await folder(bench, bench.clerk) == nil)
        #expect(try await other.get("/procedures/\(bench.id)/forwarding").status == 200)
        #expect(try await other.post("/procedures/\(bench.id)/return", form: ["reason": reason]).status == 409)
    }

    @Test("the wrong office sends it back, once; what did not come from elsewhere cannot be sent back")
    func returning() async throws {
        let bench = try await CaseWorld()
        let office = try await office(bench)
        let unit = try #require(office.units.first)
        let own = try await bench.procedure().unit
        #expect(
            try await bench.browser(bench.clerk).post("/procedures/\(bench.id)/return", form: ["reason": reason]).status == 409)
        try await bench.store.perform(ForwardProcedure(procedure: bench.id, unit: unit, reason: reason), as: bench.clerk)
        let other = bench.browser(office)
        let back = try await other.post("/procedures/\(bench.id)/return", form: ["reason": "Dafür sind wir nicht zuständig."])
        #expect(back.status == 200)
        #expect(try await bench.procedure().unit == own)
        #expect(try await other.get("/procedures/\(bench.id)").status == 404)
        let page = try await bench.browser(bench.clerk).get("/procedures/\(bench.id)")
        #expect(page.status == 200 && page.words.contains("Dafür sind wir nicht zuständig."))
        #expect(try await bench.events("procedures.forwarded") == 2)
        #expect(
            try await bench.browser(bench.clerk).post("/procedures/\(bench.id)/return", form: ["reason": reason]).status == 409)
    }

    @Test("a process that waits for the opinion of the office that gets the case goes on there")
    func asked() async throws {
        let first = try await CaseWorld()
        let unit = try #require(try await office(first).units.first)
        let question = "Ist der Hund bekannt?"
        var edits = [
            (
                file: "process.bpmn",
                old: #"<bpmn:sequenceFlow id="startReview" sourceRef="toReview" targetRef="review"/>"#,
                new:
                    #"<bpmn:sequenceFlow id="startReview" sourceRef="toReview" targetRef="ask"/><bpmn:sequenceFlow id="asked" sourceRef="ask" targetRef="review"/>"#
            ),
            (
                file: "process.bpmn", old: #"<bpmn:incoming>startReview</bpmn:incoming>"#,
                new: #"<bpmn:incoming>asked</bpmn:incoming>"#
            ),
            (
                file: "process.bpmn", old: #"<bpmn:userTask id="review""#,
                new: #"""
                <bpmn:serviceTask id="ask" name="Fragen" stadtkern:action="procedures.consult" stadtkern:result="office">
                <bpmn:extensionElements><stadtkern:input name="consultation" value="&quot;order&quot;"/></bpmn:extensionElements>
                <bpmn:incoming>startReview</bpmn:incoming><bpmn:outgoing>asked</bpmn:outgoing></bpmn:serviceTask>
                <bpmn:userTask id="review"
                """#
            ),
            (
                file: "service.json", old: #""deadlines": {"#,
                new: #"""
                "consultations": {"order": {"unit": "\#(unit)", "due": "statement", "silence": "none",
                    "shares": ["assistanceProof"], "purpose": {"norm": "§ 93 AO", "checked": false}}},
                "deadlines": {
                "statement": {"starts": "enters:ask", "rule": {"period": "P7D"}, "norm": {"norm": "§ 111 AO", "checked": false}},
                """#
            ),
        ]
        for language in ["de", "en", "ls"] {
            edits.append(
                (
                    file: "texts/\(language).json", old: #""deadlines.documents""#,
                    new:
                        #""deadlines.statement": "Antwort bis", "consultations.order.question": "\#(question)", "deadlines.documents""#
                ))
        }
        let bench = try await CaseWorld(changing: edits)
        let office = try await office(bench)
        #expect(office.units == [unit])
        #expect(try await bench.procedure().state == .consulting)
        try await bench.store.perform(ForwardProcedure(procedure: bench.id, unit: unit, reason: reason), as: bench.clerk)
        try await bench.store.settle()
        let open = try await bench.store.read { [id = bench.id] in try $0.openTasks(of: id, visibleTo: office) }
        #expect(open.map(\.element) == ["review"])
        #expect(try await bench.procedure().state == .inReview)
    }

    @Test("a folder that is laid already goes into a dossier of the new office, with its documents")
    func folders() async throws {
        let bench = try await CaseWorld()
        try await bench.refuse()
        try await bench.store.perform(
            ReopenProcedure(procedure: bench.id, reason: "Neue Tatsachen sind bekannt."), as: bench.clerk)
        let office = try await office(bench)
        let own = try await folder(bench, bench.clerk)
        let before = try #require(own)
        try await bench.store.perform(
            ForwardProcedure(procedure: bench.id, unit: try #require(office.units.first), reason: reason), as: bench.clerk)
        let moved = try await folder(bench, office)
        let after = try #require(moved)
        #expect(after == before)
        let dossier = try await bench.store.read { [id = bench.id] in
            let folder = try $0.folder(of: id, visibleTo: office)
            return try $0.dossier(folder?.dossier ?? ID(""), visibleTo: office)
        }
        // Its words say how long it is kept; the class alone says nothing to a reader.
        #expect(dossier.retentionWords?.de.contains("10 Jahre nach dem Abschluss") == true)
        let page = try await bench.browser(office).get("/dossiers/\(dossier.id)")
        #expect(page.status == 200 && page.words.contains("10 Jahre nach dem Abschluss"))
        #expect(try await folder(bench, bench.clerk) == nil)
    }
}
