public import Kernel
public import Store

/// Removes a draft: thrown away, or sent off. Its uploads go with the application, or are removed as loose ones.
public struct DiscardDraft: Action {
    public static let name = "forms.discard-draft"
    public static let audience: Audience = .everyone
    let draft: ID<Draft>
    let key: DraftKey

    public init(draft: ID<Draft>, key: DraftKey) {
        self.draft = draft
        self.key = key
    }

    public func perform(in transaction: Transaction) throws {
        guard try transaction.run("DELETE FROM forms_drafts WHERE id = \(draft) AND " + key.condition) == 1 else {
            throw FormFault.draftNotFound
        }
        transaction.audit("draft", draft, retention: .months3)
        try transaction.emit(DraftDiscarded(draft: draft.text), subject: draft, retention: .months3)
    }
}

/// A draft is gone.
public struct DraftDiscarded: Event {
    public static let name = "forms.draft-discarded"
    public let draft: String
}

/// Removes everything that the holder of a closed account was writing.
struct DiscardDrafts: Action {
    static let name = "forms.discard-drafts"
    static let audience: Audience = .system
    let account: String

    func perform(in transaction: Transaction) throws {
        let count = try transaction.run("DELETE FROM forms_drafts WHERE owner = \(account)")
        transaction.audit("drafts", account, retention: .months3, detail: ["discarded": .number(Decimal128(count))])
    }
}
