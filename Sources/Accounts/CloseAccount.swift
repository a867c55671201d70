import Identity
public import Kernel
public import Store

/// Ends an account at its holder's wish, who has proved by the password to be the holder.
///
/// What only the account needs goes at once: profile, address, sign-in, sessions, links. What belongs to procedures stays with them as
/// long as the law keeps their files (Art. 17 (3) (b) GDPR); the identifier of the account stands there and in the log and names
/// nobody any more. Other components hear of it: drafts go, letters go by post from now on.
public struct CloseAccount: Action {
    public static let name = "accounts.close"
    public static let audience: Audience = [.account]

    public init() {}

    public func perform(in transaction: Transaction) throws {
        guard let account = try Account.own(transaction.caller, in: transaction) else { throw AccountFault.accountUnknown }
        // Told before the row is gone: whoever listens may still ask for it.
        try transaction.emit(AccountClosed(account: account.id.text, language: account.language), subject: account.id)
        try AccountLetter(kind: .closed, to: account.email, name: account.name, token: "", language: account.language).enqueue(
            about: "\(account.id):closed", in: transaction)
        try transaction.perform(RemoveCredential(principal: .account(account.id.text)))
        for sql: SQL in [
            "DELETE FROM accounts_addresses WHERE account = \(account.id)",
            "DELETE FROM accounts_resets WHERE email = \(account.email)",
            "DELETE FROM accounts_registrations WHERE email = \(account.email)",
            "DELETE FROM accounts_accounts WHERE id = \(account.id)",
        ] { try transaction.run(sql) }
        transaction.audit("account", account.id)
    }
}

/// An account is closed by its holder.
public struct AccountClosed: Event {
    public static let name = "accounts.closed"
    public let account: String
    public let language: Language
}

/// What stays of somebody when the account is gone: the cases, each with the code that opens it without an account. Put into the
/// parts by the executable; without it there are none.
public struct RemainingCases: Sendable {
    public struct Case: Sendable {
        public let reference: String
        public let title: String
        /// Something may still be decided or served.
        public let isOpen: Bool
        /// Once the account is closed; nil before, and where the case needs none.
        public let code: String?

        public init(reference: String, title: String, isOpen: Bool, code: String?) {
            self.reference = reference
            self.title = title
            self.isOpen = isOpen
            self.code = code
        }
    }

    private let find: @Sendable (_ account: String, Language, Reader) throws -> [Case]

    public init(_ find: @escaping @Sendable (_ account: String, Language, Reader) throws -> [Case]) { self.find = find }

    static func of(_ account: String, _ language: Language, in reader: Reader) throws -> [Case] {
        guard let cases = try? reader.part(RemainingCases.self) else { return [] }
        return try cases.find(account, language, reader)
    }
}
