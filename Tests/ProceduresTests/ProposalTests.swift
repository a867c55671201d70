import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Two people for one act") struct ProposalTests {
    private static let rights: Set<String> = [
        "procedures.claim", "procedures.process", "procedures.decide", "procedures.confirm", "procedures.return-act",
    ]
    private let reason = "Die Hunde leben in einer anderen Gemeinde."

    /// The service's refusal takes two people here.
    private func bench() async throws -> (Workbench, ID<Procedure>, WorkItem) {
        let bench = try await Workbench(changing: [
            (
                "service.json", #""outcome": "refused","#, #""outcome": "refused", "eyes": 2,"#
            )
        ])
        let id = try await bench.open()
        return (bench, id, try await bench.task(id))
    }

    private func proposal(_ bench: Workbench, _ id: ID<Procedure>) async throws -> ID<Proposal> {
        try #require(try await bench.store.read { try $0.openProposals(of: id) }.first)
    }

    @Test("an act of four eyes takes effect when a second person confirms it, and the history names both")
    func confirming() async throws {
        let (bench, id, task) = try await bench()
        let berg = bench.client("berg", try await bench.clerk("berg", of: id, permissions: Self.rights))
        let tal = bench.client("tal", try await bench.clerk("tal", of: id, permissions: Self.rights))
        try await bench.store.perform(ClaimTask(task: task.id), as: try await bench.clerk("berg", of: id))
        let address = "/procedures/\(id)/tasks/\(task.id)/acts/refuse"
        let preview = try await berg.post(address, form: ["fields.reason": reason, "_step": "preview"])
        #expect(preview.words.contains("So lautet das Schreiben") && preview.words.contains("Zur Bestätigung vorlegen"))
        let done = try await berg.post(address, form: ["fields.reason": reason])
        #expect(done.status == 200 && done.words.contains("Wartet auf die Bestätigung"))
        #expect(try await bench.procedure(id).outcome == nil)
        #expect(try await bench.store.read { try $0.notices(of: id, visibleTo: .system("test")) }.isEmpty)
        // Nobody acts at it meanwhile, whoever had taken it.
        #expect(try await tal.post(address, form: ["fields.reason": reason]).status == 409)
        #expect(try await tal.get("/procedures/inbox").words.contains("zu bestätigen"))
        let place = "/procedures/\(id)/proposals/\(try await proposal(bench, id))"
        let page = try await tal.get(place)
        #expect(page.status == 200 && page.words.contains(reason) && page.words.contains("Frau berg"))
        #expect(page.words.contains("So lautet das Schreiben"))
        #expect(try await bench.procedure(id).outcome == nil)
        let confirmed = try await tal.post(place + "/confirmation")
        #expect(confirmed.status == 200)
        #expect(confirmed.words.contains("vorgelegt von Frau berg, bestätigt von Frau tal"))
        #expect(try await bench.procedure(id).outcome == .refused)
        #expect(try await tal.post(place + "/confirmation").status == 409)
    }

    @Test("nobody confirms what is their own, nor without the right that the act takes")
    func refused() async throws {
        let (bench, id, task) = try await bench()
        let first = try await bench.clerk("berg", of: id, permissions: Self.rights)
        try await bench.store.perform(DecideTask(task: task.id, act: "refuse", fields: ["reason": .string(reason)]), as: first)
        let proposal = try await proposal(bench, id)
        await #expect(throws: ProcedureFault.ownAct) { try await bench.store.perform(ConfirmAct(proposal: proposal), as: first) }
        let weak = try await bench.clerk("tal", of: id, permissions: ["procedures.confirm", "procedures.process"])
        await #expect(throws: StoreFault.forbidden("procedures.decide")) {
            try await bench.store.perform(ConfirmAct(proposal: proposal), as: weak)
        }
        // What failed has changed nothing: the right person confirms it all the same.
        #expect(try await bench.store.read { try $0.openProposals(of: id) } == [proposal])
        let page = try await bench.client("berg", first).get("/procedures/\(id)/proposals/\(proposal)")
        #expect(page.words.contains("Bestätigen kann sie nur eine andere Person"))
        #expect(!page.text.contains("data-action=\"procedures.confirm\""))
    }

    @Test("whoever stands in for the first person is no second one for what was done in that person's place")
    func inPlace() async throws {
        let (bench, id, task) = try await bench()
        let unit = try await bench.procedure(id).unit
        var deputy = Caller(.staff("fern"), units: [unit], permissions: Self.rights)
        deputy.reaches = [.init(units: [unit], permissions: Self.rights, inPlaceOf: "berg")]
        try await bench.store.perform(DecideTask(task: task.id, act: "refuse", fields: ["reason": .string(reason)]), as: deputy)
        let proposal = try await proposal(bench, id)
        let absent = try await bench.clerk("berg", of: id, permissions: Self.rights)
        await #expect(throws: ProcedureFault.ownAct) { try await bench.store.perform(ConfirmAct(proposal: proposal), as: absent) }
    }

    @Test("whoever stands in for the first person does not confirm what that person put forward; somebody else does")
    func deputy() async throws {
        let (bench, id, task) = try await bench()
        let unit = try await bench.procedure(id).unit
        let first = try await bench.clerk("berg", of: id, permissions: Self.rights)
        try await bench.store.perform(DecideTask(task: task.id, act: "refuse", fields: ["reason": .string(reason)]), as: first)
        let proposal = try await proposal(bench, id)
        var deputy = Caller(.staff("fern"), units: [unit], permissions: Self.rights)
        deputy.reaches = [.init(units: [unit], permissions: Self.rights, inPlaceOf: "berg")]
        await #expect(throws: ProcedureFault.ownAct) {
            try await bench.store.perform(ConfirmAct(proposal: proposal), as: deputy)
        }
        deputy.reaches = [.init(units: [unit], permissions: Self.rights, inPlaceOf: "tal")]
        try await bench.store.perform(ConfirmAct(proposal: proposal), as: deputy)
        #expect(try await bench.procedure(id).outcome == .refused)
    }

    @Test("whoever only reads the case reads the proposal, and is offered nothing there")
    func reading() async throws {
        let (bench, id, task) = try await bench()
        let first = try await bench.clerk("berg", of: id, permissions: Self.rights)
        try await bench.store.perform(DecideTask(task: task.id, act: "refuse", fields: ["reason": .string(reason)]), as: first)
        let reader = try await bench.clerk("lese", of: id, permissions: ["procedures.read"])
        let page = try await bench.client("lese", reader).get("/procedures/\(id)/proposals/\(try await proposal(bench, id))")
        #expect(page.status == 200 && page.words.contains(reason))
        #expect(!page.text.contains("data-action=\"procedures"))
    }

    @Test("what is not confirmed goes back to the first person with the remark, who may put it forward again")
    func returning() async throws {
        let (bench, id, task) = try await bench()
        let berg = try await bench.clerk("berg", of: id, permissions: Self.rights)
        let tal = bench.client("tal", try await bench.clerk("tal", of: id, permissions: Self.rights))
        let act = DecideTask(task: task.id, act: "refuse", fields: ["reason": .string(reason)])
        try await bench.store.perform(act, as: berg)
        let place = "/procedures/\(id)/proposals/\(try await proposal(bench, id))"
        let empty = try await tal.post(place + "/return", form: ["remark": ""])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-remark""##))
        let back = try await tal.post(place + "/return", form: ["remark": "Bitte die Gemeinde nennen."])
        #expect(back.status == 200 && back.words.contains("Nicht bestätigt"))
        #expect(try await bench.task(id).claimedBy == "berg")
        #expect(
            try await bench.client("berg", berg).get("/procedures/\(id)").words.contains("Bitte die Gemeinde nennen."))
        try await bench.store.perform(act, as: berg)
        #expect(try await bench.store.read { try $0.openProposals(of: id) }.count == 1)
        #expect(try await bench.procedure(id).outcome == nil)
    }
}
