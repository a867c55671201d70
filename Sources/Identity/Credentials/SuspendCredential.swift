import Kernel
public import Store

/// Shuts a principal out and ends its sessions, or lets it in again: somebody has left the house, or an account is misused.
public struct SuspendCredential: Action {
    public static let name = "identity.suspend"
    public static let audience: Audience = [.staff, .system]
    let principal: Principal
    let isSuspended: Bool

    public init(principal: Principal, isSuspended: Bool = true) {
        self.principal = principal
        self.isSuspended = isSuspended
    }

    public func perform(in transaction: Transaction) throws {
        let state: Credential.State = isSuspended ? .suspended : .active
        guard try transaction.run("UPDATE identity_credentials SET state = \(state) WHERE principal = \(principal)") == 1 else {
            throw IdentityFault.sessionUnknown
        }
        if isSuspended { try transaction.run("DELETE FROM identity_sessions WHERE principal = \(principal)") }
        transaction.audit("credential", principal.text, detail: ["suspended": .bool(isSuspended)])
        try transaction.emit(CredentialSuspended(principal: principal, suspended: isSuspended), subject: principal.text)
    }
}

public struct CredentialSuspended: Event {
    public static let name = "identity.suspended"
    public let principal: Principal
    /// False where the principal was let in again.
    public let suspended: Bool
}
