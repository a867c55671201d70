public import Kernel
public import Store

/// A one-time key by which a person of the staff sets a first or new password. Only its digest is stored.
public struct Invitation: Codable, Sendable {
    let id: ID<Invitation>
    public let principal: Principal
    public let expiresAt: Instant
    public let usedAt: Instant?

    /// Days that a key holds.
    public static let days = 7

    /// The invitation of a key that still holds; spaces and hyphens of a printed key do not count.
    static func open(_ key: String, in reader: Reader) throws -> Invitation? {
        let found = try reader.first(
            Invitation.self,
            "SELECT id, principal, expires_at, used_at FROM identity_invitations WHERE digest = \(digest(of: key))")
        guard let found, found.usedAt == nil, found.expiresAt > IdentitySettings.of(reader.parts).clock.now() else { return nil }
        return found
    }

    /// The latest invitation of a principal, also one that was used or has run out.
    public static func latest(of principal: Principal, in reader: Reader) throws -> Invitation? {
        try reader.first(
            """
            SELECT id, principal, expires_at, used_at FROM identity_invitations WHERE principal = \(principal)
            ORDER BY id DESC LIMIT 1
            """)
    }

    static func digest(of key: String) -> Digest {
        Digest(of: "invitation:" + key.uppercased().filter { $0.isLetter || $0.isNumber })
    }
}

/// A key just made, with its only copy.
public struct InvitationKey: Sendable, CustomStringConvertible {
    /// 24 letters and digits in groups of four: 120 bits, to be read from paper as well.
    public let text: String
    public let expires: Instant
    public var description: String { "InvitationKey" }

    /// Where the key is used, below the site's origin.
    public var path: String { "/identity/invitation?key=\(text)" }
}

/// Makes a key for a principal; earlier ones of the same principal end. Called by Organisation inside its actions.
public struct InvitePrincipal: Action {
    public static let name = "identity.invite"
    public static let audience: Audience = [.system]
    let principal: Principal

    public init(principal: Principal) { self.principal = principal }

    public func perform(in transaction: Transaction) throws -> InvitationKey {
        guard try Credential.of(principal, in: transaction) != nil else { throw IdentityFault.sessionUnknown }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        let letters = Array(Base32.encode(Crypto.random(15)))
        let text = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
            .joined(separator: "-")
        let expires = now.adding(days: Invitation.days)
        try transaction.run(
            "UPDATE identity_invitations SET expires_at = \(now) WHERE principal = \(principal) AND used_at IS NULL AND expires_at > \(now)"
        )
        try transaction.run(
            """
            INSERT INTO identity_invitations (id, principal, digest, expires_at)
            VALUES (\(ID<Invitation>(at: now)), \(principal), \(Invitation.digest(of: text)), \(expires))
            """)
        transaction.audit("credential", principal.text)
        try transaction.emit(PrincipalInvited(principal: principal), subject: principal.text)
        return InvitationKey(text: text, expires: expires)
    }
}

public struct PrincipalInvited: Event {
    public static let name = "identity.invited"
    public let principal: Principal
}

/// Whoever holds the key sets the password and is signed in. The key ends; every session from before ends.
struct AcceptInvitation: Action {
    static let name = "identity.accept-invitation"
    static let audience: Audience = [.anonymous, .account, .staff, .system]
    let key: String
    let password: PasswordHash
    let visitor: Visitor
    let former: String?

    func perform(in transaction: Transaction) throws -> OpenedSession {
        let now = IdentitySettings.of(transaction.parts).clock.now()
        guard let invitation = try Invitation.open(key, in: transaction),
            let credential = try Credential.of(invitation.principal, in: transaction), credential.state == .active,
            try transaction.run(
                "UPDATE identity_invitations SET used_at = \(now) WHERE id = \(invitation.id) AND used_at IS NULL")
                == 1
        else { throw IdentityFault.invitationOver }
        try transaction.perform(ResetPassword(principal: invitation.principal, password: password))
        // One-time codes that were set up before still count: the key replaces the password, not the telephone.
        let opened: OpenedSession =
            if credential.hasCodes {
                try IdentitySession.open(
                    .halfway, principal: invitation.principal, visitor: visitor, seconds: 600, in: transaction)
            } else {
                try transaction.perform(OpenSession(principal: invitation.principal, visitor: visitor, former: former))
            }
        transaction.audit("credential", invitation.principal.text)
        try transaction.emit(InvitationAccepted(principal: invitation.principal), subject: invitation.principal.text)
        return opened
    }
}

public struct InvitationAccepted: Event {
    public static let name = "identity.invitation-accepted"
    public let principal: Principal
}
