@testable import Dossiers
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Testing

@Suite("One dossier for one applicant") struct ApplicantTests {
    @Test("procedures of one account lie in one dossier, each in a folder of its own")
    func account() async throws {
        let world = try await World()
        let first = try await world.file(try world.facts("p1", owner: "anna"))
        let second = try await world.file(try world.facts("p2", owner: "anna", applicant: "Anna Schmidt"))
        #expect(first.dossier == second.dossier)
        #expect(first.folder != second.folder)
        #expect(
            try await world.store.read { try $0.folders(of: first.dossier, visibleTo: world.clerk) }.map(\.subject).sorted() == [
                "p1", "p2",
            ])
        let other = try await world.file(try world.facts("p3", owner: "berta"))
        #expect(other.dossier != first.dossier)
    }

    @Test(
        "without an account the person is known by name and address, however they are spelled",
        arguments: [
            ("ANNA MÜLLER", ["Karl-Heine-Str. 5", "04229 Leipzig"], true),
            ("Anna Mueller", ["karl heine strasse 5", "04229 LEIPZIG"], true),
            ("Anna  Mu\u{308}ller", ["Karl-Heine-Straße 5", "04229 Leipzig"], true),
            ("Anne Müller", ["Karl-Heine-Straße 5", "04229 Leipzig"], false),
            ("Anna Müller", ["Karl-Heine-Straße 6", "04229 Leipzig"], false), ("Anna Müller", [], false),
        ])
    func spelling(name: String, address: [String], isSame: Bool) async throws {
        let world = try await World()
        let first = try await world.file(try world.facts("p1"))
        let second = try await world.file(try world.facts("p2", applicant: name, address: address))
        #expect((first.dossier == second.dossier) == isSame)
    }

    @Test("two people without an address are not taken for one")
    func noAddress() async throws {
        let world = try await World()
        let first = try await world.file(try world.facts("p1", address: []))
        let second = try await world.file(try world.facts("p2", address: []))
        #expect(first.dossier != second.dossier)
    }

    @Test("another position, another unit, and what is sensitive have dossiers of their own")
    func apart() async throws {
        let world = try await World()
        let first = try await world.file(try world.facts("p1", owner: "anna"))
        let places = [
            try await world.file(try world.facts("p2", owner: "anna", position: "parks")),
            try await world.file(try world.facts("p3", owner: "anna", unit: "parks-unit")),
            try await world.file(try world.facts("p4", owner: "anna", access: "sensitive")),
        ]
        #expect(Set(places.map(\.dossier) + [first.dossier]).count == 4)
    }

    @Test("eight procedures of one person filed at once end in one dossier")
    func race() async throws {
        let world = try await World()
        let dossiers = try await withThrowingTaskGroup(of: ID<Dossier>.self) { group in
            for index in 0..<8 { group.addTask { try await world.file(try world.facts("p\(index)", owner: "anna")).dossier } }
            return try await group.reduce(into: Set<ID<Dossier>>()) { $0.insert($1) }
        }
        #expect(dossiers.count == 1)
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM dossiers") } == 1)
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM dossiers_folders") } == 8)
    }
}
