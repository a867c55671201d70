@testable import Accounts
import Identity
import Kernel
import Store
import Testbed
import Testing
import Web

@Suite("Another e-mail address") struct AddressTests {
    private func signedIn(_ bed: Bed) async throws -> InProcessClient {
        let client = InProcessClient(try bed.app())
        _ = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        return client
    }

    private func link(_ bed: Bed, to address: String) throws -> String {
        let mail = try #require(bed.postbox.mails.last { $0.to == address })
        return String(try #require(mail.text.firstMatch(of: #/https:\/\/test\.example(\S+)/#)).1)
    }

    @Test("the new address counts once its reader has said so; the old one is told, and the old sign-in ends")
    func story() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = try await signedIn(bed)
        let wrong = try await client.post(
            "/accounts/address?lang=de", form: ["email": "mia@neu.example", "password": "nicht mein Passwort"])
        #expect(wrong.status == 422 && wrong.words.contains("Ihr jetziges Passwort stimmt nicht"))
        let sent = try await client.post(
            "/accounts/address", form: ["email": "Mia@Neu.example", "password": Bed.password])
        #expect(sent.path == "/accounts/address/sent")
        try await bed.store.settle()
        #expect(try await bed.signs(in: "mia@example.org", Bed.password), "nothing has changed yet")
        let link = try link(bed, to: "mia@neu.example")
        // The link may be opened on another device.
        let elsewhere = InProcessClient(try bed.app())
        #expect(try await elsewhere.get(link).words.contains("mia@neu.example"))
        #expect(try await elsewhere.post("/accounts/address/confirmation", form: ["token": token(link)]).status == 200)
        #expect(try await bed.signs(in: "mia@neu.example", Bed.password))
        #expect(try await bed.signs(in: "mia@example.org", Bed.password) == false)
        #expect(try await client.get("/accounts/profile").words.contains("mia@neu.example"))
        try await bed.store.settle()
        let told = try #require(bed.postbox.mails.last)
        #expect(told.to == "mia@example.org" && !told.text.contains("neu.example"))
        #expect(try await elsewhere.post("/accounts/address/confirmation", form: ["token": token(link)]).status == 410)
        #expect(
            try await bed.events() == ["accounts.registered", "accounts.address-requested", "accounts.address-changed"])
    }

    @Test("an address that somebody has gets the same answer, and its reader another mail; a link holds a day")
    func taken() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        _ = try await bed.account("otto@example.org")
        let client = try await signedIn(bed)
        let form: KeyValuePairs = ["email": "otto@example.org", "password": Bed.password]
        #expect(try await client.post("/accounts/address", form: form).path == "/accounts/address/sent")
        try await bed.store.settle()
        let mail = try #require(bed.postbox.mails.last)
        #expect(mail.to == "otto@example.org" && !mail.text.contains("token"))
        _ = try await client.post("/accounts/address", form: ["email": "mia@neu.example", "password": Bed.password])
        try await bed.store.settle()
        let link = try link(bed, to: "mia@neu.example")
        bed.clock.advance(seconds: 86_400)
        #expect(try await client.get(link).status == 410)
        #expect(try await client.post("/accounts/address/confirmation", form: ["token": token(link)]).status == 410)
        #expect(try await bed.signs(in: "mia@example.org", Bed.password))
    }

    @Test("what is wrong is said all at once: no address, the same address, no password")
    func problems() async throws {
        let bed = try await Bed()
        _ = try await bed.account()
        let client = try await signedIn(bed)
        let empty = try await client.post("/accounts/address?lang=de", form: ["email": "", "password": ""])
        #expect(empty.status == 422 && empty.words.contains("E-Mail-Adresse ein") && empty.words.contains("Passwort ein"))
        let same = try await client.post(
            "/accounts/address?lang=de", form: ["email": "mia@example.org", "password": Bed.password])
        #expect(same.status == 422 && same.words.contains("Das ist schon Ihre Adresse"))
        #expect(try await InProcessClient(try bed.app()).get("/accounts/address", follow: false).status == 303)
    }
}

@Suite("Closing the account") struct ClosingTests {
    @Test("profile, sign-in and sessions go at once, the log stays and verifies, and the address is free again")
    func story() async throws {
        let bed = try await Bed()
        let caller = try await bed.account()
        bed.store.parts.set(
            RemainingCases { _, _, _ in
                [.init(reference: "L-2026-1", title: "Hund anmelden", isOpen: true, code: "BCDFG-HJKLM-NPQRS-TVWXZ")]
            })
        let client = InProcessClient(try bed.app())
        let other = InProcessClient(try bed.app())
        for device in [client, other] {
            _ = try await device.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        }
        let page = try await client.get("/accounts/closing?lang=de")
        #expect(page.words.contains("Hund anmelden, L-2026-1") && !page.words.contains("BCDFG"))
        let wrong = try await client.post("/accounts/closing?lang=de", form: ["password": "nicht mein Passwort"])
        #expect(wrong.status == 422 && wrong.words.contains("Ihr jetziges Passwort stimmt nicht"))
        let done = try await client.post("/accounts/closing?lang=de", form: ["password": Bed.password])
        #expect(done.status == 200 && done.words.contains("BCDFG-HJKLM-NPQRS-TVWXZ"))
        #expect(done.headers["cache-control"] == "no-store")
        for device in [client, other] {
            #expect(try await device.get("/accounts/profile", follow: false).status == 303, "still signed in")
        }
        #expect(try await bed.signs(in: "mia@example.org", Bed.password) == false)
        for sql: SQL in [
            "SELECT COUNT(*) FROM accounts_accounts", "SELECT COUNT(*) FROM identity_credentials",
            "SELECT COUNT(*) FROM identity_sessions WHERE principal IS NOT NULL",
        ] { #expect(try await bed.count(sql) == 0) }
        let label = caller.label
        #expect(
            try await bed.count("SELECT COUNT(*) FROM audit_entries WHERE caller = \(label) AND action = 'accounts.close'") == 1)
        try await bed.store.settle()
        #expect(bed.postbox.mails.last?.to == "mia@example.org")
        let link = try await bed.register(client)
        #expect(try await client.get(link).status == 200, "the address is free")
    }
}
