/// An e-mail of the authority: plain text, one recipient.
public struct Mail: Hashable, Sendable {
    /// Address of the recipient.
    public let to: String
    public let subject: String
    public let text: String

    public init(to: String, subject: String, text: String) {
        self.to = to
        self.subject = subject
        self.text = text
    }
}

/// Who sends e-mail. Jobs call it, never transactions; the executable puts one into the store's parts as `any Mailer`.
public protocol Mailer: Sendable {
    /// Hands the mail over. `key` names the sending: a sender that has seen it does nothing.
    func send(_ mail: Mail, key: String) async throws
}

/// Where this city's site is reached from outside: scheme, host and port, `https://service.example`, without a slash at the end.
/// Links in mails begin with it, never with what a request claims as its host.
public struct PublicOrigin: Hashable, Sendable {
    public let text: String
    public init(_ text: String) { self.text = text.hasSuffix("/") ? String(text.dropLast()) : text }
}
