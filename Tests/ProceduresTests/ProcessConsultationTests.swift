import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("A process asks another office") struct ProcessConsultationTests {
    /// The service asks the public order office before anybody reviews a case.
    private func bench(silence: String) async throws -> (Workbench, ID<Procedure>) {
        var edits: [Workbench.Edit] = [
            (
                "process.bpmn",
                #"<bpmn:sequenceFlow id="startReview" sourceRef="toReview" targetRef="review"/>"#,
                #"<bpmn:sequenceFlow id="startReview" sourceRef="toReview" targetRef="askOffice"/><bpmn:sequenceFlow id="officeAnswered" sourceRef="askOffice" targetRef="review"/>"#
            ),
            (
                "process.bpmn", #"<bpmn:incoming>startReview</bpmn:incoming>"#, #"<bpmn:incoming>officeAnswered</bpmn:incoming>"#
            ),
            (
                "process.bpmn", #"<bpmn:userTask id="review""#,
                #"""
                <bpmn:serviceTask id="askOffice" name="Ordnungsamt fragen" stadtkern:action="procedures.consult" stadtkern:result="office">
                <bpmn:extensionElements><stadtkern:input name="consultation" value="&quot;order&quot;"/></bpmn:extensionElements>
                <bpmn:incoming>startReview</bpmn:incoming><bpmn:outgoing>officeAnswered</bpmn:outgoing></bpmn:serviceTask>
                <bpmn:userTask id="review"
                """#
            ),
            (
                "service.json", #""deadlines": {"#,
                #"""
                "consultations": {"order": {"unit": "public-order", "due": "statement", "silence": "\#(silence)",
                    "shares": ["assistanceProof"], "purpose": {"norm": "§ 93 AO", "checked": false}}},
                "deadlines": {
                "statement": {"starts": "enters:askOffice", "rule": {"period": "P7D"}, "norm": {"norm": "§ 111 AO", "checked": false}},
                """#
            ),
        ]
        for language in ["de", "en", "ls"] {
            edits.append(
                (
                    "texts/\(language).json", #""deadlines.documents""#,
                    #""deadlines.statement": "Antwort bis", "consultations.order.question": "Ist der Hund bekannt?", "deadlines.documents""#
                ))
        }
        let bench = try await Workbench(changing: edits)
        return (bench, try await bench.open())
    }

    private func answer(_ bench: Workbench, _ id: ID<Procedure>) async throws -> JSON {
        try await bench.store.read { try $0.caseContext(of: id)["office"] } ?? .null
    }

    private func asked(_ bench: Workbench, _ id: ID<Procedure>) async throws -> OfficeConsultation {
        try #require(try await bench.store.read { try $0.consultations(of: id) }.last)
    }

    @Test("the process waits for the office, which finds the question in its inbox; its answer is the task's result")
    func answered() async throws {
        let (bench, id) = try await bench(silence: "none")
        let asked = try await asked(bench, id)
        #expect(asked.question == "Ist der Hund bekannt?")
        // A week from Tuesday, 1 December on ends with Monday, 7 December (§ 108 (1) AO, § 188 (1) BGB).
        #expect(asked.due.description == "2026-12-07")
        #expect(try await bench.procedure(id).state == .consulting)
        #expect(try await bench.store.read { try $0.openTasks(of: id, visibleTo: .system("test")) }.map(\.audience) == [.office])
        let office = Caller(.staff("wald"), units: [asked.unit], permissions: ["procedures.*"])
        let client = bench.client("wald", office)
        #expect(try await client.get("/procedures/inbox").text.contains("/procedures/\(id)"))
        #expect(try await client.get("/procedures/\(id)").words.contains("dem Ablauf der Leistung"))
        let done = try await client.post(
            "/procedures/\(id)/consultations/\(asked.id)/opinion", form: ["stance": "objects", "opinion": "Nein, nie gesehen."])
        #expect(done.status == 200)
        #expect(
            try await answer(bench, id)
                == ["stance": "objects", "opinion": "Nein, nie gesehen.", "silent": false, "consents": false])
        #expect(try await bench.task(id).element == "review")
        #expect(try await bench.procedure(id).state == .inReview)
    }

    @Test(
        "silence is an outcome: the day after the deadline the process goes on, as consent only where the service says so",
        arguments: [
            ("none", false), ("proceed", false), ("consent", true),
        ])
    func silent(_ silence: String, _ consents: Bool) async throws {
        let (bench, id) = try await bench(silence: silence)
        bench.clock.advance(seconds: 7 * 86_400)
        _ = try await bench.store.settle()
        // Monday, 7 December is the last day.
        #expect(try await bench.procedure(id).state == .consulting)
        bench.clock.advance(seconds: 86_400)
        _ = try await bench.store.settle()
        #expect(try await asked(bench, id).ending == .silent)
        #expect(
            try await answer(bench, id) == ["stance": "none", "opinion": nil, "silent": true, "consents": .bool(consents)])
        #expect(try await bench.task(id).element == "review")
    }

    @Test("a clerk can end the wait")
    func ended() async throws {
        let (bench, id) = try await bench(silence: "none")
        let clerk = try await bench.clerk(of: id)
        try await bench.store.perform(EndConsultation(consultation: try await asked(bench, id).id), as: clerk)
        #expect(try await bench.task(id).element == "review")
        let answer = try await answer(bench, id)
        #expect(answer["stance"] == "none" && answer["silent"] == false)
    }
}
