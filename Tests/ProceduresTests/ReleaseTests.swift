import Catalogue
import Folders
import Kernel
import Procedures
import Store
import Testing

@Suite("What two people decide about services and amounts")
struct ReleaseTests {
    private let robin = Caller(.staff("robin"), permissions: ["catalogue.*"])
    private let susanne = Caller(.staff("susanne"), permissions: ["catalogue.*"])

    @Test("a withdrawal holds from its day, and only when a second person has confirmed it")
    func withdrawal() async throws {
        let bench = try await Workbench()
        try await Catalogue.refresh(bench.store)
        let shelf = try bench.store.part(CatalogueShelf.self)
        let today = bench.clock.now().date()
        let release = try await bench.store.perform(
            ProposeRelease(slug: bench.service.slug, hash: nil, since: today.adding(days: 2), reason: "x"), as: robin)
        await #expect(throws: CatalogueFault.secondPersonNeeded) {
            try await bench.store.perform(DecideRelease(release: release, confirms: true), as: robin)
        }
        try await bench.store.perform(DecideRelease(release: release, confirms: true), as: susanne)
        #expect(shelf.offered(bench.service.slug, on: today.adding(days: 2)) != nil)
        try await Catalogue.refresh(bench.store)
        #expect(shelf.offered(bench.service.slug, on: today.adding(days: 1)) != nil)
        #expect(shelf.offered(bench.service.slug, on: today.adding(days: 2)) == nil)
        await #expect(throws: CatalogueFault.decided) {
            try await bench.store.perform(DecideRelease(release: release, confirms: false), as: susanne)
        }
    }

    @Test("an amount holds from its day on and not before; without a legal basis or for a past day it is refused")
    func amount() async throws {
        let bench = try await Workbench()
        let city = try bench.store.part(City.self)
        let list = try #require(city.feeLists.first)
        let name = try #require(list.amounts.keys.sorted().first)
        let today = bench.clock.now().date()
        let before = try #require(list.amount(name, on: today))
        func change(_ value: String, _ since: LocalDate, norm: String = "Satzung") -> ProposeChange {
            ProposeChange(CityChange(.amount, "\(list.name).\(name)", value: value, since: since, norm: norm), reason: "")
        }
        await #expect(throws: CatalogueFault.normMissing) {
            _ = try await bench.store.perform(change("7", today, norm: ""), as: robin)
        }
        await #expect(throws: CatalogueFault.past) {
            _ = try await bench.store.perform(change("7", today.adding(days: -1)), as: robin)
        }
        await #expect(throws: CatalogueFault.notAnAmount) {
            _ = try await bench.store.perform(change("sieben", today), as: robin)
        }
        let id = try await bench.store.perform(change("7.5", today.adding(days: 3)), as: robin)
        await #expect(throws: CatalogueFault.secondPersonNeeded) {
            try await bench.store.perform(DecideChange(change: id, confirms: true), as: robin)
        }
        try await bench.store.perform(DecideChange(change: id, confirms: true), as: susanne)
        try await Catalogue.refresh(bench.store)
        let changed = try bench.store.part(City.self)
        let fees = try #require(changed.feeLists.first { $0.name == list.name })
        #expect(fees.amount(name, on: today.adding(days: 2)) == before)
        #expect(fees.amount(name, on: today.adding(days: 3)) == Decimal128("7.5"))
        let record = changed.amounts(of: [list.name: [name]], on: today.adding(days: 3))
        #expect(record.first?.norm == "Satzung")
    }

    @Test("two versions differ by what was changed, and by nothing else")
    func difference() async throws {
        let bench = try await Workbench()
        let folder = bench.service.folder
        #expect(VersionDifference(from: folder, to: folder).lines.isEmpty)
        var contents = folder.files.contents
        let texts = try #require(contents["texts/de.json"].map { String(decoding: $0, as: UTF8.self) })
        let title = try #require(folder.texts.byLanguage[.de]?["service.title"])
        contents["texts/de.json"] = Array(texts.replacing("\"\(title)\"", with: "\"\(title) neu\"").utf8)
        let (other, findings) = ServiceFolder.read(FolderFiles(path: folder.files.path, contents: contents))
        let changed = try #require(other, "\(findings)")
        let lines = VersionDifference(from: folder, to: changed).lines
        #expect(lines.map(\.name) == ["de: service.title"])
        #expect(lines.first?.after == "\(title) neu")
        #expect(VersionDifference(from: nil, to: folder).lines(.rules).allSatisfy { $0.kind == .added })
    }
}
