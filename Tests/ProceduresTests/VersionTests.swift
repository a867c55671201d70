import BPMN
import Catalogue
import Folders
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

@Suite("A running case goes on by another version of its service") struct VersionTests {
    private static let processing = #""starts": "enters:review", "rule": {"period": "P14D"}"#
    private static let documents = #""starts": "enters:askForDocuments", "rule": {"period": "P21D"}"#
    private static let reminder = #""starts": "enters:askForDocuments", "rule": {"period": "P14D", "end": "none"}"#

    /// The new version gives the office thirty days instead of fourteen.
    private static let slower: [Workbench.Edit] = [
        ("service.json", processing, processing.replacing("P14D", with: "P30D"))
    ]

    private func seen(_ bench: Workbench, _ id: ID<Procedure>) async throws -> Int {
        try await bench.store.read { try CaseRun(reading: id, in: $0).version }
    }

    private func move(_ bench: Workbench, _ id: ID<Procedure>, to service: Service, as caller: Caller) async throws {
        try await bench.store.perform(
            MoveVersion(
                procedure: id, version: service.hash.hex, seen: try await seen(bench, id), reason: "Neue Satzung gilt"),
            as: caller)
    }

    private func deadlines(_ bench: Workbench, _ id: ID<Procedure>) async throws -> [String: String] {
        let known = try await bench.store.read { try $0.deadlines(of: id) }
        return Dictionary(known.map { ($0.name, $0.date.description) }, uniquingKeysWith: { $1 })
    }

    private func timers(_ bench: Workbench) async throws -> [Instant] {
        try await bench.store.read {
            try $0.values(
                Instant.self, "SELECT run_at FROM jobs WHERE kind = 'procedures.timer' AND state = 'waiting' ORDER BY run_at")
        }
    }

    @Test(
        "dates and due days are those of the new version, the work stays with whoever took it, and the audit names both versions")
    func moved() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let berg = try await bench.clerk(of: id)
        try await bench.store.perform(ClaimTask(task: task.id), as: berg)
        // Fourteen days from Monday, 30 November on.
        #expect(task.due?.description == "2026-12-14")
        let next = try await bench.release(Self.slower)
        try await move(bench, id, to: next, as: berg)
        let procedure = try await bench.procedure(id)
        #expect(procedure.serviceHash == next.hash.hex && procedure.serviceVersion == "2026-2" && procedure.state == .inReview)
        let after = try await bench.task(id)
        #expect(after.id == task.id && after.claimedBy == "berg" && after.element == "review")
        // Thirty days: Wednesday, 30 December.
        #expect(after.due?.description == "2026-12-30" && procedure.due?.description == "2026-12-30")
        #expect(try await deadlines(bench, id)["processing"] == "2026-12-30")
        let why = try await bench.store.read { try $0.deadlines(of: id) }.first { $0.name == "processing" }?.why.de
        #expect(why?.contains("30 Tage") == true, "\(why ?? "")")
        let detail = try #require(
            try await bench.store.read {
                try $0.values(
                    JSON.self,
                    "SELECT d.detail FROM audit_entries e JOIN audit_details d ON d.entry = e.id WHERE e.action = 'procedures.move-version'"
                )
            }.first)
        #expect(detail["from"]?.string == bench.service.hash.hex && detail["to"]?.string == next.hash.hex)
        #expect(detail["dates"]?["processing"] == ["from": "2026-12-14", "to": "2026-12-30"])
        let event = try #require(
            try await bench.store.read { try $0.events(of: id) }.last { $0.name == VersionMoved.name })
        #expect(event.payload["fromHash"]?.string == bench.service.hash.hex && event.payload["toVersion"]?.string == "2026-2")
        // The case goes to its end by the new version.
        try await bench.store.perform(
            DecideTask(task: task.id, act: "refuse", fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: berg)
        #expect(try await bench.procedure(id).outcome == .refused)
    }

    @Test("timers ring by the new version: a deadline moves along, a day at a boundary is set anew, and each rings once")
    func timers() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        try await bench.store.perform(
            ProcessTask(task: try await bench.task(id).id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]),
            as: berg)
        // The reminder on Monday, 14 December; the end of the period at the end of Monday, 21 December. The city is one hour ahead.
        #expect(
            try await timers(bench) == [Instant("2026-12-13T23:00:00Z"), Instant("2026-12-21T23:00:00Z")].compactMap { $0 })
        let next = try await bench.release([
            ("service.json", Self.documents, Self.documents.replacing("P21D", with: "P28D")),
            ("service.json", Self.reminder, Self.reminder.replacing("P14D", with: "P21D")),
        ])
        try await move(bench, id, to: next, as: berg)
        // Four weeks after 30 November: Monday, 28 December. Three weeks: Monday, 21 December.
        #expect(
            try await timers(bench) == [Instant("2026-12-20T23:00:00Z"), Instant("2026-12-28T23:00:00Z")].compactMap { $0 })
        #expect(try await bench.task(id).due?.description == "2026-12-28")
        bench.clock.advance(seconds: 22 * 86_400)
        _ = try await bench.store.settle()
        // Tuesday, 22 December: by the former version the period would be over.
        #expect(try await bench.task(id).element == "supplyDocuments")
        bench.clock.advance(seconds: 7 * 86_400)
        _ = try await bench.store.settle()
        #expect(try await bench.task(id).element == "review")
        let reminders = try await bench.store.read { try $0.path(of: id) }.count { $0.element == "reminderDue" }
        #expect(reminders == 1)
    }

    @Test("a period that was set to the applicant is not shortened")
    func shortened() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        try await bench.store.perform(
            ProcessTask(task: try await bench.task(id).id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]),
            as: berg)
        let next = try await bench.release([
            ("service.json", Self.documents, Self.documents.replacing("P21D", with: "P7D"))
        ])
        await #expect(throws: ProcedureFault.notMovable([.init(kind: .shortened, name: "supplyDocuments")])) {
            try await move(bench, id, to: next, as: berg)
        }
        #expect(try await bench.task(id).due?.description == "2026-12-21")
    }

    /// Gives elements other names everywhere in the folder.
    private func renaming(_ names: [String: String]) -> (String) -> String {
        { text in
            names.reduce(text) { text, name in
                text.replacing("\"\(name.key)\"", with: "\"\(name.value)\"")
                    .replacing("enters:\(name.key)", with: "enters:\(name.value)")
                    .replacing("tasks.\(name.key)", with: "tasks.\(name.value)")
            }
        }
    }

    @Test("a case that stands at a step that is gone stays where it is, and the page says why")
    func gone() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        let next = try await bench.release(rewriting: renaming(["review": "examine"]))
        let gone = ProcedureFault.notMovable([.init(kind: .gone, name: "review")])
        await #expect(throws: gone) { try await move(bench, id, to: next, as: berg) }
        #expect(try await bench.procedure(id).serviceHash == bench.service.hash.hex)
        let client = bench.client("berg", berg)
        let page = try await client.get("/procedures/\(id)/version")
        #expect(page.status == 200 && page.words.contains("Diesen Schritt gibt es in der neuen Version nicht"))
        #expect(!page.text.contains("data-action=\"procedures.move-version\""))
        let seen = String(try await seen(bench, id))
        let fields: KeyValuePairs = ["version": next.hash.hex, "seen": seen, "reason": "Neue Satzung gilt"]
        let refused = try await client.post("/procedures/\(id)/version", form: fields)
        #expect(refused.status == 409 && refused.words.contains("Diesen Schritt gibt es in der neuen Version nicht"))
        #expect(try await bench.task(id).element == "review")
    }

    @Test("a step that bears another name now is found by it; what was decided before keeps the words of its time")
    func renamed() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        let task = try await bench.task(id)
        let next = try await bench.release(
            [
                ("process.bpmn", "name=\"Rechtzeitig angemeldet?\"", "name=\"Frist gewahrt?\""),
                ("service.json", "\"states\": {", "\"renamed\": {\"review\": \"examine\"}, \"states\": {"),
            ], rewriting: renaming(["review": "examine", "checkLateness": "judgeLateness"]))
        try await move(bench, id, to: next, as: berg)
        let after = try await bench.task(id)
        #expect(after.id == task.id && after.element == "examine" && after.token == task.token)
        // Counted from the day on which the case came to the step under its former name.
        #expect(try await deadlines(bench, id)["processing"] == "2026-12-14")
        #expect(try await bench.procedure(id).state == .inReview)
        let words = try await bench.client("berg", berg).get("/procedures/\(id)").words
        #expect(words.contains("Rechtzeitig angemeldet?") && !words.contains("Frist gewahrt?"))
        #expect(words.contains("Umgestellt von Version 2026-1 auf 2026-2 (Neue Satzung gilt)"))
        let results = try await bench.store.read { reader in
            try CaseDecisions.named(try reader.decisions(of: id), next, in: reader).map(\.result)
        }
        #expect(results.sorted() == ["late", "route"])
        try await bench.store.perform(
            DecideTask(task: task.id, act: "refuse", fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: berg)
        #expect(try await bench.procedure(id).outcome == .refused)
        let path = try await bench.store.read { try $0.path(of: id) }
        #expect(path.filter { ["review", "examine"].contains($0.element) }.allSatisfy { $0.leftAt != nil })
    }

    @Test("a notice says why by the version under which it was issued, whatever version the case goes by since")
    func explained() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        try await bench.store.perform(
            ProcessTask(task: try await bench.task(id).id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]),
            as: berg)
        let notice = try #require(try await bench.store.read { try $0.notices(of: id, visibleTo: .system("test")) }.first)
        let client = bench.client("berg", berg)
        let before = try await client.get("/notices/\(notice.id)")
        let explained = try #require(bench.service.folder.texts.text("notices.notice-documents.explained", .de))
        #expect(before.status == 200 && before.words.contains(explained))
        let next = try await bench.release([
            ("texts/de.json", explained, "Etwas ganz anderes."),
            ("service.json", Self.documents, Self.documents.replacing("P21D", with: "P28D")),
        ])
        try await move(bench, id, to: next, as: berg)
        let after = try await client.get("/notices/\(notice.id)")
        #expect(after.words.contains(explained) && !after.words.contains("Etwas ganz anderes."))
        // The letter goes on saying the day that it said.
        #expect(before.words.contains("21. Dezember 2026") && after.words.contains("21. Dezember 2026"))
    }

    @Test("a day that a notice has told does not move; a failed step goes on by the new version")
    func told() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        bench.filing.fails.withLock { $0 = true }
        try await bench.store.perform(
            DecideTask(
                task: try await bench.task(id).id, act: "refuseExemption",
                fields: ["ground": "no-proof", "reason": "Der Nachweis ist bis zum Ablauf der Frist nicht eingegangen."]),
            as: berg)
        // The notice is out, and the case waits because it could not be filed.
        let payment = try #require(try await deadlines(bench, id)["payment"])
        let later = try await bench.release([
            ("service.json", #""rule": {"period": "P1M"}"#, #""rule": {"period": "P2M"}"#)
        ])
        await #expect(throws: ProcedureFault.notMovable([.init(kind: .told, name: "payment")])) {
            try await move(bench, id, to: later, as: berg)
        }
        let slower = try await bench.release(Self.slower)
        try await move(bench, id, to: slower, as: berg)
        #expect(try await deadlines(bench, id)["payment"] == payment)
        bench.filing.fails.withLock { $0 = false }
        let incident = try #require(
            try await bench.store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true, limit: 5) }.first)
        try await bench.store.perform(RetryIncident(incident: incident.id), as: .system("test"))
        _ = try await bench.store.settle()
        #expect(try await bench.store.read { try CaseRun(reading: id, in: $0).process.status } == .completed)
    }

    @Test("an act that waits for a second person is in the way")
    func proposal() async throws {
        let bench = try await Workbench(changing: [
            ("service.json", #""outcome": "refused","#, #""outcome": "refused", "eyes": 2,"#)
        ])
        let id = try await bench.open()
        let berg = try await bench.clerk(of: id)
        try await bench.store.perform(
            DecideTask(
                task: try await bench.task(id).id, act: "refuse",
                fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: berg)
        let next = try await bench.release(Self.slower)
        await #expect(throws: ProcedureFault.notMovable([.init(kind: .proposal, name: "review")])) {
            try await move(bench, id, to: next, as: berg)
        }
    }

    @Test("the preview names both versions, days and tasks; it holds only for what it showed")
    func preview() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let client = bench.client("berg", try await bench.clerk(of: id))
        #expect(try await client.get("/procedures/\(id)/version").words.contains("läuft schon nach der Version"))
        #expect(!(try await client.get("/procedures/\(id)").text.contains("/procedures/\(id)/version")))
        let next = try await bench.release(Self.slower)
        #expect(try await client.get("/procedures/\(id)").text.contains("/procedures/\(id)/version"))
        let page = try await client.get("/procedures/\(id)/version")
        for words in [
            "2026-1", "2026-2", "01.01.2026", "30.11.2026", "14.12.2026", "30.12.2026", "Getroffene Entscheidungen (2)",
        ] {
            #expect(page.words.contains(words), "\(words)")
        }
        let seen = String(try await seen(bench, id))
        let address = "/procedures/\(id)/version"
        let empty = try await client.post(address, form: ["version": next.hash.hex, "seen": seen, "reason": ""])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-reason""##))
        for (version, seen) in [(bench.service.hash.hex, seen), (next.hash.hex, "0"), (next.hash.hex, "")] {
            let stale = try await client.post(address, form: ["version": version, "seen": seen, "reason": "Neue Satzung"])
            #expect(stale.status == 409 && stale.words.contains("Bitte prüfen Sie die neue Vorschau"))
        }
        #expect(try await bench.procedure(id).serviceVersion == "2026-1")
        let done = try await client.post(address, form: ["version": next.hash.hex, "seen": seen, "reason": "Neue Satzung"])
        #expect(done.status == 200 && done.words.contains("Umgestellt von Version 2026-1 auf 2026-2"))
        let again = try await client.post(address, form: ["version": next.hash.hex, "seen": seen, "reason": "Neue Satzung"])
        #expect(again.status == 409 && again.words.contains("läuft schon nach der Version"))
    }

    @Test("only who holds the right in the case's unit may, and to other units the case does not exist")
    func rights() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let next = try await bench.release(Self.slower)
        let weak = try await bench.clerk("tal", of: id, permissions: ["procedures.decide", "procedures.process"])
        await #expect(throws: StoreFault.forbidden(MoveVersion.name)) { try await move(bench, id, to: next, as: weak) }
        #expect(try await bench.client("tal", weak).get("/procedures/\(id)/version").status == 403)
        let foreign = Caller(.staff("wald"), units: ["elsewhere"], permissions: ["procedures.*"])
        await #expect(throws: ProcedureFault.notFound) { try await move(bench, id, to: next, as: foreign) }
        #expect(try await bench.client("wald", foreign).get("/procedures/\(id)/version").status == 404)
        #expect(try await bench.procedure(id).serviceVersion == "2026-1")
    }

    @Test("the service's page counts running cases by version, and leads to the list of those that one may see")
    func counted() async throws {
        let bench = try await Workbench()
        let first = try await bench.open()
        let decided = try await bench.open()
        let clerk = try await bench.clerk(of: first, permissions: ["procedures.*", "catalogue.versions"])
        try await bench.store.perform(
            DecideTask(
                task: try await bench.task(decided).id, act: "refuse",
                fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: clerk)
        let next = try await bench.release(Self.slower)
        let second = try await bench.open()
        let third = try await bench.open()
        let counts = try await bench.store.read { try VersionUse.procedures.count(bench.service.slug, $0) }
        #expect(counts == [bench.service.hash.hex: 1, next.hash.hex: 2])
        let client = bench.client("berg", clerk)
        let list = "/procedures?service=\(bench.service.slug)&amp;version=\(bench.service.hash.hex)&amp;state=running"
        #expect(try await client.get("/catalogue/versions/\(bench.service.slug)").text.contains(list))
        let shown = try await client.get(list.replacing("&amp;", with: "&")).text
        #expect(shown.contains("/procedures/\(first)"))
        for other in [decided, second, third] { #expect(!shown.contains("/procedures/\(other)")) }
    }
}
