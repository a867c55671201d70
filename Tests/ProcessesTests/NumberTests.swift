import BPMN
import Catalogue
import FEEL
import Folders
import Foundation
import Kernel
@testable import Procedures
@testable import Processes
import Store
import Testbed
import Testing
import Web
import XML

@Suite("Figures of a process") struct NumberTests {
    private func numbers(_ world: ProcessWorld, _ caller: Caller?) async throws -> ProcessNumbers {
        let (filter, service) = (world.filter(caller), world.service)
        return try await world.store.read { try ProcessNumbers(filter, service, in: $0) }
    }

    /// Three clear cases and three for the office, of which one is asked for documents and one withdrawn.
    @Test("cases count at the steps that they entered and on the ways that they took")
    func counted() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let clerk = try await world.live()
        let found = try await numbers(world, clerk)
        #expect(found.cases == 6)
        for (element, number) in [
            ("received", 6), ("clear", 6), ("settled", 3), ("assess", 3), ("done", 3), ("review", 3), ("reviewed", 1),
            ("askForDocuments", 1), ("supplyDocuments", 1), ("documentsOverdue", 0),
        ] { #expect(found.entered[element, default: 0] == number, "\(element)") }
        for (flow, number) in [
            ("toCheck", 6), ("clearYes", 3), ("clearNo", 3), ("startReview", 3), ("reviewDone", 1), ("reviewedAsk", 1),
            ("reviewedAssess", 0), ("reviewedRefuse", 0), ("asked", 1), ("supplied", 0), ("overdue", 0), ("assessed", 3),
            ("bothNotice", 3), ("bothFile", 3), ("noticeJoined", 3), ("fileJoined", 3), ("toDone", 3),
        ] { #expect(found.flows[flow] == number, "\(flow)") }
        #expect(found.flows.count == world.service.folder.process.flows.count)
        // The withdrawn case is nowhere any more.
        #expect(found.now.mapValues(\.number) == ["review": 1, "supplyDocuments": 1])
        // The one that was asked lay two days in the office; the withdrawn one counts for no duration.
        let review = try #require(found.times["review"])
        #expect(review.number == 1 && review.median == 2 * 86_400_000_000 && review.ninth == review.median)
        #expect(found.times["supplyDocuments"] == nil)
    }

    @Test("who may not see the cases counts none of them, also not by asking for their office")
    func permission() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let clerk = try await world.live()
        let other = Caller(.staff("tal"), units: ["elsewhere"], permissions: ["*"])
        let found = try await numbers(world, other)
        #expect(found.cases == 0 && found.entered.isEmpty && found.now.isEmpty && found.times.isEmpty)
        var filter = world.filter(other)
        filter.unit = clerk.units.first
        let asked = filter
        #expect(try await world.store.read { try $0.caseNumbers(asked) }.isEmpty)
        #expect(try await world.store.read { try $0.tableUses(asked, table: "Route") } == 0)
        #expect(try await world.store.read { try $0.runningCases(visibleTo: other) } == [:])
        let slug = world.service.slug
        #expect(try await world.store.read { try $0.runningCases(visibleTo: clerk) } == [slug: 2])
    }

    @Test("only what came in during the period counts, the first and the last day included")
    func period() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let clerk = try await world.live()
        // They came in on 23 November.
        for (from, to, number) in [
            ("2026-11-23", "2026-11-23", 6), ("2026-11-01", "2026-11-22", 0), ("2026-11-24", "2026-12-31", 0),
        ] {
            let filter = FigureFilter(
                slug: world.service.slug, from: try #require(LocalDate(from)), to: try #require(LocalDate(to)), caller: clerk)
            let found = try await world.store.read { try $0.caseNumbers(filter) }.reduce(0) { $0 + $1.number }
            #expect(found == number, "\(from) to \(to)")
        }
    }

    /// Three cases are clear, three claim an exemption.
    @Test("rows of a table count how often they made a result")
    func hits() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let clerk = try await world.live()
        let filter = world.filter(clerk)
        let hits = try await world.store.read { try $0.ruleHits(filter, table: "Route") }
        #expect(
            Dictionary(uniqueKeysWithValues: hits.map { ($0.rule ?? "", $0.number) }) == ["route-clear": 3, "route-exemption": 3])
        #expect(try await world.store.read { try $0.tableUses(filter, table: "Route") } == 6)
        #expect(try await world.store.read { try $0.ruleHits(filter, table: "Lateness' OR 1=1 --") }.isEmpty)
    }

    /// Of 1 to 10 hours half are done within 5 and nine tenths within 9; of one case both are that case's time.
    @Test("median and ninth decile are times that really occurred")
    func quantiles() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let hour = 3_600_000_000
        let (start, slug, hash) = (world.clock.now(), world.service.slug, world.service.hash.hex)
        try await world.store.perform(as: .system("test")) { transaction in
            transaction.audit("things", "t")
            for number in 1...10 {
                let id = "case-\(number)"
                try transaction.run(
                    """
                    INSERT INTO procedures (id, reference, slug, service_hash, service_version, title, applicant, state, automatic,
                        unit, confidential, channel, language, received_at, changed_at)
                    VALUES (\(id), \(id), \(slug), \(hash), 'v', 't', 'a', 'in-review', \(false), 'u', \(false), 'online', 'de',
                        \(start), \(start))
                    """)
                let left = Instant(microseconds: start.microseconds + Int64(number * hour))
                try transaction.run(
                    "INSERT INTO procedures_path (procedure, step, at, element, left_at) VALUES (\(id), 1, \(start), 'review', \(left))"
                )
            }
            try transaction.run(
                "INSERT INTO procedures_path (procedure, step, at, element) VALUES ('case-1', 2, \(start), 'supplyDocuments')")
        }
        let filter = world.filter(.system("test"))
        let times = try await world.store.read { try $0.stepDurations(filter, of: ["review", "supplyDocuments"]) }
        #expect(times == [StepDuration(element: "review", number: 10, total: 55 * hour, median: 5 * hour, ninth: 9 * hour)])
        let now = try await world.store.read { try $0.stepsNow(filter) }
        #expect(now == [StepNow(element: "supplyDocuments", number: 1, oldest: start)])
    }

    @Test("a way of which nothing is kept has no number")
    func unknown() throws {
        // Both ways of an inclusive split lead to its join: how many went each cannot be told from the join.
        let text = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
              <process id="p" isExecutable="true"><startEvent id="a"/><inclusiveGateway id="i"/><inclusiveGateway id="j"/><endEvent id="e"/>
                <sequenceFlow id="f0" sourceRef="a" targetRef="i"/>
                <sequenceFlow id="f1" sourceRef="i" targetRef="j"><conditionExpression>true</conditionExpression></sequenceFlow>
                <sequenceFlow id="f2" sourceRef="i" targetRef="j"><conditionExpression>true</conditionExpression></sequenceFlow>
                <sequenceFlow id="f3" sourceRef="j" targetRef="e"/>
              </process>
            </definitions>
            """
        let reading = ProcessModel.read(try XMLDocument(parsing: text), file: "t.bpmn", language: FEELLanguage())
        let model = try #require(reading.model, "\(reading.problems)")
        let counts = ["a": 4, "i": 4, "j": 4, "e": 4]
        #expect(FlowCounts.of(model, entered: counts, passed: counts) == ["f0": 4, "f3": 4])
    }

    @Test(
        "a time is said in the unit that fits",
        arguments: [
            (30, "unter 1 Min."), (60, "1 Min."), (89 * 60, "89 Min."), (90 * 60, "2 Std."), (47 * 3600, "47 Std."),
            (48 * 3600, "2 T."), (60 * 3600, "2,5 T."), (240 * 3600, "10 T."), (252 * 3600, "11 T."),
        ])
    func spans(_ seconds: Int, _ words: String) { #expect(Span.words(seconds * 1_000_000, .de) == words) }

    @Test("to others than the authority figures are rounded down to fives, and fewer than five are not told apart")
    func discretion() {
        let others = Discretion(isStaff: false, language: .de)
        #expect([0, 4].map(others.words) == ["weniger als 5", "weniger als 5"])
        #expect([5, 9, 13].map(others.words) == ["mindestens 5", "mindestens 5", "mindestens 10"])
        #expect(others.time(86_400_000_000 * 3, of: 4) == nil && others.time(86_400_000_000 * 3, of: 5) == "3 T.")
        #expect(Discretion(isStaff: true, language: .de).words(4) == "4")
    }
}

@Suite("Pages of processes") struct ProcessPageTests {
    @Test("the office sees drawing, figures and outline; another office the same page without its cases")
    func staff() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let clerk = try await world.live()
        let page = try await world.client("berg", clerk).get(world.address)
        #expect(page.status == 200 && page.text.contains("<svg class=\"drawing\""))
        #expect(page.words.contains("Gezählt sind 6 Fälle") && page.text.contains("id=\"step-review\""))
        #expect(page.words.contains("Genau eine Zeile") == false)
        let other = Caller(.staff("tal"), units: ["elsewhere"], permissions: ["*"])
        #expect(try await world.client("tal", other).get(world.address).words.contains("Gezählt sind 0 Fälle"))
        #expect(try await world.client("berg", clerk).get("/processes").words.contains("Laufende Fälle"))
        #expect(try await world.client("berg", clerk).get(world.address + "?from=x").status == 422)
        let table = try await world.client("berg", clerk).get(world.address + "/decisions/Route")
        #expect(table.words.contains("Die erste Zeile, die zutrifft, gilt.") && table.words.contains("Wohnung in der Stadt"))
        #expect(try await world.client("berg", clerk).get(world.address + "/decisions/Nothing").status == 404)
        #expect(Texts.shared.takeMissing().filter { $0.hasPrefix("processes.") } == [])
    }

    @Test("what is not public does not exist for others; what is public tells nothing of few cases")
    func open() async throws {
        let closed = try await ProcessWorld(isPublic: false)
        #expect(try await closed.stranger.get(closed.address).status == 404)
        #expect(try await closed.stranger.get(closed.address + "/decisions/Route").status == 404)
        #expect(try await closed.stranger.get("/processes").words.contains("Kein Ablauf ist veröffentlicht"))

        let world = try await ProcessWorld(isPublic: true)
        _ = try await world.live()
        let page = try await world.stranger.get(world.address)
        #expect(page.status == 200 && page.words.contains("weniger als 5") && page.words.contains("mindestens 5"))
        // Three went each way: neither the way's number nor a mark of one case is said, nor a table handed out.
        #expect(!page.words.contains("ja (3)") && !page.text.contains("drawn-now-text"))
        #expect(try await world.stranger.get(world.address + "?format=csv").headers["content-type"]?.contains("html") == true)
        let table = try await world.stranger.get(world.address + "/decisions/Route?unit=x&from=23.11.2026")
        #expect(table.status == 200 && table.words.contains("weniger als 5") && table.words.contains("mindestens 5"))
    }

    @Test("a folder may show how the work was done before, beside the process of now")
    func former() async throws {
        func model(_ shapes: String) -> String {
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
                xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d" targetNamespace="t">
              <process id="p"><startEvent id="letter" name="Brief"/><task id="card" name="Karteikarte"/><sequenceFlow id="f" sourceRef="letter" targetRef="card"/></process>
              <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="p">\(shapes)</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
            </definitions>
            """
        }
        let letter =
            "<bpmndi:BPMNShape id=\"s1\" bpmnElement=\"letter\"><dc:Bounds x=\"0\" y=\"0\" width=\"36\" height=\"36\"/></bpmndi:BPMNShape>"
        let card =
            "<bpmndi:BPMNShape id=\"s2\" bpmnElement=\"card\"><dc:Bounds x=\"90\" y=\"0\" width=\"120\" height=\"80\"/></bpmndi:BPMNShape>"
        let world = try await ProcessWorld(isPublic: true, adding: ["process-as-is.bpmn": model(letter + card)])
        let page = try await world.stranger.get(world.address)
        #expect(page.text.components(separatedBy: "<svg class=\"drawing\"").count == 3)
        #expect(page.words.contains("Karteikarte") && page.words.contains("Bisher"))
        // What nobody could look at is no such model.
        let original = try #require(Project.folders.first)
        var contents = original.files.contents
        contents["process-as-is.bpmn"] = Array(model(letter).utf8)
        let read = ServiceFolder.read(FolderFiles(path: original.files.path, contents: contents))
        #expect(read.folder == nil && read.findings.contains { $0.text.contains("\"card\" is not drawn") })
    }

    /// Steps as in the figures' test: review entered three times, left once after two days, one case there.
    @Test("the tables can be taken along")
    func export() async throws {
        let world = try await ProcessWorld(isPublic: false)
        let clerk = try await world.live()
        let client = world.client("berg", clerk)
        let steps = try await client.get(world.address + "?format=csv").text
        #expect(steps.contains("Prüfen;Aufgabe für Menschen;1;3;1;172800;172800;172800\r\n"))
        let ways = try await client.get(world.address + "?format=csv&table=ways").text
        #expect(ways.contains("Eindeutig?;nein;Zusammenführung vor „Prüfen“;3\r\n"))
        let hits = try await client.get(world.address + "/decisions/Route?format=csv").text
        #expect(hits.contains("\r\n2;3;"))
    }
}
