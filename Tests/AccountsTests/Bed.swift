@testable import Accounts
import Identity
import Kernel
import Store
import Synchronization
import Testbed
import Testing
import Web

/// Keeps what was sent, and can refuse to send.
final class Postbox: Mailer {
    private let state = Mutex<(mails: [Mail], keys: Set<String>, isBroken: Bool)>(([], [], false))
    var mails: [Mail] { state.withLock { $0.mails } }
    func breakDown(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    func send(_ mail: Mail, key: String) async throws {
        try state.withLock { state in
            if state.isBroken { throw StoreFault.unavailable("the mail server does not answer") }
            if state.keys.insert(key).inserted { state.mails.append(mail) }
        }
    }
}

struct Bed {
    let store: Store
    let clock: SimulatedClock
    let postbox = Postbox()
    static let password = "vier gelbe Laternen"

    init(hasMail: Bool = true) async throws {
        clock = SimulatedClock(start: .testStart, frozen: true)
        store = try await TestStore.open(components: [Identity.component.store, Accounts.component.store], clock: clock)
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(
            IdentitySettings(clock: clock, passwordCost: PasswordCost(passes: 1, kibibytes: 64), issuer: "Stadt Test"))
        store.parts.set(PublicOrigin("https://test.example/"))
        if hasMail { store.parts.set(postbox as any Mailer) }
    }

    func app() throws -> WebApp {
        let site = Site(id: "test", name: LocalText(de: "Teststadt"), service: LocalText(de: "Serviceportal"), store: store)
        return try WebApp(
            sites: [site], components: [Identity.component, Accounts.component],
            settings: WebSettings(signIn: [.portal: "/identity/sign-in"], logsRequests: false),
            identify: { request in
                guard let session = try await request.identitySession() else { return .anonymous }
                return session.session(
                    of: session.principal?.caller ?? .anonymous, settings: IdentitySettings.of(request.store.parts))
            })
    }

    /// Registers on the page and answers the path of the link that came by mail.
    func register(_ client: InProcessClient, _ email: String = "mia@example.org", password: String = Bed.password) async throws
        -> String
    {
        let before = postbox.mails.count
        let reply = try await client.post(
            "/accounts/registration?lang=de",
            form: ["email": email, "password": password, "givenName": "Mia", "familyName": "Krause"])
        guard reply.status == 200 else { throw BedProblem(reply.words) }
        try await store.settle()
        guard postbox.mails.count == before + 1, let mail = postbox.mails.last,
            let link = mail.text.firstMatch(of: #/https:\/\/test\.example(\S+)/#)
        else { throw BedProblem("no link came") }
        return String(link.1)
    }

    /// An account made without mail, and its caller.
    func account(_ email: String = "mia@example.org") async throws -> Caller {
        let hash = try await Identity.hash(Bed.password, in: store)
        let profile = Profile(givenName: "Mia", familyName: "Krause", language: .de)
        let id = try await store.perform(CreateAccount(email: email, password: hash, profile: profile), as: .system("test"))
        return Caller(.account(id.text))
    }

    func signs(in email: String, _ password: String) async throws -> Bool {
        let outcome = try await Identity.signIn(
            email: email, password: password, code: nil, kind: .bearer, visitor: Visitor(address: "203.0.113.7"), in: store)
        if case .signedIn = outcome { return true }
        return false
    }

    func events(_ prefix: String = "accounts.") async throws -> [String] {
        try await store.read { try $0.values(String.self, "SELECT name FROM events ORDER BY seq") }.filter {
            $0.hasPrefix(prefix)
        }
    }

    func count(_ sql: SQL) async throws -> Int { try await store.read { try $0.value(Int.self, sql) ?? 0 } }
}

struct BedProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The token in a link.
func token(_ link: String) -> String { String(link.split(separator: "=").last ?? "") }
