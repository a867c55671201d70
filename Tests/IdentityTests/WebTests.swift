@testable import Identity
import Kernel
import Store
import Testing
import Web

@Suite struct SignInPageTests {
    @Test("signing in on the page sets a cookie, shows the name and returns to the page that asked")
    func success() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        let asked = try await client.get("/identity/sessions", follow: false)
        #expect(asked.location == "/identity/sign-in?returnTo=%2Fidentity%2Fsessions")
        let form = try await client.get("/identity/sign-in?returnTo=%2Fidentity%2Fsessions")
        #expect(form.status == 200)
        #expect(form.text.contains("data-action=\"identity.sign-in\""))
        let reply = try await client.post(
            "/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password, "returnTo": "/identity/sessions"])
        #expect(reply.status == 200)
        #expect(reply.path == "/identity/sessions")
        #expect(reply.words.contains("Mia Krause"))
        #expect(try await bed.events == ["identity.credential-created", "identity.signed-in"])
    }

    @Test(
        "nobody is sent to another site after signing in",
        arguments: ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
    func openRedirect(target: String) async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        let reply = try await client.post(
            "/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password, "returnTo": target], follow: false)
        #expect(reply.location == "/")
    }

    @Test("a wrong password and an unknown address give the same page")
    func enumeration() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        let wrong = try await client.post(
            "/identity/sign-in", form: ["email": "mia@example.org", "password": "falsch falsch falsch"])
        let unknown = try await client.post(
            "/identity/sign-in", form: ["email": "max@example.org", "password": "falsch falsch falsch"])
        #expect(wrong.status == 422)
        #expect(unknown.status == 422)
        #expect(wrong.words.contains("E-Mail-Adresse, Passwort oder Code stimmt nicht."))
        #expect(wrong.words == unknown.words)
        #expect(wrong.text.contains("value=\"mia@example.org\""))
        #expect(!wrong.text.contains("falsch falsch"))
    }

    @Test("a missing password is said at the field, and what was typed stays")
    func missing() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        let reply = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": ""])
        #expect(reply.status == 422)
        #expect(reply.words.contains("Bitte geben Sie Ihr Passwort ein."))
        #expect(reply.text.contains("value=\"mia@example.org\""))
        #expect(try await bed.events.isEmpty)
    }

    @Test("after five wrong attempts the page says how long to wait")
    func blocked() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        for _ in 0..<5 {
            _ = try await client.post(
                "/identity/sign-in", form: ["email": "mia@example.org", "password": "falsch falsch falsch"])
        }
        let reply = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        #expect(reply.status == 429)
        #expect(reply.words.contains("Bitte warten Sie 30 Sekunden."))
    }

    @Test("with codes there are two steps, and the first alone opens nothing")
    func codes() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let client = InProcessClient(try bed.app())
        let step = try await client.post(
            "/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password, "returnTo": "/identity/sessions"])
        #expect(step.path == "/identity/sign-in/code?returnTo=%2Fidentity%2Fsessions")
        #expect(try await client.get("/identity/sessions", follow: false).status == 303)
        let wrong = try await client.post("/identity/sign-in/code", form: ["code": "12"])
        #expect(wrong.status == 422)
        let code = OneTimeCode.code(secret: secret, at: bed.clock.now())
        let inside = try await client.post("/identity/sign-in/code", form: ["code": code, "returnTo": "/identity/sessions"])
        #expect(inside.status == 200)
        #expect(inside.path == "/identity/sessions")
        #expect(client.cookie("sign-in") == nil)
    }

    @Test("signing out ends the session and needs the form's token")
    func signOut() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        _ = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        let forged = try await client.send(
            .post, "/identity/sign-out", headers: ["content-type": "application/x-www-form-urlencoded"], body: Array("a=b".utf8))
        #expect(forged.status == 403)
        #expect(try await client.get("/identity/sessions", follow: false).status == 200)
        _ = try await client.post("/identity/sign-out", follow: false)
        #expect(client.cookie("session") == nil)
        #expect(try await bed.count("SELECT COUNT(*) FROM identity_sessions") == 0)
    }

    @Test("the pages of password, sessions and codes work from one end to the other")
    func pages() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        _ = try await client.post("/identity/sign-in", form: ["email": "mia@example.org", "password": Bed.password])
        for language in ["de", "en", "ls"] {
            for path in ["/identity/sessions", "/identity/password", "/identity/second-factor"] {
                #expect(try await client.get("\(path)?lang=\(language)").status == 200)
            }
        }
        let weak = try await client.post(
            "/identity/password?lang=de", form: ["present": "", "password": "kurz", "repeated": "kurz"])
        #expect(weak.status == 422)
        #expect(weak.words.contains("Bitte geben Sie Ihr Passwort ein."))
        #expect(weak.words.contains("Nehmen Sie mindestens 12 Zeichen."))
        let wrong = try await client.post(
            "/identity/password?lang=de",
            form: ["present": "falsch", "password": "drei rote Ziegelsteine", "repeated": "drei rote Ziegelsteine"])
        #expect(wrong.words.contains("Ihr jetziges Passwort stimmt nicht."))
        let done = try await client.post(
            "/identity/password?lang=de",
            form: ["present": Bed.password, "password": "drei rote Ziegelsteine", "repeated": "drei rote Ziegelsteine"])
        #expect(done.status == 200)
        #expect(done.path == "/identity/password?done=1")
        let offered = try await client.post("/identity/second-factor")
        let text = try #require(offered.text.firstMatch(of: #/secret=([A-Z2-7]{32})/#)?.1)
        let secret = try #require(Base32.decode(String(text)))
        let on = try await client.post(
            "/identity/second-factor/confirmation?lang=de", form: ["code": OneTimeCode.code(secret: secret, at: bed.clock.now())])
        #expect(on.words.contains("Ihre Ersatzcodes"))
        #expect(on.text.matches(of: #/[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}/#).count == 10)
        let off = try await client.post("/identity/second-factor/removal", form: ["password": "drei rote Ziegelsteine"])
        #expect(off.words.contains("Einmalcode einrichten"))
    }
}

@Suite struct SessionAPITests {
    private func post(_ client: InProcessClient, _ email: String, _ password: String, totp: String? = nil) async throws -> Reply {
        var body: [String: JSON] = ["email": .string(email), "password": .string(password)]
        if let totp { body["totp"] = .string(totp) }
        return try await client.json(.post, "/api/v1/sessions", .object(body))
    }

    @Test("a program gets a token and its end, uses it, and signs out")
    func token() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        let reply = try await post(client, "mia@example.org", Bed.password)
        #expect(reply.status == 201)
        #expect(reply.headers["cache-control"] == "no-store")
        #expect(reply.headers["set-cookie"] == nil)
        let json = try reply.json()
        #expect(Set((json.object ?? [:]).keys) == ["token", "expires"])
        #expect(Instant(json["expires"]?.string ?? "") == bed.clock.now().adding(seconds: 43_200))
        client.useBearer(json["token"]?.string)
        #expect(try await client.json(.get, "/identity/sessions").status == 200)
        #expect(try await client.json(.delete, "/api/v1/sessions/current").status == 204)
        let after = try await client.json(.get, "/identity/sessions")
        #expect(after.status == 401)
        #expect(try after.json()["code"]?.string == "identity.session-ended")
    }

    @Test("a token of a program is no cookie, and a cookie is no token of a program")
    func separation() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        let token = try #require(try await post(client, "mia@example.org", Bed.password).json()["token"]?.string)
        let asCookie = try await client.send(
            .get, "/identity/sessions", headers: ["cookie": "session=\(token)", "accept": "application/json"])
        #expect(asCookie.status == 401)
        let browser = try await bed.enter()
        client.useBearer(browser.token)
        #expect(try await client.json(.get, "/identity/sessions").status == 401)
    }

    @Test("wrong password and unknown address give the same problem document")
    func enumeration() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        func bare(_ reply: Reply) throws -> JSON {
            var members = try reply.json().object ?? [:]
            members["instance"] = nil
            return .object(members)
        }
        let wrong = try await post(client, "mia@example.org", "falsch falsch falsch")
        let unknown = try await post(client, "max@example.org", "falsch falsch falsch")
        #expect(wrong.status == 401)
        #expect(unknown.status == 401)
        #expect(wrong.headers["content-type"] == "application/problem+json")
        #expect(try bare(wrong) == bare(unknown))
        #expect(try wrong.json()["code"]?.string == "identity.refused")
    }

    @Test("the code is asked for after the right password, and accepted along with it")
    func code() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let client = InProcessClient(try bed.app())
        let without = try await post(client, "mia@example.org", Bed.password)
        #expect(without.status == 401)
        #expect(try without.json()["code"]?.string == "identity.code-needed")
        let wrong = try await post(
            client, "mia@example.org", "falsch falsch falsch", totp: OneTimeCode.code(secret: secret, at: bed.clock.now()))
        #expect(try wrong.json()["code"]?.string == "identity.refused")
        let right = try await post(
            client, "mia@example.org", Bed.password, totp: OneTimeCode.code(secret: secret, at: bed.clock.now()))
        #expect(right.status == 201)
    }

    @Test("unknown members and missing ones are refused with a pointer each")
    func schema() async throws {
        let bed = try await Bed()
        let client = InProcessClient(try bed.app())
        let reply = try await client.json(.post, "/api/v1/sessions", ["email": "mia@example.org", "passwort": "x"])
        #expect(reply.status == 422)
        let pointers = try reply.json()["errors"]?.array?.compactMap { $0["pointer"]?.string }
        #expect(Set(pointers ?? []) == ["/password", "/passwort"])
    }

    @Test("too many wrong attempts are 429")
    func blocked() async throws {
        let bed = try await Bed()
        try await bed.add()
        let client = InProcessClient(try bed.app())
        for _ in 0..<5 { #expect(try await post(client, "mia@example.org", "falsch falsch falsch").status == 401) }
        #expect(try await post(client, "mia@example.org", Bed.password).status == 429)
    }
}
