import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Handing work over") struct HandOverTests {
    private static let clerk: Set<String> = [
        "procedures.claim", "procedures.release", "procedures.process", "procedures.decide", "procedures.hand-over",
        "procedures.hand-over-many",
    ]

    private struct Office {
        let bench: Workbench
        let ids: [ID<Procedure>]
        let tasks: [WorkItem]
        let berg, tal, head: Caller

        init(cases: Int) async throws {
            bench = try await Workbench()
            var ids: [ID<Procedure>] = []
            var tasks: [WorkItem] = []
            for _ in 0..<cases {
                let id = try await bench.open()
                ids.append(id)
                tasks.append(try await bench.task(id))
                bench.clock.advance(seconds: 1)
            }
            (self.ids, self.tasks) = (ids, tasks)
            berg = try await bench.clerk("berg", of: ids[0], permissions: HandOverTests.clerk)
            tal = try await bench.clerk("tal", of: ids[0], permissions: HandOverTests.clerk)
            head = try await bench.clerk("kopf", of: ids[0], permissions: HandOverTests.clerk.union([HandOverTask.others]))
            for (name, caller) in [("berg", berg), ("tal", tal), ("kopf", head)] { _ = bench.client(name, caller) }
        }

        func holder(_ index: Int) async throws -> String? { try await bench.task(ids[index]).claimedBy }

        func audits(_ action: String) async throws -> [JSON] {
            try await bench.store.read {
                try $0.values(
                    JSON.self,
                    "SELECT d.detail FROM audit_entries e JOIN audit_details d ON d.entry = e.id WHERE e.action = \(action) ORDER BY e.seq"
                )
            }
        }
    }

    @Test("chosen work goes to a colleague with its reason, one audit entry and one event each")
    func chosen() async throws {
        let office = try await Office(cases: 3)
        let client = office.bench.client("berg", office.berg)
        let chosen = [office.tasks[0], office.tasks[2]].map { JSON.string($0.id.text) }
        let done = try await office.bench.client("berg-program", office.berg, program: true).json(
            .post, "/procedures/handovers", ["task": .array(chosen), "to": "tal", "reason": "Urlaub"])
        let place = try #require(try done.json()["location"]?.string)
        #expect(try await client.get(place).words.contains("2 von 2 Aufgaben übergeben."))
        #expect(try await office.holder(0) == "tal")
        #expect(try await office.holder(1) == nil)
        #expect(try await office.holder(2) == "tal")
        #expect(try await office.audits("procedures.hand-over").map { $0["reason"]?.string } == ["Urlaub", "Urlaub"])
        #expect(try await office.audits("procedures.hand-over-many").count == 1)
        let history = try await client.get("/procedures/\(office.ids[0])").words
        #expect(history.contains("Aufgabe übergeben: Anmeldung prüfen. Von: zurück an den Bereich. An: Frau tal. Grund: Urlaub"))
    }

    @Test("a clerk gives away what is hers and what is free, but not what a colleague has taken; a head may")
    func others() async throws {
        let office = try await Office(cases: 1)
        let store = office.bench.store
        try await store.perform(ClaimTask(task: office.tasks[0].id), as: office.tal)
        await #expect(throws: StoreFault.forbidden(HandOverTask.others)) {
            try await store.perform(HandOverTask(task: office.tasks[0].id, to: "berg", reason: "x"), as: office.berg)
        }
        try await store.perform(HandOverTask(task: office.tasks[0].id, to: "berg", reason: "x"), as: office.head)
        #expect(try await office.holder(0) == "berg")
        try await store.perform(HandOverTask(task: office.tasks[0].id, to: nil, reason: "x"), as: office.berg)
        #expect(try await office.holder(0) == nil)
    }

    @Test("work does not go to somebody who may not take it, nor from another unit")
    func unfit() async throws {
        let office = try await Office(cases: 1)
        let store = office.bench.store
        _ = office.bench.client("fern", Caller(.staff("fern"), units: ["elsewhere"], permissions: Self.clerk))
        await #expect(throws: ProcedureFault.cannotTake) {
            try await store.perform(HandOverTask(task: office.tasks[0].id, to: "fern", reason: "x"), as: office.berg)
        }
        await #expect(throws: ProcedureFault.notFound) {
            try await store.perform(
                HandOverTask(task: office.tasks[0].id, to: "berg", reason: "x"),
                as: Caller(.staff("fern"), units: ["elsewhere"], permissions: Self.clerk))
        }
    }

    @Test("all of a sick colleague's work goes at once: a batch now, the rest by jobs, and the page tells how far it is")
    func everything() async throws {
        // More than one batch of 50.
        let office = try await Office(cases: 53)
        let store = office.bench.store
        for task in office.tasks { try await store.perform(ClaimTask(task: task.id), as: office.tal) }
        let client = office.bench.client("kopf", office.head)
        let page = try await client.post("/procedures/handovers", form: ["from": "tal", "to": "berg", "reason": "Vertretung"])
        #expect(page.words.contains("Die Übergabe läuft") && page.words.contains("50 von 53 Aufgaben übergeben."))
        let path = page.path
        _ = try await store.settle()
        #expect(try await client.get(path).words.contains("53 von 53 Aufgaben übergeben."))
        for index in office.ids.indices { #expect(try await office.holder(index) == "berg") }
        #expect(try await office.audits("procedures.hand-over").count == 53)
        // Nobody else looks at it.
        #expect(try await office.bench.client("tal", office.tal).get(path).status == 404)
    }

    @Test("what cannot be handed over stays where it was, with the reason why")
    func skipped() async throws {
        let office = try await Office(cases: 2)
        let store = office.bench.store
        try await store.perform(ClaimTask(task: office.tasks[1].id), as: office.tal)
        let id = try await store.perform(
            HandOverMany(step: .begin(.items(office.tasks.map(\.id)), to: "berg", reason: "x")), as: office.berg)
        let order = try await store.read { [berg = office.berg] in try $0.handOver(id, visibleTo: berg) }
        #expect(order.moved == 1 && order.state == .done)
        #expect(order.skipped.map(\.reference) == [try await office.bench.procedure(office.ids[1]).reference])
        #expect(try await office.holder(1) == "tal")
    }

    @Test("a hand-over without choice, receiver or reason says all of it at once")
    func faulty() async throws {
        let office = try await Office(cases: 1)
        let page = try await office.bench.client("berg", office.berg).post("/procedures/handovers", form: ["from": ""])
        #expect(page.status == 422)
        for sentence in ["Bitte wählen Sie, wessen", "Bitte wählen Sie, an wen", "Bitte geben Sie einen Grund an"] {
            #expect(page.words.contains(sentence))
        }
    }

    @Test("who stands in works on what the absent colleague has taken, and it is recorded as in their place")
    func inPlace() async throws {
        let office = try await Office(cases: 1)
        let store = office.bench.store
        try await store.perform(ClaimTask(task: office.tasks[0].id), as: office.tal)
        let act = ProcessTask(
            task: office.tasks[0].id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]])
        await #expect(throws: ProcedureFault.alreadyClaimed) { try await store.perform(act, as: office.berg) }
        var deputy = office.berg
        deputy.reaches = [
            .init(units: office.berg.units, permissions: office.berg.permissions),
            .init(units: office.berg.units, permissions: office.berg.permissions, inPlaceOf: "tal"),
        ]
        let client = office.bench.client("berg", deputy)
        #expect(try await client.get("/procedures/inbox?tab=deputy").words.contains("Frau tal"))
        try await store.perform(act, as: deputy)
        #expect(try await office.audits("procedures.process").map { $0["inPlaceOf"]?.string } == ["tal"])
        #expect(try await client.get("/procedures/\(office.ids[0])").words.contains("in Vertretung für Frau tal"))
    }

    @Test("a right that comes from a deputised post alone makes every act one in somebody's place")
    func deputisedRight() async throws {
        let office = try await Office(cases: 1)
        var deputy = Caller(.staff("fern"), units: office.berg.units, permissions: Self.clerk)
        deputy.reaches = [.init(units: office.berg.units, permissions: Self.clerk, inPlaceOf: "berg")]
        try await office.bench.store.perform(ClaimTask(task: office.tasks[0].id), as: deputy)
        #expect(try await office.audits("procedures.claim").map { $0["inPlaceOf"]?.string } == ["berg"])
    }
}
