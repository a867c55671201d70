import Accesses
import Documents
import Foundation
import Kernel
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// A city with nothing but documents, on a clock that stands still.
struct World {
    let store: Store
    let contents: DocumentStore
    let directory: String
    let app: WebApp
    let clock: SimulatedClock
    let who: Who

    /// Who signs in; the header `x-who` of a client names them.
    final class Who: Sendable {
        let callers = Mutex<[String: Caller]>([:])
        func add(_ name: String, _ caller: Caller) { callers.withLock { $0[name] = caller } }
        func find(_ name: String?) -> Caller { name.flatMap { name in callers.withLock { $0[name] } } ?? .anonymous }
    }

    init(reserve: Int = 0, directory given: String? = nil, grace: Double = 0) async throws {
        let clock = SimulatedClock(start: .testStart, frozen: true)
        let store = try await TestStore.open(components: [Accesses.component.store, Documents.component.store], clock: clock)
        let directory = given ?? NSTemporaryDirectory() + "/documents-" + Crypto.token(bytes: 8)
        let contents = try DocumentStore(directory: directory, reserve: reserve, grace: grace)
        store.parts.set(contents)
        let who = Who()
        (self.clock, self.store, self.contents, self.directory, self.who) = (clock, store, contents, directory, who)
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        let forms = Component(
            StoreComponent(name: "forms"),
            routes: [
                Route(.get, "/forms/evidence", who: .everyone) { request in
                    request.page("Nachweis") { html in html.form("/forms/evidence", files: true) { _ in } }
                },
                Route(.post, "/forms/evidence", who: .everyone, limits: .upload) { request in
                    guard let file = try await request.form().file("proof") else { throw WebFault.notFound }
                    return .text(try await Uploads.take(file, from: request).text)
                },
                Route(.post, "/forms/submission", who: .everyone) { request in
                    let id = ID<Document>(try await request.form().text("proof"))
                    try await request.perform(
                        AttachDocument(
                            document: id, session: Uploads.session(of: request), subject: "p1", kind: "evidence",
                            owner: request.caller.account, unit: "tax",
                            confidential: false, retention: .years10))
                    return .noContent()
                },
            ])
        app = try WebApp(
            sites: [site], components: [Documents.component, forms], settings: WebSettings(logsRequests: false),
            identify: { request in
                let name = request.headers["x-who"]
                return Session(caller: who.find(name), isBearer: name != nil && request.headers["x-browser"] == nil)
            })
    }

    func client(_ name: String? = nil, _ caller: Caller = .anonymous) -> InProcessClient {
        let client = InProcessClient(app)
        if let name {
            who.add(name, caller)
            client.setHeader("x-who", name)
        }
        return client
    }

    /// Files anywhere in the store's directory, `incoming` included.
    var files: [String] {
        let walk = FileManager.default.enumerator(atPath: directory)
        var files: [String] = []
        while let path = walk?.nextObject() as? String {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: directory + "/" + path, isDirectory: &isFolder), !isFolder.boolValue {
                files.append(path)
            }
        }
        return files.sorted()
    }

    func attach(
        _ id: ID<Document>, to subject: String = "p1", session: String? = nil, owner: String? = nil, confidential: Bool = false
    ) -> AttachDocument {
        AttachDocument(
            document: id, session: session, subject: subject, kind: "evidence", owner: owner, unit: "tax",
            confidential: confidential,
            retention: .years10)
    }
}

enum Sample {
    static let pdf = Array("%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n".utf8)
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(repeating: 7, count: 100)
    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 1, count: 50) + [0xFF, 0xD9]
    static func pdf(_ text: String) -> [UInt8] { Array("%PDF-1.7\n% \(text)\n%%EOF\n".utf8) }
}

extension InProcessClient {
    func upload(_ bytes: [UInt8], type: String = "application/pdf", name: String = "proof.pdf") async throws -> Reply {
        try await send(
            .post, "/api/v1/uploads", headers: ["content-type": type, "content-disposition": "attachment; filename=\"\(name)\""],
            body: bytes)
    }
}

extension Reply {
    func id() throws -> ID<Document> { ID(try #require(try json()["id"]?.string)) }
}
