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

/// What both decisions on an objection begin and end with (§§ 72, 73 VwGO, § 367 AO): the objection is open where the caller works, a
/// letter of whoever decides takes the notice's place or leaves it, with costs and remedy.
struct ObjectionRuling {
    let found: Objection
    let seen: Procedure
    let notice: Notice?
    var run: CaseRun

    init(_ objection: ID<Objection>, as action: String, in transaction: Transaction) throws {
        found = try transaction.objection(objection)
        seen = try ObjectionAccess.demand(action, found, in: transaction)
        guard found.ending == nil else { throw ProcedureFault.taskOver }
        run = try CaseRun(found.procedure, in: transaction)
        notice = try transaction.ruling(found.notice, of: found.procedure)
    }

    /// Whether a decision says who bears the costs of the proceedings: not for the tax objection, which is free of costs and without
    /// a decision on them (§ 73 (3) sentence 3 VwGO, § 63 SGB X; the AO has no such rule).
    var asksForCosts: Bool { ObjectionCosts.areDecided(run.usualRemedy) }

    func check(costs: String, _ mistakes: inout Mistakes) {
        if asksForCosts, ObjectionCosts(rawValue: costs) == nil { mistakes.add("costs", "text-missing") }
    }

    /// Issues the letter in the name of who decides; the notice's id.
    mutating func write(
        _ letter: String, kind: String, remedy: Remedy, reason: String, costs: String, values: [String: Value],
        replaces: Replacement?, in transaction: Transaction
    ) throws -> ID<Notice> {
        guard let notice else { throw ProcedureFault.taskOver }
        let conveyance = run.city.handling(of: seen.slug).conveyance
        let isServed = kind == "objection-refusal" && conveyance.isService
        // Nobody knows yet when it will be served, so the letter says from what its period counts, and names no day.
        let name = "platform:remedy:\(try transaction.nextNoticeNumber(of: found.procedure))"
        var values = values
        if isServed {
            try transaction.run("UPDATE procedures SET closed_at = NULL WHERE id = \(found.procedure)")
            values["remedyDate"] = .null
        } else {
            values["remedyDate"] = .date(try run.openRemedy(remedy, in: transaction).deadline.date)
        }
        let office = found.authority ?? seen.unit
        let words = asksForCosts ? ObjectionCosts(rawValue: costs)?.sentence : nil
        return try run.write(
            letter, kind: kind, remedy: name,
            values: values.merging([
                "notice": .notice(notice), "reason": CaseRun.lines(reason), "received": .date(found.receivedOn),
                "remedy": .string(Texts.shared("procedures.remedy.\(run.usualRemedy.rawValue)", .de)),
                "costs": words.map { .string($0) } ?? .null, "served": .boolean(isServed),
                "other": .boolean(found.authority != nil),
                "office": .string(run.city.organisation.unit(seen.unit)?.name.de ?? seen.unit),
            ]) { $1 }, replaces: replaces.map { (notice: notice.id, how: $0) },
            service: isServed ? conveyance.rawValue : nil, issuer: office == seen.unit ? nil : office, in: transaction)
    }
}

/// Who bears the costs of the proceedings on an objection.
enum ObjectionCosts: String, CaseIterable {
    case applicant, authority, shared

    static func areDecided(_ remedy: Remedy) -> Bool { remedy != .taxObjection }

    /// As the letter says it.
    var sentence: String { Texts.shared("procedures.objection.costs.letter.\(rawValue)", .de) }
}

/// The office that decided, or the unit before which the objection lies, finds it right (§ 72 VwGO, § 367 (2) AO): another outcome at
/// once, or a new decision by the process of the service.
public struct RemedyObjection: Action {
    public static let name = "procedures.remedy-objection"
    public static let audience: Audience = .staff
    let objection: ID<Objection>
    let reason: String
    let then: String
    let costs: String

    /// - Parameters:
    ///   - then: the outcome that holds now, or `again` where it is decided anew.
    ///   - costs: who bears them, `applicant`, `authority` or `shared`; empty where the law knows no decision on costs.
    public init(objection: ID<Objection>, reason: String, then: String, costs: String) {
        self.objection = objection
        self.reason = reason
        self.then = then
        self.costs = costs
    }

    public func perform(in transaction: Transaction) throws {
        var ruling = try ObjectionRuling(objection, as: RemedyObjection.name, in: transaction)
        let found = ruling.found
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 10, atMost: 10_000)
        let outcome = Procedure.Outcome(rawValue: then)
        if then != "again", outcome == nil || outcome == .refused { mistakes.add("then", "not-an-option") }
        if outcome != nil { ruling.check(costs: costs, &mistakes) }
        try mistakes.check()
        transaction.audit(
            "procedure", found.procedure, unit: ruling.seen.unit,
            detail: ["objection": .string(objection.text), "then": .string(then), "reason": .string(reason)])
        if let outcome, ruling.notice != nil {
            _ = try ruling.write(
                "objection-remedied", kind: "remedy", remedy: ruling.run.usualRemedy, reason: reason, costs: costs,
                values: ["outcome": .string(Texts.shared("procedures.outcome.\(outcome.rawValue)", .de))], replaces: .replaced,
                in: transaction)
            try ruling.run.settle(outcome, in: transaction)
        }
        try ObjectionEnding.end(found, .remedied, in: transaction)
        try ruling.run.keep(in: transaction)
        if outcome == nil { try Reopening.reopen(found.procedure, reason: reason, in: transaction) }
    }
}

/// The objection is not found right, and whoever decides on it says so; where the notice changes to the applicant's disadvantage, they
/// are heard before (§ 71 VwGO, § 367 (2) sentence 2 AO). Where another unit decides, the office that decided was heard by its statement.
public struct RefuseObjection: Action {
    public static let name = "procedures.refuse-objection"
    public static let audience: Audience = .staff
    let objection: ID<Objection>
    let reason: String
    let court: String
    /// The outcome that holds from now on, where it is worse than before; empty where the notice stands.
    let worse: String
    let costs: String

    /// - Parameters:
    ///   - court: name and place of the court before which the applicant can go on.
    ///   - costs: who bears them, `applicant`, `authority` or `shared`; empty where the law knows no decision on costs.
    public init(objection: ID<Objection>, reason: String, court: String, worse: String, costs: String) {
        self.objection = objection
        self.reason = reason
        self.court = court
        self.worse = worse
        self.costs = costs
    }

    public func perform(in transaction: Transaction) throws {
        var ruling = try ObjectionRuling(objection, as: RefuseObjection.name, in: transaction)
        let (found, seen) = (ruling.found, ruling.seen)
        // Whoever decided does not decide on the objection where another unit does.
        if found.authority == nil, ObjectionAccess.authority(of: seen, in: ruling.run.city) != nil {
            throw ProcedureFault.otherAuthority
        }
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 20, atMost: 20_000)
        mistakes.need(court, "court", atLeast: 5, atMost: 300)
        ruling.check(costs: costs, &mistakes)
        let outcome = Procedure.Outcome(rawValue: worse)
        if !worse.isEmpty {
            if outcome == nil { mistakes.add("worse", "not-an-option") }
            if try !transaction.wasHeard(in: found.procedure, since: found.at) { mistakes.add("worse", "hearing-missing") }
        }
        try mistakes.check()
        let letter = try ruling.write(
            "objection-refused", kind: "objection-refusal", remedy: .lawsuit, reason: reason, costs: costs,
            values: [
                "court": .string(court), "worse": .boolean(outcome != nil), "late": .boolean(found.isLate),
                "outcome": .string(Texts.shared("procedures.outcome.\((outcome ?? seen.outcome ?? .refused).rawValue)", .de)),
            ], replaces: outcome == nil ? nil : .replaced, in: transaction)
        if let outcome { try ruling.run.settle(outcome, in: transaction) }
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["objection": .string(objection.text), "by": .string(letter.text), "worse": .string(worse)])
        try ObjectionEnding.end(found, .refused, in: transaction)
        try ruling.run.keep(in: transaction)
    }
}
