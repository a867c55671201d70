public import Delivery
import Folders
import Identity
import Kernel
public import Store
import Synchronization

/// What the environment says of mail; a part that the executable puts in where it says anything. It stays the environment's.
public struct FixedMail: Sendable {
    public let settings: MailSettings
    public init(_ settings: MailSettings) { self.settings = settings }
}

/// How a line to a mail server is kept from being read on its way.
enum MailSecurity: String, Codable, Sendable, SQLConvertible, CaseIterable {
    /// TLS from the first byte.
    case tls
    /// TLS after the greeting, or no mail at all.
    case startTLS = "starttls"
    /// TLS where the server offers it: for a server on the same machine or in the house.
    case offered

    var port: Int {
        switch self {
        case .tls: 465
        case .startTLS: 587
        case .offered: 25
        }
    }
}

/// How mail is set up in the product; the password is sealed.
struct MailRecord: Codable, Sendable {
    let version: Int
    let host: String?
    let port: Int?
    let security: MailSecurity?
    let login: String?
    /// Sealed; opens with the city's key only.
    let password: String?
    let passwordAt: Instant?
    let sender: String?
    let changedBy: String?
    let changedAt: Instant?

    /// Where the password is sealed for: moved elsewhere, it does not open.
    static let place = "operation.mail:password"

    /// What a mailer needs; nil where no server is set up, or the key does not open the password.
    func settings(_ city: City, _ key: SecretKey) throws -> MailSettings? {
        guard let host, let security else { return nil }
        let opened = try password.map { sealed -> String in
            guard let text = key.open(sealed, place: MailRecord.place) else { throw OperationFault.badMail("password", "key") }
            return text
        }
        return try MailSettings(
            host: host, port: port ?? security.port, isTLS: security == .tls, demandsTLS: security != .offered, user: login,
            password: opened, from: sender ?? city.mail.from, name: city.mail.name)
    }
}

extension Reader {
    func mailRecord() throws -> MailRecord {
        let found: MailRecord? = try first(
            """
            SELECT version, host, port, security, login, password, password_at, sender, changed_by, changed_at
            FROM operation_mail WHERE id = 'mail'
            """)
        guard let found else { throw StoreFault.statement("the row of the mail settings is missing") }
        return found
    }
}

extension Operation {
    /// Brings the mailer of this process to what the database says; a small read where nothing changed. What the environment sets
    /// stays, and where the product sets nothing, what stood there at the start does.
    public static func refresh(_ store: Store) async throws {
        let keeper = MailKeeper.of(store)
        guard (try? store.part(FixedMail.self)) == nil else { return }
        let known = keeper.version
        let record = try await store.read { reader -> MailRecord? in
            let version = try reader.value(Int.self, "SELECT version FROM operation_mail WHERE id = 'mail'")
            return version == known ? nil : try reader.mailRecord()
        }
        guard let record else { return }
        do {
            let settings = try record.settings(store.part(City.self), store.part(SecretKey.self))
            keeper.take(settings, version: record.version, in: store)
        } catch {
            // Said once for each change: mail stays as it was, and the page says why.
            Log.error("operation.mail-unusable", ["reason": .string("\(error)")])
            keeper.note(record.version, MailTrouble(error))
        }
    }
}

/// Why a process cannot use the mail server that was set up.
struct MailTrouble: Sendable {
    /// The key of the sentence for people; nil where there are only the program's own words.
    let text: String?
    /// What the program says of it.
    let reason: String

    init(_ error: any Error) {
        if case OperationFault.badMail(let field, let why) = error { text = "operation.mail.\(field).\(why)" } else { text = nil }
        reason = "\(error)"
    }
}

/// What this process sends mail with. A class, because what is taken over is compared with what is held in one step.
final class MailKeeper: Sendable {
    private struct Standing: Sendable {
        let mailer: (any Mailer)?
        let settings: MailSettings?
    }
    private struct Held {
        var version = 0
        var trouble: MailTrouble?
    }
    private let held = Mutex(Held())
    private let standing: Standing

    private init(_ store: Store) {
        standing = Standing(mailer: try? store.part((any Mailer).self), settings: try? store.part(MailSettings.self))
    }

    static func of(_ store: Store) -> MailKeeper {
        if let keeper = try? store.part(MailKeeper.self) { return keeper }
        let keeper = MailKeeper(store)
        store.parts.set(keeper)
        return keeper
    }

    var version: Int { held.withLock { $0.version } }

    /// Why the newest settings are not the ones that are used; nil where they are.
    var trouble: MailTrouble? { held.withLock { $0.trouble } }

    func note(_ version: Int, _ trouble: MailTrouble) {
        held.withLock { held in
            guard version > held.version else { return }
            held = Held(version: version, trouble: trouble)
        }
    }

    func take(_ settings: MailSettings?, version: Int, in store: Store) {
        held.withLock { held in
            guard version > held.version else { return }
            held = Held(version: version)
            let mailer: (any Mailer)? = settings.map { SMTPMailer($0, clock: store.clock) } ?? standing.mailer
            if let mailer { store.parts.set(mailer as any Mailer) } else { store.parts.remove((any Mailer).self) }
            if let used = settings ?? standing.settings { store.parts.set(used) } else { store.parts.remove(MailSettings.self) }
        }
    }
}
