public import Kernel
public import Store

/// Ends one of one's own sessions: this one, or another on a device that is lost.
public struct SignOut: Action {
    public static let name = "identity.sign-out"
    public static let audience: Audience = [.account, .staff]
    let session: ID<IdentitySession>

    public init(session: ID<IdentitySession>) { self.session = session }

    public func perform(in transaction: Transaction) throws {
        guard let principal = Principal(transaction.caller),
            try transaction.run("DELETE FROM identity_sessions WHERE id = \(session) AND principal = \(principal)") == 1
        else { throw IdentityFault.sessionUnknown }
        transaction.audit("session", principal.text, retention: .months3, detail: ["session": .string(session.text)])
        try transaction.emit(SignedOut(principal: principal, session: session.text), subject: principal.text, retention: .months3)
    }
}

public struct SignedOut: Event {
    public static let name = "identity.signed-out"
    public let principal: Principal
    public let session: String
}

/// Ends all of one's own sessions but this one.
public struct EndOtherSessions: Action {
    public static let name = "identity.end-other-sessions"
    public static let audience: Audience = [.account, .staff]
    let kept: ID<IdentitySession>

    public init(kept: ID<IdentitySession>) { self.kept = kept }

    public func perform(in transaction: Transaction) throws -> Int {
        guard let principal = Principal(transaction.caller) else { throw IdentityFault.sessionUnknown }
        let ended = try transaction.values(
            String.self, "SELECT id FROM identity_sessions WHERE principal = \(principal) AND id <> \(kept) ORDER BY id")
        try transaction.run("DELETE FROM identity_sessions WHERE principal = \(principal) AND id <> \(kept)")
        transaction.audit("session", principal.text, retention: .months3, detail: ["ended": .string(String(ended.count))])
        for session in ended {
            try transaction.emit(SignedOut(principal: principal, session: session), subject: principal.text, retention: .months3)
        }
        return ended.count
    }
}
