public import Identity
public import Kernel
public import Store

/// Somebody wants an account. The answer and the work are the same whether the address is free or taken: the mail, which only
/// the owner of the address reads, says which.
public struct RequestRegistration: Action {
    public static let name = "accounts.request-registration"
    public static let audience: Audience = [.anonymous, .system]
    /// Seconds that the link holds.
    static let lasting: Double = 86_400
    let email: String
    let givenName: String
    let familyName: String
    let language: Language
    let password: PasswordHash

    public init(email: String, givenName: String, familyName: String, language: Language, password: PasswordHash) {
        self.email = EmailAddress.normalised(email)
        self.givenName = givenName
        self.familyName = familyName
        self.language = language
        self.password = password
    }

    public func perform(in transaction: Transaction) throws -> ID<Registration> {
        guard EmailAddress.isPlausible(email) else { throw AccountFault.addressInvalid }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        let id = ID<Registration>(at: transaction.now)
        let token = Crypto.token(bytes: 24)
        try transaction.run("DELETE FROM accounts_registrations WHERE expires_at <= \(now.adding(days: -1))")
        try transaction.run(
            """
            INSERT INTO accounts_registrations (id, email, given_name, family_name, language, password, digest, expires_at, tries)
            VALUES (\(id), \(email), \(givenName), \(familyName), \(language), \(password.stored), \(Digest(of: token)),
                \(now.adding(seconds: RequestRegistration.lasting)), 0)
            """)
        let letter = AccountLetter(
            kind: .registration, to: email, name: Account.name(givenName, familyName, email), token: token, language: language)
        try letter.enqueue(about: id.text, in: transaction)
        transaction.audit("registration", id, retention: .months3)
        try transaction.emit(RegistrationRequested(registration: id.text), subject: id, retention: .months3)
        return id
    }
}

public struct RegistrationRequested: Event {
    public static let name = "accounts.registration-requested"
    public let registration: String
}

/// A registration that waits for its confirmation. No account exists before: an address cannot be squatted.
public struct Registration: Codable, Sendable {
    let id: ID<Registration>
    let email: String
    let givenName: String
    let familyName: String
    let language: Language
    let password: String
    let expiresAt: Instant
    let tries: Int
    let usedAt: Instant?

    private static let mostTries = 10

    /// The registration of a link that still holds.
    static func open(_ token: String, in reader: Reader) throws -> Registration? {
        let found = try reader.first(
            Registration.self, "SELECT * FROM accounts_registrations WHERE digest = \(Digest(of: token))")
        let now = IdentitySettings.of(reader.parts).clock.now()
        guard let found, found.usedAt == nil, found.expiresAt > now, found.tries < mostTries else { return nil }
        return found
    }
}

/// The link was opened and the password typed again: both belong to one person, so the account is opened.
///
/// The password is asked for because whoever registered need not own the address: without it, an owner who clicks
/// would open an account whose password a stranger knows.
public struct ConfirmRegistration: Action {
    public static let name = "accounts.confirm-registration"
    public static let audience: Audience = [.anonymous, .system]
    let token: String
    /// Whether the password fits the registration, compared beside the transaction.
    let fits: Bool
    let visitor: Visitor
    let former: String?

    /// Nil where the password was wrong, which is remembered.
    public func perform(in transaction: Transaction) throws -> OpenedSession? {
        guard let registration = try Registration.open(token, in: transaction) else { throw AccountFault.linkExpired }
        guard fits else {
            try transaction.run("UPDATE accounts_registrations SET tries = tries + 1 WHERE id = \(registration.id)")
            transaction.audit("registration", registration.id, retention: .months3, detail: ["outcome": "refused"])
            return nil
        }
        // The address was confirmed by another link in between: this one holds no more.
        guard try Identity.principal(ofEmail: registration.email, in: transaction) == nil else { throw AccountFault.linkExpired }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        try transaction.run("UPDATE accounts_registrations SET used_at = \(now) WHERE id = \(registration.id)")
        let profile = Profile(
            givenName: registration.givenName, familyName: registration.familyName, language: registration.language)
        let account = try transaction.perform(
            CreateAccount(email: registration.email, password: PasswordHash(encoded: registration.password), profile: profile))
        transaction.audit("account", account)
        return try transaction.perform(OpenSession(principal: .account(account.text), visitor: visitor, former: former))
    }

    /// Compares and confirms. Throws `linkExpired` or `wrongPassword`.
    public static func run(token: String, password: String, visitor: Visitor, former: String?, in store: Store) async throws
        -> OpenedSession
    {
        let registration = try await store.read { try Registration.open(token, in: $0) }
        let fits = try await Identity.fits(password, registration.map { PasswordHash(encoded: $0.password) }, in: store)
        let action = ConfirmRegistration(token: token, fits: fits, visitor: visitor, former: former)
        guard let opened = try await store.perform(action, as: .anonymous) else { throw AccountFault.wrongPassword }
        return opened
    }
}
