import Foundation
@testable import Identity
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

/// A city with Identity alone, cheap passwords and a clock that the test moves.
struct Bed {
    let store: Store
    let clock: SimulatedClock
    static let password = "vier gelbe Laternen"
    static let visitor = Visitor(address: "203.0.113.7", agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    static let cost = PasswordCost(passes: 1, kibibytes: 64)

    init(attempts: AttemptRules = AttemptRules()) async throws {
        clock = SimulatedClock(start: .testStart, frozen: true)
        store = try await TestStore.open(components: [Identity.component.store], clock: clock)
        store.parts.set(try SecretKey([UInt8](repeating: 7, count: 32)))
        store.parts.set(IdentitySettings(clock: clock, passwordCost: Bed.cost, attempts: attempts))
    }

    @discardableResult
    func add(_ principal: Principal = .account("a1"), email: String = "mia@example.org", password: String = Bed.password)
        async throws -> Principal
    {
        let hash = try await Identity.hash(password, in: store)
        let action = CreateCredential(principal: principal, email: email, name: "Mia Krause", language: .de, password: hash)
        try await store.perform(action, as: .system("test"))
        return principal
    }

    func signIn(
        _ email: String = "mia@example.org", _ password: String = Bed.password, code: String? = nil,
        kind: IdentitySession.Kind = .browser,
        visitor: Visitor = Bed.visitor, former: String? = nil
    ) async throws -> SignInOutcome {
        try await Identity.signIn(
            email: email, password: password, code: code, kind: kind, visitor: visitor, former: former, in: store)
    }

    func enter(kind: IdentitySession.Kind = .browser, code: String? = nil, former: String? = nil) async throws -> OpenedSession {
        let outcome = try await signIn(code: code, kind: kind, former: former)
        guard case .signedIn(let opened) = outcome else { throw BedProblem(outcome.word) }
        return opened
    }

    func session(_ opened: OpenedSession, kinds: Set<IdentitySession.Kind> = [.browser, .bearer]) async throws -> IdentitySession?
    {
        try await Identity.resolve(opened.token, kinds: kinds, in: store)
    }

    /// Switches one-time codes on and answers secret and recovery codes.
    func addCodes(_ principal: Principal = .account("a1")) async throws -> (secret: [UInt8], recovery: [String]) {
        let offered = try await store.perform(OfferSecondFactor(), as: principal.caller)
        let secret = try #require(Base32.decode(offered.text))
        let code = OneTimeCode.code(secret: secret, at: clock.now())
        let recovery = try #require(try await store.perform(AddSecondFactor(code: code), as: principal.caller))
        clock.advance(seconds: 120)
        return (secret, recovery)
    }

    var events: [String] {
        get async throws { try await store.read { try $0.values(String.self, "SELECT name FROM events ORDER BY seq") } }
    }

    func count(_ sql: SQL) async throws -> Int { try await store.read { try $0.value(Int.self, sql) ?? 0 } }

    func app() throws -> WebApp {
        let site = Site(id: "test", name: LocalText(de: "Teststadt"), service: LocalText(de: "Serviceportal"), store: store)
        return try WebApp(
            sites: [site], components: [Identity.component],
            settings: WebSettings(signIn: [.portal: "/identity/sign-in", .workbench: "/identity/sign-in"], logsRequests: false),
            identify: { request in
                guard let session = try await request.identitySession() else { return .anonymous }
                return session.session(
                    of: session.principal?.caller ?? .anonymous, settings: IdentitySettings.of(request.store.parts))
            })
    }
}

struct BedProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension SignInOutcome {
    /// The outcome without its contents.
    var word: String {
        switch self {
        case .signedIn: "signed in"
        case .codeNeeded: "code needed"
        case .refused: "refused"
        case .blocked(let seconds): "blocked \(seconds)"
        }
    }
    var opened: OpenedSession? {
        switch self {
        case .signedIn(let opened): opened
        case .codeNeeded(let opened): opened
        default: nil
        }
    }
}
