public import Kernel
public import Store

/// Replaces one's own password; every other session of the principal ends.
public struct ChangePassword: Action {
    public static let name = "identity.change-password"
    public static let audience: Audience = [.account, .staff]
    let proof: PasswordProof
    let password: PasswordHash
    /// The session that stays.
    let session: String?

    public func perform(in transaction: Transaction) throws -> Bool {
        guard let credential = try Credential.own(transaction.caller, in: transaction) else { throw IdentityFault.sessionUnknown }
        transaction.audit("credential", credential.principal.text)
        // A wrong password is an answer, not a throw: the attempt must be remembered.
        let attempts = Attempts(keys: [.email(credential.email)], in: transaction)
        if let seconds = try attempts.wait() { throw IdentityFault.blocked(seconds: seconds) }
        guard proof.holds(for: credential) else {
            try attempts.fail()
            return false
        }
        try Credential.replacePassword(of: credential, with: password, keeping: session, in: transaction)
        try transaction.emit(PasswordChanged(principal: credential.principal), subject: credential.principal.text)
        return true
    }

    /// Compares, hashes and changes. Throws `wrongPassword`, `weakPassword` or `blocked`.
    public static func run(present: String, new: String, session: IdentitySession, in store: Store, as caller: Caller)
        async throws
    {
        guard let principal = Principal(caller) else { throw IdentityFault.sessionEnded }
        let settings = IdentitySettings.of(store.parts)
        let hash = try await PasswordWork.shared.hash(
            new, about: [session.name ?? "", session.email ?? ""], cost: settings.passwordCost)
        let proof = try await PasswordProof.of(principal, password: present, in: store)
        guard try await store.perform(ChangePassword(proof: proof, password: hash, session: session.id.text), as: caller) else {
            throw IdentityFault.wrongPassword
        }
    }
}

public struct PasswordChanged: Event {
    public static let name = "identity.password-changed"
    public let principal: Principal
}

/// Sets a new password for whoever has proved to read the address, or by the house for its staff; all sessions end.
public struct ResetPassword: Action {
    public static let name = "identity.reset-password"
    public static let audience: Audience = [.staff, .system]
    let principal: Principal
    let password: PasswordHash

    public init(principal: Principal, password: PasswordHash) {
        self.principal = principal
        self.password = password
    }

    public func perform(in transaction: Transaction) throws {
        guard let credential = try Credential.of(principal, in: transaction) else { throw IdentityFault.sessionUnknown }
        try Credential.replacePassword(of: credential, with: password, keeping: nil, in: transaction)
        try Attempts(keys: [.email(credential.email)], in: transaction).forget()
        transaction.audit("credential", principal.text)
        try transaction.emit(PasswordReset(principal: principal), subject: principal.text)
    }
}

public struct PasswordReset: Event {
    public static let name = "identity.password-reset"
    public let principal: Principal
}

extension Credential {
    static func replacePassword(
        of credential: Credential, with hash: PasswordHash, keeping session: String?, in transaction: Transaction
    ) throws {
        let now = IdentitySettings.of(transaction.parts).clock.now()
        try transaction.run(
            "UPDATE identity_credentials SET password = \(hash.encoded), password_at = \(now) WHERE id = \(credential.id)")
        try transaction.run(
            "DELETE FROM identity_sessions WHERE principal = \(credential.principal) AND id <> \(session ?? "")")
    }
}
