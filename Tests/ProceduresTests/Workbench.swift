import Accesses
import Catalogue
import Documents
import FEEL
import Folders
import Foundation
import Kernel
import Notices
import Organisation
@testable import Procedures
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// A city's workbench with the project's own service; what keeps files is played.
struct Workbench {
    /// Read once: it costs a second, and many tests need them.
    private static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path

    let store: Store
    let clock: SimulatedClock
    let service: Service
    let app: WebApp
    let filing: Filing
    private let callers = Callers()

    /// Whether filing works.
    final class Filing: Sendable {
        let fails = Mutex(false)
    }

    final class Callers: Sendable {
        let all = Mutex<[String: Caller]>([:])
    }

    struct File: Action {
        static let name = "dossiers.file"
        static let audience: Audience = .system
        let fails: Bool
        func perform(in transaction: Transaction) throws {
            transaction.audit("dossier", "x")
            if fails { throw StoreFault.forbidden("the filing plan is closed") }
        }
    }

    /// A place in a file of the service's folder that a test puts in other words.
    typealias Edit = (file: String, old: String, new: String)

    /// - Parameter edits: what is different in the folder of the service; each must change something.
    init(changing edits: [Edit] = []) async throws {
        let folders = Self.folders
        // The service whose clear cases a machine decides.
        let folder = try Self.edited(try #require(folders.first { $0.about.automaticDecision.allowed }), edits)
        let cities = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").filter { !$0.hasPrefix(".") }
        let first = try #require(cities.first)
        let city = try #require(City.load(Self.root + "/Cities/" + first).city)
        // Monday, 10:00 in the city.
        let clock = SimulatedClock(start: try #require(Instant("2026-11-30T09:00:00Z")), frozen: true)
        let filing = Filing()
        let others = StoreComponent(
            name: "others",
            actions: [
                ActionEntry(File.self) { _, transaction in
                    try transaction.perform(File(fails: filing.fails.withLock { $0 }))
                    return [:]
                }
            ])
        let store = try await TestStore.open(
            components: [
                Organisation.component.store, Accesses.component.store, Catalogue.component.store, Documents.component.store,
                Notices.component.store,
                Procedures.component.store, others,
            ], clock: clock)
        let service = Service(folder)
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        store.parts.set(VersionUse.procedures)
        store.parts.set(StaffNames { id, _ in "Frau \(id)" })
        store.parts.set(
            Colleagues(
                holding: { [callers] permission, unit, _ in
                    callers.all.withLock { all in
                        all.values.compactMap { caller in
                            guard let id = caller.staff, caller.may(permission, in: unit) else { return nil }
                            return .init(id: id, name: "Frau \(id)")
                        }.sorted { $0.id < $1.id }
                    }
                },
                caller: { [callers] person, _ in
                    callers.all.withLock { $0.values.first { $0.staff == person } } ?? .anonymous
                }))
        try await store.perform(KeepVersion(service), as: .system("test"))
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        let callers = callers
        (self.store, self.clock, self.service, self.filing) = (store, clock, service, filing)
        app = try WebApp(
            sites: [site], components: [Catalogue.component, Notices.component, Procedures.component],
            settings: WebSettings(logsRequests: false),
            identify: { request in
                let name = request.headers["x-who"]
                let caller = name.flatMap { name in callers.all.withLock { $0[name] } } ?? .anonymous
                return Session(caller: caller, isBearer: request.headers["x-program"] != nil)
            })
    }

    private static func edited(_ folder: ServiceFolder, _ edits: [Edit]) throws -> ServiceFolder {
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

    /// Puts another version of the service in force from today on, as two people do; cases that run keep theirs.
    /// - Parameter rewriting: changes the files before the edits do.
    func release(
        _ edits: [Edit] = [], rewriting: (String) -> String = { $0 }
    ) async throws -> Service {
        var contents = service.folder.files.contents
        for (path, content) in contents where path.hasSuffix(".json") || path.hasSuffix(".bpmn") || path.hasSuffix(".md") {
            contents[path] = Array(rewriting(String(decoding: content, as: UTF8.self)).utf8)
        }
        let read = ServiceFolder.read(FolderFiles(path: service.folder.files.path, contents: contents))
        let folder = try #require(read.folder, "\(read.findings.map(\.text))")
        let next = Service(
            try Self.edited(folder, [("service.json", "\"version\": \"2026-1\"", "\"version\": \"2026-2\"")] + edits))
        try await store.perform(KeepVersion(next), as: .system("test"))
        let (robin, susanne) = (
            Caller(.staff("robin"), permissions: ["catalogue.*"]), Caller(.staff("susanne"), permissions: ["catalogue.*"])
        )
        // Of two releases of one day the later one holds.
        clock.advance(seconds: 1)
        let release = try await store.perform(
            ProposeRelease(slug: service.slug, hash: next.hash.hex, since: clock.now().date(), reason: "Neue Satzung"), as: robin)
        try await store.perform(DecideRelease(release: release, confirms: true), as: susanne)
        try await Catalogue.refresh(store)
        return next
    }

    /// A browser, or a program, of somebody.
    func client(_ name: String, _ caller: Caller, program: Bool = false) -> InProcessClient {
        callers.all.withLock { $0[name] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", name)
        if program { client.setHeader("x-program", "yes") }
        return client
    }

    /// A clerk of the unit that a case belongs to.
    func clerk(_ name: String = "berg", of id: ID<Procedure>, permissions: Set<String> = ["procedures.*", "incidents.retry"])
        async throws -> Caller
    {
        Caller(.staff(name), units: [try await procedure(id).unit], permissions: permissions)
    }

    func procedure(_ id: ID<Procedure>) async throws -> Procedure {
        try await store.read { try $0.procedure(id, visibleTo: .system("test")) }
    }

    func task(_ id: ID<Procedure>) async throws -> WorkItem {
        try #require(try await store.read { try $0.openTasks(of: id, visibleTo: .system("test")) }.first)
    }

    /// Hands in the answers of one of the service's examples.
    func open(_ example: String = "proof-never-supplied", changing changes: JSON = [:]) async throws -> ID<Procedure> {
        let example = try #require(service.folder.examples.first { $0.name == example })
        let city = try store.part(City.self)
        let scope = Scope(typed: ["fees": city.fees(on: clock.now().date())], now: clock.now())
        var answers = example.answers(service.folder.form) { $0 }.object ?? [:]
        for (name, value) in changes.object ?? [:] { answers[name] = value }
        let result = service.folder.form.check(.object(answers), files: example.uploads(in: service.folder.files), in: scope)
        #expect(result.problems.isEmpty)
        return try await store.perform(
            OpenProcedure(
                slug: service.slug, answers: result.values.typedJSON, language: .de, channel: "online", owner: nil, documents: [],
                session: nil,
                codeDigest: nil), as: .anonymous
        ).id
    }
}
