import Identity
import Kernel
import Store
import Testing
import Web

@testable import Organisation

@Suite("One-time codes of the staff") struct SecondFactorDutyTests {
    private func bed() async throws -> Bed {
        let bed = try await Bed(secondFactor: .required)
        _ = try await bed.add("Anna", post: "mayor")
        return bed
    }

    private func client(_ bed: Bed) async throws -> (InProcessClient, Reply) {
        let client = InProcessClient(try bed.app())
        let reply = try await client.post("/identity/sign-in", form: ["email": "anna@stadt.example", "password": Bed.password])
        return (client, reply)
    }

    /// The secret that a page shows, set up as a program on a telephone would.
    private func setUp(_ bed: Bed, _ client: InProcessClient) async throws -> (secret: [UInt8], reply: Reply) {
        let page = try await client.post("/identity/second-factor")
        let text = try #require(page.text.firstMatch(of: #/[A-Z2-7]{4}( [A-Z2-7]{4}){7}/#)).output.0
        let secret = try #require(Base32.decode(String(text)))
        let code = OneTimeCode.code(secret: secret, at: bed.clock.now())
        return (secret, try await client.post("/identity/second-factor/confirmation", form: ["code": code]))
    }

    @Test("whoever of the staff has no one-time codes is led to them, and finds everything else closed")
    func closed() async throws {
        let bed = try await bed()
        let (client, first) = try await client(bed)
        #expect(
            first.path == "/identity/second-factor"
                && first.words.contains("Wer hier arbeitet, meldet sich mit einem Einmalcode an"))
        // No way on in the frame either, but out.
        #expect(!first.text.contains("href=\"/organisation") && first.text.contains("action=\"/identity/sign-out\""))
        for path in [
            "/organisation", "/organisation/own", "/organisation/posts/mayor", "/identity/sessions", "/identity/password",
        ] {
            let reply = try await client.get(path, follow: false)
            #expect(reply.status == 303 && reply.location == "/identity/second-factor", "\(path)")
            #expect(try await client.get(path, headers: ["accept": "application/json"], follow: false).status == 403, "\(path)")
        }
        #expect(try await client.post("/organisation/absences", form: ["from": "2026-03-03"], follow: false).status == 403)
        #expect(try await client.post("/identity/sessions/ending", follow: false).status == 403)
        #expect(try await client.get("/web/stadtkern.css").status == 200)
    }

    @Test("a program with nothing but the password gets a token that opens nothing")
    func bearer() async throws {
        let bed = try await bed()
        let program = InProcessClient(try bed.app())
        let reply = try await program.json(
            .post, "/api/v1/sessions", ["email": "anna@stadt.example", "password": .string(Bed.password)])
        program.useBearer(try reply.json()["token"]?.string)
        let refused = try await program.json(.get, "/organisation")
        #expect(refused.status == 403)
        #expect(try refused.json()["code"]?.string == "identity.codes-demanded")
        #expect(try await program.json(.delete, "/api/v1/sessions/current").status == 204)
    }

    @Test("once the codes are set up the same visit goes on, and sessions opened by the password alone end")
    func setUp() async throws {
        let bed = try await bed()
        let (other, _) = try await client(bed)
        let (client, _) = try await client(bed)
        let (secret, done) = try await setUp(bed, client)
        #expect(done.status == 200 && done.text.contains("href=\"/organisation/own\""))
        #expect(try await client.get("/organisation/own", follow: false).status == 200)
        #expect(try await other.get("/organisation/own", follow: false).location?.hasPrefix("/identity/sign-in") == true)
        // Next time the code is asked for, and with it nothing is owed.
        let (again, asked) = try await self.client(bed)
        #expect(asked.path == "/identity/sign-in/code")
        bed.clock.advance(seconds: 30)
        let code = OneTimeCode.code(secret: secret, at: bed.clock.now())
        #expect(try await again.post("/identity/sign-in/code", form: ["code": code]).path == "/organisation/own")
    }

    @Test("codes that are switched off are owed again at once")
    func removed() async throws {
        let bed = try await bed()
        let (client, _) = try await client(bed)
        _ = try await setUp(bed, client)
        #expect(try await client.get("/identity/second-factor").words.contains("richten Sie ihn gleich danach neu ein"))
        _ = try await client.post("/identity/second-factor/removal", form: ["password": Bed.password])
        #expect(try await client.get("/organisation", follow: false).location == "/identity/second-factor")
    }

    @Test("a city may leave it to its people")
    func optional() async throws {
        let bed = try await Bed(secondFactor: .optional)
        _ = try await bed.add("Anna", post: "mayor")
        let (client, first) = try await client(bed)
        #expect(first.path == "/organisation/own")
        #expect(try await client.get("/organisation", follow: false).status == 200)
    }
}
