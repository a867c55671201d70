import Foundation
import Kernel
import Store
import Synchronization

/// Argon2id beside the request: on threads of its own, few at a time, never inside a transaction.
public final class PasswordWork: Sendable {
    /// One for the process: memory and processors are shared by all cities.
    public static let shared = PasswordWork()

    private let queue = OperationQueue()
    private let state = Mutex(State())
    private static let longestQueue = 256

    private struct State {
        var waiting = 0
        var verified: [PasswordCost: Int] = [:]
        var dummies: [PasswordCost: String] = [:]
    }

    init() {
        queue.maxConcurrentOperationCount = max(1, ProcessInfo.processInfo.activeProcessorCount)
        queue.qualityOfService = .userInitiated
    }

    /// How many comparisons have been made at a cost: a test sees by it that unknown addresses cost the same.
    func verified(_ cost: PasswordCost) -> Int { state.withLock { $0.verified[cost] ?? 0 } }

    /// The hash of a new password. Throws `weakPassword` where a rule is broken.
    public func hash(_ password: String, about: [String] = [], cost: PasswordCost) async throws -> PasswordHash {
        if let problem = PasswordRules.problem(password, about: about) { throw IdentityFault.weakPassword(problem) }
        return try await hashUnchecked(password, cost: cost)
    }

    /// The hash of any text, for a form that is refused anyway and must take as long as one that is not.
    public func hashUnchecked(_ password: String, cost: PasswordCost) async throws -> PasswordHash {
        let text = PasswordRules.normalised(password)
        let encoded = try await run { Crypto.hashPassword(text, passes: cost.passes, kibibytes: cost.kibibytes) }
        guard let encoded else { throw IdentityFault.busy }
        return PasswordHash(encoded: encoded)
    }

    /// Whether a password fits a hash; without a hash the same work is done on one that fits nothing.
    func verify(_ password: String, against encoded: String?, cost: PasswordCost) async throws -> Bool {
        guard password.utf8.count <= PasswordRules.longest * 4 else { return false }
        let text = PasswordRules.normalised(password)
        let hash: String
        if let encoded { hash = encoded } else { hash = try await dummy(cost) }
        let fits = try await run { Crypto.verifyPassword(text, against: hash) }
        state.withLock { $0.verified[cost, default: 0] += 1 }
        return fits && encoded != nil
    }

    private func dummy(_ cost: PasswordCost) async throws -> String {
        if let held = state.withLock({ $0.dummies[cost] }) { return held }
        let made = try await run { Crypto.hashPassword(Crypto.token(), passes: cost.passes, kibibytes: cost.kibibytes) }
        guard let made else { throw IdentityFault.busy }
        state.withLock { $0.dummies[cost] = made }
        return made
    }

    private func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async throws -> T {
        let admitted = state.withLock { state in
            guard state.waiting < PasswordWork.longestQueue else { return false }
            state.waiting += 1
            return true
        }
        guard admitted else { throw IdentityFault.busy }
        return await withCheckedContinuation { continuation in
            queue.addOperation { [self] in
                let value = work()
                state.withLock { $0.waiting -= 1 }
                continuation.resume(returning: value)
            }
        }
    }
}

/// An Argon2id hash in its encoded form. It describes itself without its contents, so that no log shows it.
public struct PasswordHash: Sendable, CustomStringConvertible {
    let encoded: String
    public var description: String { "PasswordHash" }

    /// A hash that another component kept for a while, before the credential existed.
    public init(encoded: String) { self.encoded = encoded }
    /// For the database only.
    public var stored: String { encoded }
}

/// What came of comparing a password, outside the transaction that acts on it.
public struct PasswordProof: Sendable {
    /// The address as it was compared; also of one that nobody has.
    let email: String
    let credential: ID<Credential>?
    /// Digest of the hash that was compared: the transaction refuses if it has changed since.
    let compared: Digest?
    let fits: Bool
    /// The same password at today's cost, where the stored hash is of an older one.
    let renewed: PasswordHash?

    static func of(email: String, password: String, in store: Store) async throws -> PasswordProof {
        let email = EmailAddress.normalised(email)
        let credential = try await store.read { try Credential.by(email: email, in: $0) }
        return try await of(credential, email: email, password: password, in: store)
    }

    static func of(_ principal: Principal, password: String, in store: Store) async throws -> PasswordProof {
        let credential = try await store.read { try Credential.of(principal, in: $0) }
        return try await of(credential, email: credential?.email ?? "", password: password, in: store)
    }

    private static func of(_ credential: Credential?, email: String, password: String, in store: Store) async throws
        -> PasswordProof
    {
        let cost = IdentitySettings.of(store.parts).passwordCost
        let fits = try await PasswordWork.shared.verify(password, against: credential?.password, cost: cost)
        let isOld = fits && credential?.password.hasPrefix(cost.prefix) == false
        return PasswordProof(
            email: email, credential: credential?.id, compared: credential.map { Digest(of: $0.password) }, fits: fits,
            renewed: isOld ? try await PasswordWork.shared.hashUnchecked(password, cost: cost) : nil)
    }

    /// Whether the proof still holds for the credential as the transaction sees it.
    func holds(for credential: Credential?) -> Bool {
        guard fits, let credential, credential.id == self.credential, credential.state == .active else { return false }
        return compared == Digest(of: credential.password)
    }
}
