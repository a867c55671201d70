@testable import Documents
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Downloads") struct DownloadTests {
    private func attached(_ world: World, confidential: Bool = false) async throws -> ID<Document> {
        let id = try await world.client("anna", Caller(.account("anna"))).upload(Sample.pdf, name: "Bescheid ä.pdf").id()
        try await world.store.perform(world.attach(id, owner: "anna", confidential: confidential), as: Caller(.account("anna")))
        return id
    }

    @Test("a document is a download with its name, its digest as tag, and nothing in it can run")
    func download() async throws {
        let world = try await World()
        let id = try await attached(world)
        let reply = try await world.client("anna", Caller(.account("anna"))).get("/documents/\(id)")
        #expect(reply.status == 200)
        #expect(reply.bytes == Sample.pdf)
        #expect(reply.headers["content-type"] == "application/pdf")
        #expect(reply.headers["etag"] == "\"\(Digest(of: Sample.pdf))\"")
        #expect(reply.headers["content-disposition"]?.hasPrefix("attachment; ") == true)
        #expect(reply.headers["content-disposition"]?.hasSuffix("filename*=UTF-8''Bescheid%20%C3%A4.pdf") == true)
        #expect(reply.headers["x-content-type-options"] == "nosniff")
        #expect(reply.headers["content-security-policy"]?.contains("sandbox") == true)
        #expect(reply.headers["content-security-policy"]?.contains("default-src 'none'") == true)
    }

    @Test("a preview is shown inside the browser, under the same policy; other types are always downloads")
    func preview() async throws {
        let world = try await World()
        let id = try await attached(world)
        let anna = world.client("anna", Caller(.account("anna")))
        let reply = try await anna.get("/documents/\(id)?view=inline")
        #expect(reply.headers["content-disposition"]?.hasPrefix("inline; ") == true)
        #expect(reply.headers["content-security-policy"]?.contains("sandbox") == true)
        let tiff = try await anna.upload([0x49, 0x49, 0x2A, 0x00, 1, 2, 3], type: "image/tiff", name: "scan.tif").id()
        #expect(
            try await anna.get("/documents/\(tiff)?view=inline").headers["content-disposition"]?.hasPrefix("attachment; ") == true
        )
    }

    @Test("part of a document, and a document that the browser has already")
    func ranges() async throws {
        let world = try await World()
        let id = try await attached(world)
        let anna = world.client("anna", Caller(.account("anna")))
        let part = try await anna.get("/documents/\(id)", headers: ["range": "bytes=0-4"])
        #expect(part.status == 206)
        #expect(part.text == "%PDF-")
        #expect(part.headers["content-range"] == "bytes 0-4/\(Sample.pdf.count)")
        let known = try await anna.get("/documents/\(id)", headers: ["if-none-match": "\"\(Digest(of: Sample.pdf))\""])
        #expect(known.status == 304)
        #expect(known.bytes == [])
    }

    @Test("seen by its owner, its unit and whoever has its code; for all others it does not exist")
    func visibility() async throws {
        let world = try await World()
        let id = try await attached(world)
        let sees: [(String, Caller, Int)] = [
            ("anna", Caller(.account("anna")), 200), ("berta", Caller(.account("berta")), 404),
            ("clerk", Caller(.staff("c"), units: ["tax"]), 200), ("other", Caller(.staff("o"), units: ["parks"]), 404),
            ("coded", Caller(.anonymous, grants: ["p1"]), 200), ("miscoded", Caller(.anonymous, grants: ["p2"]), 404),
            ("nobody", .anonymous, 404),
        ]
        for (name, caller, status) in sees {
            #expect(try await world.client(name, caller).get("/documents/\(id)").status == status, "\(name)")
        }
        for wrong in ["0", "../../etc/passwd", "00000000-0000-7000-8000-000000000000", id.text.uppercased()] {
            #expect(try await world.client("anna", Caller(.account("anna"))).get("/documents/\(wrong)").status == 404)
        }
    }

    @Test("a confidential document is seen in its unit only by those who may read confidential ones")
    func confidential() async throws {
        let world = try await World()
        let id = try await attached(world, confidential: true)
        #expect(try await world.client("clerk", Caller(.staff("c"), units: ["tax"])).get("/documents/\(id)").status == 404)
        let trusted = Caller(.staff("d"), units: ["tax"], permissions: ["confidential.read"])
        #expect(try await world.client("trusted", trusted).get("/documents/\(id)").status == 200)
    }

    @Test("a document without contents is an error page, not an empty file")
    func missing() async throws {
        let world = try await World()
        let id = try await attached(world)
        try FileManager.default.removeItem(atPath: world.contents.path(of: Digest(of: Sample.pdf)))
        let reply = try await world.client("anna", Caller(.account("anna"))).get("/documents/\(id)")
        #expect(reply.status == 500)
        #expect(reply.headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(reply.words.contains("Es ist ein Fehler aufgetreten"))
    }

    @Test("every fault has its sentence in three languages")
    func texts() {
        let faults: [DocumentFault] = [
            .notFound, .taken, .notWhatItSays(said: "a", found: "b"), .typeNotTaken("x"), .empty, .tooLarge(limit: 1), .noSpace,
            .contentsMissing("x"),
        ]
        for fault in faults {
            for language in Language.allCases {
                #expect(Texts.shared.has("faults." + fault.code, language), "\(fault.code) \(language)")
                #expect(!Texts.shared("faults." + fault.code, language, fault.details).contains("{"))
            }
        }
    }
}
