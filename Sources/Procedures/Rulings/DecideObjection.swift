import BPMN
import Catalogue
import Documents
import Web
import Delivery
import Calendar
import FEEL
import Folders
public import Kernel
import Notices
public import Store

/// The office that decided finds the objection right (§ 72 VwGO, § 367 (2) AO): another outcome at once, or a new decision by the
/// process of the service.
public struct RemedyObjection: Action {
    public static let name = "procedures.remedy-objection"
    public static let audience: Audience = .staff
    let objection: ID<Objection>
    let reason: String
    let then: String

    /// - Parameter then: the outcome that holds now, or `again` where it is decided anew.
    public init(objection: ID<Objection>, reason: String, then: String) {
        self.objection = objection
        self.reason = reason
        self.then = then
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.objection(objection)
        let seen = try CaseAccess.demand(RemedyObjection.name, at: found.procedure, in: transaction)
        guard found.ending == nil else { throw ProcedureFault.taskOver }
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 10, atMost: 10_000)
        let outcome = Procedure.Outcome(rawValue: then)
        if then != "again", outcome == nil || outcome == .refused { mistakes.add("then", "not-an-option") }
        try mistakes.check()
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["objection": .string(objection.text), "then": .string(then), "reason": .string(reason)])
        var run = try CaseRun(found.procedure, in: transaction)
        let notice = try transaction.ruling(found.notice, of: found.procedure)
        if let outcome, let notice {
            let remedy = run.usualRemedy
            let (name, deadline) = try run.openRemedy(remedy, in: transaction)
            try run.write(
                "objection-remedied", kind: "remedy", remedy: name,
                values: try ObjectionLetter.values(found, notice, reason, run).merging([
                    "outcome": .string(Texts.shared("procedures.outcome.\(outcome.rawValue)", .de)),
                    "remedyDate": .date(deadline.date),
                ]) { $1 }, replaces: (notice: notice.id, how: .replaced), in: transaction)
            try run.settle(outcome, in: transaction)
        }
        try ObjectionEnding.end(found, .remedied, in: transaction)
        try run.keep(in: transaction)
        if outcome == nil { try Reopening.reopen(found.procedure, reason: reason, in: transaction) }
    }
}

/// The office does not find the objection right and decides on it; where the notice changes to the applicant's disadvantage, they are
/// heard before (§ 71 VwGO, § 367 (2) sentence 2 AO).
public struct RefuseObjection: Action {
    public static let name = "procedures.refuse-objection"
    public static let audience: Audience = .staff
    let objection: ID<Objection>
    let reason: String
    let court: String
    /// The outcome that holds from now on, where it is worse than before; empty where the notice stands.
    let worse: String

    /// - Parameter court: name and place of the court before which the applicant can go on.
    public init(objection: ID<Objection>, reason: String, court: String, worse: String) {
        self.objection = objection
        self.reason = reason
        self.court = court
        self.worse = worse
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.objection(objection)
        let seen = try CaseAccess.demand(RefuseObjection.name, at: found.procedure, in: transaction)
        guard found.ending == nil else { throw ProcedureFault.taskOver }
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 20, atMost: 20_000)
        mistakes.need(court, "court", atLeast: 5, atMost: 300)
        let outcome = Procedure.Outcome(rawValue: worse)
        if !worse.isEmpty {
            if outcome == nil { mistakes.add("worse", "not-an-option") }
            if try !transaction.wasHeard(in: found.procedure, since: found.at) { mistakes.add("worse", "hearing-missing") }
        }
        try mistakes.check()
        var run = try CaseRun(found.procedure, in: transaction)
        guard let notice = try transaction.ruling(found.notice, of: found.procedure) else { throw ProcedureFault.taskOver }
        let (name, deadline) = try run.openRemedy(.lawsuit, in: transaction)
        let letter = try run.write(
            "objection-refused", kind: "objection-refusal", remedy: name,
            values: try ObjectionLetter.values(found, notice, reason, run).merging([
                "court": .string(court), "remedyDate": .date(deadline.date), "worse": .boolean(outcome != nil),
                "late": .boolean(found.isLate),
                "outcome": .string(Texts.shared("procedures.outcome.\((outcome ?? seen.outcome ?? .refused).rawValue)", .de)),
            ]) { $1 }, replaces: outcome == nil ? nil : (notice: notice.id, how: Replacement.replaced), in: transaction)
        if let outcome { try run.settle(outcome, in: transaction) }
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["objection": .string(objection.text), "by": .string(letter.text), "worse": .string(worse)])
        try ObjectionEnding.end(found, .refused, in: transaction)
        try run.keep(in: transaction)
    }
}

/// What letters on an objection read.
enum ObjectionLetter {
    static func values(_ objection: Objection, _ notice: Notice, _ reason: String, _ run: CaseRun) throws -> [String: Value] {
        [
            "notice": .notice(notice), "reason": CaseRun.lines(reason), "received": .date(objection.receivedOn),
            "remedy": .string(Texts.shared("procedures.remedy.\(run.usualRemedy.rawValue)", .de)),
        ]
    }
}
