@testable import Dossiers
import Documents
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing

@Suite("Filing") struct FilingTests {
    @Test("a procedure gets a folder in a dossier under its position, with the documents that are there, titled by the rule")
    func file() async throws {
        let world = try await World()
        try await world.add("application", to: "p1")
        world.clock.advance(seconds: 1)
        try await world.add("evidence", to: "p1", name: "Ausweis.pdf")
        let place = try await world.file(try world.facts("p1", dossier: "procedure"))
        #expect(place.number == "22.34.1/L-2026-P1")
        #expect(place.position == "tax-dogs")
        let dossier = try await world.store.read { try $0.dossier(place.dossier, visibleTo: world.clerk) }
        #expect(dossier.title == "Hundesteuer Anna Müller")
        #expect(dossier.kind == .procedure)
        let entries = try await world.entries("p1")
        #expect(entries.map(\.number) == [1, 2])
        #expect(entries.map(\.title) == ["Antrag vom 2. März 2026", "Nachweis"])
        #expect(entries.map(\.kind) == ["application", "evidence"])
        #expect(try await world.events("p1") == ["dossiers.document-filed", "dossiers.document-filed", "dossiers.filed"])
        let audit = try await world.store.read { try AuditLog.entries(of: place.folder, in: $0) }
        #expect(audit.map(\.action) == ["dossiers.file"])
    }

    @Test("filing again changes nothing and says the same place")
    func again() async throws {
        let world = try await World()
        try await world.add("application", to: "p1")
        let first = try await world.file(try world.facts("p1"))
        let second = try await world.file(try world.facts("p1"))
        #expect(first.folder == second.folder)
        #expect(first.number == second.number)
        #expect(try await world.events("p1") == ["dossiers.document-filed", "dossiers.filed"])
        #expect(try await world.entries("p1").count == 1)
    }

    @Test("later documents follow by themselves, with the title of their kind; notices by the title of notices")
    func follow() async throws {
        let world = try await World()
        _ = try await world.file(try world.facts("p1"))
        try await world.add("evidence", to: "p1", name: "a.pdf")
        try await world.add("notice-refusal", to: "p1", name: "b.pdf")
        try await world.add("upload", to: "p1", name: "Sonstiges.pdf")
        let entries = try await world.entries("p1")
        #expect(entries.map(\.title) == ["Nachweis", "Bescheid", "Sonstiges.pdf"])
        // Number 1 waits for the application, with which every file begins.
        #expect(entries.map(\.number) == [2, 3, 4])
        try await world.add("application", to: "p1")
        #expect(
            try await world.entries("p1").map(\.title) == ["Antrag vom 2. März 2026", "Nachweis", "Bescheid", "Sonstiges.pdf"])
        #expect(try await world.entries("p1").first?.number == 1)
        #expect(try await world.events("p1") == Array(repeating: "dossiers.document-filed", count: 4) + ["dossiers.filed"])
    }

    @Test("an upload that is attached to a filed procedure is entered, whoever attached it")
    func attached() async throws {
        let world = try await World()
        _ = try await world.file(try world.facts("p1"))
        let digest = try world.contents.put(Array("%PDF-1.7".utf8))
        let anna = Caller(.account("anna"))
        let id = try await world.store.perform(
            AddDocument(digest: digest, bytes: 8, mediaType: "application/pdf", fileName: "x.pdf", owner: "anna"), as: anna)
        #expect(try await world.entries("p1").isEmpty)
        try await world.store.perform(
            AttachDocument(
                document: id, session: nil, subject: "p1", kind: "evidence", owner: "anna", unit: "tax-unit", confidential: false,
                retention: .years10),
            as: anna)
        #expect(try await world.entries("p1").map(\.document) == [id.text])
    }

    @Test("a document of a procedure without a folder waits for the filing")
    func unfiled() async throws {
        let world = try await World()
        let id = try await world.add("application", to: "p1")
        #expect(try await world.events("p1") == [])
        await #expect(throws: DossierFault.noFolder) {
            try await world.store.perform(AddToFolder(document: id, kind: "application", subject: "p1"), as: .system("test"))
        }
        let isFiled = try await world.store.perform(as: .system("test")) {
            try $0.fileIfFoldered(document: id, kind: "application", subject: "p1")
        }
        #expect(!isFiled)
    }

    @Test("a document is entered once; with a title of its own where one is given")
    func once() async throws {
        let world = try await World()
        let id = try await world.add("application", to: "p1")
        _ = try await world.file(try world.facts("p1"))
        let number = try await world.store.perform(
            AddToFolder(document: id, kind: "application", subject: "p1", title: "Anders"), as: .system("test"))
        #expect(number == 1)
        #expect(try await world.entries("p1").map(\.title) == ["Antrag vom 2. März 2026"])
        await #expect(throws: DocumentFault.notFound) {
            let other = try await world.add("application", to: "p2")
            try await world.store.perform(AddToFolder(document: other, kind: "application", subject: "p1"), as: .system("test"))
        }
    }

    @Test("the process calls it as a service task and learns the place")
    func service() async throws {
        let world = try await World()
        let facts = try JSON(encoding: try world.facts("p1", dossier: "procedure"))
        let output = try await world.store.perform(as: .system("procedures")) { transaction in
            try transaction.perform(CallService(facts: facts))
        }
        #expect(output["dossier"]?.string == "22.34.1/L-2026-P1")
        #expect(output["position"]?.string == "tax-dogs")
    }

    @Test("a case without a rule, and a position that the plan does not have, are refused and leave nothing")
    func refused() async throws {
        let world = try await World()
        var facts = try world.facts("p1")
        facts.filing = nil
        let bare = facts
        let astray = try world.facts("p1", position: "nowhere")
        await #expect(throws: DossierFault.ruleMissing) { _ = try await world.file(bare) }
        await #expect(throws: DossierFault.positionUnknown("nowhere")) { _ = try await world.file(astray) }
        for caller in [Caller(.account("anna")), world.clerk, .anonymous] {
            let action = FileProcedure(facts: try world.facts("p1"))
            await #expect(throws: StoreFault.forbidden("dossiers.file")) { _ = try await world.store.perform(action, as: caller) }
        }
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM dossiers") } == 0)
    }

    @Test("closing a folder closes the dossier of its procedure, once; a person's dossier stays open")
    func close() async throws {
        let world = try await World()
        let own = try await world.file(try world.facts("p1", dossier: "procedure"))
        let shared = try await world.file(try world.facts("p2", dossier: "applicant"))
        for procedure in ["p1", "p2", "p1"] {
            try await world.store.perform(CloseFolder(subject: procedure), as: .system("test"))
        }
        #expect(try await world.store.read { try $0.dossier(own.dossier, visibleTo: world.clerk) }.closedAt == .testStart)
        #expect(try await world.store.read { try $0.dossier(shared.dossier, visibleTo: world.clerk) }.closedAt == nil)
        #expect(try await world.events("p1") == ["dossiers.filed", "dossiers.folder-closed"])
        try await world.add("evidence", to: "p1")
        #expect(try await world.entries("p1").count == 1)
        await #expect(throws: DossierFault.noFolder) {
            try await world.store.perform(CloseFolder(subject: "p9"), as: .system("test"))
        }
    }

    @Test("ten documents at once are numbered without gaps")
    func concurrent() async throws {
        let world = try await World()
        try await world.add("application", to: "p1")
        _ = try await world.file(try world.facts("p1"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<10 { group.addTask { try await world.add("evidence", to: "p1", name: "\(index).pdf") } }
            try await group.waitForAll()
        }
        #expect(try await world.entries("p1").map(\.number) == Array(1...11))
    }
}

/// Calls a service task as a process does, from within an action.
private struct CallService: Action {
    static let name = "test.call"
    static let audience: Audience = .everyone
    let facts: JSON

    func perform(in transaction: Transaction) throws -> JSON {
        transaction.audit("test", "p1")
        return try #require(
            try transaction.callService("dossiers.file", ServiceCall(subject: "p1", inputs: [:], context: [:], facts: facts)))
    }
}
