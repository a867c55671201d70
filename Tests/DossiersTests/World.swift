import Accesses
import Documents
import Dossiers
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// A city with documents and dossiers, a small filing plan, and a clock that stands still.
struct World {
    let store: Store
    let contents: DocumentStore
    let app: WebApp
    let clock: SimulatedClock
    private let who = Who()

    private final class Who: Sendable {
        let callers = Mutex<[String: Caller]>([:])
    }

    static let plan = FilingPlan([
        .init(key: "finance", number: "2", title: "Finanzen"),
        .init(key: "tax", number: "22", title: "Steuern", parent: "finance"),
        .init(key: "tax-dogs", number: "22.34.1", title: "Hundesteuer", parent: "tax"),
        .init(key: "parks", number: "67", title: "Grünflächen"),
    ])

    init() async throws {
        let clock = SimulatedClock(start: .testStart, frozen: true)
        let store = try await TestStore.open(
            components: [Accesses.component.store, Documents.component.store, Dossiers.component.store], clock: clock)
        let contents = try DocumentStore(directory: NSTemporaryDirectory() + "/dossiers-" + Crypto.token(bytes: 8), reserve: 0)
        store.parts.set(contents)
        store.parts.set(World.plan)
        (self.clock, self.store, self.contents) = (clock, store, contents)
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        app = try WebApp(
            sites: [site], components: [Documents.component, Dossiers.component], settings: WebSettings(logsRequests: false),
            identify: { [who] request in
                let caller = request.headers["x-who"].flatMap { name in who.callers.withLock { $0[name] } }
                return Session(
                    caller: caller ?? .anonymous, name: request.headers["x-who"],
                    secret: caller == nil ? nil : Array("secret".utf8))
            })
    }

    func client(_ name: String, _ caller: Caller) -> InProcessClient {
        who.callers.withLock { $0[name] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", name)
        return client
    }

    /// The clerk of the tax unit, who may read files.
    var clerk: Caller { Caller(.staff("clerk"), units: ["tax-unit"], permissions: ["dossiers.read", "documents.read"]) }

    @discardableResult
    func add(_ kind: String, to procedure: String, name: String? = nil, unit: String = "tax-unit", confidential: Bool = false)
        async throws -> ID<Document>
    {
        let bytes = Array("%PDF-1.7 \(kind) \(procedure) \(name ?? "")".utf8)
        let digest = try contents.put(bytes)
        return try await store.perform(
            AddDocument(
                digest: digest, bytes: bytes.count, mediaType: "application/pdf", fileName: name ?? "\(kind).pdf", kind: kind,
                subject: procedure,
                unit: unit, confidential: confidential), as: .system("test"))
    }

    func facts(
        _ procedure: String, owner: String? = nil, applicant: String = "Anna Müller",
        address: [String] = ["Karl-Heine-Straße 5", "04229 Leipzig"],
        dossier: String = "applicant", position: String = "tax-dogs", unit: String = "tax-unit", access: String = "unit"
    ) throws -> CaseFacts {
        var facts = CaseFacts(
            procedure: procedure, reference: "L-2026-\(procedure.uppercased())", slug: "s", serviceHash: "h", unit: unit,
            owner: owner,
            confidential: false, applicant: applicant, address: address, email: nil, language: .de, channel: "online",
            receivedOn: try #require(LocalDate(year: 2026, month: 3, day: 2)))
        facts.filing = CaseFacts.Filing(
            position: position, title: "Anmeldung \(applicant)", dossier: dossier, dossierTitle: "Hundesteuer \(applicant)",
            retention: "tax-file", access: access,
            documentTitles: ["application": "Antrag vom 2. März 2026", "evidence": "Nachweis", "notice": "Bescheid"])
        return facts
    }

    func file(_ facts: CaseFacts) async throws -> FileProcedure.Place {
        try await store.perform(FileProcedure(facts: facts), as: .system("procedures"))
    }

    /// Names of the events of a procedure, sorted: within one moment their order says nothing.
    func events(_ procedure: String) async throws -> [String] {
        try await store.read { try $0.events(of: procedure) }.map(\.name).sorted()
    }

    func entries(_ procedure: String) async throws -> [FolderEntry] {
        try await store.read { reader in
            guard let folder = try reader.folder(of: procedure, visibleTo: .system("test")) else { return [] }
            return try reader.entries(of: folder)
        }
    }
}
