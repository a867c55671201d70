@testable import Accounts
import Identity
import Kernel
import Store
import Testbed
import Testing
import Web

@Suite struct RegistrationTests {
    @Test("from the form through the mail to the signed-in profile, with exactly its events")
    func story() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        let form = try await client.get("/accounts/registration")
        #expect(form.text.contains("data-action=\"accounts.request-registration\""))
        let link = try await bed.register(client)
        #expect(bed.postbox.mails.first?.to == "mia@example.org")
        #expect(bed.postbox.mails.first?.subject == "Stadt Test: Bitte bestätigen Sie Ihre E-Mail-Adresse")
        #expect(try await bed.count("SELECT COUNT(*) FROM accounts_accounts") == 0)
        #expect(try await bed.signs(in: "mia@example.org", Bed.password) == false)
        let page = try await client.get(link)
        #expect(page.status == 200)
        let inside = try await client.post(
            "/accounts/confirmation?lang=de", form: ["token": token(link), "password": Bed.password])
        #expect(inside.status == 200)
        #expect(inside.path == "/accounts/profile?welcome=1")
        #expect(inside.words.contains("Mia Krause"))
        #expect(try await bed.events() == ["accounts.registration-requested", "accounts.registered"])
        #expect(try await bed.signs(in: "MIA@example.org", Bed.password))
    }

    @Test("a free and a taken address get the same answer; only the mails differ")
    func enumeration() async throws {
        let bed = try await Bed()
        _ = try await bed.account("mia@example.org")
        let client = InProcessClient(try bed.app())
        func register(_ email: String) async throws -> Reply {
            try await client.post("/accounts/registration?lang=de", form: ["email": email, "password": "drei rote Ziegelsteine"])
        }
        let taken = try await register("mia@example.org")
        let free = try await register("max@example.org")
        #expect(taken.status == free.status)
        #expect(taken.words == free.words)
        #expect(try await bed.events().filter { $0 == "accounts.registration-requested" }.count == 2)
        try await bed.store.settle()
        let mails = Dictionary(grouping: bed.postbox.mails, by: \.to).mapValues { $0.map(\.subject) }
        #expect(mails["mia@example.org"] == ["Stadt Test: Sie haben schon ein Konto"])
        #expect(mails["max@example.org"] == ["Stadt Test: Bitte bestätigen Sie Ihre E-Mail-Adresse"])
        #expect(try await bed.signs(in: "mia@example.org", Bed.password))
    }

    @Test("all mistakes at once at their fields; what was typed stays, the password does not")
    func mistakes() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        let reply = try await client.post(
            "/accounts/registration?lang=de",
            form: ["email": "mia@", "password": "knapp", "givenName": String(repeating: "x", count: 101), "familyName": "Krause"])
        #expect(reply.status == 422)
        #expect(reply.words.contains("Das ist keine E-Mail-Adresse."))
        #expect(reply.words.contains("Nehmen Sie mindestens 12 Zeichen."))
        #expect(reply.words.contains("Die Angabe ist zu lang."))
        #expect(reply.text.contains("value=\"mia@\""))
        #expect(reply.text.contains("value=\"Krause\""))
        #expect(!reply.text.contains("knapp"))
        #expect(try await bed.events().isEmpty)
    }

    @Test("a link holds a day, and opens once")
    func expiry() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        let link = try await bed.register(client)
        bed.clock.advance(seconds: 86_399)
        #expect(try await client.get(link).status == 200)
        let again = try await bed.register(client, "max@example.org")
        bed.clock.advance(seconds: 1)
        #expect(try await client.get(link).status == 410)
        #expect(
            try await client.post("/accounts/confirmation", form: ["token": token(link), "password": Bed.password]).status == 410)
        #expect(
            try await client.post("/accounts/confirmation", form: ["token": token(again), "password": Bed.password]).status == 200
        )
        let other = InProcessClient(try bed.app())
        #expect(
            try await other.post("/accounts/confirmation", form: ["token": token(again), "password": Bed.password]).status == 410)
        #expect(try await other.get("/accounts/confirmation?token=\(String(repeating: "0", count: 48))").status == 410)
        #expect(try await bed.count("SELECT COUNT(*) FROM accounts_accounts") == 1)
    }

    @Test("whoever registers a foreign address gains nothing: its owner cannot confirm a password chosen by a stranger")
    func squatting() async throws {
        let bed = try await Bed()
        let stranger = InProcessClient(try bed.app())
        let strangersLink = try await bed.register(stranger, "mia@example.org", password: "der Fremde kennt dies")
        let owner = InProcessClient(try bed.app())
        let wrong = try await owner.post(
            "/accounts/confirmation?lang=de", form: ["token": token(strangersLink), "password": Bed.password])
        #expect(wrong.status == 422)
        #expect(wrong.words.contains("Das ist nicht das Passwort"))
        let ownersLink = try await bed.register(owner, "mia@example.org")
        #expect(
            try await owner.post("/accounts/confirmation", form: ["token": token(ownersLink), "password": Bed.password]).status
                == 200)
        #expect(
            try await stranger.post(
                "/accounts/confirmation", form: ["token": token(strangersLink), "password": "der Fremde kennt dies"]
            ).status == 410)
        #expect(try await bed.signs(in: "mia@example.org", "der Fremde kennt dies") == false)
    }

    @Test("a link dies after ten wrong passwords")
    func guessing() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        let link = try await bed.register(client)
        for _ in 0..<10 {
            await #expect(throws: AccountFault.wrongPassword) { try await confirm(bed, link, "falsch falsch falsch") }
        }
        await #expect(throws: AccountFault.linkExpired) { try await confirm(bed, link, Bed.password) }
    }

    @Test("two confirmations of one link at once open one account")
    func race() async throws {
        let bed = try await Bed()
        let link = try await bed.register(InProcessClient(try bed.app()))
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? await confirm(bed, link, Bed.password)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(opened == 1)
        #expect(try await bed.count("SELECT COUNT(*) FROM accounts_accounts") == 1)
    }

    private func confirm(_ bed: Bed, _ link: String, _ password: String) async throws {
        _ = try await ConfirmRegistration.run(
            token: token(link), password: password, visitor: Visitor(address: "203.0.113.7"), former: nil, in: bed.store)
    }

    @Test("the link, the address and the password stand in no job, event or audit entry; the link's token nowhere")
    func noSecrets() async throws {
        let bed = try await Bed()
        let link = try await bed.register(InProcessClient(try bed.app()))
        let texts = try await bed.store.read { reader in
            try reader.values(String.self, "SELECT payload FROM jobs") + reader.values(String.self, "SELECT payload FROM events")
                + reader.values(String.self, "SELECT detail FROM audit_details")
                + reader.values(String.self, "SELECT subject FROM audit_entries")
                + reader.values(String.self, "SELECT digest FROM accounts_registrations")
                + reader.values(String.self, "SELECT password FROM accounts_registrations")
        }.joined(separator: "\n")
        #expect(texts.contains("sealed"))
        for word in [token(link), "mia@example.org", Bed.password, "Krause"] { #expect(!texts.contains(word), "\(word)") }
    }

    @Test("a mail server that is away delays the mail and sends it once; a wrong key is an incident")
    func delivery() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        bed.postbox.breakDown(true)
        _ = try await client.post("/accounts/registration", form: ["email": "mia@example.org", "password": Bed.password])
        try await bed.store.settle()
        #expect(bed.postbox.mails.isEmpty)
        bed.postbox.breakDown(false)
        bed.clock.advance(seconds: 10)
        try await bed.store.settle()
        #expect(bed.postbox.mails.count == 1)
        _ = try await client.post("/accounts/registration", form: ["email": "max@example.org", "password": Bed.password])
        bed.store.parts.set(try SecretKey([UInt8](repeating: 8, count: 32)))
        try await bed.store.settle()
        let incidents = try await bed.store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }
        #expect(incidents.map(\.sentence) == ["the letter cannot be opened with this key"])
    }

    @Test("drafts of the visit before go with the account: the event names the anonymous session")
    func drafts() async throws {
        let bed = try await Bed()
        let link = try await bed.register(InProcessClient(try bed.app()))
        let visit = try await bed.store.perform(OpenAnonymousSession(visitor: Visitor(address: "203.0.113.7")), as: .anonymous)
        let opened = try await ConfirmRegistration.run(
            token: token(link), password: Bed.password, visitor: Visitor(address: "203.0.113.7"), former: visit.token,
            in: bed.store)
        let subject = try #require(opened.principal).text
        let event = try await bed.store.read { try $0.events(of: subject) }.first { $0.name == "identity.signed-in" }
        #expect(event?.payload["anonymous"]?.string == visit.id.text)
    }

    @Test("without a mail server a letter ends unsent, and nobody is called for it")
    func noMailServer() async throws {
        let bed = try await Bed(hasMail: false)
        let client = InProcessClient(try bed.app())
        let reply = try await client.post(
            "/accounts/registration?lang=de",
            form: ["email": "mia@example.org", "password": Bed.password, "givenName": "Mia", "familyName": "Krause"])
        #expect(reply.status == 200)
        try await bed.store.settle()
        let jobs = try await bed.store.read {
            try $0.values(String.self, "SELECT state FROM jobs WHERE kind = 'accounts.mail'")
        }
        #expect(jobs == ["done"])
    }
}
