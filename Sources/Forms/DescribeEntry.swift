public import Kernel
public import Store

/// It is said anew how the application came that staff enter, when, and for which account.
public struct DescribeEntry: Action {
    public static let name = "forms.describe-entry"
    public static let audience: Audience = .system
    let draft: ID<Draft>
    let key: DraftKey
    let entry: DraftEntry

    public init(draft: ID<Draft>, key: DraftKey, entry: DraftEntry) {
        self.draft = draft
        self.key = key
        self.entry = entry
    }

    public func perform(in transaction: Transaction) throws {
        guard try transaction.draft(draft, of: key).entry != nil else { throw FormFault.draftNotFound }
        try transaction.run(
            """
            UPDATE forms_drafts SET entry = \(try JSON(encoding: entry)), updated_at = \(transaction.now) WHERE id = \(draft)
            """)
        transaction.audit(
            "draft", draft, retention: .months3,
            detail: ["channel": .string(entry.channel), "day": .string(entry.day.description)])
    }
}
