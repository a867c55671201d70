import Accesses
@testable import Delivery
import Documents
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// A city with documents and delivery, on a clock that stands still.
struct World {
    let store: Store
    let contents: DocumentStore
    let app: WebApp
    let clock: SimulatedClock
    private let who = Who()

    private final class Who: Sendable {
        let callers = Mutex<[String: Caller]>([:])
    }

    /// Whoever is written to has agreed to electronic delivery before.
    private let hasAgreed: Bool

    init(mailer: (any Mailer)? = nil, origin: String? = "https://portal.example", hasAgreed: Bool = true) async throws {
        self.hasAgreed = hasAgreed
        let clock = SimulatedClock(start: .testStart, frozen: true)
        let store = try await TestStore.open(
            components: [Accesses.component.store, Documents.component.store, Delivery.component.store], clock: clock)
        let contents = try DocumentStore(directory: NSTemporaryDirectory() + "/delivery-" + Crypto.token(bytes: 8), reserve: 0)
        store.parts.set(contents)
        if let mailer { store.parts.set(mailer as any Mailer) }
        if let origin { store.parts.set(PublicOrigin(origin)) }
        store.parts.set(
            AccountContacts { account, _ in
                account.hasPrefix("mute") ? nil : AccountContacts.Contact(email: "\(account)@mail.example", language: .de)
            })
        (self.clock, self.store, self.contents) = (clock, store, contents)
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        app = try WebApp(
            sites: [site], components: [Documents.component, Delivery.component], settings: WebSettings(logsRequests: false),
            identify: { [who] request in
                let caller = request.headers["x-who"].flatMap { name in who.callers.withLock { $0[name] } }
                return Session(
                    caller: caller ?? .anonymous, name: request.headers["x-who"],
                    secret: caller == nil ? nil : Array("secret".utf8))
            })
    }

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    func client(_ name: String, _ caller: Caller) -> InProcessClient {
        who.callers.withLock { $0[name] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", name)
        return client
    }

    let anna = Caller(.account("anna"))
    let berta = Caller(.account("berta"))
    let printer = Caller(
        .staff("printer"), units: ["tax-unit"], permissions: ["delivery.print", "delivery.mark-printed", "delivery.mark-posted"])
    static let address = ["Anna Müller", "Karl-Heine-Straße 5", "04229 Leipzig"]

    func addressee(_ account: String? = "anna", email: String? = nil, lines: [String] = World.address, language: Language = .de)
        -> Addressee
    {
        Addressee(account: account, email: email, lines: lines, language: language)
    }

    func document(of procedure: String = "p1", owner: String? = "anna", name: String = "Bescheid.pdf") async throws -> ID<
        Document
    > {
        let bytes = Array("%PDF-1.7 \(procedure) \(name)".utf8)
        let digest = try contents.put(bytes)
        return try await store.perform(
            AddDocument(
                digest: digest, bytes: bytes.count, mediaType: "application/pdf", fileName: name, kind: "notice",
                subject: procedure, owner: owner,
                unit: "tax-unit"), as: .system("test"))
    }

    @discardableResult
    func deliver(_ document: ID<Document>, of procedure: String = "p1", title: String = "Hundesteuerbescheid", to: Addressee)
        async throws -> DeliveryWay
    {
        if hasAgreed, let account = to.account {
            try await store.perform(as: .system("test")) { transaction in
                guard try transaction.deliveryWish(of: account) == .unasked else { return }
                try transaction.perform(ChooseDelivery(account: account, isElectronic: true, language: .de))
            }
        }
        return try await store.perform(
            DeliverDocument(
                procedure: procedure, document: document, title: title, reference: "L-2026-1", to: to, unit: "tax-unit"),
            as: .system("notices"))
    }

    @discardableResult
    func send(_ title: String = "Bitte reichen Sie etwas nach", key: String? = nil, of procedure: String = "p1", to: Addressee)
        async throws -> DeliveryWay
    {
        try await store.perform(
            SendMessage(
                procedure: procedure, reference: "L-2026-1", key: key, title: title,
                body: "Es fehlt der **Nachweis**.\n\n- erstens\n- zweitens", to: to,
                unit: "tax-unit"), as: .system("procedures"))
    }

    /// Names of the events of a procedure, sorted: within one moment their order says nothing.
    func events(_ procedure: String = "p1") async throws -> [String] {
        try await store.read { try $0.events(of: procedure) }.map(\.name).sorted()
    }

    func messages(_ procedure: String = "p1") async throws -> [Message] {
        try await store.read { try $0.messages(of: procedure, visibleTo: .system("test")) }
    }

    func items(_ procedure: String = "p1") async throws -> [PostItem] {
        try await store.read { try $0.postItems(of: procedure, visibleTo: .system("test")) }
    }
}

/// Keeps mails instead of sending them.
final class KeptMails: Mailer {
    let mails = Mutex<[(mail: Mail, key: String)]>([])

    func send(_ mail: Mail, key: String) async throws { mails.withLock { $0.append((mail, key)) } }
    var all: [(mail: Mail, key: String)] { mails.withLock { $0 } }
}
