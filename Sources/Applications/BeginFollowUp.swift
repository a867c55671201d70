import Catalogue
import FEEL
public import Folders
public import Forms
public import Kernel
import Mandates
public import Procedures
public import Store

/// Begins the renewal of what a case granted, or its change, with exactly those answers of last time that its holder ticked.
public struct BeginFollowUp: Action {
    public static let name = "applications.begin-follow-up"
    public static let audience: Audience = [.anonymous, .account]
    let procedure: ID<Procedure>
    let kind: FollowUpKind
    let fields: Set<String>
    let key: DraftKey
    let language: Language

    /// - Parameters:
    ///   - fields: whose answers are taken over.
    ///   - key: whose draft it becomes.
    public init(procedure: ID<Procedure>, kind: FollowUpKind, fields: Set<String>, key: DraftKey, language: Language) {
        self.procedure = procedure
        self.kind = kind
        self.fields = fields
        self.key = key
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<Draft> {
        let caller = transaction.caller
        let found = try transaction.procedure(procedure, visibleTo: caller)
        guard caller.isApplicant(of: found) else { throw ProcedureFault.notFound }
        guard let offer = try transaction.followUps(of: found, for: caller).first(where: { $0.kind == kind }),
            let former = try transaction.former(procedure, of: caller)
        else { throw ApplicationFault.notFollowable }
        let mandate = try transaction.mandate(at: found, of: caller)
        guard mandate?.covers(found.slug) ?? true else { throw ApplicationFault.notFollowable }
        let words = ServiceWords(
            offer.service, city: try transaction.part(City.self), language: language, now: transaction.now)
        var answers = offer.rule.answers(in: words.scope.adding(["former": Value(typed: former.context)]))
        var origins: [String: Origin] = [:]
        if let sent = try transaction.sentApplication(procedure) {
            let earlier = try EarlierEntries(offer, sent, in: transaction)
            for (field, value) in earlier.entries where fields.contains(field.id) {
                answers[field.id] = value
                origins[field.id] = earlier.origin(of: value, words.title)
            }
        }
        let draft = try transaction.perform(
            BeginDraft(
                slug: found.slug, key: key, language: language, answers: .object(answers), origins: origins,
                follows: Followed(kind, procedure: procedure.text, reference: found.reference), mandate: mandate?.id))
        transaction.audit(
            "draft", draft, retention: .months3,
            detail: ["follows": .string(procedure.text), "kind": .string(kind.rawValue)])
        try transaction.emit(
            FollowUpBegun(draft: draft.text, procedure: procedure.text, kind: kind), subject: draft, retention: .months3)
        return draft
    }
}

/// Somebody began to renew or change what a case had granted.
public struct FollowUpBegun: Event {
    public static let name = "applications.follow-up-begun"
    public let draft: String
    public let procedure: String
    public let kind: FollowUpKind
}
