public import Kernel
public import Store

/// Signing in asks for no code any more. Needs the password again; false where that was wrong.
public struct RemoveSecondFactor: Action {
    public static let name = "identity.remove-second-factor"
    public static let audience: Audience = [.account, .staff]
    let proof: PasswordProof

    public func perform(in transaction: Transaction) throws -> Bool {
        guard let credential = try Credential.own(transaction.caller, in: transaction) else { throw IdentityFault.sessionUnknown }
        guard credential.hasCodes else { throw IdentityFault.codesInactive }
        transaction.audit("credential", credential.principal.text)
        let attempts = Attempts(keys: [.email(credential.email)], in: transaction)
        if let seconds = try attempts.wait() { throw IdentityFault.blocked(seconds: seconds) }
        guard proof.holds(for: credential) else {
            try attempts.fail()
            return false
        }
        try transaction.run("UPDATE identity_credentials SET codes = NULL, codes_offered = NULL WHERE id = \(credential.id)")
        try transaction.run("DELETE FROM identity_recovery_codes WHERE credential = \(credential.id)")
        try transaction.emit(SecondFactorRemoved(principal: credential.principal), subject: credential.principal.text)
        return true
    }

    /// Compares and removes. Throws `wrongPassword`, `codesInactive` or `blocked`.
    public static func run(password: String, in store: Store, as caller: Caller) async throws {
        guard let principal = Principal(caller) else { throw IdentityFault.sessionEnded }
        let proof = try await PasswordProof.of(principal, password: password, in: store)
        guard try await store.perform(RemoveSecondFactor(proof: proof), as: caller) else { throw IdentityFault.wrongPassword }
    }
}

public struct SecondFactorRemoved: Event {
    public static let name = "identity.second-factor-removed"
    public let principal: Principal
}
