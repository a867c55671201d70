@testable import Documents
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("What nobody submits is removed") struct RemovalTests {
    @Test("a loose upload is gone after seven days, an attached one stays")
    func week() async throws {
        let world = try await World()
        let client = world.client()
        let loose = try await client.upload(Sample.pdf("loose")).id()
        let kept = try await client.upload(Sample.pdf("kept")).id()
        try await world.store.perform(world.attach(kept), as: .anonymous)
        // 2 March 2026 and seven days: on 9 March it is still there, on 10 March the job of the day looks.
        world.clock.advance(to: Instant(startOf: LocalDate(epochDay: 0).adding(days: 20521)).adding(seconds: 3600))
        #expect(world.clock.now().date().description == "2026-03-09")
        try await world.store.settle()
        #expect(world.files.count == 2)
        world.clock.advance(seconds: 86_400)
        try await world.store.settle()
        #expect(world.files.count == 1)
        #expect(world.contents.has(Digest(of: Sample.pdf("kept"))))
        #expect(try await world.store.read { try $0.values(String.self, "SELECT id FROM documents") } == [kept.text])
        #expect(
            try await world.store.read { try $0.events(of: loose) }.map(\.name).sorted() == [
                "documents.added", "documents.removed",
            ])
        #expect(try await world.store.verifyDocuments() == [])
    }

    @Test("contents stay while another document has them")
    func shared() async throws {
        let world = try await World()
        let client = world.client()
        _ = try await client.upload(Sample.pdf)
        let kept = try await client.upload(Sample.pdf).id()
        try await world.store.perform(world.attach(kept), as: .anonymous)
        world.clock.advance(seconds: 9 * 86_400)
        try await world.store.settle()
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM documents") } == 1)
        #expect(try world.contents.read(Digest(of: Sample.pdf)) == Sample.pdf)
    }

    @Test("contents that somebody stores at this moment are left alone")
    func fresh() async throws {
        let world = try await World(grace: 3600)
        let digest = try world.contents.put(Sample.pdf)
        try world.contents.remove(digest)
        #expect(world.contents.has(digest))
        let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -7200)]
        try FileManager.default.setAttributes(old, ofItemAtPath: world.contents.path(of: digest))
        #expect(world.contents.renew(digest))
        try world.contents.remove(digest)
        #expect(world.contents.has(digest))
        try FileManager.default.setAttributes(old, ofItemAtPath: world.contents.path(of: digest))
        try world.contents.remove(digest)
        #expect(world.files == [])
    }

    @Test("only the program itself removes uploads, and doing it twice changes nothing")
    func repeated() async throws {
        let world = try await World()
        _ = try await world.client().upload(Sample.pdf)
        world.clock.advance(seconds: 9 * 86_400)
        await #expect(throws: StoreFault.forbidden("documents.remove-loose")) {
            try await world.store.perform(RemoveLooseUploads(), as: Caller(.staff("s"), permissions: ["*"]))
        }
        #expect(try await world.store.perform(RemoveLooseUploads(), as: .system("test")) == 1)
        #expect(try await world.store.perform(RemoveLooseUploads(), as: .system("test")) == 0)
    }

    @Test("verify names what is missing and what was altered, and nothing else")
    func verify() async throws {
        let world = try await World()
        let client = world.client()
        for text in ["a", "b", "c"] { _ = try await client.upload(Sample.pdf(text)) }
        #expect(try await world.store.verifyDocuments() == [])
        let (a, b) = (Digest(of: Sample.pdf("a")), Digest(of: Sample.pdf("b")))
        try FileManager.default.removeItem(atPath: world.contents.path(of: a))
        try Data(Sample.pdf("B")).write(to: URL(fileURLWithPath: world.contents.path(of: b)))
        let findings = try await world.store.verifyDocuments()
        #expect(
            Set(findings) == ["document \(a) is missing", "document \(b) has other contents: \(Digest(of: Sample.pdf("B")))"])
    }
}
