import BPMN
import Catalogue
import Delivery
import Documents
import Dossiers
import FEEL
import Folders
import Foundation
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

/// Stand-ins for the components below, so that the case itself is tested; the whole is tested by the services' examples.
private struct Noted: Action {
    static let name = "notices.issue"
    static let audience: Audience = .system
    let call: ServiceCall
    func perform(in transaction: Transaction) throws {
        transaction.audit("notice", call.subject)
        if call.inputs["template"]?.string == nil { throw StoreFault.forbidden("no template") }
    }
}

private struct Filed: Action {
    static let name = "dossiers.file"
    static let audience: Audience = .system
    let fails: Bool
    func perform(in transaction: Transaction) throws {
        transaction.audit("dossier", "x")
        if fails { throw StoreFault.forbidden("the filing plan is closed") }
    }
}

private final class Switch: @unchecked Sendable { var fails = false }

@Suite("A case of the project's own service") struct CaseTests {
    /// Read once: it costs a second, and many tests need them.
    private static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func world(_ start: String = "2026-11-23T09:00:00Z", failing: Switch = Switch()) async throws -> (
        Store, SimulatedClock, Service
    ) {
        let folders = Self.folders
        // The service whose clear cases a machine decides.
        let folder = try #require(folders.first { $0.about.automaticDecision.allowed })
        let cityPath =
            Self.root + "/Cities/"
            + (try #require(
                try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").first { !$0.hasPrefix(".") }))
        let city = try #require(City.load(cityPath).city)
        let clock = SimulatedClock(start: try #require(Instant(start)), frozen: true)
        let others = StoreComponent(
            name: "others",
            actions: [
                ActionEntry(Noted.self) { call, transaction in
                    try transaction.perform(Noted(call: call))
                    return [:]
                },
                ActionEntry(Filed.self) { _, transaction in
                    try transaction.perform(Filed(fails: failing.fails))
                    return [:]
                },
            ])
        let store = try await TestStore.open(
            components: [Catalogue.component.store, Documents.component.store, Procedures.component.store, others]
                + [Dossiers.component.store, Delivery.component.store, Notices.component.store].map {
                    StoreComponent(name: "tables-of-\($0.name)", schema: $0.schema)
                }, clock: clock)
        let service = Service(folder)
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        store.parts.set(StaffNames { id, _ in id })
        try await store.perform(KeepVersion(service), as: .system("test"))
        return (store, clock, service)
    }

    private func open(_ name: String, _ service: Service, _ store: Store) async throws -> ID<Procedure> {
        let example = try #require(service.folder.examples.first { $0.name == name })
        let city = try store.part(City.self)
        let scope = Scope(typed: ["fees": city.fees(on: store.clock.now().date())], now: store.clock.now())
        let result = service.folder.form.check(
            example.answers(service.folder.form) { $0 }, files: example.uploads(in: service.folder.files), in: scope)
        #expect(result.problems.isEmpty)
        return try await store.perform(
            OpenProcedure(
                slug: service.slug, answers: result.values.typedJSON, language: .de, channel: "online", owner: nil, documents: [],
                session: nil,
                codeDigest: nil), as: .anonymous
        ).id
    }

    @Test("a clear case is decided in the transaction of its submission")
    func clear() async throws {
        let (store, _, service) = try await world()
        let id = try await open("first-dog", service, store)
        let procedure = try await store.read { try $0.procedure(id, visibleTo: .system("test")) }
        #expect(procedure.state == .decided)
        #expect(procedure.outcome == .granted)
        #expect(procedure.automatic)
        let path = try await store.read { try $0.path(of: id) }.map(\.element)
        #expect(path.first == "received" && path.contains("assess") && path.last == "done")
        #expect(try await store.read { try $0.incidents(visibleTo: .system("test")) }.map(\.sentence) == [])
    }

    @Test("a step that fails becomes an incident and loses nothing; retried by a person it goes on")
    func incident() async throws {
        let failing = Switch()
        failing.fails = true
        let (store, _, service) = try await world(failing: failing)
        let id = try await open("first-dog", service, store)
        let incident = try #require(try await store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }.first)
        #expect(incident.sentence.contains("fileCase"))
        #expect(try await store.read { try $0.procedure(id, visibleTo: .system("test")) }.outcome == .granted)
        failing.fails = false
        try await store.perform(RetryIncident(incident: incident.id), as: .system("test"))
        try await store.settle()
        #expect(try await store.read { try $0.path(of: id) }.map(\.element).last == "done")
    }

    @Test("an incident of a step that nobody wants any more ends by itself")
    func incidentOver() async throws {
        let failing = Switch()
        failing.fails = true
        let (store, _, service) = try await world(failing: failing)
        let id = try await open("first-dog", service, store)
        let open = try #require(try await store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }.first)
        // What a withdrawal or an interrupting event tells the process.
        try await store.perform(as: .system("test")) { transaction in
            var run = try CaseRun(id, in: transaction)
            try run.take(.cancel, in: transaction)
        }
        #expect(try await store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }.isEmpty)
        let closed = try await store.read { try $0.incidents(visibleTo: .system("test")) }.first
        #expect(closed?.id == open.id && closed?.resolvedAt != nil)
        // Nothing is left that a person could run again.
        await #expect(throws: IncidentFault.gone) {
            try await store.perform(RetryIncident(incident: open.id), as: .system("test"))
        }
        #expect(
            try await store.read { try $0.values(String.self, "SELECT state FROM jobs WHERE kind = 'procedures.resume'") } == [
                "cancelled"
            ])
    }

    @Test("a case waits for staff, who claim, ask for documents, and the deadline's timer brings it back")
    func waiting() async throws {
        let (store, clock, service) = try await world()
        let id = try await open("proof-never-supplied", service, store)
        let unit = try await store.read { try $0.procedure(id, visibleTo: .system("test")) }.unit
        let clerk = Caller(.staff("s1"), units: [unit], permissions: ["procedures.*"])
        let item = try #require(try await store.read { try $0.openTasks(of: id, visibleTo: clerk) }.first)
        try await store.perform(ClaimTask(task: item.id), as: clerk)
        await #expect(throws: ProcedureFault.alreadyClaimed) {
            try await store.perform(
                ClaimTask(task: item.id), as: Caller(.staff("s2"), units: [unit], permissions: ["procedures.*"]))
        }
        try await store.perform(
            ProcessTask(task: item.id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]), as: clerk)
        #expect(try await store.read { try $0.procedure(id, visibleTo: clerk) }.state == .documentsRequested)
        await #expect(throws: ProcedureFault.taskOver) {
            try await store.perform(
                ProcessTask(task: item.id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]), as: clerk)
        }
        clock.advance(seconds: 40 * 86_400)
        try await store.settle()
        #expect(try await store.read { try $0.procedure(id, visibleTo: clerk) }.state == .inReview)
        let strangers = Caller(.staff("s3"), units: ["elsewhere"], permissions: ["procedures.*"])
        await #expect(throws: ProcedureFault.notFound) { try await store.read { try $0.procedure(id, visibleTo: strangers) } }
    }

    @Test("withdrawal ends the process wherever it stands, once")
    func withdrawal() async throws {
        let (store, _, service) = try await world()
        let id = try await open("proof-never-supplied", service, store)
        let applicant = Caller(.anonymous, grants: [id.text])
        try await store.perform(WithdrawProcedure(procedure: id), as: applicant)
        try await store.perform(WithdrawProcedure(procedure: id), as: applicant)
        let procedure = try await store.read { try $0.procedure(id, visibleTo: applicant) }
        #expect(procedure.state == .withdrawn)
        #expect(try await store.read { try $0.openTasks(of: id, visibleTo: .system("t")) }.isEmpty)
        #expect(try await store.read { try $0.events(of: id) }.filter { $0.name == "procedures.withdrawn" }.count == 1)
    }

    @Test("a case goes on with the version that it began with, when the folder is gone")
    func pinned() async throws {
        let (store, _, service) = try await world()
        let id = try await open("proof-never-supplied", service, store)
        store.parts.set(CatalogueShelf([]) { ServiceFolder.read($0).folder })
        let run = try await store.read { try CaseRun(reading: id, in: $0).service.hash }
        #expect(run == service.hash)
    }
}
