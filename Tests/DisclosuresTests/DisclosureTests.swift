@testable import Accesses
@testable import Accounts
import Applications
import Audit
import Catalogue
import Delivery
@testable import Disclosures
import Documents
import Dossiers
import Folders
import Forms
import Foundation
import Identity
import Kernel
import Mandates
import Notices
import Organisation
import Procedures
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// A city with one service, one clerk and people with accounts.
private struct World {
    /// Read once: it costs a second, and many tests need them.
    private static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    let store: Store
    let clock: SimulatedClock
    let service: Service
    let app: WebApp
    let directory: String
    private let who = Who()

    final class Who: Sendable {
        let all = Mutex<[String: Caller]>([:])
    }

    init() async throws {
        let folders = Self.folders
        let service = Service(try #require(folders.first { $0.about.automaticDecision.allowed }))
        let first = try #require(
            try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").first { !$0.hasPrefix(".") })
        let city = try #require(City.load(Self.root + "/Cities/" + first).city)
        let clock = SimulatedClock(start: try #require(Instant("2026-11-30T09:00:00Z")), frozen: true)
        let components = [
            Identity.component, Accesses.component, Organisation.component, Accounts.component, Audit.component,
            Catalogue.component, Mandates.component, Forms.component, Documents.component, Dossiers.component,
            Delivery.component, Notices.component, Procedures.component, Applications.component, Disclosures.component,
        ]
        directory = FileManager.default.temporaryDirectory.path + "/disclosures-" + Crypto.token(bytes: 6)
        let store = try await TestStore.open(components: components.map(\.store), clock: clock)
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(IdentitySettings(clock: clock))
        store.parts.set(StaffNames { id, _ in id })
        store.parts.set(Colleagues(holding: { _, _, _ in [] }, caller: { _, _ in .anonymous }))
        store.parts.set(try DocumentStore(directory: directory))
        try await store.perform(KeepVersion(service), as: .system("test"))
        try await Organisation.load(city, into: store)
        (self.store, self.clock, self.service) = (store, clock, service)
        let site = Site(
            id: "test-\(Crypto.token(bytes: 4))", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        app = try WebApp(
            sites: [site], components: components, settings: WebSettings(logsRequests: false),
            identify: { [who] request in
                let caller = request.headers["x-who"].flatMap { name in who.all.withLock { $0[name] } }
                return caller.map { Session(caller: $0, name: $0.label) } ?? .anonymous
            })
    }

    func client(_ caller: Caller) -> InProcessClient {
        who.all.withLock { $0[caller.label] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", caller.label)
        return client
    }

    var mia: InProcessClient { client(Caller(.account("mia"))) }

    /// An application of an account that waits for a clerk.
    func apply(_ account: String = "mia") async throws -> ID<Procedure> {
        let example = try #require(service.folder.examples.first { $0.name == "proof-never-supplied" })
        let reply = try await client(Caller(.account(account))).json(
            .post, "/api/v1/services/\(service.slug)/applications", ["answers": example.answers, "language": "de"],
            headers: ["idempotency-key": Crypto.token(bytes: 8)])
        let id = ID<Procedure>(try #require(try reply.json()["id"]?.string))
        try await store.settle()
        return id
    }

    func clerk(_ id: ID<Procedure>, _ name: String = "berg") async throws -> Caller {
        let unit = try await store.read { try $0.procedure(id, visibleTo: .system("test")) }.unit
        return Caller(.staff(name), units: [unit], permissions: ["procedures.*", "dossiers.read"])
    }

    func count(_ sql: SQL) async throws -> Int { try await store.read { try $0.value(Int.self, sql) ?? 0 } }

    func copies(_ account: String = "mia") async throws -> [Disclosure] {
        try await store.read { try $0.disclosures(of: account) }
    }
}

@Suite("Who saw my data") struct AccessTests {
    @Test("a look is noted before the page is shown, once a day for each person and purpose, and stands in the log")
    func looks() async throws {
        let world = try await World()
        let id = try await world.apply()
        let berg = world.client(try await world.clerk(id))
        let tal = world.client(try await world.clerk(id, "tal"))
        for _ in 0..<3 { #expect(try await berg.get("/procedures/\(id)").status == 200) }
        _ = try await tal.get("/procedures/\(id)")
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 2)
        #expect(
            try await world.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'accesses.note' AND caller = 'staff:berg'")
                == 1)
        world.clock.advance(seconds: 86_400)
        _ = try await berg.get("/procedures/\(id)")
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 3)
        // Lists are how work is found, and are not noted (docs/decisions/0015).
        _ = try await berg.get("/procedures")
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 3)
    }

    @Test(
        "a second process notes nothing twice, in the table or in the log; several records are one transaction with an entry each"
    )
    func once() async throws {
        let world = try await World()
        let (first, second) = (try await world.apply(), try await world.apply())
        let clerk = try await world.clerk(first)
        _ = try await world.client(clerk).get("/procedures/\(first)")
        // What another process has noted, this one does not remember.
        world.store.parts.remove(NotedToday.self)
        _ = try await world.client(clerk).get("/procedures/\(first)")
        #expect(try await world.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'accesses.note'") == 1)
        var noting = clerk
        noting.permissions.insert(NoteAccess.name)
        let both = NoteAccess(subjects: [first.text, second.text], purpose: "procedures.show", unit: clerk.units.first)
        try await world.store.perform(both, as: noting)
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 2)
        #expect(
            try await world.count(
                "SELECT COUNT(*) FROM audit_entries WHERE action = 'accesses.note' AND subject = \(second.text)") == 1)
        await #expect(throws: AlreadyNoted.self) { try await world.store.perform(both, as: noting) }
    }

    @Test("whoever deputises is noted with for whom, whatever a role of the city allows everywhere")
    func inPlace() async throws {
        let world = try await World()
        let id = try await world.apply()
        var clerk = try await world.clerk(id)
        let unit = try #require(clerk.units.first)
        clerk.reaches = [
            Caller.Reach(units: [unit, "elsewhere"], permissions: ["organisation.*"]),
            Caller.Reach(units: ["elsewhere"], permissions: ["records.read", "procedures.*"]),
            Caller.Reach(units: [unit], permissions: ["records.read", "procedures.*"], inPlaceOf: "karla"),
        ]
        #expect(try await world.client(clerk).get("/procedures/\(id)").status == 200)
        let places = try await world.store.read { try $0.values(String.self, "SELECT in_place_of FROM accesses") }
        #expect(places == ["karla"])
    }

    @Test("after two years a look is forgotten")
    func sweep() async throws {
        let world = try await World()
        let id = try await world.apply()
        _ = try await world.client(try await world.clerk(id)).get("/procedures/\(id)")
        world.clock.advance(seconds: 700 * 86_400)
        try await world.store.settle()
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 1)
        world.clock.advance(seconds: 40 * 86_400)
        try await world.store.settle()
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 0)
    }

    @Test("page by page every line is told once, those of one moment too, and one case alone is told whole")
    func pages() async throws {
        let world = try await World()
        let (first, second) = (try await world.apply(), try await world.apply())
        let unit = try #require(try await world.clerk(first).units.first)
        // The clock stands still, so that all are of one moment.
        for number in 0..<7 {
            for id in [first, second] {
                let looker = Caller(.staff("s\(number)"), units: [unit], permissions: ["accesses.note", "procedures.*"])
                try await world.store.perform(
                    NoteAccess(subjects: [id.text], purpose: "procedures.show", unit: unit), as: looker)
                try await world.store.perform(WriteNote(procedure: id, text: "\(number)"), as: looker)
            }
        }
        func lines(_ only: ID<Procedure>?) async throws -> [AccessEntry] {
            try await world.store.read { reader in
                let cases = try Applications.cases(of: "mia", in: reader).filter { only == nil || $0.id == only }
                let records = try AccessRecords(cases, of: "mia", in: reader)
                var (all, page): ([AccessEntry], [AccessEntry]) = ([], [])
                repeat {
                    page = try AccessEntry.read(records, of: "mia", before: page.last?.key, limit: 3, in: reader)
                    all += page
                } while !page.isEmpty
                return all
            }
        }
        let all = try await lines(nil)
        #expect(all.count == 28 && Set(all.map(\.key.text)).count == 28)
        #expect(try await lines(second).count == 14)
        #expect(try await world.store.read { try AccessEntry.all(of: "mia", in: $0) }.map(\.key) == all.map(\.key))
    }

    @Test("whoever may not see a case leaves no note, and neither does the person themselves")
    func strangers() async throws {
        let world = try await World()
        let id = try await world.apply()
        let stranger = world.client(Caller(.staff("fern"), units: ["elsewhere"], permissions: ["procedures.*"]))
        #expect(try await stranger.get("/procedures/\(id)").status == 404)
        _ = try await world.mia.get("/applications/\(id)")
        #expect(try await world.count("SELECT COUNT(*) FROM accesses") == 0)
    }

    @Test("the page tells moment, unit and purpose of looks and acts, names nobody, and only of one's own cases")
    func page() async throws {
        let world = try await World()
        let (own, other) = (try await world.apply(), try await world.apply("otto"))
        #expect(try await world.mia.get("/disclosures/accesses").words.contains("Bisher hat niemand"))
        let clerk = try await world.clerk(own)
        let client = world.client(clerk)
        _ = try await client.get("/procedures/\(own)")
        _ = try await client.get("/procedures/\(other)")
        _ = try await client.post("/procedures/\(own)/notes", form: ["text": "Angerufen, niemand da."])
        let page = try await world.mia.get("/disclosures/accesses")
        #expect(page.words.contains("Antrag angesehen, um ihn zu bearbeiten"))
        #expect(page.words.contains(Texts.shared("actions.procedures.note", .de)), "the act stands there too")
        #expect(!page.text.contains("berg") && !page.text.contains("\(other)"))
        let unit = try await world.store.read { try Organisation.snapshot(in: $0).units[clerk.units.first ?? ""]?.name.de }
        #expect(page.words.contains(try #require(unit)))
        #expect(try await world.client(Caller(.staff("berg"))).get("/disclosures/accesses").status == 403)
    }
}

@Suite("A copy of one's data") struct CopyTests {
    /// The entries of a ZIP file by name, unpacked by the machine's own program.
    private func unpacked(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        let folder = FileManager.default.temporaryDirectory.path + "/unzip-" + Crypto.token(bytes: 6)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = FileManager.default.createFile(atPath: folder + "/a.zip", contents: Data(bytes))
        let unzip = Process()
        unzip.executableURL = URL(fileURLWithPath: "/usr/bin/unzip")
        unzip.arguments = ["-q", folder + "/a.zip", "-d", folder + "/out"]
        try unzip.run()
        unzip.waitUntilExit()
        #expect(unzip.terminationStatus == 0, "the archive is not whole")
        var found: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder + "/out") {
            if let data = FileManager.default.contents(atPath: folder + "/out/" + path) { found[path] = [UInt8](data) }
        }
        return found
    }

    @Test("the copy has the account's cases, documents, messages and looks, to read and for machines, and nobody else's")
    func contents() async throws {
        let world = try await World()
        let id = try await world.apply()
        _ = try await world.apply("otto")
        _ = try await world.client(try await world.clerk(id)).get("/procedures/\(id)")
        #expect(try await world.mia.post("/disclosures").words.contains("Wird zusammengestellt"))
        _ = try await world.mia.post("/disclosures")
        #expect(try await world.copies().count == 1, "a second wish while the first waits is the first")
        try await world.store.settle()
        let copy = try #require(try await world.copies().first)
        #expect(copy.state == .ready && copy.done == 1)
        let file = try await world.mia.get("/disclosures/\(copy.id)/file")
        #expect(file.headers["content-type"] == "application/zip" && file.bytes.count == copy.bytes)
        let entries = try unpacked(file.bytes)
        #expect(entries["index.pdf"]?.starts(with: Array("%PDF".utf8)) == true)
        let data = try JSON(parsing: try #require(entries["data.json"]))
        let cases = try #require(data["applications"]?.array)
        #expect(cases.count == 1 && cases[0]["id"]?.string == id.text)
        #expect(data["accesses"]?.array?.first?["action"] == "procedures.show")
        for document in cases[0]["documents"]?.array ?? [] {
            let name = try #require(document["file"]?.string)
            #expect(entries[name].map { Digest(of: $0).hex } == document["sha256"]?.string)
        }
        let documents = try #require(cases[0]["documents"]?.array)
        #expect(!documents.isEmpty)
    }

    @Test("notes of the staff are in it once the case is decided, before that only their number")
    func notes() async throws {
        let world = try await World()
        let id = try await world.apply()
        let clerk = try await world.clerk(id)
        try await world.store.perform(WriteNote(procedure: id, text: "Am Telefon sehr freundlich."), as: clerk)
        let waiting = try await world.store.read { reader in
            try reader.disclosedNotes(of: try reader.procedure(id, visibleTo: .system("test")))
        }
        #expect(waiting.texts.isEmpty && waiting.withheld == 1)
        let tasks = try await world.store.read { try $0.openTasks(of: id, visibleTo: clerk) }
        let task = try #require(tasks.first { $0.acts.contains("refuse") })
        try await world.store.perform(
            DecideTask(task: task.id, act: "refuse", fields: ["reason": "Die Hunde leben in einer anderen Gemeinde."]), as: clerk)
        try await world.store.settle()
        let decided = try await world.store.read { reader in
            try reader.disclosedNotes(of: try reader.procedure(id, visibleTo: .system("test")))
        }
        #expect(decided.texts.map(\.text) == ["Am Telefon sehr freundlich."] && decided.withheld == 0)
    }

    @Test("the link holds for seven days and for its owner; then the file is deleted, and with the account at once")
    func expiry() async throws {
        let world = try await World()
        _ = try await world.apply()
        _ = try await world.mia.post("/disclosures")
        try await world.store.settle()
        let copy = try #require(try await world.copies().first)
        let path = world.directory + "/disclosures/\(copy.id).zip"
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(try await world.client(Caller(.account("otto"))).get("/disclosures/\(copy.id)/file").status == 404)
        world.clock.advance(seconds: 7 * 86_400)
        #expect(try await world.mia.get("/disclosures/\(copy.id)/file").status == 404)
        try await world.store.settle()
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try await world.copies().first?.state == .expired)
        _ = try await world.mia.post("/disclosures")
        try await world.store.settle()
        let second = try #require(try await world.copies().first)
        try await world.store.perform(as: .system("test")) {
            try $0.emit(AccountClosed(account: "mia", language: .de), subject: "mia")
        }
        try await world.store.settle()
        #expect(!FileManager.default.fileExists(atPath: world.directory + "/disclosures/\(second.id).zip"))
    }

    @Test("an account that is closed while its copy waits or is being made leaves no file and no word that it is ready")
    func closedMeanwhile() async throws {
        let world = try await World()
        _ = try await world.apply()
        _ = try await world.mia.post("/disclosures")
        let waiting = try #require(try await world.copies().first)
        let path = world.directory + "/disclosures/\(waiting.id).zip"
        func close() async throws {
            try await world.store.perform(as: .system("test")) {
                try $0.emit(AccountClosed(account: "mia", language: .de), subject: "mia")
            }
        }
        try await close()
        try await world.store.settle()
        #expect(try await world.copies().first?.state == .expired)
        #expect(!FileManager.default.fileExists(atPath: path))
        // It was being made when the account was closed.
        let finish = FinishDisclosure(disclosure: waiting, bytes: 1, digest: Digest(of: ""))
        #expect(try await !world.store.perform(finish, as: .system("disclosures")))
        #expect(try await world.copies().first?.state == .expired)
        #expect(try await world.count("SELECT COUNT(*) FROM events WHERE name = 'disclosures.ready'") == 0)
    }

    @Test("names in the archive unpack everywhere, lead nowhere else, and are never twice the same")
    func names() throws {
        #expect(ZipFile.plain("documents/L-2026/Hundesteuer für Löwe.pdf") == "documents/L-2026/Hundesteuer-fuer-Loewe.pdf")
        #expect(ZipFile.plain("../../etc/passwd") == "etc/passwd")
        #expect(ZipFile.plain("…") == "file")
        let path = FileManager.default.temporaryDirectory.path + "/zip-" + Crypto.token(bytes: 6)
        let zip = try ZipFile(path, at: .testStart)
        #expect(try zip.add("a/b.pdf", [1]) == "a/b.pdf" && zip.add("a/b.pdf", [2]) == "a/b-2.pdf")
        try zip.finish()
        #expect(
            try unpacked([UInt8](FileManager.default.contents(atPath: path) ?? Data())) == ["a/b.pdf": [1], "a/b-2.pdf": [2]])
    }
}
