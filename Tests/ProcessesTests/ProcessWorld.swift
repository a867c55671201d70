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
@testable import Processes
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// The services of the project, read once.
enum Project {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }
    static let city: City? = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/Cities")) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().first.flatMap { City.load(root + "/Cities/" + $0).city }
    }()
}

private struct File: Action {
    static let name = "dossiers.file"
    static let audience: Audience = .system
    func perform(in transaction: Transaction) throws { transaction.audit("dossier", "x") }
}

/// A city with the service whose clear cases a machine decides, and what a browser of somebody sees of it.
struct ProcessWorld {
    let store: Store
    let clock: SimulatedClock
    let service: Service
    private let app: WebApp
    private let callers = Callers()

    private final class Callers: Sendable {
        let all = Mutex<[String: Caller]>([:])
    }

    /// - Parameter isPublic: whether the folder makes the process public.
    init(isPublic: Bool, adding files: [String: String] = [:]) async throws {
        let original = try #require(Project.folders.first { $0.about.automaticDecision.allowed })
        var contents = original.files.contents
        let text = String(decoding: contents["service.json"] ?? [], as: UTF8.self)
        var json = try #require(try JSON(parsing: text).object)
        json["process"] = ["public": .bool(isPublic)]
        contents["service.json"] = Array(JSON.object(json).description.utf8)
        for (name, content) in files { contents[name] = Array(content.utf8) }
        let read = ServiceFolder.read(FolderFiles(path: original.files.path, contents: contents))
        let service = Service(try #require(read.folder, "\(read.findings.map(\.text))"))
        let clock = SimulatedClock(start: try #require(Instant("2026-11-23T09:00:00Z")), frozen: true)
        let others = StoreComponent(
            name: "others",
            actions: [
                ActionEntry(File.self) { _, transaction in
                    try transaction.perform(File())
                    return [:]
                }
            ])
        let store = try await TestStore.open(
            components: [
                Organisation.component.store, Accesses.component.store, Catalogue.component.store, Documents.component.store,
                Notices.component.store, Procedures.component.store, Processes.component.store, others,
            ], clock: clock)
        store.parts.set(try #require(Project.city))
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        store.parts.set(StaffNames { id, _ in id })
        try await store.perform(KeepVersion(service), as: .system("test"))
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        let callers = callers
        (self.store, self.clock, self.service) = (store, clock, service)
        app = try WebApp(
            sites: [site], components: [Processes.component], settings: WebSettings(logsRequests: false),
            identify: { request in
                let name = request.headers["x-who"]
                return Session(caller: name.flatMap { name in callers.all.withLock { $0[name] } } ?? .anonymous)
            })
    }

    func client(_ name: String, _ caller: Caller) -> InProcessClient {
        callers.all.withLock { $0[name] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", name)
        return client
    }

    var stranger: InProcessClient { InProcessClient(app) }
    var address: String { "/processes/\(service.slug)" }

    func open(_ name: String) async throws -> ID<Procedure> {
        let example = try #require(service.folder.examples.first { $0.name == name })
        let city = try store.part(City.self)
        let scope = Scope(typed: ["fees": city.fees(on: clock.now().date())], now: clock.now())
        let result = service.folder.form.check(
            example.answers(service.folder.form) { $0 }, files: example.uploads(in: service.folder.files), in: scope)
        #expect(result.problems.isEmpty)
        return try await store.perform(
            OpenProcedure(
                slug: service.slug, answers: result.values.typedJSON, language: .de, channel: "online", owner: nil, documents: [],
                session: nil, codeDigest: nil), as: .anonymous
        ).id
    }

    func clerk(of id: ID<Procedure>) async throws -> Caller {
        let unit = try await store.read { try $0.procedure(id, visibleTo: .system("test")) }.unit
        return Caller(.staff("berg"), units: [unit], permissions: ["procedures.*"])
    }

    func filter(_ caller: Caller?) -> FigureFilter {
        let today = clock.now().date()
        return FigureFilter(slug: service.slug, from: today.adding(days: -30), to: today, caller: caller)
    }

    /// Six cases, told in the order in which they happen:
    /// three first dogs are clear and decided at once. Three claims of an exemption go to the office: one stays there; of one the
    /// office asks for documents after two days; one is withdrawn on the third day.
    func live() async throws -> Caller {
        for _ in 0..<3 { _ = try await open("first-dog") }
        let asked = try await open("proof-never-supplied")
        _ = try await open("proof-never-supplied")
        let withdrawn = try await open("proof-never-supplied")
        let clerk = try await clerk(of: asked)
        clock.advance(seconds: 2 * 86_400)
        let item = try #require(try await store.read { try $0.openTasks(of: asked, visibleTo: clerk) }.first)
        try await store.perform(ClaimTask(task: item.id), as: clerk)
        try await store.perform(
            ProcessTask(task: item.id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]), as: clerk)
        clock.advance(seconds: 86_400)
        try await store.perform(
            WithdrawProcedure(procedure: withdrawn), as: Caller(.anonymous, grants: [withdrawn.text]))
        return clerk
    }
}
