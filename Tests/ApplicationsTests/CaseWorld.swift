import Catalogue
import Delivery
import Documents
import Dossiers
import Folders
import Kernel
import Procedures
@_spi(Testing) import Store
import Synchronization
import Testing
import Web

/// A case of the project's own service that waits for a clerk, with everybody who has to do with it.
struct CaseWorld {
    let world: World
    let id: ID<Procedure>
    let clerk: Caller

    /// Somebody with an account applies for an exemption without the proof, so that a clerk has to look at it.
    init(
        _ start: String = "2026-11-30T09:00:00Z", example: String = "proof-never-supplied", account: Bool = true,
        changing edits: [(file: String, old: String, new: String)] = []
    ) async throws {
        world = try await World(start, changing: edits)
        let client = account ? world.account("mia") : world.visitor()
        let reply = try await world.send(client, example)
        #expect(reply.status == 201)
        id = ID(try #require(try reply.json()["id"]?.string))
        let unit = try await world.store.read { [id] in try $0.procedure(id, visibleTo: .system("test")) }.unit
        clerk = Caller(.staff("berg"), units: [unit], permissions: ["procedures.*", "dossiers.read"])
        try await world.store.settle()
    }

    var store: Store { world.store }
    var applicant: Caller { Caller(.account("mia")) }

    func procedure() async throws -> Procedure {
        try await store.read { [id] in try $0.procedure(id, visibleTo: .system("test")) }
    }

    func browser(_ caller: Caller, program: Bool = false) -> InProcessClient {
        let client = InProcessClient(world.app)
        world.callers.all.withLock { $0[caller.label] = caller }
        client.setHeader("x-who", caller.label)
        if program { client.setHeader("x-program", "yes") }
        return client
    }

    func documents(_ caller: Caller = .system("test")) async throws -> [Document] {
        try await store.read { [id] in try $0.documents(of: id, visibleTo: caller) }
    }

    func events(_ name: String) async throws -> Int {
        try await store.read { [id] in try $0.events(of: id).count { $0.name == name } }
    }

    func advance(days: Int) async throws {
        world.clock.advance(seconds: Double(days) * 86_400)
        try await store.settle()
    }

    /// The case is decided by refusal.
    func refuse() async throws {
        let open = try await store.read { [id, clerk] in try $0.openTasks(of: id, visibleTo: clerk) }
        let task = try #require(open.first { $0.acts.contains("refuse") })
        try await store.perform(
            DecideTask(task: task.id, act: "refuse", fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: clerk)
        try await store.settle()
    }
}
