public import Identity
public import Kernel
public import Store

/// Somebody has forgotten a password. The answer and the work are the same for every address.
public struct RequestReset: Action {
    public static let name = "accounts.request-reset"
    public static let audience: Audience = [.anonymous, .system]
    /// Seconds that the link holds.
    static let lasting: Double = 3600
    let email: String
    let language: Language

    public init(email: String, language: Language) {
        self.email = EmailAddress.normalised(email)
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<Reset> {
        guard EmailAddress.isPlausible(email) else { throw AccountFault.addressInvalid }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        let id = ID<Reset>(at: transaction.now)
        let token = Crypto.token(bytes: 24)
        try transaction.run("DELETE FROM accounts_resets WHERE expires_at <= \(now.adding(days: -1))")
        try transaction.run(
            """
            INSERT INTO accounts_resets (id, email, digest, expires_at)
            VALUES (\(id), \(email), \(Digest(of: token)), \(now.adding(seconds: RequestReset.lasting)))
            """)
        try AccountLetter(kind: .reset, to: email, name: "", token: token, language: language).enqueue(
            about: id.text, in: transaction)
        transaction.audit("reset", id, retention: .months3)
        try transaction.emit(ResetRequested(reset: id.text), subject: id, retention: .months3)
        return id
    }
}

public struct ResetRequested: Event {
    public static let name = "accounts.reset-requested"
    public let reset: String
}

/// A link for a new password.
public struct Reset: Codable, Sendable {
    let id: ID<Reset>
    let email: String
    let expiresAt: Instant
    let usedAt: Instant?

    /// The reset of a link that still holds.
    static func open(_ token: String, in reader: Reader) throws -> Reset? {
        let found = try reader.first(Reset.self, "SELECT * FROM accounts_resets WHERE digest = \(Digest(of: token))")
        guard let found, found.usedAt == nil, found.expiresAt > IdentitySettings.of(reader.parts).clock.now() else { return nil }
        return found
    }
}

/// Sets the new password of whoever opened the link. All links for the address end, and all sessions.
/// One-time codes stay: reading someone's mail is not having their telephone.
public struct ConfirmReset: Action {
    public static let name = "accounts.confirm-reset"
    public static let audience: Audience = [.anonymous, .system]
    let token: String
    let password: PasswordHash

    public init(token: String, password: PasswordHash) {
        self.token = token
        self.password = password
    }

    public func perform(in transaction: Transaction) throws {
        guard let reset = try Reset.open(token, in: transaction),
            let principal = try Identity.principal(ofEmail: reset.email, in: transaction), case .account(let account) = principal
        else { throw AccountFault.linkExpired }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        try transaction.run("UPDATE accounts_resets SET used_at = \(now) WHERE email = \(reset.email) AND used_at IS NULL")
        try transaction.perform(ResetPassword(principal: principal, password: password))
        transaction.audit("account", account)
    }
}
