public import Kernel
public import Store

/// Saves what was typed, right or wrong. The last one who saves wins.
public struct SaveDraft: Action {
    public static let name = "forms.save-draft"
    public static let audience: Audience = .everyone
    /// Bytes of all answers together.
    static let limit = 500_000
    let draft: ID<Draft>
    let key: DraftKey
    let answers: JSON
    let hash: String
    let language: Language

    public init(draft: ID<Draft>, key: DraftKey, answers: JSON, hash: String, language: Language) {
        self.draft = draft
        self.key = key
        self.answers = answers
        self.hash = hash
        self.language = language
    }

    public func perform(in transaction: Transaction) throws {
        guard answers.bytes.count <= SaveDraft.limit else { throw FormFault.tooMuch }
        let origins = Origin.kept(try transaction.draft(draft, of: key).origins, answers)
        let changed = try transaction.run(
            """
            UPDATE forms_drafts SET answers = \(answers), origins = \(try JSON(encoding: origins)), hash = \(hash), language = \(language), updated_at = \(transaction.now)
            WHERE id = \(draft) AND
            """ + " " + key.condition)
        guard changed == 1 else { throw FormFault.draftNotFound }
        transaction.audit("draft", draft, retention: .months3)
    }
}
