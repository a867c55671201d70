import Documents
import Kernel
import Mandates
import Procedures
import Store

/// Somebody shows a signed paper at the counter: another person with an account may follow and act at this one case.
struct RecordAuthority: Action {
    static let name = "applications.record-authority"
    static let audience: Audience = .staff
    let procedure: ID<Procedure>
    /// Of the representative's account; both exact.
    let email: String
    let familyName: String
    let until: LocalDate?
    let isUntilWrong: Bool
    /// Uploads: the paper, scanned.
    let papers: [String]
    let session: String?

    func perform(in transaction: Transaction) throws -> ID<Mandate> {
        let caller = transaction.caller
        let seen = try transaction.procedure(procedure, visibleTo: caller)
        guard caller.grants.contains(procedure.text) || caller.may(Self.name, in: seen.unit) else {
            throw StoreFault.forbidden(Self.name)
        }
        let today = transaction.now.date()
        let found = try EntryFacts.account(email: email, familyName: familyName, in: transaction)
        var problems: [FieldProblem] = []
        func add(_ field: String, _ code: String) {
            problems.append(
                FieldProblem(pointer: "/\(field)", code: code, detail: Texts.shared("applications.counter.problem.\(code)", .de)))
        }
        if found == nil || found?.id == seen.owner { add("email", "account-unknown") }
        if papers.isEmpty { add("papers", "paper-missing") }
        if isUntilWrong { add("until", "not-a-date") }
        if let until, until < today { add("until", "until-past") }
        guard problems.isEmpty, let found else { throw InvalidInput(problems) }
        let mandate = try transaction.perform(
            RecordMandate(
                procedure: procedure, principal: (seen.owner, seen.applicant), representative: (found.id, found.name),
                from: today,
                until: until))
        for paper in papers {
            try transaction.perform(
                AttachDocument(
                    document: ID(paper), session: session, subject: procedure, kind: "paper", owner: seen.owner, unit: seen.unit,
                    confidential: seen.confidential, retention: .years10))
        }
        transaction.audit("procedure", procedure, unit: seen.unit, detail: ["mandate": .string(mandate.text)])
        return mandate
    }
}

/// Somebody revokes by letter, or at the counter, what the counter recorded.
struct EndAuthority: Action {
    static let name = "applications.end-authority"
    static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let mandate: ID<Mandate>

    func perform(in transaction: Transaction) throws {
        let caller = transaction.caller
        let seen = try transaction.procedure(procedure, visibleTo: caller)
        guard caller.grants.contains(procedure.text) || caller.may(Self.name, in: seen.unit) else {
            throw StoreFault.forbidden(Self.name)
        }
        guard try transaction.mandates(ofCase: procedure).contains(where: { $0.id == mandate }) else {
            throw MandateFault.notFound
        }
        try transaction.perform(EndMandate(mandate: mandate))
        transaction.audit("procedure", procedure, unit: seen.unit, detail: ["mandate": .string(mandate.text)])
    }
}
