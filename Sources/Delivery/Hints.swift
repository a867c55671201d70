import Foundation
import Kernel
public import Store

/// E-mails that say no more than that a message waits, with a link to it. They are sent as jobs; the address is forgotten
/// as soon as the mail is away.
///
/// Where no mailer is set up the hint ends unsent, with a line in the log: the message itself is in the mailbox, and hints
/// that arrive weeks later, when a mail server is named at last, would only confuse.
enum Hints {
    static let kind = "delivery.mail"

    static func queue(for message: ID<Message>, _ to: Addressee, unit: String, in transaction: Transaction) throws {
        let contact = try to.account.flatMap { account in
            try (try? transaction.part(AccountContacts.self))?.find(account, transaction)
        }
        guard let address = contact?.email ?? to.email else { return }
        let hint = ID<Hint>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO delivery_hints (id, message, address, language, queued_at)
            VALUES (\(hint), \(message), \(address), \(contact?.language ?? to.language), \(transaction.now))
            """)
        try transaction.enqueue(
            kind, key: "\(kind):\(message)", subject: message, payload: ["hint": .string(hint.text)], unit: unit)
    }

    static let job = JobKind(kind, isDispensable: true) { job, store in
        let hint: Hint? = try await store.read {
            try $0.first(
                """
                SELECT h.id, h.message, h.address, h.language, h.sent_at, m.owner FROM delivery_hints h
                JOIN delivery_messages m ON m.id = h.message WHERE h.id = \(job.payload["hint"]?.string ?? "")
                """)
        }
        guard let hint, let address = hint.address, hint.sentAt == nil else { return }
        guard let mailer = try? store.part((any Mailer).self) else {
            Log.warning("delivery.no-mail-server", ["message": .string(hint.message)])
            return try await store.perform(NoteHint(hint: hint.id, ending: .unsent), as: .system("delivery"))
        }
        try await mailer.send(hint.mail(to: address, store: store), key: job.key)
        try await store.perform(NoteHint(hint: hint.id, ending: .sent), as: .system("delivery"))
    }
}

/// One hint that waits or has gone.
struct Hint: Codable, Sendable {
    enum Ending: String, Codable, Sendable, SQLConvertible { case sent, unsent }

    let id: ID<Hint>
    let message: String
    let address: String?
    let language: Language
    let sentAt: Instant?
    let owner: String?

    func mail(to address: String, store: Store) -> Mail {
        let origin = try? store.part(PublicOrigin.self)
        let city = (try? store.part(MailSettings.self))?.name ?? ""
        let way = owner == nil ? "status" : "mailbox"
        let link = origin.map { owner == nil ? $0.text + "/" : "\($0.text)/delivery/mailbox/\(message)" }
        let body =
            link.map { Texts.shared("delivery.hint.\(way).linked", language, ["link": $0, "city": city]) }
            ?? Texts.shared("delivery.hint.\(way)", language, ["city": city])
        return Mail(to: address, subject: Texts.shared("delivery.hint.subject", language, ["city": city]), text: body)
    }
}

/// A hint is away, or will never be sent; its address is forgotten.
public struct NoteHint: Action {
    public static let name = "delivery.note-hint"
    public static let audience: Audience = .system
    let hint: ID<Hint>
    let ending: Hint.Ending

    public func perform(in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE delivery_hints SET address = NULL, ending = \(ending), sent_at = \(transaction.now) WHERE id = \(hint) AND sent_at IS NULL"
        )
        transaction.audit("hint", hint, retention: .months3, detail: ["ending": .string(ending.rawValue)])
    }
}
