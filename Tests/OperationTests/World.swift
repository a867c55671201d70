import Catalogue
import Delivery
import Folders
import Foundation
import Identity
import Kernel
@testable import Operation
import Organisation
import Procedures
@_spi(Testing) import Store
import Synchronization
import Testbed
import Web

/// A house with two offices, an operator and an administrator, and work that fails when it is told to.
struct World {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let password = "vier gelbe Laternen"

    let store: Store
    let clock: SimulatedClock
    let work: Work
    let app: WebApp
    private let callers: Callers

    final class Work: Sendable {
        let fails = Mutex(true)
        let done = Mutex<[String]>([])
    }

    final class Callers: Sendable {
        let all = Mutex<[String: Caller]>([:])
    }

    /// Puts work in for a record of a unit.
    struct Order: Action {
        static let name = "things.order"
        static let audience: Audience = [.system]
        let kind: String
        let key: String
        let unit: String?
        func perform(in transaction: Transaction) throws {
            transaction.audit("thing", key)
            try transaction.enqueue(kind, key: key, subject: key, unit: unit)
        }
    }

    static let plan = OrganisationPlan(
        units: [
            .init(key: "house", name: LocalText(de: "Haus", en: "House"), short: "0"),
            .init(key: "north", name: LocalText(de: "Amt Nord", en: "North"), short: "1", parent: "house"),
            .init(key: "south", name: LocalText(de: "Amt Süd", en: "South"), short: "2", parent: "house"),
        ],
        posts: [
            .init(key: "operator", unit: "house", title: LocalText(de: "Betrieb", en: "Operator"), roles: ["operator"]),
            .init(
                key: "administrator", unit: "house", title: LocalText(de: "Administration", en: "Admin"), roles: ["administrator"]
            ),
            .init(key: "clerk-north", unit: "north", title: LocalText(de: "Sachbearbeitung", en: "Clerk"), roles: ["clerk"]),
            .init(key: "clerk-south", unit: "south", title: LocalText(de: "Sachbearbeitung", en: "Clerk"), roles: ["clerk"]),
        ],
        roles: [
            "operator": .init(
                title: LocalText(de: "Betrieb", en: "Operator"),
                permissions: ["incidents.all", "incidents.retry", "incidents.drop", "operation.*"], scope: .city),
            "administrator": .init(
                title: LocalText(de: "Administration", en: "Administrator"), permissions: ["organisation.*"], scope: .city),
            "clerk": .init(title: LocalText(de: "Sachbearbeitung", en: "Clerk"), permissions: ["incidents.retry"]),
        ])

    init() async throws {
        let clock = SimulatedClock(start: .testStart, frozen: true)
        let work = Work()
        let job = { (name: String, isDispensable: Bool) in
            JobKind(name, attempts: 2, isDispensable: isDispensable) { job, _ in
                if work.fails.withLock({ $0 }) { throw StoreFault.forbidden("the partner refuses") }
                work.done.withLock { $0.append(job.key) }
            }
        }
        let things = StoreComponent(
            name: "things", actions: [ActionEntry(Order.self)], jobs: [job("things.send", false), job("things.tell", true)])
        store = try await TestStore.open(
            components: [
                Identity.component.store, Organisation.component.store, Catalogue.component.store, Delivery.component.store,
                Procedures.component.store, Operation.component.store, things,
            ], clock: clock)
        let cities = try FileManager.default.contentsOfDirectory(atPath: World.root + "/Cities").filter { !$0.hasPrefix(".") }
        guard let first = cities.first, let city = City.load(World.root + "/Cities/" + first).city else {
            throw StoreFault.partMissing("a city")
        }
        store.parts.set(city)
        store.parts.set(CatalogueShelf([]) { ServiceFolder.read($0).folder })
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(IdentitySettings(clock: clock, passwordCost: PasswordCost(passes: 1, kibibytes: 64)))
        try await Organisation.load(World.plan, into: store)
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        let callers = Callers()
        app = try WebApp(
            sites: [site], components: [Operation.component], settings: WebSettings(logsRequests: false),
            identify: { request in
                let name = request.headers["x-who"]
                return Session(caller: name.flatMap { name in callers.all.withLock { $0[name] } } ?? .anonymous)
            })
        (self.clock, self.work, self.callers) = (clock, work, callers)
    }

    /// Somebody who holds a post from today on.
    func person(_ name: String, _ post: String) async throws -> (id: String, caller: Caller) {
        let hash = try await Identity.hash(World.password, in: store)
        let id = try await store.perform(
            AddPerson(givenName: name, familyName: "Winter", email: "\(name.lowercased())@stadt.example", password: hash),
            as: .system("test"))
        _ = try await store.perform(AssignPost(person: id, post: post, since: clock.now().date()), as: .system("test"))
        return (id.text, try await store.read { try Organisation.caller(for: id.text, in: $0) })
    }

    func client(_ name: String, _ caller: Caller) -> InProcessClient {
        callers.all.withLock { $0[name] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", name)
        return client
    }

    /// Lets work fail until it waits for a person.
    func fail(_ key: String, kind: String = "things.send", unit: String? = "north") async throws -> Incident {
        try await store.perform(Order(kind: kind, key: key, unit: unit), as: .system("test"))
        for _ in 0..<3 {
            try await store.settle()
            clock.advance(seconds: 60)
        }
        let all = try await store.read { try $0.incidents(visibleTo: .system("test"), openOnly: true) }
        guard let found = all.first(where: { $0.subject == key }) else { throw StoreFault.partMissing("the incident of \(key)") }
        return found
    }

    func incident(_ id: ID<Incident>) async throws -> Incident {
        guard let found = try await store.read({ try $0.incidents(visibleTo: .system("test"), id: id) }).first else {
            throw StoreFault.partMissing("the incident")
        }
        return found
    }
}
