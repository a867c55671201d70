import Accesses
@testable import Applications
import Catalogue
import Delivery
import Documents
import Dossiers
import Folders
import Forms
import Foundation
import Identity
import Kernel
import Mandates
import Notices
import Procedures
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// The project's own service from form to file, with everything but staff accounts.
struct World {
    /// Read once: it costs a second, and many tests need them.
    private static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path

    let store: Store
    let clock: SimulatedClock
    let service: Service
    let app: WebApp
    let callers = Callers()

    /// Accounts whose holders have agreed to electronic delivery.
    static let agreeing = ["hoa", "mia", "otto", "paul", "uwe"]

    /// Who stands behind the header `x-who`.
    final class Callers: Sendable {
        let all = Mutex<[String: Caller]>([:])
    }

    /// - Parameters:
    ///   - offering: which of the project's services; by default the one whose clear cases a machine decides.
    ///   - edits: what is different in its folder; each must change something.
    init(
        _ start: String = "2026-11-23T09:00:00Z",
        offering: (ServiceFolder.About) -> Bool = { $0.automaticDecision.allowed },
        changing edits: [(file: String, old: String, new: String)] = []
    ) async throws {
        let folders = Self.folders
        let service = Service(try Self.edited(try #require(folders.first { offering($0.about) }), edits))
        let cities = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").filter { !$0.hasPrefix(".") }
        let first = try #require(cities.first)
        let city = try #require(City.load(Self.root + "/Cities/" + first).city)
        let clock = SimulatedClock(start: try #require(Instant(start)), frozen: true)
        let components = [
            Identity.component, Accesses.component, Catalogue.component, Mandates.component, Forms.component, Documents.component,
            Dossiers.component,
            Delivery.component,
            Notices.component, Procedures.component, Applications.component,
        ]
        let store = try await TestStore.open(components: components.map(\.store), clock: clock)
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(IdentitySettings(clock: clock))
        store.parts.set(StaffNames { id, _ in id })
        store.parts.set(Applications.representedLooks)
        store.parts.set(Colleagues(holding: { _, _, _ in [] }, caller: { _, _ in .anonymous }))
        store.parts.set(
            try DocumentStore(directory: FileManager.default.temporaryDirectory.path + "/applications-" + Crypto.token(bytes: 6)))
        try await store.perform(KeepVersion(service), as: .system("test"))
        for name in World.agreeing {
            try await store.perform(ChooseDelivery(account: name, isElectronic: true, language: .de), as: .system("test"))
        }
        self.store = store
        self.clock = clock
        self.service = service
        let site = Site(
            id: "test-\(Crypto.token(bytes: 4))", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        app = try WebApp(
            sites: [site], components: components,
            settings: WebSettings(signIn: [.portal: "/identity/sign-in"], logsRequests: false),
            identify: { [callers] request in
                if let name = request.headers["x-who"], let caller = callers.all.withLock({ $0[name] }) {
                    return Session(caller: caller, isBearer: request.headers["x-program"] != nil)
                }
                if let account = request.headers["x-account"] { return Session(caller: Caller(.account(account)), name: account) }
                if let unit = request.headers["x-staff-of"] {
                    return Session(caller: Caller(.staff("s1"), units: [unit], permissions: ["procedures.*"]), name: "s1")
                }
                guard let session = try await request.identitySession() else { return .anonymous }
                return session.session(
                    of: session.principal?.caller ?? .anonymous, settings: IdentitySettings.of(request.store.parts))
            })
    }

    private static func edited(_ folder: ServiceFolder, _ edits: [(file: String, old: String, new: String)]) throws
        -> ServiceFolder
    {
        guard !edits.isEmpty else { return folder }
        var contents = folder.files.contents
        for edit in edits {
            let before = String(decoding: contents[edit.file] ?? [], as: UTF8.self)
            let after = before.replacing(edit.old, with: edit.new, maxReplacements: 1)
            #expect(before != after, "\(edit.file): \(edit.old)")
            contents[edit.file] = Array(after.utf8)
        }
        let read = ServiceFolder.read(FolderFiles(path: folder.files.path, contents: contents))
        return try #require(read.folder, "\(read.findings.map(\.text))")
    }

    func visitor() -> InProcessClient { InProcessClient(app) }

    func account(_ name: String) -> InProcessClient {
        let client = InProcessClient(app)
        client.setHeader("x-account", name)
        return client
    }

    func example(_ name: String) throws -> Example { try #require(service.folder.examples.first { $0.name == name }) }

    /// Sends the answers of an example as a program does.
    func send(_ client: InProcessClient, _ name: String, key: String = Crypto.token(bytes: 8), changing: [String: JSON] = [:])
        async throws -> Reply
    {
        let answers = try example(name).answers.object ?? [:]
        return try await client.json(
            .post, "/api/v1/services/\(service.slug)/applications",
            ["answers": .object(answers.merging(changing) { $1 }), "language": "de"], headers: ["idempotency-key": key])
    }

    func count(_ sql: SQL) async throws -> Int { try await store.read { try $0.value(Int.self, sql) ?? 0 } }

    func clerk(_ id: String) async throws -> Caller {
        let unit = try await store.read { try $0.procedure(ID(id), visibleTo: .system("test")) }.unit
        return Caller(.staff("s1"), units: [unit], permissions: ["procedures.*"])
    }

    /// A clerk asks for the proof that is missing.
    func requestDocuments(_ id: String) async throws {
        let clerk = try await clerk(id)
        let task = try #require(try await store.read { try $0.openTasks(of: ID(id), visibleTo: clerk) }.first)
        try await store.perform(
            ProcessTask(task: task.id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]), as: clerk)
    }
}
