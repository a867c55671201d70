import Catalogue
import Folders
public import Kernel
public import Store

/// Takes answers over from the account or an earlier application, because their owner asked for exactly these.
/// Each keeps its origin until it is changed (Art. 5 (1) (d) GDPR: one sees how old it is).
public struct ReuseAnswers: Action {
    public static let name = "forms.reuse-answers"
    public static let audience: Audience = [.account]
    let draft: ID<Draft>
    /// `account`, or the identifier of an application.
    let source: String
    let fields: Set<String>
    /// Leaves alone what was typed.
    let onlyEmpty: Bool
    let language: Language

    public init(draft: ID<Draft>, source: String, fields: Set<String>, onlyEmpty: Bool, language: Language) {
        self.draft = draft
        self.source = source
        self.fields = fields
        self.onlyEmpty = onlyEmpty
        self.language = language
    }

    public func perform(in transaction: Transaction) throws {
        guard let account = transaction.caller.account else { throw FormFault.draftNotFound }
        let found = try transaction.draft(draft, of: DraftKey(account: account, session: nil))
        guard let service = try transaction.part(CatalogueShelf.self).offered(found.slug, on: transaction.now.date()) else {
            throw CatalogueFault.notOffered(found.slug)
        }
        let form = service.folder.form.fields
        // Read here and not sent along: what stands in the account and in one's applications cannot be made up.
        let known = try AnswerSources.of(account, for: form, language, in: transaction).first { $0.id == source }
        guard let known else { throw FormFault.sourceUnknown }
        var answers = found.answers.object ?? [:]
        var origins = found.origins ?? [:]
        var taken: [String] = []
        for (field, value) in known.offers(to: form) where fields.contains(field.id) {
            if onlyEmpty, answers[field.id] != nil { continue }
            answers[field.id] = value
            origins[field.id] = known.origin(of: value)
            taken.append(field.id)
        }
        try transaction.run(
            """
            UPDATE forms_drafts SET answers = \(JSON.object(answers)), origins = \(try JSON(encoding: origins)),
                updated_at = \(transaction.now) WHERE id = \(draft)
            """)
        let names = JSON.array(taken.map { .string($0) })
        transaction.audit("draft", draft, retention: .months3, detail: ["source": .string(source), "fields": names])
        try transaction.emit(AnswersReused(draft: draft.text, source: source, fields: taken), subject: draft, retention: .months3)
    }
}

/// Answers were taken over into a draft.
public struct AnswersReused: Event {
    public static let name = "forms.answers-reused"
    public let draft: String
    public let source: String
    /// Identifiers of the fields.
    public let fields: [String]
}
