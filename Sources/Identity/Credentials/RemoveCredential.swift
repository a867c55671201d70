import Kernel
public import Store

/// Takes a principal's sign-in away for good, with everything that proves it; all sessions end. Called by the component that knows
/// the person, when an account is closed (Art. 17 GDPR: what nobody needs any longer goes).
public struct RemoveCredential: Action {
    public static let name = "identity.remove-credential"
    public static let audience: Audience = [.system]
    let principal: Principal

    public init(principal: Principal) { self.principal = principal }

    public func perform(in transaction: Transaction) throws {
        guard let credential = try Credential.of(principal, in: transaction) else { throw IdentityFault.sessionUnknown }
        for sql: SQL in [
            "DELETE FROM identity_sessions WHERE principal = \(principal)",
            "DELETE FROM identity_recovery_codes WHERE credential = \(credential.id)",
            "DELETE FROM identity_used_codes WHERE credential = \(credential.id)",
            "DELETE FROM identity_invitations WHERE principal = \(principal)",
            "DELETE FROM identity_credentials WHERE id = \(credential.id)",
        ] { try transaction.run(sql) }
        try Attempts(keys: [.email(credential.email)], in: transaction).forget()
        transaction.audit("credential", principal.text)
        try transaction.emit(CredentialRemoved(principal: principal), subject: principal.text)
    }
}

public struct CredentialRemoved: Event {
    public static let name = "identity.credential-removed"
    public let principal: Principal
}
