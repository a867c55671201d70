import Foundation

/// How the city sends e-mail.
public struct MailSettings: Sendable, Hashable {
    public let host: String
    public let port: Int
    /// TLS from the first byte (`smtps`), instead of STARTTLS.
    public let isTLS: Bool
    public let user: String?
    public let password: String?
    public let from: MailAddress
    /// Name beside the sender's address, and under the mails: `Stadt …`.
    public let name: String
    /// Whether nothing at all is sent to this server without TLS.
    public let demandsTLS: Bool

    /// - Parameter demandsTLS: a server that offers no TLS gets no mail; with `isTLS` there is none without it anyway.
    /// - Throws: `MailSettingsProblem`, or `DeliveryFault.addressNotTaken` for the sender.
    public init(
        host: String, port: Int, isTLS: Bool, demandsTLS: Bool, user: String? = nil, password: String? = nil, from: String,
        name: String
    ) throws {
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/@?#\"<>\\".utf8.contains($0) }),
            (1...65_535).contains(port)
        else { throw MailSettingsProblem.server }
        self.host = host
        self.port = port
        self.isTLS = isTLS
        self.demandsTLS = demandsTLS
        self.user = user
        self.password = password
        self.from = try MailAddress(from)
        self.name = Lines.single(name)
    }

    /// Reads `smtp://[user:password@]host[:port]` or `smtps://…`.
    /// Throws `MailSettingsProblem`, or `DeliveryFault.addressNotTaken` for the sender.
    public init(server: String, from: String, name: String) throws {
        guard let parts = URLComponents(string: server), let scheme = parts.scheme?.lowercased(),
            ["smtp", "smtps"].contains(scheme),
            let host = parts.host, !host.isEmpty, parts.path.isEmpty || parts.path == "/", parts.query == nil
        else { throw MailSettingsProblem.server }
        self.host = host
        isTLS = scheme == "smtps"
        port = parts.port ?? (isTLS ? 465 : 25)
        guard (1...65_535).contains(port) else { throw MailSettingsProblem.server }
        user = parts.user
        password = parts.password
        demandsTLS = false
        self.from = try MailAddress(from)
        self.name = Lines.single(name)
    }

    /// From `STADTKERN_SMTP`; the sender from `STADTKERN_MAIL_FROM` or the city's mail settings. Nil where no server is named.
    public init?(environment: [String: String], from: String, name: String) throws {
        guard let server = environment["STADTKERN_SMTP"], !server.isEmpty else { return nil }
        try self.init(server: server, from: environment["STADTKERN_MAIL_FROM"] ?? from, name: name)
    }

    /// A name and password, and whatever goes to another machine with them, is sent under TLS only.
    var needsTLS: Bool { demandsTLS || user != nil && !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) }
}

public enum MailSettingsProblem: Error, CustomStringConvertible {
    case server

    public var description: String { "STADTKERN_SMTP is smtp://[user:password@]host[:port] or smtps://…" }
}
