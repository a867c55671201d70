import Catalogue
import Folders
import Foundation
import Identity
import Kernel
@testable import Mandates
@_spi(Testing) import Store
import Testbed
import Testing
import Web

private let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

/// Mia, who is represented, and Jonas, who acts for her, on Monday, 23 November 2026.
struct MandateWorld {
    let store: Store
    let clock: SimulatedClock
    let slug: String
    let mia = Caller(.account("mia"))
    let jonas = Caller(.account("jonas"))
    let stranger = Caller(.account("stranger"))

    init() async throws {
        let cities = try FileManager.default.contentsOfDirectory(atPath: root + "/Cities").filter { !$0.hasPrefix(".") }
        let first = try #require(cities.first)
        let city = try #require(City.load(root + "/Cities/" + first).city)
        clock = SimulatedClock(start: try #require(Instant("2026-11-23T09:00:00Z")), frozen: true)
        let components = [Identity.component, Catalogue.component, Mandates.component]
        store = try await TestStore.open(components: components.map(\.store), clock: clock)
        store.parts.set(city)
        store.parts.set(IdentitySettings(clock: clock))
        slug = try #require(city.services.first)
        for (account, name) in [("mia", "Mia Krause"), ("jonas", "Jonas Weber"), ("stranger", "Eva Fremd")] {
            try await store.perform(
                CreateCredential(
                    principal: .account(account), email: "\(account)@example.org", name: name, language: .de,
                    password: try await Identity.hashOfNothing(in: store)), as: .system("test"))
        }
    }

    func grant(_ services: [String] = [], from: String = "2026-11-23", until: String? = nil, to: String = "Jonas@Example.org")
        async throws -> ID<Mandate>
    {
        try await store.perform(
            GrantMandate(
                email: to, services: services, from: LocalDate(from), until: until.flatMap { LocalDate($0) },
                wantsCopies: true,
                language: .de), as: mia)
    }

    func holding() async throws -> [ID<Mandate>] {
        try await store.read { try $0.mandatesThatHold(for: "jonas").map(\.id) }
    }
}
