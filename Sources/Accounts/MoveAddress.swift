import Identity
public import Kernel
public import Store

/// The holder of an account wants to be reached at another address, and has proved by the password to be the holder. Nothing changes
/// until whoever reads at the new address says so; the answer is the same whether the address is free or taken.
public struct RequestAddress: Action {
    public static let name = "accounts.request-address"
    public static let audience: Audience = [.account]
    /// Seconds that the link holds.
    static let lasting: Double = 86_400
    let email: String
    let language: Language

    public init(email: String, language: Language) {
        self.email = EmailAddress.normalised(email)
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<AddressChange> {
        guard let account = try Account.own(transaction.caller, in: transaction) else { throw AccountFault.accountUnknown }
        guard EmailAddress.isPlausible(email) else { throw AccountFault.addressInvalid }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        let id = ID<AddressChange>(at: transaction.now)
        let token = Crypto.token(bytes: 24)
        // The last wish counts; older links end.
        try transaction.run(
            "DELETE FROM accounts_addresses WHERE account = \(account.id) OR expires_at <= \(now.adding(days: -1))")
        try transaction.run(
            """
            INSERT INTO accounts_addresses (id, account, email, digest, expires_at)
            VALUES (\(id), \(account.id), \(email), \(Digest(of: token)), \(now.adding(seconds: RequestAddress.lasting)))
            """)
        try AccountLetter(kind: .address, to: email, name: account.name, token: token, language: language).enqueue(
            about: id.text, in: transaction)
        transaction.audit("account", account.id)
        try transaction.emit(AddressRequested(account: account.id.text), subject: account.id)
        return id
    }
}

public struct AddressRequested: Event {
    public static let name = "accounts.address-requested"
    public let account: String
}

/// A new address that waits for its confirmation.
public struct AddressChange: Codable, Sendable {
    let id: ID<AddressChange>
    let account: ID<Account>
    let email: String
    let expiresAt: Instant
    let usedAt: Instant?

    /// The change of a link that still holds.
    static func open(_ token: String, in reader: Reader) throws -> AddressChange? {
        let found = try reader.first(
            AddressChange.self,
            "SELECT id, account, email, expires_at, used_at FROM accounts_addresses WHERE digest = \(Digest(of: token))")
        guard let found, found.usedAt == nil, found.expiresAt > IdentitySettings.of(reader.parts).clock.now() else { return nil }
        return found
    }
}

/// The link at the new address was opened: from now on it is the address of the account, and the old one is told.
public struct ConfirmAddress: Action {
    public static let name = "accounts.confirm-address"
    public static let audience: Audience = [.anonymous, .account, .system]
    let token: String

    public init(token: String) { self.token = token }

    public func perform(in transaction: Transaction) throws {
        guard let change = try AddressChange.open(token, in: transaction),
            let account = try Account.visible(to: .system("accounts"), id: change.account.text, in: transaction).first,
            try Identity.principal(ofEmail: change.email, in: transaction) == nil
        else { throw AccountFault.linkExpired }
        let now = IdentitySettings.of(transaction.parts).clock.now()
        try transaction.run("UPDATE accounts_addresses SET used_at = \(now) WHERE id = \(change.id)")
        try transaction.run("UPDATE accounts_accounts SET email = \(change.email) WHERE id = \(account.id)")
        let principal = Principal.account(account.id.text)
        try transaction.perform(ChangeAddress(principal: principal, email: change.email))
        try transaction.perform(
            DescribeCredential(
                principal: principal, name: Account.name(account.givenName, account.familyName, change.email),
                language: account.language))
        try AccountLetter(kind: .moved, to: account.email, name: account.name, token: "", language: account.language).enqueue(
            about: "\(change.id):moved", in: transaction)
        transaction.audit("account", account.id)
        try transaction.emit(AddressChanged(account: account.id.text), subject: account.id)
    }
}

public struct AddressChanged: Event {
    public static let name = "accounts.address-changed"
    public let account: String
}
