@testable import Applications
import Delivery
import Documents
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Changing the channel") struct ChannelTests {
    @Test("an application without an account comes into one by its code, with its papers; then the code opens nothing more")
    func linking() async throws {
        let bench = try await CaseWorld(account: false)
        let world = bench.world
        let sent = try await world.send(world.visitor(), "proof-never-supplied").json()
        let id = ID<Procedure>(try #require(sent["id"]?.string))
        let code = try #require(sent["accessCode"]?.string)
        try await world.store.settle()
        try await world.store.perform(
            ChooseDelivery(account: "mia", isElectronic: true, language: .de), as: .system("test"))
        let mia = world.account("mia")
        #expect(try await mia.get("/applications/\(id)").status == 404)
        #expect(try await mia.get("/applications/access").words.contains("in mein Konto übernehmen"))
        #expect(!(try await world.visitor().get("/applications/access").words.contains("in mein Konto übernehmen")))
        #expect(try await mia.post("/applications/access", form: ["code": "BCDFGHJKLMNPQRSTVWXZ", "link": "true"]).status == 422)
        let page = try await mia.post("/applications/access", form: ["code": "\(code)", "link": "true"])
        #expect(page.status == 200 && page.path == "/applications/\(id)" && page.words.contains("In Ihr Konto übernommen"))
        let procedure = try await world.store.read { try $0.procedure(id, visibleTo: .system("test")) }
        #expect(procedure.owner == "mia")
        let papers = try await world.store.read { try $0.documents(of: id, visibleTo: Caller(.account("mia"))) }
        #expect(papers.contains { $0.kind == "application" })
        // Neither a visitor nor another account comes in by the old code.
        #expect(try await world.visitor().post("/applications/access", form: ["code": "\(code)"]).status == 422)
        #expect(
            try await world.account("paul").post("/applications/access", form: ["code": "\(code)", "link": "true"]).status == 422)
        #expect(
            try await world.visitor().json(.get, "/api/v1/applications/\(id)", nil, headers: ["access-code": code]).status == 404)
        // What is written from now on goes into the mailbox.
        let clerk = try await world.clerk(id.text)
        let task = try #require(try await world.store.read { try $0.openTasks(of: id, visibleTo: clerk) }.first)
        try await world.store.perform(
            ProcessTask(task: task.id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]), as: clerk)
        try await world.store.settle()
        #expect(try await mia.get("/delivery/mailbox").text.contains("/delivery/mailbox/"))
        #expect(try await mia.get("/applications/\(id)/evidence").status == 200)
    }

    @Test("letters are wished for one application and taken back; staff record it from a call, and nobody else does")
    func wishing() async throws {
        let bench = try await CaseWorld()
        let world = bench.world
        try await world.store.perform(
            ChooseDelivery(account: "mia", isElectronic: true, language: .de), as: .system("test"))
        let mia = world.account("mia")
        let address = "/applications/\(bench.id)/delivery"
        #expect(try await mia.get(address).words.contains("in das Postfach"))
        #expect(try await mia.post(address, form: ["way": "dove"]).status == 422)
        #expect(try await world.account("paul").post(address, form: ["way": "post"]).status == 404)
        #expect(try await mia.post(address, form: ["way": "post"]).words.contains("Das gilt ab jetzt"))
        try await world.requestDocuments(bench.id.text)
        try await world.store.settle()
        func count(_ table: String) async throws -> Int {
            table == "items"
                ? try await world.count("SELECT COUNT(*) FROM delivery_items WHERE procedure = \(bench.id)")
                : try await world.count("SELECT COUNT(*) FROM delivery_messages WHERE procedure = \(bench.id)")
        }
        #expect(try await count("items") == 1)
        #expect(try await count("messages") == 0)
        // Other applications of the same account are not touched.
        #expect(try await world.store.read { try $0.isServedByPost("mia") } == false)
        let clerk = Caller(
            .staff("tran"), units: ["another-office"],
            permissions: ["applications.enter", "applications.open-at-counter", "applications.choose-delivery"])
        let client = bench.browser(clerk)
        let desk = "/applications/counter/cases/\(bench.id)/delivery"
        #expect(try await client.post(desk, form: ["way": "mailbox"]).status == 404)
        let reference = try await bench.procedure().reference
        _ = try await client.post(
            "/applications/counter/openings", form: ["reference": "\(reference)", "familyName": "Schulze"])
        let said = try await client.post(desk, form: ["way": "mailbox"])
        #expect(said.status == 200 && said.words.contains("Von der Behörde auf Wunsch eingetragen"))
        #expect(try await world.store.read { try $0.isServedByPost("mia", at: bench.id.text) } == false)
        let status = try await mia.get("/applications/\(bench.id)")
        #expect(status.words.contains("kommt als Brief") && status.words.contains("kommt in das Postfach"))
    }
}
