import Documents
import Kernel
import Store

/// Gives what a visitor wrote to the account that the visitor signed in to, with the uploads in it.
struct AdoptDrafts: Action {
    static let name = "forms.adopt-drafts"
    static let audience: Audience = .system
    let session: String
    let account: String

    func perform(in transaction: Transaction) throws {
        let count = try transaction.run(
            "UPDATE forms_drafts SET owner = \(account), session = NULL WHERE owner IS NULL AND session = \(DraftKey.session(session))"
        )
        transaction.audit("drafts", account, retention: .months3, detail: ["adopted": .number(Decimal128(count))])
        _ = try transaction.perform(AdoptUploads(session: session, account: account))
    }
}
