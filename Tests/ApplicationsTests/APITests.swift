@testable import Applications
import Catalogue
import Documents
import Folders
import Kernel
import Procedures
import Store
import Testing
import Web

@Suite("Applications by programs") struct APITests {
    @Test("an application without an account is taken, and its code alone opens state and notice")
    func accessCode() async throws {
        let world = try await World()
        let client = world.visitor()
        let reply = try await world.send(client, "first-dog")
        #expect(reply.status == 201)
        let sent = try reply.json()
        let id = try #require(sent["id"]?.string)
        let code = try #require(sent["accessCode"]?.string)
        #expect(code.count == 20 && sent["state"] == "decided" && sent["reference"]?.string?.isEmpty == false)
        #expect(reply.location == "/api/v1/applications/\(id)")
        // The code itself stands nowhere in the database.
        #expect(try await world.count("SELECT COUNT(*) FROM procedures WHERE code_digest = \(Digest(of: code))") == 1)
        #expect(
            try await world.count("SELECT COUNT(*) FROM applications WHERE nonce = \(code) OR answers LIKE \("%\(code)%")") == 0)
        let address = "/api/v1/applications/\(id)"
        #expect(try await client.json(.get, address).status == 404)
        #expect(try await client.json(.get, address, headers: ["access-code": "BCDFGHJKLMNPQRSTVWXZ"]).status == 404)
        #expect(try await world.account("uwe").json(.get, address).status == 404)
        let status = try await client.json(.get, address, headers: ["access-code": AccessCode.grouped(code).lowercased()]).json()
        #expect(status["state"] == "decided" && status["outcome"] == "granted")
        // Everything happened in one transaction, and is told in the order in which it happened.
        let order = (status["timeline"]?.array ?? []).compactMap { $0["kind"]?.string }.filter { $0 != "deadline" }
        #expect(order == ["received", "decided", "notice"])
        let kinds = Set((status["timeline"]?.array ?? []).compactMap { $0["kind"]?.string })
        #expect(kinds.isSuperset(of: ["received", "decided", "notice", "deadline"]))
        // The staff's own deadlines are none of the applicant's business.
        let texts = (status["timeline"]?.array ?? []).compactMap { $0["text"]?.string }
        #expect(texts.contains("Widerspruch möglich bis") && !texts.contains("Anmeldung des Hundes"))
        let waiting = try await client.json(.get, address + "/notice", headers: ["access-code": code])
        #expect(waiting.status == 404 && waiting.headers["retry-after"] == "1")
        try await world.store.settle()
        let notice = try await client.json(.get, address + "/notice", headers: ["access-code": code])
        #expect(
            notice.status == 200 && notice.headers["content-type"] == "application/pdf" && notice.bytes.starts(with: "%PDF-".utf8)
        )
        #expect(try await client.json(.get, address + "/notice").status == 404)
    }

    @Test("the dates of an application are those of its letter: posted on Monday, four days, one month")
    func dates() async throws {
        let world = try await World()
        let client = world.account("mia")
        let sent = try await world.send(client, "first-dog").json()
        let id = try #require(sent["id"]?.string)
        let status = try await client.json(.get, "/api/v1/applications/\(id)").json()
        let due = (status["timeline"]?.array ?? []).first { $0["text"] == "Widerspruch möglich bis" }?["due"]
        // Example first-dog: notified on Friday, 27.11.2026 (§ 122a Abs. 4 AO); a month later is a Sunday, so Monday, 28.12.2026.
        #expect(due == "2026-12-28")
    }

    @Test("one key, one application: repeated, changed, at once, and in another account")
    func keys() async throws {
        let world = try await World()
        let client = world.account("mia")
        let none = try await client.json(.post, "/api/v1/services/\(world.service.slug)/applications", ["answers": [:]])
        #expect(none.status == 400)
        let first = try await world.send(client, "first-dog", key: "k1")
        let again = try await world.send(client, "first-dog", key: "k1")
        #expect(first.status == 201 && again.status == 201)
        #expect(try first.json() == again.json())
        #expect(try first.json()["accessCode"] != nil)
        let other = try await world.send(client, "first-dog", key: "k1", changing: ["givenName": "Another"])
        #expect(other.status == 422)
        #expect(try other.json()["code"] == "applications.key-reused")
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == 1)
        let foreign = try await world.send(world.account("uwe"), "first-dog", key: "k1")
        #expect(foreign.status == 201)
        #expect(try foreign.json()["id"] != first.json()["id"])
        let before = try await world.count("SELECT COUNT(*) FROM procedures")
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 { group.addTask { try await world.send(client, "two-dogs", key: "k2").status } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.contains(201) && statuses.allSatisfy { $0 == 201 || $0 == 409 })
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == before + 1)
        #expect(try await world.send(client, "two-dogs", key: "k2").status == 201)
        // What was refused may be sent again with the same key.
        #expect(try await world.send(client, "first-dog", key: "k3", changing: ["email": "no"]).status == 422)
        #expect(try await world.send(client, "first-dog", key: "k3").status == 201)
    }

    @Test("an invalid application is refused with every problem at once")
    func invalid() async throws {
        let world = try await World()
        let client = world.visitor()
        let address = "/api/v1/services/\(world.service.slug)/applications"
        var answers = try world.example("first-dog").answers.object ?? [:]
        answers["email"] = "nobody"
        answers["dogs"] = [["name": "Bruno", "born": "2023-02-30", "colour": "brown"]]
        answers["shoeSize"] = 43
        let reply = try await client.json(
            .post, address, ["answers": .object(answers), "language": "fr", "extra": true], headers: ["idempotency-key": "a"])
        #expect(reply.status == 422 && reply.headers["content-type"] == "application/problem+json")
        let errors = try reply.json()["errors"]?.array ?? []
        let found = Set(errors.map { "\($0["pointer"]?.string ?? "") \($0["code"]?.string ?? "")" })
        #expect(
            found == [
                "/extra unknown-field", "/language not-an-option", "/answers/email not-an-email",
                "/answers/dogs/0/born not-a-date",
                "/answers/dogs/0/since required", "/answers/dogs/0/breedGroup required",
                "/answers/dogs/0/foundDangerous required",
                "/answers/dogs/0/assistance required", "/answers/dogs/0/colour unknown-field", "/answers/shoeSize unknown-field",
            ])
        #expect(errors.allSatisfy { $0["detail"]?.string?.isEmpty == false })
        #expect(try await client.json(.post, address, ["language": "de"], headers: ["idempotency-key": "b"]).status == 422)
        #expect(try await client.json(.post, address, [], headers: ["idempotency-key": "c"]).status == 422)
        #expect(
            try await client.send(
                .post, address, headers: ["idempotency-key": "d", "content-type": "application/json"], body: Array("{".utf8)
            ).status == 400)
        #expect(
            try await client.json(.post, "/api/v1/services/none/applications", [:], headers: ["idempotency-key": "e"]).status
                == 404)
        #expect(try await world.count("SELECT COUNT(*) FROM procedures") == 0)
    }

    @Test("an upload serves one application, and only that of whoever may use it")
    func uploads() async throws {
        let world = try await World()
        let pdf = Array("%PDF-1.7 proof".utf8)
        func upload(_ client: InProcessClient) async throws -> JSON {
            try await client.send(.post, "/api/v1/uploads", headers: ["content-type": "application/pdf"], body: pdf).json()["id"]
                ?? .null
        }
        let client = world.visitor()
        let id = try await upload(client)
        let sent = try await world.send(client, "proof-never-supplied", changing: ["assistanceProof": id])
        #expect(sent.status == 201)
        let again = try await world.send(client, "proof-never-supplied", changing: ["assistanceProof": id])
        #expect(again.status == 422)
        #expect(try again.json()["errors"]?[0]?["pointer"] == "/answers/assistanceProof")
        let mine = try await upload(world.account("mia"))
        #expect(
            try await world.send(world.account("uwe"), "proof-never-supplied", changing: ["assistanceProof": mine]).status == 422)
        #expect(
            try await world.send(world.account("mia"), "proof-never-supplied", changing: ["assistanceProof": mine]).status == 201)
    }

    @Test("an application is withdrawn once and for all, not after the decision, not by strangers")
    func withdrawal() async throws {
        let world = try await World()
        let client = world.visitor()
        let sent = try await world.send(client, "proof-never-supplied").json()
        let (id, code) = (try #require(sent["id"]?.string), try #require(sent["accessCode"]?.string))
        let address = "/api/v1/applications/\(id)/withdrawal"
        #expect(try await client.json(.post, address).status == 404)
        let withdrawn = try await client.json(.post, address, headers: ["access-code": code])
        #expect(withdrawn.status == 200)
        #expect(try withdrawn.json()["state"] == "withdrawn")
        #expect(try await client.json(.post, address, headers: ["access-code": code]).status == 200)
        let decided = try await world.send(client, "first-dog").json()
        let late = try await client.json(
            .post, "/api/v1/applications/\(decided["id"]?.string ?? "")/withdrawal",
            headers: ["access-code": decided["accessCode"]?.string ?? ""])
        #expect(late.status == 409)
    }
}
