import Delivery
import Folders
import Identity
import Kernel
public import Store

/// Sets up the mail server, or takes it away. The password is sealed before it is written and never read back to anybody.
public struct ChangeMail: Action {
    public static let name = "operation.change-mail"
    public static let audience: Audience = [.staff]

    /// What becomes of the password.
    enum Password: Sendable, Equatable {
        case keep, forget
        case set(String)
    }

    /// Nil takes the server away.
    let server: Server?

    struct Server: Sendable {
        var host: String
        var port: Int?
        var security: MailSecurity
        var login: String?
        var password: Password
        var sender: String?
    }

    public func perform(in transaction: Transaction) throws {
        guard (try? transaction.part(FixedMail.self)) == nil else { throw OperationFault.fixedOutside }
        try transaction.lock("operation_mail", id: "mail")
        let before = try transaction.mailRecord()
        guard let server else {
            try transaction.run(
                """
                UPDATE operation_mail SET version = version + 1, host = NULL, port = NULL, security = NULL, login = NULL,
                    password = NULL, password_at = NULL, sender = NULL, changed_by = \(transaction.caller.label),
                    changed_at = \(transaction.now) WHERE id = 'mail'
                """)
            transaction.audit("mail", "mail", retention: .years10, detail: ["server": .null])
            return try transaction.emit(MailChanged(isSetUp: false), subject: "mail")
        }
        let port = server.port ?? server.security.port
        // A password belongs to a server and a name: for another one it is typed again, so that nobody can send it elsewhere.
        let isSame = before.host == server.host && before.port == port && before.login == server.login
        if server.password == .keep, before.password != nil, !isSame { throw OperationFault.badMail("password", "again") }
        if server.security == .offered, server.login != nil { throw OperationFault.badMail("security", "plain") }
        let city = try transaction.part(City.self)
        _ = try MailSettings(
            host: server.host, port: port, isTLS: false, demandsTLS: false, from: server.sender ?? city.mail.from,
            name: city.mail.name)
        let (sealed, at) = try password(server, before, in: transaction)
        try transaction.run(
            """
            UPDATE operation_mail SET version = version + 1, host = \(server.host), port = \(port), security = \(server.security),
                login = \(server.login), password = \(sealed), password_at = \(at), sender = \(server.sender),
                changed_by = \(transaction.caller.label), changed_at = \(transaction.now) WHERE id = 'mail'
            """)
        transaction.audit(
            "mail", "mail", retention: .years10,
            detail: [
                "server": .string("\(server.host):\(port)"), "security": .string(server.security.rawValue),
                "login": .string(server.login ?? ""), "sender": .string(server.sender ?? ""),
                "passwordChanged": .bool(server.password != .keep),
            ])
        try transaction.emit(MailChanged(isSetUp: true), subject: "mail")
    }

    private func password(_ server: Server, _ before: MailRecord, in transaction: Transaction) throws -> (String?, Instant?) {
        switch server.password {
        case .keep: (before.password, before.passwordAt)
        case .forget: (nil, nil)
        case .set(let text):
            (try transaction.part(SecretKey.self).seal(text, place: MailRecord.place), transaction.now)
        }
    }
}

public struct MailChanged: Event {
    public static let name = "operation.mail-changed"
    public let isSetUp: Bool
}
