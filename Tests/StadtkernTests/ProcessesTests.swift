import Catalogue
import Folders
import Foundation
import Identity
import Kernel
import Operation
import Organisation
import Store
import Testbed
import Testing

@testable import Stadtkern

/// Two programs on one database, as two processes of a real city are.
@Suite("Several processes of one city") struct ProcessesTests {
    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private let robin = Caller(.staff("robin"), permissions: ["catalogue.*", "operation.*"])
    private let susanne = Caller(.staff("susanne"), permissions: ["catalogue.*"])

    private func programs() async throws -> (CityProgram, CityProgram) {
        let database = try await TestStore.freshDatabase()
        let clock = SimulatedClock(start: try #require(Instant("2026-11-30T09:00:00Z")), frozen: true)
        let cities = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").filter { !$0.hasPrefix(".") }
        let city = Self.root + "/Cities/" + (try #require(cities.first))
        func program() throws -> CityProgram {
            let documents = FileManager.default.temporaryDirectory.path + "/stadtkern-\(UUID().uuidString)"
            return try CityProgram.open(
                city: city, services: Self.root + "/Services", database: database, documents: documents, clock: { _ in clock },
                secret: try SecretKey([UInt8](repeating: 3, count: 32)))
        }
        let (one, other) = (try program(), try program())
        try await one.prepare()
        try await other.prepare()
        return (one, other)
    }

    /// Waits for what another process learns by itself; ten seconds are plenty for a look each second.
    private func comes(_ holds: () throws -> Bool) async throws -> Bool {
        for _ in 0..<100 {
            if try holds() { return true }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    @Test("what two people release in one process, the other offers without a restart")
    func releases() async throws {
        let (one, other) = try await programs()
        let slug = try #require(other.services.first?.slug)
        let today = one.store.clock.now().date()
        let release = try await one.store.perform(
            ProposeRelease(slug: slug, hash: nil, since: today, reason: "x"), as: robin)
        try await one.store.perform(DecideRelease(release: release, confirms: true), as: susanne)
        let shelf = try other.store.part(CatalogueShelf.self)
        #expect(shelf.offered(slug, on: today) != nil)
        let following = Task { await other.follow() }
        defer { following.cancel() }
        #expect(try await comes { shelf.offered(slug, on: today) == nil })
    }

    @Test("amounts that two people changed hold in the other process")
    func amounts() async throws {
        let (one, other) = try await programs()
        let list = try #require(one.city.feeLists.first)
        let name = try #require(list.amounts.keys.sorted().first)
        let today = one.store.clock.now().date()
        let change = CityChange(.amount, "\(list.name).\(name)", value: "7.5", since: today, norm: "Satzung")
        let id = try await one.store.perform(ProposeChange(change, reason: "x"), as: robin)
        try await one.store.perform(DecideChange(change: id, confirms: true), as: susanne)
        let following = Task { await other.follow() }
        defer { following.cancel() }
        #expect(
            try await comes {
                try other.store.part(City.self).feeLists.first { $0.name == list.name }?.amount(name, on: today)
                    == Decimal128("7.5")
            })
    }

    @Test("an edited unit's telephone stands in the heads of letters, and a duty moves with its edit, in both processes")
    func organisation() async throws {
        let (one, other) = try await programs()
        let today = one.store.clock.now().date()
        let plan = try await one.store.read { try Organisation.folderPlan(in: $0) }
        let duty = try #require(plan.unitRoles.sorted { $0.key < $1.key }.first)
        var unit = try #require(plan.units.first { $0.key == duty.value })
        let street = one.city.contact(ofUnit: unit.key).street
        unit.contact["phone"] = "0341 4711"
        let elsewhere = try #require(plan.units.first { $0.key != unit.key }).key
        _ = try await one.store.perform(
            EditOrganisation(.unit, unit.key, content: try JSON(encoding: unit), since: today, reason: "Umzug"),
            as: .system("test"))
        _ = try await one.store.perform(
            EditOrganisation(.duty, duty.key, content: .string(elsewhere), since: today.adding(days: 1), reason: "Reform"),
            as: .system("test"))
        for program in [one, other] {
            try await program.refresh()
            let city = try program.store.part(City.self)
            #expect(city.contact(ofUnit: unit.key).phone == "0341 4711")
            #expect(city.contact(ofUnit: unit.key).street == street)
            #expect(city.unit(forRole: duty.key) == unit.key)
        }
        // What was edited for tomorrow holds tomorrow, although nobody edits anything then.
        (other.store.clock as? SimulatedClock)?.advance(seconds: 86_400)
        try await other.refresh()
        #expect(try other.store.part(City.self).unit(forRole: duty.key) == elsewhere)
    }

    @Test("news of one process wakes pages that are open in the other")
    func live() async throws {
        let (one, other) = try await programs()
        let feed = EventFeed.of(other.store)
        var position = feed.begin(in: other.store)
        // Listening begins with the first look, which takes a moment.
        try await Task.sleep(for: .milliseconds(1500))
        position = feed.news(since: position, in: other.store).position
        try await one.store.perform(NoteCheck(.verify, findings: 0), as: .system("test"))
        let start = position
        #expect(
            try await comes {
                feed.news(since: start, in: other.store).occurrences?.contains { $0.name == "operation.check-noted" } ?? true
            })
    }
}
