import BPMN
import Calendar
import Catalogue
import Delivery
import Documents
import FEEL
import Folders
public import Kernel
import Notices
public import Store

/// Who acts on an objection: the office that decided, or the unit before which it lies.
enum ObjectionAccess {
    /// The procedure, if the caller may do `action` where the objection lies.
    static func demand(_ action: String, _ objection: Objection, by caller: Caller, in reader: Reader) throws -> Procedure {
        guard let authority = objection.authority else {
            return try CaseAccess.demand(action, at: objection.procedure, by: caller, in: reader)
        }
        _ = try reader.task(objection.task, visibleTo: caller)
        guard caller.may(action, in: authority) else { throw StoreFault.forbidden(action) }
        return try reader.procedure(objection.procedure, visibleTo: .system("procedures"))
    }

    static func demand(_ action: String, _ objection: Objection, in transaction: Transaction) throws -> Procedure {
        try demand(action, objection, by: transaction.caller, in: transaction)
    }

    /// The procedure, for what both offices may do: the one that decided, and the unit before which an objection lies, which is named
    /// then.
    static func either(_ action: String, at id: ID<Procedure>, by caller: Caller, in reader: Reader) throws
        -> (procedure: Procedure, authority: String?)
    {
        for open in try reader.objections(of: id) where open.ending == nil {
            guard let authority = open.authority, caller.staff != nil, caller.may(action, in: authority) else { continue }
            return (try demand(action, open, by: caller, in: reader), authority)
        }
        return (try CaseAccess.demand(action, at: id, by: caller, in: reader), nil)
    }

    /// The procedure, for what can be done with something that its applicant was asked for: both offices hear.
    static func demand(_ action: String, at request: ApplicantRequest, by caller: Caller, in reader: Reader) throws -> Procedure {
        request.kind == .hearing
            ? try either(action, at: request.procedure, by: caller, in: reader).procedure
            : try CaseAccess.demand(action, at: request.procedure, by: caller, in: reader)
    }

    /// Whether a page offers an act at something that the applicant was asked for.
    static func offers(_ action: String, at request: ApplicantRequest, of view: CaseView, to caller: Caller) -> Bool {
        if CaseAccess.offers(action, at: view.procedure, to: caller) { return true }
        guard request.kind == .hearing, caller.staff != nil else { return false }
        return view.objections.contains { open in
            open.ending == nil && open.authority.map { caller.may(action, in: $0) } ?? false
        }
    }

    /// The unit that decides on objections where it is not the office that decided.
    static func authority(of procedure: Procedure, in city: City) -> String? {
        city.handling(of: procedure.slug).objectionAuthority.flatMap { $0 == procedure.unit ? nil : $0 }
    }

    /// Hands the work on an objection to a unit; where it lies now.
    static func move(_ objection: Objection, to unit: String, _ run: CaseRun, in transaction: Transaction) throws -> ID<WorkItem>
    {
        let due = try transaction.task(objection.task, visibleTo: .system("procedures")).due
        try CaseTasks.end(objection.task, "submitted", in: transaction)
        return try CaseTasks.open(.objection, for: .staff, in: unit, due: due, of: run, transaction)
    }
}

/// The office that decided does not find the objection right and lays it before the unit that decides on it, with what it has to say and
/// with the file (§§ 72, 73 VwGO). That is how the office is heard.
public struct SubmitObjection: Action {
    public static let name = "procedures.submit-objection"
    public static let audience: Audience = .staff
    let objection: ID<Objection>
    let statement: String

    public init(objection: ID<Objection>, statement: String) {
        self.objection = objection
        self.statement = statement
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.objection(objection)
        let seen = try CaseAccess.demand(SubmitObjection.name, at: found.procedure, in: transaction)
        guard found.ending == nil, found.authority == nil else { throw ProcedureFault.taskOver }
        var run = try CaseRun(found.procedure, in: transaction)
        guard let authority = ObjectionAccess.authority(of: seen, in: run.city) else { throw ProcedureFault.noAuthority }
        var mistakes = Mistakes()
        mistakes.need(statement, "statement", atLeast: 20, atMost: 20_000)
        try mistakes.check()
        let all = Caller.system("procedures")
        let shares =
            try transaction.documents(of: found.procedure, visibleTo: all).map(\.id.text)
            + transaction.notices(of: found.procedure, visibleTo: all).map(\.id.text)
        let task = try ObjectionAccess.move(found, to: authority, run, in: transaction)
        try transaction.run(
            """
            UPDATE procedures_objections SET authority = \(authority), statement = \(statement), task = \(task),
                shares = \(JSON.array(shares.map { .string($0) })) WHERE id = \(objection)
            """)
        let office = run.city.organisation.unit(authority)?.name
        try CaseMessages.send(
            "objection-submitted", [:], words: ["office": office?[run.facts.language] ?? authority],
            key: "submit:\(objection):\(transaction.now)", run, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["objection": .string(objection.text), "authority": .string(authority)])
        try transaction.emit(
            ObjectionSubmitted(procedure: found.procedure.text, objection: objection.text, unit: authority),
            subject: found.procedure)
        try run.keep(in: transaction)
    }
}

/// The unit that decides on an objection asks the office that decided once more; the objection lies there again.
public struct AskAboutObjection: Action {
    public static let name = "procedures.ask-about-objection"
    public static let audience: Audience = .staff
    let objection: ID<Objection>
    let question: String

    public init(objection: ID<Objection>, question: String) {
        self.objection = objection
        self.question = question
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.objection(objection)
        let seen = try ObjectionAccess.demand(AskAboutObjection.name, found, in: transaction)
        guard found.ending == nil, let authority = found.authority else { throw ProcedureFault.taskOver }
        var mistakes = Mistakes()
        mistakes.need(question, "question", atLeast: 10)
        try mistakes.check()
        var run = try CaseRun(found.procedure, in: transaction)
        let task = try ObjectionAccess.move(found, to: seen.unit, run, in: transaction)
        try transaction.run(
            """
            UPDATE procedures_objections SET authority = NULL, question = \(question), task = \(task), shares = NULL
            WHERE id = \(objection)
            """)
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["objection": .string(objection.text), "authority": .string(authority), "question": .string(question)])
        try transaction.emit(
            ObjectionQuestioned(procedure: found.procedure.text, objection: objection.text, unit: authority),
            subject: found.procedure)
        try run.keep(in: transaction)
    }
}

/// An objection lies before the unit that decides on it.
public struct ObjectionSubmitted: Event {
    public static let name = "procedures.objection-submitted"
    public let procedure: String
    public let objection: String
    public let unit: String
}

/// The unit that decides on an objection has a question to the office that decided.
public struct ObjectionQuestioned: Event {
    public static let name = "procedures.objection-questioned"
    public let procedure: String
    public let objection: String
    public let unit: String
}
