public import Kernel
public import Store

/// Whoever is signed in proves once more to be the holder, before something that a borrowed device must not do: another address,
/// the end of the account. Wrong attempts are remembered and make people wait, as at the sign-in.
public struct ConfirmPassword: Action {
    public static let name = "identity.confirm-password"
    public static let audience: Audience = [.account, .staff]
    let proof: PasswordProof

    public func perform(in transaction: Transaction) throws -> Bool {
        guard let credential = try Credential.own(transaction.caller, in: transaction) else { throw IdentityFault.sessionUnknown }
        transaction.audit("credential", credential.principal.text, retention: .months3, detail: ["fits": .bool(proof.fits)])
        let attempts = Attempts(keys: [.email(credential.email)], in: transaction)
        if let seconds = try attempts.wait() { throw IdentityFault.blocked(seconds: seconds) }
        guard proof.holds(for: credential) else {
            // A wrong password is an answer, not a throw: the attempt must be remembered.
            try attempts.fail()
            return false
        }
        return true
    }
}

extension Identity {
    /// Compares the password of whoever is signed in. Throws `wrongPassword` or `blocked`.
    public static func confirm(_ password: String, of caller: Caller, in store: Store) async throws {
        guard let principal = Principal(caller) else { throw IdentityFault.sessionEnded }
        let proof = try await PasswordProof.of(principal, password: password, in: store)
        guard try await store.perform(ConfirmPassword(proof: proof), as: caller) else { throw IdentityFault.wrongPassword }
    }
}
