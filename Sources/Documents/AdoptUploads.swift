import Kernel
public import Store

/// Gives the loose uploads of a visitor's session to the account that the visitor signed in to. The component that keeps the
/// drafts calls it when it learns of the sign-in, together with handing over the draft.
public struct AdoptUploads: Action {
    public static let name = "documents.adopt"
    public static let audience: Audience = .system
    let session: String
    let account: String

    /// - Parameter session: the identifier of the anonymous session that ended.
    public init(session: String, account: String) {
        self.session = Uploads.binding(session: session)
        self.account = account
    }

    public func perform(in transaction: Transaction) throws -> Int {
        let count = try transaction.run(
            "UPDATE documents SET owner = \(account), session = NULL WHERE subject IS NULL AND session = \(session)")
        transaction.audit("uploads", account, retention: .months3, detail: ["adopted": .number(Decimal128(count))])
        return count
    }
}
