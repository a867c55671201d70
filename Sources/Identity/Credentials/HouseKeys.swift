public import Kernel
public import Store

/// What the house sees of a sign-in: never a secret.
public struct SignInState: Sendable, Hashable {
    public let isSuspended: Bool
    public let hasCodes: Bool
    /// Until when wrong attempts make the person wait; nil where they do not.
    public let blockedUntil: Instant?
    /// The latest sign of life of a living session.
    public let seenAt: Instant?
    /// Until when the one-time key holds that has not been used yet.
    public let invitedUntil: Instant?
    /// Whether a key was ever used, or a password given in another way.
    public let hasEntered: Bool

    public static func of(_ principal: Principal, in reader: Reader) throws -> SignInState? {
        guard let credential = try Credential.of(principal, in: reader) else { return nil }
        let now = IdentitySettings.of(reader.parts).clock.now()
        let invitation = try Invitation.latest(of: principal, in: reader)
        let seen = try reader.value(
            Instant.self, "SELECT MAX(seen_at) FROM identity_sessions WHERE principal = \(principal) AND kind <> 'halfway'")
        let isInvited = invitation.map { $0.usedAt == nil && $0.expiresAt > now } ?? false
        return SignInState(
            isSuspended: credential.state == .suspended, hasCodes: credential.hasCodes,
            blockedUntil: try Attempts(keys: [.email(credential.email)], in: reader).wait().map {
                now.adding(seconds: Double($0))
            },
            seenAt: seen, invitedUntil: isInvited ? invitation?.expiresAt : nil,
            hasEntered: invitation == nil || invitation?.usedAt != nil)
    }
}

/// Lets a person try again who was made to wait after wrong attempts.
public struct Unlock: Action {
    public static let name = "identity.unlock"
    public static let audience: Audience = [.staff, .system]
    let principal: Principal

    public init(principal: Principal) { self.principal = principal }

    public func perform(in transaction: Transaction) throws {
        guard let credential = try Credential.of(principal, in: transaction) else { throw IdentityFault.sessionUnknown }
        try Attempts(
            keys: [.email(credential.email), .secret("codes:\(credential.id)", free: 10)], in: transaction
        ).forget()
        transaction.audit("credential", principal.text)
        try transaction.emit(Unlocked(principal: principal), subject: principal.text)
    }
}

public struct Unlocked: Event {
    public static let name = "identity.unlocked"
    public let principal: Principal
}

/// Takes the one-time codes from a person whose telephone is lost; all sessions end. The password is still needed to sign in.
public struct ResetSecondFactor: Action {
    public static let name = "identity.reset-second-factor"
    public static let audience: Audience = [.staff, .system]
    let principal: Principal

    public init(principal: Principal) { self.principal = principal }

    public func perform(in transaction: Transaction) throws {
        guard let credential = try Credential.of(principal, in: transaction) else { throw IdentityFault.sessionUnknown }
        guard credential.hasCodes else { throw IdentityFault.codesInactive }
        // Whoever sits at a foreign desk must not free it from its codes: one's own are removed with one's password.
        guard Principal(transaction.caller) != principal else { throw IdentityFault.ownFactor }
        try transaction.run("UPDATE identity_credentials SET codes = NULL, codes_offered = NULL WHERE id = \(credential.id)")
        try transaction.run("DELETE FROM identity_recovery_codes WHERE credential = \(credential.id)")
        try transaction.run("DELETE FROM identity_sessions WHERE principal = \(principal)")
        transaction.audit("credential", principal.text)
        try transaction.emit(SecondFactorRemoved(principal: principal), subject: principal.text)
    }
}

/// Gives a principal another address to sign in with. Called by the component that knows the person.
public struct ChangeAddress: Action {
    public static let name = "identity.change-address"
    public static let audience: Audience = [.system]
    let principal: Principal
    let email: String

    public init(principal: Principal, email: String) {
        self.principal = principal
        self.email = EmailAddress.normalised(email)
    }

    public func perform(in transaction: Transaction) throws {
        if let other = try Credential.by(email: email, in: transaction), other.principal != principal {
            throw IdentityFault.emailTaken
        }
        guard try transaction.run("UPDATE identity_credentials SET email = \(email) WHERE principal = \(principal)") == 1 else {
            throw IdentityFault.sessionUnknown
        }
        transaction.audit("credential", principal.text)
    }
}
