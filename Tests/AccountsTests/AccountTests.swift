@testable import Accounts
import Identity
import Kernel
import Store
import Testbed
import Testing
import Web

@Suite struct ResetTests {
    private func link(_ bed: Bed) throws -> String {
        let mail = try #require(bed.postbox.mails.last)
        return String(try #require(mail.text.firstMatch(of: #/https:\/\/test\.example(\S+)/#)).1)
    }

    @Test("a forgotten password: the link sets a new one, ends all sessions, and works once")
    func story() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let inside = InProcessClient(try bed.app())
        _ = try await inside.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        #expect(try await inside.get("/accounts/profile").words.contains("Mia Krause"))
        let client = InProcessClient(try bed.app())
        #expect(try await client.post("/accounts/reset", form: ["email": "mia@example.org"]).path == "/accounts/reset/sent")
        try await bed.store.settle()
        let link = try link(bed)
        #expect(try await client.get(link).status == 200)
        let weak = try await client.post("/accounts/reset/password?lang=de", form: ["token": token(link), "password": "kurz"])
        #expect(weak.status == 422)
        #expect(weak.words.contains("Nehmen Sie mindestens 12 Zeichen."))
        let done = try await client.post(
            "/accounts/reset/password", form: ["token": token(link), "password": "drei rote Ziegelsteine"])
        #expect(done.status == 200)
        #expect(try await inside.get("/accounts/profile", follow: false).status == 303)
        #expect(try await bed.signs(in: "mia@example.org", Bed.password) == false)
        #expect(try await bed.signs(in: "mia@example.org", "drei rote Ziegelsteine"))
        #expect(
            try await client.post("/accounts/reset/password", form: ["token": token(link), "password": "vier grüne Fenster"])
                .status == 410)
        #expect(try await bed.events() == ["accounts.registered", "accounts.reset-requested"])
        #expect(try await bed.events("identity.password-").count == 1)
    }

    @Test("known and unknown addresses get the same answer; an unknown one gets no mail, staff are sent to their administration")
    func enumeration() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let hash = try await Identity.hash(Bed.password, in: bed.store)
        try await bed.store.perform(
            CreateCredential(principal: .staff("s1"), email: "karla@stadt.example", name: "Karla", language: .de, password: hash),
            as: .system("test"))
        let client = InProcessClient(try bed.app())
        var words: Set<String> = []
        for email in ["mia@example.org", "niemand@example.org", "karla@stadt.example"] {
            let reply = try await client.post("/accounts/reset?lang=de", form: ["email": email])
            words.insert("\(reply.status) \(reply.words)")
        }
        #expect(words.count == 1)
        try await bed.store.settle()
        #expect(Set(bed.postbox.mails.map(\.to)) == ["mia@example.org", "karla@stadt.example"])
        #expect(bed.postbox.mails.first { $0.to == "karla@stadt.example" }?.text.contains("token") == false)
        #expect(try await bed.count("SELECT COUNT(*) FROM jobs WHERE state <> 'done'") == 0)
    }

    @Test("a link for a new password holds an hour, and an older one dies with the newer")
    func expiry() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = InProcessClient(try bed.app())
        _ = try await client.post("/accounts/reset", form: ["email": "mia@example.org"])
        try await bed.store.settle()
        let first = try link(bed)
        bed.clock.advance(seconds: 3599)
        #expect(try await client.get(first).status == 200)
        _ = try await client.post("/accounts/reset", form: ["email": "mia@example.org"])
        try await bed.store.settle()
        let second = try link(bed)
        bed.clock.advance(seconds: 1)
        #expect(try await client.get(first).status == 410)
        #expect(
            try await client.post(
                "/accounts/reset/password", form: ["token": token(second), "password": "drei rote Ziegelsteine"]
            ).status == 200)
        #expect(try await client.get(second).status == 410)
    }

    @Test("one-time codes outlive a reset: reading the mail is not having the telephone")
    func codesStay() async throws {
        let bed = try await Bed()
        let caller = try await bed.account()
        let offered = try await bed.store.perform(OfferSecondFactor(), as: caller)
        let code = OneTimeCode.code(secret: try #require(Base32.decode(offered.text)), at: bed.clock.now())
        #expect(try await bed.store.perform(AddSecondFactor(code: code), as: caller)?.count == 10)
        let id = try await bed.store.perform(RequestReset(email: "mia@example.org", language: .de), as: .anonymous)
        #expect(!id.text.isEmpty)
        try await bed.store.settle()
        let hash = try await Identity.hash("drei rote Ziegelsteine", in: bed.store)
        try await bed.store.perform(ConfirmReset(token: token(try link(bed)), password: hash), as: .anonymous)
        let outcome = try await Identity.signIn(
            email: "mia@example.org", password: "drei rote Ziegelsteine", code: nil, kind: .bearer,
            visitor: Visitor(address: "203.0.113.7"), in: bed.store)
        guard case .codeNeeded = outcome else {
            Issue.record("signed in without a code")
            return
        }
    }

    @Test("one recipient gets at most six mails an hour, whoever asks")
    func flood() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = InProcessClient(try bed.app())
        for _ in 0..<6 { #expect(try await client.post("/accounts/reset", form: ["email": "mia@example.org"]).status == 200) }
        #expect(try await client.post("/accounts/reset", form: ["email": "MIA@example.org "]).status == 429)
        #expect(try await client.post("/accounts/reset", form: ["email": "max@example.org"]).status == 200)
    }
}

@Suite struct ProfileTests {
    @Test("a profile is changed by its owner only, and shown back; the head of the page follows the name and the language")
    func change() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = InProcessClient(try bed.app())
        _ = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        let saved = try await client.post(
            "/accounts/profile",
            form: [
                "givenName": "Zoë", "familyName": "Núñez", "born": "22.01.1998", "phone": "+49 341 123456",
                "street": "Angerstraße", "houseNumber": "1",
                "postalCode": "04177", "place": "Leipzig", "language": "en",
            ])
        #expect(saved.status == 200)
        #expect(saved.words.contains("Your details have been saved."))
        #expect(saved.words.contains("Zoë Núñez"))
        #expect(saved.text.contains("value=\"22.01.1998\""))
        #expect(try await bed.events() == ["accounts.registered", "accounts.profile-changed"])
        let account = try #require(try await bed.store.read { try Account.visible(to: .system("test"), in: $0) }.first)
        #expect(account.born == LocalDate("1998-01-22"))
        #expect(account.postalCode == "04177")
        #expect(try await client.get("/accounts/profile").text.contains("lang=\"en\""))
    }

    @Test("wrong values are said at their fields, all at once, and kept")
    func mistakes() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = InProcessClient(try bed.app())
        _ = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        let reply = try await client.post(
            "/accounts/profile?lang=de",
            form: [
                "givenName": "Mia", "familyName": "Krause", "born": "31.02.1990", "phone": "ruf an", "postalCode": "123",
                "language": "de",
            ])
        #expect(reply.status == 422)
        for words in ["Das ist kein Datum.", "Bitte geben Sie eine Telefonnummer ein", "Eine Postleitzahl hat fünf Ziffern."] {
            #expect(reply.words.contains(words))
        }
        for typed in ["31.02.1990", "ruf an", "123"] { #expect(reply.text.contains("value=\"\(typed)\"")) }
        #expect(try await bed.events() == ["accounts.registered"])
    }

    @Test("nobody is born tomorrow or before 1900")
    func birth() {
        let today = LocalDate("2026-03-02")!
        #expect(Profile(born: LocalDate("2026-03-03")).problems(today: today).map(\.code) == ["not-a-birth-date"])
        #expect(Profile(born: LocalDate("2026-03-02")).problems(today: today).isEmpty)
        #expect(Profile(born: LocalDate("1899-12-31")).problems(today: today).map(\.code) == ["not-a-birth-date"])
    }

    @Test("an account sees itself and nobody else; staff and visitors see none")
    func visibility() async throws {
        let bed = try await Bed()
        let mia = try await bed.account("mia@example.org")
        let max = try await bed.account("max@example.org")
        func seen(_ caller: Caller) async throws -> [String] {
            try await bed.store.read { try Account.visible(to: caller, in: $0).map(\.email) }
        }
        #expect(try await seen(mia) == ["mia@example.org"])
        #expect(try await seen(max) == ["max@example.org"])
        #expect(try await seen(.anonymous) == [])
        #expect(try await seen(Caller(.staff("s"), units: ["tax"], permissions: ["*"])) == [])
        #expect(try await bed.store.read { try Account.visible(to: mia, id: max.account, in: $0) }.isEmpty)
        await #expect(throws: StoreFault.forbidden("accounts.change-profile")) {
            try await bed.store.perform(ChangeProfile(profile: Profile()), as: .anonymous)
        }
        await #expect(throws: StoreFault.forbidden("accounts.create")) {
            let hash = try await Identity.hash(Bed.password, in: bed.store)
            _ = try await bed.store.perform(
                CreateAccount(email: "x@example.org", password: hash, profile: Profile()), as: .anonymous)
        }
    }

    @Test("every page is there in every language, for visitors and for the signed-in")
    func pages() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = InProcessClient(try bed.app())
        for language in ["de", "en", "ls"] {
            for path in ["registration", "registration/sent", "reset", "reset/sent"] {
                #expect(try await client.get("/accounts/\(path)?lang=\(language)").status == 200)
            }
            #expect(try await client.get("/accounts/confirmation?token=x&lang=\(language)").status == 410)
        }
        #expect(try await client.get("/accounts/profile", follow: false).status == 303)
        _ = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        for language in ["de", "en", "ls"] { #expect(try await client.get("/accounts/profile?lang=\(language)").status == 200) }
    }
}
