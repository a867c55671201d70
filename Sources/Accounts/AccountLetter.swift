import Foundation
import Identity
import Kernel
import Store

/// A mail about an account. Where nobody sends mail the letter ends unsent, with a line in the log: its link would have grown old
/// by the time that a mail server is named, and whoever waits for it asks again. `doctor` warns of a city without a mail server.
/// Address and link are sealed in the job, so that neither the database nor a list of jobs shows them.
struct AccountLetter: Codable {
    enum Kind: String, Codable {
        case registration, reset
        /// To a new address, with the link that confirms it; and to the old one, once it is confirmed.
        case address, moved
        /// To whoever has closed the account.
        case closed
    }

    let kind: Kind
    let to: String
    let name: String
    let token: String
    let language: Language

    static let job = JobKind("accounts.mail", isDispensable: true) { job, store in
        guard let sealed = job.payload["sealed"]?.string,
            let text = try store.part(SecretKey.self).open(sealed, place: place(job.subject))
        else { throw PermanentFailure("the letter cannot be opened with this key") }
        let letter = try JSON(parsing: text).decode(AccountLetter.self)
        guard let mail = try await letter.mail(in: store) else { return }
        guard let mailer = try? store.part((any Mailer).self) else {
            return Log.warning(
                "accounts.no-mail-server", ["letter": .string(job.subject), "kind": .string(letter.kind.rawValue)])
        }
        try await mailer.send(mail, key: job.key)
    }

    func enqueue(about subject: String, in transaction: Transaction) throws {
        let sealed = try transaction.part(SecretKey.self).seal(
            try JSON(encoding: self).description, place: AccountLetter.place(subject))
        try transaction.enqueue(
            "accounts.mail", key: "accounts.mail:\(subject)", subject: subject, payload: ["sealed": .string(sealed)])
    }

    private static func place(_ subject: String) -> String { "accounts.mail:\(subject)" }

    /// The mail for whoever reads at the address, decided when it is written; nil where nobody has asked for anything.
    private func mail(in store: Store) async throws -> Mail? {
        let principal = try await store.read { try Identity.principal(ofEmail: to, in: $0) }
        let origin = try store.part(PublicOrigin.self).text
        let key: String
        let path: String
        switch (kind, principal) {
        case (.registration, nil): (key, path) = ("registration", "/accounts/confirmation?token=\(token)")
        case (.registration, _): (key, path) = ("taken", "/accounts/reset")
        case (.reset, .account): (key, path) = ("reset", "/accounts/reset?token=\(token)")
        case (.reset, .staff): (key, path) = ("staff", "/identity/sign-in")
        case (.reset, nil): return nil
        case (.address, nil): (key, path) = ("address", "/accounts/address/confirmation?token=\(token)")
        // Who asked must not learn from the page that somebody has the address; its reader learns it here.
        case (.address, _): (key, path) = ("address-taken", "/identity/sign-in")
        case (.moved, _): (key, path) = ("moved", "/catalogue/pages/help")
        case (.closed, _): (key, path) = ("closed", "/applications/access")
        }
        let site = IdentitySettings.of(store.parts).issuer
        let values = ["site": site, "name": name.isEmpty ? to : name, "link": origin + path, "email": to]
        return Mail(
            to: to, subject: Texts.shared("accounts.mail.\(key).subject", language, values),
            text: Texts.shared("accounts.mail.\(key).text", language, values))
    }
}
