import Delivery
import Identity
import Kernel
@testable import Operation
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// Takes mails, or refuses them.
private final class Outbox: Mailer {
    let mails = Mutex<[Mail]>([])
    let refusal: String?
    init(refusal: String? = nil) { self.refusal = refusal }
    func send(_ mail: Mail, key: String) async throws {
        if let refusal { throw PermanentFailure(refusal) }
        mails.withLock { $0.append(mail) }
    }
}

@Suite("Mail and secrets") struct MailTests {
    private func server(
        _ password: ChangeMail.Password = .set("geheim & lang"), host: String = "mail.stadt.example",
        security: MailSecurity = .startTLS, login: String? = "stadt"
    ) -> ChangeMail.Server {
        ChangeMail.Server(
            host: host, port: nil, security: security, login: login, password: password, sender: "amt@stadt.example")
    }

    @Test("a server that was set up is used from then on, also by another process of the same database")
    func used() async throws {
        let world = try await World()
        let caller = try await world.person("Olga", "operator").caller
        try await Operation.refresh(world.store)
        #expect((try? world.store.part(MailSettings.self)) == nil)
        try await world.store.perform(ChangeMail(server: server()), as: caller)
        try await Operation.refresh(world.store)
        let used = try world.store.part(MailSettings.self)
        #expect(used.host == "mail.stadt.example" && used.port == 587 && used.demandsTLS && used.password == "geheim & lang")
        #expect(used.from.text == "amt@stadt.example")
        #expect((try? world.store.part((any Mailer).self)) != nil)
        try await world.store.perform(ChangeMail(server: nil), as: caller)
        try await Operation.refresh(world.store)
        #expect((try? world.store.part(MailSettings.self)) == nil && (try? world.store.part((any Mailer).self)) == nil)
    }

    @Test("the password stands neither in the database as it is, nor on any page, nor in the log")
    func secret() async throws {
        let world = try await World()
        let caller = try await world.person("Olga", "operator").caller
        let client = world.client("op", caller)
        let saved = try await client.post(
            "/operation/mail",
            form: ["host": "mail.stadt.example", "security": "tls", "login": "stadt", "password": "geheim-4711", "do": "save"])
        #expect(saved.status == 200 && saved.words.contains("Gespeichert"))
        #expect(!saved.text.contains("geheim-4711"))
        let stored = try await world.store.read { try $0.value(String.self, "SELECT password FROM operation_mail") }
        #expect(stored?.contains("geheim") == false)
        // The key opens it, and opens it for this place only.
        let key = try world.store.part(SecretKey.self)
        #expect(stored.flatMap { key.open($0, place: MailRecord.place) } == "geheim-4711")
        #expect(stored.flatMap { key.open($0, place: "elsewhere") } == nil)
        let details = try await world.store.read { try $0.values(String.self, "SELECT detail FROM audit_details") }
        let events = try await world.store.read { try $0.values(String.self, "SELECT payload FROM events") }
        #expect((details + events).allSatisfy { !$0.contains("4711") })
        #expect(details.contains { $0.contains("\"passwordChanged\":true") })
    }

    @Test("a password is kept when the field stays empty, but never goes along to another server or name")
    func kept() async throws {
        let world = try await World()
        let caller = try await world.person("Olga", "operator").caller
        try await world.store.perform(ChangeMail(server: server()), as: caller)
        try await world.store.perform(ChangeMail(server: server(.keep)), as: caller)
        #expect(try await world.store.read { try $0.mailRecord() }.password != nil)
        await #expect(throws: OperationFault.badMail("password", "again")) {
            try await world.store.perform(ChangeMail(server: server(.keep, host: "evil.example")), as: caller)
        }
        await #expect(throws: OperationFault.badMail("password", "again")) {
            try await world.store.perform(ChangeMail(server: server(.keep, login: "else")), as: caller)
        }
        await #expect(throws: OperationFault.badMail("security", "plain")) {
            try await world.store.perform(ChangeMail(server: server(security: .offered)), as: caller)
        }
        try await world.store.perform(ChangeMail(server: server(.forget)), as: caller)
        #expect(try await world.store.read { try $0.mailRecord() }.password == nil)
    }

    @Test("everything wrong with a server is told at once, at its fields, and nothing typed is lost but the password")
    func mistakes() async throws {
        let world = try await World()
        let client = world.client("op", try await world.person("Olga", "operator").caller)
        let page = try await client.post(
            "/operation/mail", form: ["host": "", "port": "99999", "sender": "kein", "password": "geheim-4711", "login": "amt-7"])
        #expect(page.status == 422)
        for field in ["host", "port", "security", "sender"] { #expect(page.text.contains("f-\(field)-error"), "\(field)") }
        #expect(page.text.contains("amt-7") && page.text.contains("99999") && !page.text.contains("4711"))
        let broken = try await client.post("/operation/mail", form: ["host": "mail server/", "security": "tls", "do": "save"])
        #expect(broken.status == 422 && broken.text.contains("f-host-error"))
    }

    @Test("what the environment sets is shown as such and not changed here")
    func environment() async throws {
        let world = try await World()
        let caller = try await world.person("Olga", "operator").caller
        let fixed = try MailSettings(server: "smtps://stadt:geheim-4711@fest.example", from: "a@stadt.example", name: "Stadt")
        world.store.parts.set(fixed)
        world.store.parts.set(FixedMail(fixed))
        await #expect(throws: OperationFault.fixedOutside) {
            try await world.store.perform(ChangeMail(server: server()), as: caller)
        }
        let page = try await world.client("op", caller).get("/operation/mail")
        #expect(page.words.contains("STADTKERN_SMTP") && page.words.contains("fest.example:465"))
        #expect(!page.text.contains("4711") && !page.text.contains(#"data-action="operation.change-mail""#))
    }

    @Test("a test mail goes to whoever asked, and its result stands on the page", arguments: [nil, "550 no such user"])
    func test(refusal: String?) async throws {
        let world = try await World()
        let outbox = Outbox(refusal: refusal)
        let caller = try await world.person("Olga", "operator").caller
        await #expect(throws: OperationFault.noMailServer) { try await world.store.perform(TestMail(), as: caller) }
        world.store.parts.set(outbox as any Mailer)
        world.store.parts.set(try MailSettings(server: "smtp://mail.example", from: "a@stadt.example", name: "Stadt"))
        let client = world.client("op", caller)
        #expect(try await client.post("/operation/mail/tests").words.contains("unterwegs"))
        try await world.store.settle()
        let page = try await client.get("/operation/mail")
        if let refusal {
            #expect(page.words.contains("nicht angenommen") && page.words.contains(refusal))
        } else {
            #expect(page.words.contains("vom Mailserver angenommen"))
            #expect(outbox.mails.withLock { $0.map(\.to) } == ["olga@stadt.example"])
        }
        #expect(try await world.store.read { try $0.incidents(visibleTo: .system("test")) }.isEmpty)
    }

    @Test("whoever may not set up mail does not see the page")
    func rights() async throws {
        let world = try await World()
        let clerk = world.client("nora", try await world.person("Nora", "clerk-north").caller)
        for page in ["/operation/mail", "/operation/state"] { #expect(try await clerk.get(page).status == 403) }
        #expect(try await clerk.post("/operation/mail", form: ["do": "remove"]).status == 403)
    }
}
