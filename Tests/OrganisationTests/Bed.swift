import Identity
import Kernel
@testable import Organisation
import Store
import Testbed
import Web

/// A small city: a root, two departments, one of which has an office below it.
struct Bed {
    let store: Store
    let clock: SimulatedClock
    static let password = "vier gelbe Laternen"
    /// Monday, 2 March 2026.
    static let today = LocalDate(epochDay: 20_514)

    static let plan = OrganisationPlan(
        units: [
            .init(key: "city", name: LocalText(de: "Stadt", en: "City"), short: "0"),
            .init(key: "finance", name: LocalText(de: "Finanzen", en: "Finance"), short: "2", parent: "city"),
            .init(
                key: "tax", name: LocalText(de: "Steueramt", en: "Tax office"), short: "20.2", parent: "finance",
                contact: ["phone": "0341 1"]),
            .init(key: "order", name: LocalText(de: "Ordnungsamt", en: "Public order"), short: "32", parent: "city"),
        ],
        posts: [
            .init(
                key: "mayor", unit: "city", title: LocalText(de: "Oberbürgermeisterin", en: "Mayor"), roles: ["head"], leads: true
            ),
            .init(
                key: "treasurer", unit: "finance", title: LocalText(de: "Kämmerer", en: "Treasurer"), roles: ["head"], leads: true
            ),
            .init(
                key: "tax-clerk", unit: "tax", title: LocalText(de: "Sachbearbeitung Steuern", en: "Tax clerk"), roles: ["clerk"]),
            .init(
                key: "order-clerk", unit: "order", title: LocalText(de: "Sachbearbeitung Ordnung", en: "Order clerk"),
                roles: ["reader"]),
            .init(key: "admin", unit: "order", title: LocalText(de: "Administration", en: "Administrator"), roles: ["admin"]),
            .init(key: "inspector", unit: "finance", title: LocalText(de: "Revision", en: "Inspector"), roles: ["inspector"]),
        ],
        roles: [
            "head": .init(title: LocalText(de: "Leitung", en: "Head"), permissions: ["procedures.*", "confidential.read"]),
            "clerk": .init(
                title: LocalText(de: "Sachbearbeitung", en: "Clerk"), permissions: ["procedures.read", "procedures.decide"]),
            "reader": .init(title: LocalText(de: "Lesen", en: "Reader"), permissions: ["procedures.read"]),
            "admin": .init(
                title: LocalText(de: "Administration", en: "Administrator"), permissions: ["organisation.*", "identity.suspend"],
                scope: .city),
            "inspector": .init(
                title: LocalText(de: "Revision", en: "Inspector"), permissions: ["records.read", "audit.read"], scope: .city),
        ],
        unitRoles: ["municipal-taxes": "tax"], agencies: ["nature": .init(name: "Naturschutz", email: "n@example.org")])

    init(secondFactor: IdentitySettings.Demand = .optional) async throws {
        clock = SimulatedClock(start: .testStart, frozen: true)
        store = try await TestStore.open(components: [Identity.component.store, Organisation.component.store], clock: clock)
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(
            IdentitySettings(
                clock: clock, passwordCost: PasswordCost(passes: 1, kibibytes: 64), staffHome: "/organisation/own",
                staffSecondFactor: secondFactor))
        try await Organisation.load(Bed.plan, into: store)
    }

    func add(_ name: String, post: String? = nil, since: LocalDate = Bed.today, until: LocalDate? = nil) async throws -> ID<
        Person
    > {
        let hash = try await Identity.hash(Bed.password, in: store)
        let action = AddPerson(givenName: name, familyName: "Winter", email: "\(name.lowercased())@stadt.example", password: hash)
        let id = try await store.perform(action, as: .system("test"))
        if let post {
            _ = try await store.perform(AssignPost(person: id, post: post, since: since, until: until), as: .system("test"))
        }
        return id
    }

    func caller(_ person: ID<Person>) async throws -> Caller {
        try await store.read { try Organisation.caller(for: person.text, in: $0) }
    }

    var events: [String] {
        get async throws {
            try await store.read {
                try $0.values(String.self, "SELECT name FROM events WHERE name LIKE 'organisation.%' ORDER BY seq")
            }
        }
    }

    func app() throws -> WebApp {
        let site = Site(id: "test", name: LocalText(de: "Teststadt"), service: LocalText(de: "Serviceportal"), store: store)
        return try WebApp(
            sites: [site], components: [Identity.component, Organisation.component],
            settings: WebSettings(
                signIn: [.portal: "/identity/sign-in", .workbench: "/identity/sign-in"], signOut: "/identity/sign-out",
                logsRequests: false),
            identify: { try await CallerResolver.session(for: $0) })
    }

    func client(_ name: String) async throws -> InProcessClient {
        let client = InProcessClient(try app())
        _ = try await client.post(
            "/identity/sign-in", form: ["email": "\(name.lowercased())@stadt.example", "password": Bed.password])
        return client
    }
}
