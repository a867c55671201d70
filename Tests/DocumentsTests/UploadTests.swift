@testable import Documents
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Uploads") struct UploadTests {
    @Test("an upload answers with its identifier and the digest of what was received")
    func upload() async throws {
        let world = try await World()
        let reply = try await world.client().upload(Sample.pdf, name: "Nachweis Müller.pdf")
        #expect(reply.status == 201)
        #expect(try reply.json()["sha256"]?.string == Digest(of: Sample.pdf).hex)
        let document = try await world.store.read { [id = try reply.id()] in try $0.document(id, visibleTo: .system("test")) }
        #expect(document.name == "Nachweis Müller.pdf")
        #expect(document.mediaType == "application/pdf")
        #expect(document.bytes == Sample.pdf.count)
        #expect(document.subject == nil)
        #expect(try world.contents.read(document.sha256) == Sample.pdf)
        let events = try await world.store.read { [id = try reply.id()] in try $0.events(of: id) }
        #expect(events.map(\.name) == ["documents.added"])
    }

    @Test("equal contents are stored once and are two documents")
    func equalContents() async throws {
        let world = try await World()
        let first = try await world.client().upload(Sample.pdf)
        let second = try await world.client().upload(Sample.pdf)
        #expect(try first.id() != second.id())
        #expect(world.files.count == 1)
    }

    @Test(
        "a file is refused when it is not what its sender says",
        arguments: [
            ("application/pdf", Sample.png), ("image/png", Sample.pdf), ("image/jpeg", Sample.png), ("text/html", Sample.pdf),
            ("application/pdf", Array("<html><script>alert(1)</script>".utf8)),
            ("application/zip", Array("PK\u{3}\u{4}rest".utf8)),
            ("application/octet-stream", Array("MZ\u{0}\u{0} a program".utf8)), ("text/plain; charset=utf-8", Array("text".utf8)),
        ])
    func wrongType(type: String, bytes: [UInt8]) async throws {
        let world = try await World()
        let reply = try await world.client().upload(bytes, type: type)
        #expect(reply.status == 415)
        #expect(reply.headers["content-type"] == "application/problem+json")
        #expect(world.files == [])
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM documents") } == 0)
    }

    @Test(
        "a sender who does not know the type leaves it to the contents; other spellings of a type count as it",
        arguments: [
            ("application/octet-stream", Sample.png, "image/png"), ("image/jpg", Sample.jpeg, "image/jpeg"),
            ("APPLICATION/PDF; version=1", Sample.pdf, "application/pdf"),
        ])
    func agreed(said: String, bytes: [UInt8], taken: String) async throws {
        let world = try await World()
        let reply = try await world.client().upload(bytes, type: said)
        #expect(reply.status == 201)
        let document = try await world.store.read { [id = try reply.id()] in try $0.document(id, visibleTo: .system("test")) }
        #expect(document.mediaType == taken)
    }

    @Test("an empty body is a bad request")
    func empty() async throws {
        let world = try await World()
        let reply = try await world.client().upload([])
        #expect(reply.status == 400)
        #expect(try reply.json()["code"]?.string == "documents.empty")
        #expect(world.files == [])
    }

    @Test("twenty megabytes are taken, one byte more is not, whether announced or not")
    func tooLarge() async throws {
        let world = try await World()
        let most = Sample.pdf + [UInt8](repeating: 0x20, count: Uploads.limit - Sample.pdf.count)
        #expect(try await world.client().upload(most).status == 201)
        let files = world.files
        let streamed = try await world.client().upload(most + [0x20])
        #expect(streamed.status == 413)
        #expect(streamed.words.contains("20 MB"))
        let announced = try await world.client().send(
            .post, "/api/v1/uploads", headers: ["content-type": "application/pdf", "content-length": "20000001"], body: Sample.pdf
        )
        #expect(announced.status == 413)
        #expect(world.files == files)
    }

    @Test("a disk without room answers 503 and keeps nothing")
    func reserve() async throws {
        let world = try await World(reserve: Int.max)
        let reply = try await world.client().upload(Sample.pdf)
        #expect(reply.status == 503)
        #expect(try reply.json()["code"]?.string == "documents.no-space")
        #expect(world.files == [])
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM documents") } == 0)
    }

    @Test("a disk that fills up in the middle answers 503 and keeps nothing; a small file still fits")
    func fullDisk() async throws {
        guard let disk = SmallDisk(kilobytes: 256) else { return print("skipped: no right to mount a small disk here") }
        defer { disk.unmount() }
        let world = try await World(directory: disk.path)
        let large = Sample.pdf + [UInt8](repeating: 0x20, count: 1_000_000)
        #expect(try await world.client().upload(large).status == 503)
        #expect(world.files == [])
        #expect(throws: DocumentFault.noSpace) { try world.contents.put(large) }
        #expect(world.files == [])
        #expect(try await world.client().upload(Sample.pdf).status == 201)
    }

    @Test("a sender who breaks off leaves nothing behind")
    func brokenOff() async throws {
        let world = try await World()
        let file = try Incoming(in: world.contents)
        try file.write(Sample.pdf)
        #expect(world.files.count == 1)
        await #expect(throws: DocumentFault.tooLarge(limit: Uploads.limit)) {
            let piece = Sample.pdf + [UInt8](repeating: 0, count: 15_000_000)
            _ = try await Uploads.receive(RequestBody(pieces: [piece, piece]), said: "application/pdf", into: world.contents)
        }
        #expect(world.files.count == 1)
        try file.adopt(as: Digest(of: Sample.pdf))
        #expect(world.files == [String(world.contents.path(of: Digest(of: Sample.pdf)).dropFirst(world.directory.count + 1))])
    }

    @Test(
        "names are for people: no path, no hidden direction, an ending that says what it is",
        arguments: [
            ("C:\\Users\\a\\Scan 1.PDF", "Scan 1.PDF"), ("../../etc/passwd", "passwd.pdf"),
            ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
            ("photo.png", "photo.pdf"), ("fdp.\u{202E}exe", "fdp.exe.pdf"), ("", "document.pdf"), ("..", "document.pdf"),
            (".htaccess", "htaccess.pdf"),
            ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
            (String(repeating: "ä", count: 300) + ".pdf", String(repeating: "ä", count: 120) + ".pdf"),
        ])
    func names(sent: String, kept: String) {
        #expect(FileName.clean(sent, type: "application/pdf") == kept)
    }

    @Test(
        "the name in Content-Disposition is read in both forms",
        arguments: [
            ("attachment; filename=\"a b.pdf\"", "a b.pdf"), ("attachment; filename=plain.pdf", "plain.pdf"),
            ("attachment; filename=\"fallback.pdf\"; filename*=UTF-8''na%C3%AFve%20%C3%A4.pdf", "naïve ä.pdf"),
            ("attachment; filename=\"semi;colon \\\"x\\\".pdf\"", "semi;colon \"x\".pdf"), ("", ""), ("inline", ""),
            ("attachment; filename*=latin1''x.pdf; filename=y.pdf", "y.pdf"),
        ])
    func disposition(header: String, name: String) {
        #expect(AttachmentName.read(header) == name)
    }
}

/// A file system in memory that is full soon; nil where this process may not mount one.
struct SmallDisk {
    let path: String

    init?(kilobytes: Int) {
        path = NSTemporaryDirectory() + "/small-" + Crypto.token(bytes: 6)
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path) else {
            try? FileManager.default.removeItem(atPath: path)
            return nil
        }
    }

    func unmount() {
        _ = SmallDisk.run("umount", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func run(_ words: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
