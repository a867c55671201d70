import Catalogue
import Documents
import Folders
@testable import Forms
import Foundation
import Identity
import Kernel
import Mandates
@_spi(Testing) import Store
import Testbed
import Testing
import Web

/// The project's own service with its form, and visitors who fill it in.
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

    init() async throws {
        let folders = Self.folders
        // The service whose clear cases a machine decides.
        let service = Service(try #require(folders.first { $0.about.automaticDecision.allowed }))
        let cities = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").filter { !$0.hasPrefix(".") }
        let first = try #require(cities.first)
        let city = try #require(City.load(Self.root + "/Cities/" + first).city)
        let clock = SimulatedClock(start: try #require(Instant("2026-11-23T09:00:00Z")), frozen: true)
        let components = [Identity.component, Catalogue.component, Mandates.component, Forms.component, Documents.component]
        let store = try await TestStore.open(components: components.map(\.store), clock: clock)
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(IdentitySettings(clock: clock))
        store.parts.set(
            try DocumentStore(directory: FileManager.default.temporaryDirectory.path + "/forms-" + Crypto.token(bytes: 6)))
        try await store.perform(KeepVersion(service), as: .system("test"))
        self.store = store
        self.clock = clock
        self.service = service
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        app = try WebApp(
            sites: [site], components: components,
            settings: WebSettings(signIn: [.portal: "/identity/sign-in"], logsRequests: false),
            identify: { request in
                if let account = request.headers["x-account"] { return Session(caller: Caller(.account(account)), name: account) }
                guard let session = try await request.identitySession() else { return .anonymous }
                return session.session(
                    of: session.principal?.caller ?? .anonymous, settings: IdentitySettings.of(request.store.parts))
            })
    }

    func visitor() -> InProcessClient { InProcessClient(app) }

    func account(_ name: String) -> InProcessClient {
        let client = InProcessClient(app)
        client.setHeader("x-account", name)
        return client
    }

    /// Begins a draft and answers its identifier.
    func begin(_ client: InProcessClient) async throws -> String {
        let reply = try await client.post("/forms/\(service.slug)")
        #expect(reply.status == 200)
        let parts = reply.path.split(separator: "/").map(String.init)
        return try #require(parts.count > 2 ? parts[2] : nil)
    }

    func answers(_ draft: String) async throws -> JSON {
        try await store.read { try $0.value(JSON.self, "SELECT answers FROM forms_drafts WHERE id = \(draft)") ?? .null }
    }

    func person(_ client: InProcessClient, _ draft: String) async throws -> Reply {
        try await client.post(
            "/forms/drafts/\(draft)/steps/person",
            form: [
                "givenName": "Mia", "familyName": "Krause", "home.street": "Am Ring", "home.houseNumber": "12",
                "home.postalCode": "04229",
                "home.place": "Leipzig", "_go": "next",
            ])
    }

    func household(_ client: InProcessClient, _ draft: String) async throws -> Reply {
        try await client.post(
            "/forms/drafts/\(draft)/steps/household", form: ["reason": "new-dog", "dogsAlready": "0", "_go": "next"])
    }

    func dogs(_ client: InProcessClient, _ draft: String, assistance: String = "false") async throws -> Reply {
        try await client.post(
            "/forms/drafts/\(draft)/steps/dogs",
            form: [
                "dogs.0._": "1", "dogs.0.name": "Bruno", "dogs.0.born": "04.05.2023", "dogs.0.since": "16.11.2026",
                "dogs.0.breedGroup": "other", "dogs.0.breed": "Labrador", "dogs.0.foundDangerous": "false",
                "dogs.0.assistance": assistance,
                "_go": "next",
            ])
    }
}
