public import Kernel
public import Store

/// How Delivery learns where an account's e-mail goes: put into the store's parts by the executable. Without it, or for an
/// account without a confirmed address, messages come without a hint.
public struct AccountContacts: Sendable {
    public struct Contact: Sendable {
        public let email: String
        public let language: Language

        public init(email: String, language: Language) {
            self.email = email
            self.language = language
        }
    }

    let find: @Sendable (_ account: String, Reader) throws -> Contact?

    public init(find: @escaping @Sendable (_ account: String, Reader) throws -> Contact?) { self.find = find }
}

/// Whom a message or letter is for.
public struct Addressee: Sendable {
    /// The account whose mailbox takes it.
    public var account: String?
    /// Where a hint goes, where there is no account or the account has no other address.
    public var email: String?
    /// Lines of the address field, the name first.
    public var lines: [String]
    public var language: Language

    public init(account: String?, email: String? = nil, lines: [String], language: Language) {
        self.account = account
        self.email = email
        self.lines = lines
        self.language = language
    }

    /// Whether a letter could reach them: a name and at least one line below it.
    var hasPostalAddress: Bool { lines.count { !$0.allSatisfy(\.isWhitespace) } >= 2 }
}
