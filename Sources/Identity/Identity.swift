/// Who is there: credentials, sessions, one-time codes, bearer tokens.
///
/// Passwords are Argon2id hashes, computed beside the transaction; tokens are stored as digests; secrets of one-time codes are
/// sealed with the part `SecretKey`, which stands outside the database. Refusals do not say what was wrong, and an address that
/// nobody has costs the same work as one that somebody has. Wrong attempts make people wait, by address and by network.
/// Law and norms: Art. 32 DSGVO; BSI ORP.4; NIST SP 800-63B; RFC 9106 (Argon2), RFC 6238 (one-time codes), RFC 6750 (bearer tokens).
/// Tables: identity_credentials, identity_sessions, identity_used_codes, identity_recovery_codes, identity_failures,
/// identity_invitations.
/// Events: CredentialCreated, CredentialSuspended, CredentialRemoved, SignedIn, SignInRefused, SignedOut, PasswordChanged, PasswordReset,
/// SecondFactorAdded, SecondFactorRemoved, RecoveryCodeUsed, PrincipalInvited, InvitationAccepted, Unlocked. Listens to nobody.

import Kernel
public import Store
public import Web

public enum Identity {
    public static let component = Component(
        StoreComponent(
            name: "identity", schema: identitySchema,
            actions: [
                ActionEntry(CreateCredential.self), ActionEntry(DescribeCredential.self), ActionEntry(SuspendCredential.self),
                ActionEntry(ChangePassword.self), ActionEntry(ResetPassword.self), ActionEntry(SignIn.self),
                ActionEntry(CompleteSignIn.self),
                ActionEntry(OpenSession.self), ActionEntry(OpenAnonymousSession.self), ActionEntry(SignOut.self),
                ActionEntry(EndOtherSessions.self), ActionEntry(OfferSecondFactor.self), ActionEntry(AddSecondFactor.self),
                ActionEntry(RemoveSecondFactor.self), ActionEntry(SweepSessions.self), ActionEntry(InvitePrincipal.self),
                ActionEntry(AcceptInvitation.self), ActionEntry(Unlock.self), ActionEntry(ResetSecondFactor.self),
                ActionEntry(ChangeAddress.self), ActionEntry(ConfirmPassword.self), ActionEntry(RemoveCredential.self),
            ],
            jobs: [SweepSessions.job]),
        routes: identityRoutes)

    /// What every person of the staff may do with their own credential, whatever their post.
    public static let ownPermissions: Set<String> = [
        ChangePassword.name, SignOut.name, EndOtherSessions.name, OfferSecondFactor.name, AddSecondFactor.name,
        RemoveSecondFactor.name, ConfirmPassword.name,
    ]

    /// Puts in the daily sweeping; called at every start.
    public static func start(_ store: Store) async throws {
        try await store.perform(as: .system("identity")) { try SweepSessions.schedule(in: $0, after: 0) }
    }

    /// The living session of a token; nil for anything else. `touches` notes that it was used, which keeps it alive.
    public static func resolve(
        _ token: String, kinds: Set<IdentitySession.Kind>, touches: Bool = true, in store: Store
    ) async throws -> IdentitySession? {
        guard let session = try await store.read({ try IdentitySession.find(token, kinds: kinds, in: $0) }) else { return nil }
        if touches { await IdentitySession.touch(session, in: store) }
        return session
    }

    /// Compares the password beside the transaction, then signs in. `code` is a one-time or recovery code sent along.
    public static func signIn(
        email: String, password: String, code: String?, kind: IdentitySession.Kind, visitor: Visitor, former: String? = nil,
        in store: Store
    ) async throws -> SignInOutcome {
        let normal = EmailAddress.normalised(email)
        let wait = try await store.read { try Attempts(keys: [.email(normal), .address(visitor.address)], in: $0).wait() }
        if let wait { return .blocked(seconds: wait) }
        let proof = try await PasswordProof.of(email: normal, password: password, in: store)
        return try await store.perform(
            SignIn(proof: proof, code: code, kind: kind, visitor: visitor, former: former), as: .anonymous)
    }

    /// The hash of a new password by this city's cost. Throws `weakPassword`.
    public static func hash(_ password: String, about: [String] = [], in store: Store) async throws -> PasswordHash {
        try await PasswordWork.shared.hash(password, about: about, cost: IdentitySettings.of(store.parts).passwordCost)
    }

    /// A hash that fits no password, for somebody who will set one by an invitation.
    public static func hashOfNothing(in store: Store) async throws -> PasswordHash {
        try await PasswordWork.shared.hashUnchecked(Crypto.token(), cost: IdentitySettings.of(store.parts).passwordCost)
    }

    /// Whether a password fits a hash that another component keeps.
    public static func fits(_ password: String, _ hash: PasswordHash?, in store: Store) async throws -> Bool {
        try await PasswordWork.shared.verify(
            password, against: hash?.encoded, cost: IdentitySettings.of(store.parts).passwordCost)
    }

    /// Who has an address; nil for nobody. For the components that write mails, never for an answer to a visitor.
    public static func principal(ofEmail email: String, in reader: Reader) throws -> Principal? {
        try Credential.by(email: EmailAddress.normalised(email), in: reader)?.principal
    }
}
