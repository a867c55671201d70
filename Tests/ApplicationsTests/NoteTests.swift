import Documents
import Dossiers
import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Notes and documents of a case") struct NoteTests {
    @Test("a note stands on the page with its author, lies in the file, and is nothing for the applicant")
    func note() async throws {
        let bench = try await CaseWorld(account: false)
        let browser = bench.browser(bench.clerk)
        let page = try await browser.post("/procedures/\(bench.id)/notes", form: ["text": "Hat angerufen."])
        #expect(page.status == 200 && page.words.contains("Hat angerufen.") && page.words.contains("berg, 30.11.2026"))
        try await bench.store.settle()
        let document = try #require(try await bench.documents().first { $0.kind == "note" })
        #expect(document.isInternal && document.owner == nil)
        // Whoever holds the code of the case sees its other documents, but not this one.
        let holder = Caller(.anonymous, grants: [bench.id.text])
        let seen = try await bench.documents(holder)
        #expect(!seen.isEmpty && !seen.contains { $0.id == document.id })
        await #expect(throws: DocumentFault.notFound) {
            try await bench.store.read { try $0.document(document.id, visibleTo: holder) }
        }
        #expect(try await bench.browser(bench.clerk).get("/documents/\(document.id)").bytes.starts(with: "%PDF-".utf8))
    }

    @Test("a note needs a text, the permission and the case; mistakes stand at the field")
    func refused() async throws {
        let bench = try await CaseWorld()
        let address = "/procedures/\(bench.id)/notes"
        let empty = try await bench.browser(bench.clerk).post(address, form: ["text": "  "])
        #expect(
            empty.status == 422 && empty.text.contains(##"href="#f-text""##)
                && empty.words.contains("Bitte füllen Sie dieses Feld aus."))
        let reader = Caller(.staff("leser"), units: bench.clerk.units, permissions: ["procedures.read"])
        #expect(try await bench.browser(reader).post(address, form: ["text": "x"]).status == 403)
        let stranger = Caller(.staff("fern"), units: ["elsewhere"], permissions: ["procedures.*"])
        #expect(try await bench.browser(stranger).post(address, form: ["text": "x"]).status == 404)
        #expect(try await bench.events("procedures.note-written") == 0)
    }

    @Test("a document stands beside the answers, embedded by this site only")
    func viewer() async throws {
        let bench = try await CaseWorld()
        let browser = bench.browser(bench.clerk)
        let page = try await browser.get("/procedures/\(bench.id)")
        let document = try #require(try await bench.documents().first)
        let address = "/documents/\(document.id)?view=beside"
        #expect(page.text.contains("<object data=\"\(address)\""))
        #expect(page.headers["content-security-policy"]?.contains("object-src 'self'") == true)
        #expect(page.headers["content-security-policy"]?.contains("script-src 'self'") == true)
        let contents = try await browser.get(address)
        #expect(contents.headers["content-security-policy"]?.contains("frame-ancestors 'self'") == true)
        #expect(contents.headers["x-frame-options"] == "SAMEORIGIN")
        // What is opened alone stays in its sandbox and out of every frame.
        let alone = try await browser.get("/documents/\(document.id)?view=inline")
        #expect(alone.headers["content-security-policy"]?.contains("sandbox; frame-ancestors 'none'") == true)
        #expect(alone.headers["x-frame-options"] == "DENY")
        #expect(try await browser.get("/procedures/\(bench.id)?document=unknown").text.contains("<object") == false)
    }
}
