import Identity
import Kernel
@testable import Organisation
@_spi(Testing) import Store
import Synchronization
import Testing
import Web

/// Mails that would have been sent.
final class Outbox: Mailer {
    let mails = Mutex<[Mail]>([])
    func send(_ mail: Mail, key: String) async throws { mails.withLock { $0.append(mail) } }
}

@Suite("Staff and structure managed in the product")
struct StaffTests {
    @Test("an administrator takes somebody in by mail; the key of the mail sets the password once and opens a session")
    func invitation() async throws {
        let bed = try await Bed()
        let outbox = Outbox()
        bed.store.parts.set(outbox as any Mailer)
        bed.store.parts.set(PublicOrigin("https://stadt.example"))
        _ = try await bed.add("Robin", post: "admin")
        let admin = try await bed.client("Robin")
        let reply = try await admin.post(
            "/organisation/people",
            form: [
                "givenName": "Aylin", "familyName": "Kaya", "email": "Aylin.Kaya@stadt.example", "language": "de",
                "post": "tax-clerk", "from": "02.03.2026", "to": "", "invitation": "mail",
            ])
        #expect(reply.status == 200)
        #expect(reply.words.contains("Aylin Kaya"))
        #expect(reply.words.contains("eingeladen"))
        try await bed.store.settle()
        let mail = try #require(outbox.mails.withLock { $0.first })
        #expect(mail.to == "aylin.kaya@stadt.example")
        let link = try #require(mail.text.firstMatch(of: /https:\/\/stadt\.example(\/identity\/invitation\?key=[A-Z2-7-]+)/)?.1)
        // Neither the job nor the log of actions shows the key.
        let key = String(link.split(separator: "=")[1])
        let jobs = try await bed.store.read { try $0.values(String.self, "SELECT payload FROM jobs") }
        #expect(jobs.allSatisfy { !$0.contains(key) })
        let newcomer = InProcessClient(try bed.app())
        #expect(try await newcomer.get(String(link)).words.contains("Passwort"))
        let weak = try await newcomer.post(
            "/identity/invitation", form: ["key": key, "password": "kurz", "repeated": "kurz"])
        #expect(weak.status == 422)
        let entered = try await newcomer.post(
            "/identity/invitation",
            form: ["key": key.lowercased(), "password": "drei rote Fahrräder", "repeated": "drei rote Fahrräder"])
        #expect(entered.path == "/identity/second-factor")
        #expect(try await newcomer.get("/organisation/own").words.contains("Sachbearbeitung Steuern"))
        let again = try await InProcessClient(try bed.app()).get(String(link))
        #expect(again.status == 410)
    }

    @Test("a printed key is shown once to the administrator and holds seven days")
    func sheet() async throws {
        let bed = try await Bed()
        _ = try await bed.add("Robin", post: "admin")
        let karla = try await bed.add("Karla", post: "tax-clerk")
        let admin = try await bed.client("Robin")
        let sheet = try await admin.post("/organisation/people/\(karla)/invitation", form: ["invitation": "paper"])
        let key = try #require(sheet.text.firstMatch(of: /[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}/)?.0)
        #expect(sheet.headers["cache-control"]?.contains("no-store") == true)
        #expect(try await !admin.get("/organisation/people/\(karla)").text.contains(key))
        bed.clock.advance(seconds: 7 * 86_400 + 1)
        #expect(try await InProcessClient(try bed.app()).get("/identity/invitation?key=\(key)").status == 410)
    }

    @Test("the last administrator can neither leave nor lose the post, nor can the role lose its rights")
    func lastAdministrator() async throws {
        let bed = try await Bed()
        let robin = try await bed.add("Robin", post: "admin")
        let system = Caller.system("test")
        await #expect(throws: OrganisationFault.lastAdministrator) {
            try await bed.store.perform(DismissPerson(person: robin), as: system)
        }
        await #expect(throws: OrganisationFault.lastAdministrator) {
            try await bed.store.perform(VacatePost(person: robin, post: "admin", until: Bed.today.adding(days: 30)), as: system)
        }
        await #expect(throws: OrganisationFault.lastAdministrator) {
            _ = try await bed.store.perform(
                EditOrganisation(.post, "admin", content: .null, since: Bed.today.adding(days: 10), reason: "x"), as: system)
        }
        // With a second one it may go, but only from the day on which the second one is there.
        let mona = try await bed.add("Mona")
        _ = try await bed.store.perform(
            AssignPost(person: mona, post: "admin", since: Bed.today.adding(days: 40)), as: system)
        await #expect(throws: OrganisationFault.lastAdministrator) {
            try await bed.store.perform(VacatePost(person: robin, post: "admin", until: Bed.today.adding(days: 30)), as: system)
        }
        try await bed.store.perform(VacatePost(person: robin, post: "admin", until: Bed.today.adding(days: 39)), as: system)
    }

    @Test("an administrator gets access to cases only with a second person, and the unit's head is told who got it")
    func secondPerson() async throws {
        let bed = try await Bed()
        let robin = try await bed.add("Robin", post: "admin")
        let head = try await bed.add("Susanne", post: "treasurer")
        let admin = try await bed.client("Robin")
        let asked = try await admin.post(
            "/organisation/people/\(robin)/posts", form: ["post": "tax-clerk", "from": "02.03.2026", "to": ""])
        #expect(asked.words.contains("zweite Person"))
        #expect(try await !bed.caller(robin).posts.contains("tax-clerk"))
        let request = try await bed.store.read { try $0.openRequests()[0].id }
        let adminCaller = try await bed.caller(robin)
        await #expect(throws: OrganisationFault.secondPersonNeeded) {
            try await bed.store.perform(DecideRequest(request: request, confirms: true), as: adminCaller)
        }
        let jens = try await bed.add("Jens", post: "order-clerk")
        let stranger = try await bed.caller(jens)
        await #expect(throws: OrganisationFault.notYours) {
            try await bed.store.perform(DecideRequest(request: request, confirms: true), as: stranger)
        }
        let client = try await bed.client("Susanne")
        #expect(try await client.get("/organisation/requests").words.contains("Robin Winter"))
        _ = try await client.post("/organisation/requests/\(request)/decision", form: ["decision": "confirm"])
        #expect(try await bed.caller(robin).posts == ["admin", "tax-clerk"])
        let page = try await client.get("/organisation/requests")
        #expect(page.words.contains("Robin Winter hat in Steueramt die Stelle Sachbearbeitung Steuern bekommen"))
        let note = try await bed.store.read { try $0.openNotes(units: ["tax"])[0] }
        let headCaller = try await bed.caller(head)
        try await bed.store.perform(AcknowledgeAccess(note: note.id), as: headCaller)
        #expect(try await bed.store.read { try $0.openNotes(units: ["tax"]) }.isEmpty)
    }

    @Test("an edit lies over the folder from its day until its day, and a later folder is noticed")
    func edits() async throws {
        let bed = try await Bed()
        let system = Caller.system("test")
        let content = try JSON(
            encoding: OrganisationPlan.Unit(
                key: "tax", name: LocalText(de: "Steuern und Abgaben", en: "Taxes and charges"), short: "20.2", parent: "finance")
        )
        let from = Bed.today.adding(days: 5)
        let edit = try await bed.store.perform(
            EditOrganisation(.unit, "tax", content: content, since: from, until: from.adding(days: 9), reason: "Verfügung 3"),
            as: system)
        let name = { (day: LocalDate) in
            try await bed.store.read { try Organisation.edited(in: $0, on: day).plan.units.first { $0.key == "tax" }?.name.de }
        }
        #expect(try await name(from.adding(days: -1)) == "Steueramt")
        #expect(try await name(from) == "Steuern und Abgaben")
        #expect(try await name(from.adding(days: 10)) == "Steueramt")
        bed.clock.advance(seconds: 5 * 86_400)
        #expect(try await bed.store.read { try Organisation.snapshot(in: $0) }.units["tax"]?.name.de == "Steuern und Abgaben")
        // The folder drops the unit above: the edit does not fit any more and is left out instead of breaking the house.
        var smaller = Bed.plan
        smaller.units.removeAll { $0.key == "finance" || $0.key == "tax" }
        smaller.posts.removeAll { $0.unit == "finance" || $0.unit == "tax" }
        smaller.unitRoles = [:]
        try await Organisation.load(smaller, into: bed.store)
        let left = try await bed.store.read { try Organisation.edited(in: $0, on: from).left }
        #expect(left == [edit])
    }

    @Test("the pages add a unit and a post, refuse a key that is taken, and list who fits a filter, also as a table")
    func pages() async throws {
        let bed = try await Bed()
        _ = try await bed.add("Robin", post: "admin")
        _ = try await bed.add("Karla", post: "tax-clerk")
        let admin = try await bed.client("Robin")
        let unit: KeyValuePairs = [
            "key": "dogs", "nameDe": "Hunde", "nameEn": "Dogs", "short": "20.3", "parent": "finance", "from": "2.3.2026",
            "to": "",
            "reason": "Beschluss", "phone": "", "email": "", "room": "",
        ]
        #expect(try await admin.post("/organisation/units", form: unit).path == "/organisation/edits")
        #expect(try await admin.post("/organisation/units", form: unit).status == 422)
        let post: KeyValuePairs = [
            "key": "dogs-1", "nameDe": "Hundeamt 1", "nameEn": "Dogs 1", "unit": "dogs", "roles": "clerk", "from": "2.3.2026",
            "to": "", "reason": "Beschluss",
        ]
        let added = try await admin.post("/organisation/posts", form: post)
        #expect(added.path == "/organisation/edits", "\(added.status) \(added.words)")
        #expect(try await admin.get("/organisation").words.contains("Hundeamt 1"))
        let found = try await admin.get("/organisation/people?unit=tax")
        #expect(found.words.contains("Winter, Karla"))
        #expect(!found.words.contains("Winter, Robin"))
        let table = try await admin.get("/organisation/people?format=csv&text=karla")
        #expect(table.text.contains("\"Winter, Karla\";karla@stadt.example;Sachbearbeitung Steuern;Steueramt;"))
        let clerk = try await bed.client("Karla")
        #expect(try await clerk.get("/organisation/people").status == 403)
        #expect(try await admin.get("/organisation/export").text.contains("\"dogs-1\""))
    }

    @Test("unlocking lets a person in at once, and resetting the second factor ends sessions and tells the head")
    func unlocking() async throws {
        let bed = try await Bed()
        let karla = try await bed.add("Karla", post: "tax-clerk")
        _ = try await bed.add("Robin", post: "admin")
        let client = InProcessClient(try bed.app())
        for _ in 0..<5 {
            _ = try await client.post(
                "/identity/sign-in", form: ["email": "karla@stadt.example", "password": "falsch falsch falsch"])
        }
        let admin = try await bed.client("Robin")
        #expect(try await admin.get("/organisation/people/\(karla)").words.contains("wartet nach Fehlversuchen"))
        _ = try await admin.post("/organisation/people/\(karla)/unlocking", form: [:])
        #expect(try await bed.client("Karla").get("/organisation").status == 200)
    }
}
