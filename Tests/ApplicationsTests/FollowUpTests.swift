@testable import Applications
import Catalogue
import Delivery
import Folders
import Forms
import Kernel
import Mandates
import Notices
import Procedures
@_spi(Testing) import Store
import Testing
import Web

/// A permit of one year, granted to an account: valid from 1.12.2026 to 30.11.2027.
private struct PermitWorld {
    let world: World
    let id: ID<Procedure>
    let client: InProcessClient
    /// Opens the case without the account.
    let code: String

    init(account: Bool = true) async throws {
        world = try await World("2026-11-23T09:00:00Z", offering: { $0.renewal != nil })
        client = account ? world.account("mia") : world.visitor()
        let reply = try await world.send(client, "clear").json()
        id = ID(try #require(reply["id"]?.string))
        code = try #require(reply["accessCode"]?.string)
        try await grant(id)
    }

    /// A clerk grants what waits, whatever the step is called.
    func grant(_ id: ID<Procedure>) async throws {
        let clerk = try await world.clerk(id.text)
        let acts = world.service.folder.about.acts
        let open = try await world.store.read { try $0.openTasks(of: id, visibleTo: clerk) }
        let task = try #require(open.first { $0.acts.contains { acts[$0]?.outcome == "granted" } })
        let act = try #require(task.acts.first { acts[$0]?.outcome == "granted" })
        try await world.store.perform(DecideTask(task: task.id, act: act, fields: [:]), as: clerk)
        try await world.store.settle()
    }

    func advance(to moment: String) async throws {
        let seconds = try #require(Instant(moment)).seconds(since: world.clock.now())
        world.clock.advance(seconds: seconds)
        try await world.store.settle()
    }

    func documents(_ id: ID<Procedure>) async throws -> [Verification] {
        try await world.store.read { try $0.verifications(of: id, visibleTo: .system("test")) }
    }

    func messages() async throws -> [Message] {
        try await world.store.read { try $0.mailbox(of: Caller(.account("mia"))) }
    }

    func draft(_ page: Reply) async throws -> Draft {
        let id = ID<Draft>(String(page.path.split(separator: "/")[2]))
        return try await world.store.read { try $0.draft(id, of: DraftKey(account: "mia", session: nil)) }
    }

    /// Answers what is still asked and sends the draft off.
    func send(_ draft: Draft, adding answers: [String: JSON]) async throws -> Reply {
        let all = (draft.answers.object ?? [:]).merging(answers) { $1 }
        try await world.store.perform(
            SaveDraft(
                draft: draft.id, key: DraftKey(account: "mia", session: nil), answers: .object(all), hash: draft.hash,
                language: .de), as: Caller(.account("mia")))
        return try await client.post("/applications", form: ["draft": draft.id.text])
    }
}

@Suite("Renewal and change of what was granted until a day") struct FollowUpTests {
    @Test("a renewal is offered from two months before the last day, with one reminder, and begins the day after it")
    func renewal() async throws {
        let permit = try await PermitWorld()
        let (world, client, id) = (permit.world, permit.client, permit.id)
        let renewal = "/applications/\(id)/follow-up/renewal"
        #expect(try await permit.documents(id).first?.validUntil == LocalDate("2027-11-30"))
        #expect(try await client.get(renewal).status == 409, "ten months too early")
        // The window of two months before Tuesday, 30.11.2027, begins on Thursday, 30.9.2027 (§§ 187, 188 BGB counted back).
        try await permit.advance(to: "2027-09-29T20:00:00Z")
        #expect(!(try await permit.messages().contains { $0.title.contains("30. November 2027") }))
        try await permit.advance(to: "2027-09-30T07:00:00Z")
        #expect(try await permit.messages().count { $0.title.contains("30. November 2027") } == 1)
        #expect(try await client.get("/applications/\(id)").text.contains(renewal))
        #expect(try await client.get("/applications").text.contains(renewal))
        let asked = try await client.get(renewal)
        #expect(asked.words.contains("23. November 2026") && asked.words.contains("L-MK 417"))

        let begun = try await client.post(
            renewal,
            form: [
                "take": "givenName", "take": "home", "take": "registration", "take": "plate", "take": "vehicleKind",
                "take": "holder",
            ])
        let draft = try await permit.draft(begun)
        #expect(draft.answers["purpose"] == "renewal" && draft.answers["from"] == "2027-12-01")
        #expect(draft.answers["plate"] == "L-MK 417" && draft.answers["familyName"] == nil, "not ticked, not taken over")
        #expect(draft.origins?["plate"]?.on == LocalDate("2026-11-23"))
        let sent = try await permit.send(draft, adding: ["familyName": "Krause", "years": 1, "correct": true])
        #expect(sent.path.hasSuffix("/confirmation"))
        let follower = ID<Procedure>(String(sent.path.split(separator: "/")[1]))
        let context = try await world.store.read { try $0.caseContext(of: follower) }
        #expect(context["former"]?["validUntil"] == "@2027-11-30")

        #expect(try await client.get(renewal).status == 409, "applied for already")
        try await permit.grant(follower)
        let new = try #require(try await permit.documents(follower).first)
        // One year from Wednesday, 1.12.2027: to Thursday, 30.11.2028.
        #expect(new.validFrom == LocalDate("2027-12-01") && new.validUntil == LocalDate("2028-11-30"))
        #expect(try await permit.documents(id).first?.ending == nil, "the old permit holds to its last day")
        #expect(!(try await client.get("/applications/\(id)").text.contains(renewal)))
    }

    @Test("a change is offered while the permit holds; the new permit takes the place of the old one")
    func change() async throws {
        let permit = try await PermitWorld()
        let (client, id) = (permit.client, permit.id)
        let change = "/applications/\(id)/follow-up/change"
        #expect(try await client.get(change).status == 409, "the permit does not hold yet")
        try await permit.advance(to: "2026-12-02T09:00:00Z")
        #expect(try await client.get("/applications/\(id)").text.contains(change))
        let begun = try await client.post(
            change, form: ["take": "givenName", "take": "familyName", "take": "home", "take": "registration"])
        let draft = try await permit.draft(begun)
        #expect(draft.answers["formerUntil"] == "2027-11-30" && draft.answers["plate"] == nil, "the vehicle is asked anew")
        #expect(try await client.get(begun.path).words.contains("gehört zu Ihrem Antrag"))
        let sent = try await permit.send(
            draft, adding: ["plate": "L-MK 500E", "vehicleKind": "car", "holder": "self", "correct": true])
        let follower = ID<Procedure>(String(sent.path.split(separator: "/")[1]))
        try await permit.grant(follower)
        #expect(try await permit.documents(id).first?.ending == .replaced)
        #expect(try await permit.documents(follower).first?.validUntil == LocalDate("2027-11-30"))
    }

    @Test("whoever is not the holder finds neither renewal nor change")
    func strangers() async throws {
        let permit = try await PermitWorld()
        try await permit.advance(to: "2027-10-01T09:00:00Z")
        let renewal = "/applications/\(permit.id)/follow-up/renewal"
        #expect(try await permit.client.get(renewal).status == 200)
        #expect(try await permit.world.account("otto").get(renewal).status == 404)
        #expect(try await permit.world.account("otto").post(renewal).status == 404)
        #expect(try await permit.world.visitor().get(renewal).status == 404)
        #expect(try await permit.client.get("/applications/\(permit.id)/follow-up/nothing").status == 404)
    }

    @Test("a representative renews in the holder's name where the mandate reaches so far, and never in their own")
    func represented() async throws {
        let permit = try await PermitWorld()
        let world = permit.world
        try await permit.advance(to: "2027-10-01T09:00:00Z")
        let mandate = try await world.store.perform(
            RecordMandate(
                procedure: permit.id, principal: ("mia", "Mia Krause"), representative: ("otto", "Otto Beispiel"),
                from: world.clock.now().date(), until: nil), as: .system("test"))
        let otto = world.account("otto")
        let renewal = "/applications/\(permit.id)/follow-up/renewal"
        // On paper it was given for this one case.
        #expect(try await otto.get("/applications/\(permit.id)").status == 200)
        #expect(!(try await otto.get("/applications/\(permit.id)").text.contains(renewal)))
        #expect(try await otto.get(renewal).status == 409)
        #expect(try await otto.post(renewal).status == 409)
        // One for all services, by which the permit was applied for.
        try await world.store.execute("UPDATE mandates SET procedure = NULL WHERE id = \(mandate)")
        try await world.store.execute("UPDATE applications SET mandate = \(mandate) WHERE id = \(permit.id)")
        let begun = try await otto.post(renewal, form: ["take": "plate"])
        #expect(begun.status == 200 && begun.words.contains("in Vertretung für Mia Krause"))
        let id = ID<Draft>(String(begun.path.split(separator: "/")[2]))
        let draft = try await world.store.read { try $0.draft(id, of: DraftKey(account: "otto", session: nil)) }
        #expect(draft.mandate == mandate)
    }

    @Test("a code is enough to renew a permit that was granted without an account, and nobody is reminded twice")
    func visitor() async throws {
        let permit = try await PermitWorld(account: false)
        let (world, id) = (permit.world, permit.id)
        try await permit.advance(to: "2027-10-01T09:00:00Z")
        try await permit.advance(to: "2027-10-20T09:00:00Z")
        #expect(try await world.store.read { try $0.events(of: id).count { $0.name == HolderReminded.name } } == 1)
        let returning = world.visitor()
        _ = try await returning.post("/applications/access", form: ["code": permit.code])
        let renewal = "/applications/\(id)/follow-up/renewal"
        #expect(try await returning.get(renewal).status == 200)
        let begun = try await returning.post(renewal, form: ["take": "plate"])
        #expect(begun.status == 200 && begun.path.hasPrefix("/forms/drafts/"))
    }
}
