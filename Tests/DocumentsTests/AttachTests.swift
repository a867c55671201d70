@testable import Documents
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Uploads become part of a procedure") struct AttachTests {
    @Test("an account attaches its own upload once; it gets the record's access")
    func account() async throws {
        let world = try await World()
        let anna = Caller(.account("anna"))
        let id = try await world.client("anna", anna).upload(Sample.pdf).id()
        try await world.store.perform(world.attach(id, owner: "anna"), as: anna)
        let document = try await world.store.read { try $0.document(id, visibleTo: Caller(.staff("s"), units: ["tax"])) }
        #expect(document.subject == "p1")
        #expect(document.kind == "evidence")
        #expect(
            try await world.store.read { try $0.events(of: id) }.map(\.name).sorted() == [
                "documents.added", "documents.attached",
            ])
        #expect(
            try await world.store.read { try AuditLog.entries(of: id, in: $0) }.map(\.action).sorted() == [
                "documents.add", "documents.attach",
            ])
        await #expect(throws: DocumentFault.taken) {
            try await world.store.perform(world.attach(id, to: "p2", owner: "anna"), as: anna)
        }
        await #expect(throws: DocumentFault.notFound) {
            try await world.store.perform(world.attach(id, to: "p2"), as: .anonymous)
        }
        #expect(try await world.store.read { try $0.events(of: id) }.count == 2)
    }

    @Test("nobody attaches what somebody else uploaded")
    func strangers() async throws {
        let world = try await World()
        let id = try await world.client("anna", Caller(.account("anna"))).upload(Sample.pdf).id()
        for stranger in [
            Caller(.account("berta")), .anonymous, Caller(.staff("s"), units: ["tax"], permissions: ["documents.attach"]),
        ] {
            await #expect(throws: DocumentFault.notFound) {
                try await world.store.perform(world.attach(id, session: "session:other"), as: stranger)
            }
        }
        let document = try await world.store.read { try $0.document(id, visibleTo: .system("test")) }
        #expect(document.subject == nil)
        #expect(document.owner == "anna")
    }

    @Test("without account and session the identifier is the proof, for a day, and opens nothing")
    func program() async throws {
        let world = try await World()
        let client = world.client()
        let id = try await client.upload(Sample.pdf).id()
        let late = try await client.upload(Sample.pdf).id()
        #expect(try await client.get("/documents/\(id)").status == 404)
        try await world.store.perform(world.attach(id), as: .anonymous)
        world.clock.advance(seconds: 24 * 3600)
        await #expect(throws: DocumentFault.notFound) { try await world.store.perform(world.attach(late), as: .anonymous) }
    }

    @Test("a visitor's upload belongs to the visitor's form cookie")
    func visitor() async throws {
        let world = try await World()
        let add = AddDocument(
            digest: world.contents.putForTest(), bytes: 1, mediaType: "application/pdf", fileName: "a.pdf", session: "form:1")
        let id = try await world.store.perform(add, as: .anonymous)
        await #expect(throws: DocumentFault.notFound) { try await world.store.perform(world.attach(id), as: .anonymous) }
        await #expect(throws: DocumentFault.notFound) {
            try await world.store.perform(world.attach(id, session: "form:2"), as: .anonymous)
        }
        try await world.store.perform(world.attach(id, session: "form:1"), as: .anonymous)
    }

    @Test("a form takes a file of a visitor without account, and the same visitor submits with it; another visitor cannot")
    func form() async throws {
        let world = try await World()
        let visitor = world.client()
        let page = try await visitor.post(
            "/forms/evidence", files: [FilePart("proof", filename: "Ausweis.png", type: "image/png", bytes: Sample.png)])
        #expect(page.status == 200)
        let id = ID<Document>(page.text)
        #expect(try await visitor.get("/documents/\(id)").bytes == Sample.png)
        #expect(try await world.client().get("/documents/\(id)").status == 404)
        #expect(try await world.client().post("/forms/submission", form: ["proof": id.text]).status == 404)
        #expect(try await visitor.post("/forms/submission", form: ["proof": id.text]).status == 204)
        #expect(try await visitor.post("/forms/submission", form: ["proof": id.text]).status == 404)
        let document = try await world.store.read { try $0.document(id, visibleTo: .system("test")) }
        #expect(document.subject == "p1")
        #expect(document.name == "Ausweis.png")
    }

    @Test(
        "a form refuses an empty file and one that is not what it says", arguments: [("a.pdf", [UInt8]()), ("a.pdf", Sample.png)])
    func badForm(name: String, bytes: [UInt8]) async throws {
        let world = try await World()
        let reply = try await world.client().post(
            "/forms/evidence", files: [FilePart("proof", filename: name, type: "application/pdf", bytes: bytes)])
        #expect(reply.status == (bytes.isEmpty ? 400 : 415))
        #expect(world.files == [])
    }

    @Test("signing in takes the uploads of the visit along")
    func adopt() async throws {
        let world = try await World()
        let add = AddDocument(
            digest: world.contents.putForTest(), bytes: 1, mediaType: "application/pdf", fileName: "a.pdf",
            session: Uploads.binding(session: "s1"))
        let id = try await world.store.perform(add, as: .anonymous)
        await #expect(throws: StoreFault.forbidden("documents.adopt")) {
            try await world.store.perform(AdoptUploads(session: "s1", account: "eve"), as: Caller(.account("eve")))
        }
        #expect(try await world.store.perform(AdoptUploads(session: "s1", account: "anna"), as: .system("forms")) == 1)
        #expect(try await world.store.perform(AdoptUploads(session: "s1", account: "eve"), as: .system("forms")) == 0)
        try await world.store.perform(world.attach(id), as: Caller(.account("anna")))
    }

    @Test("two who attach the same upload at once: one does")
    func race() async throws {
        let world = try await World()
        let id = try await world.client().upload(Sample.pdf).id()
        let wins = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask { (try? await world.store.perform(world.attach(id, to: "p\(index)"), as: .anonymous)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        #expect(try await world.store.read { try $0.events(of: id) }.filter { $0.name == "documents.attached" }.count == 1)
    }
}

/// Enters an application for somebody, as a component below does.
private struct Enter: Action {
    static let name = "applications.enter"
    static let audience: Audience = .staff
    let attach: AttachDocument

    func perform(in transaction: Transaction) throws {
        transaction.audit("application", "p1")
        try transaction.perform(attach)
    }
}

extension DocumentStore {
    func putForTest() -> Digest { (try? put(Sample.pdf)) ?? Digest(of: "") }
}
