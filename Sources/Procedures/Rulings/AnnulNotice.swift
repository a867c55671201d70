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

/// What ends the effect of a notice, whether it was lawful or not.
struct Annulment: Sendable {
    let procedure: ID<Procedure>
    let notice: String
    let reason: String
    /// The first day without the notice; nil for from the beginning on.
    let from: LocalDate?
    /// The day on which the authority learned of what it rests on.
    let known: LocalDate?
    /// Why the applicant need not be heard; empty where they were.
    let noHearing: String
    /// The outcome that holds from now on, or `again` where it is to be decided anew.
    let then: String

    func perform(_ how: Replacement, action: String, in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(action, at: procedure, in: transaction)
        var run = try CaseRun(procedure, in: transaction)
        let found = try transaction.ruling(notice, of: procedure)
        try check(how, seen, found, run, in: transaction)
        guard let found else { return }
        let remedy = run.usualRemedy
        let (name, deadline) = try run.openRemedy(remedy, in: transaction)
        let letter = try run.write(
            how == .revoked ? "revocation" : "withdrawal", kind: how == .revoked ? "revocation" : "withdrawal", remedy: name,
            values: [
                "notice": .notice(found), "reason": CaseRun.lines(reason), "from": from.map { Value.date($0) } ?? .null,
                "again": .boolean(then == "again"), "remedyDate": .date(deadline.date),
                "remedy": .string(Texts.shared("procedures.remedy.\(remedy.rawValue)", .de)),
                "norm": .string(
                    how == .revoked ? run.norms.revocation(of: found.kind) : run.norms.withdrawal(of: found.kind)),
            ], replaces: (notice: found.id, how: how), in: transaction)
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: [
                "notice": .string(notice), "by": .string(letter.text), "reason": .string(reason),
                "noHearing": .string(noHearing),
            ])
        try transaction.emit(
            NoticeAnnulled(procedure: procedure.text, notice: notice, how: how.rawValue, then: then), subject: procedure)
        if let outcome = Procedure.Outcome(rawValue: then) {
            try run.settle(outcome, in: transaction)
            try run.keep(in: transaction)
        } else {
            try run.keep(in: transaction)
            try Reopening.reopen(procedure, reason: reason, in: transaction)
        }
    }

    private func check(_ how: Replacement, _ seen: Procedure, _ found: Notice?, _ run: CaseRun, in transaction: Transaction)
        throws
    {
        var mistakes = Mistakes()
        let today = transaction.now.date()
        if found == nil { mistakes.add("notice", "not-an-option") }
        mistakes.need(reason, "reason", atLeast: 20, atMost: 10_000)
        if then != "again", Procedure.Outcome(rawValue: then) == nil { mistakes.add("then", "text-missing") }
        // What was lawful is revoked for the future only (§ 49 (1) and (2) VwVfG, § 131 (1) and (2) AO).
        if how == .revoked, from.map({ $0 < today }) ?? true { mistakes.add("from", "revocation-past") }
        let isBenefit = seen.outcome.map { $0 != .refused } ?? false
        if let found, isBenefit {
            // The year of § 48 (4), § 49 (2) VwVfG, § 130 (3), § 131 (2) AO; tax assessments have limits of their own (§§ 169 ff. AO).
            if found.kind != "assessment" { try year(run, &mistakes, today) }
            // To be heard before (§ 28 (1) VwVfG, § 91 (1) AO), unless there is a reason against it (§ 28 (2), § 91 (2)).
            if noHearing.filter({ !$0.isWhitespace }).count < 10,
                try !transaction.wasHeard(in: procedure, since: found.issuedAt)
            {
                mistakes.add("noHearing", "hearing-missing")
            }
        }
        try mistakes.check()
    }

    private func year(_ run: CaseRun, _ mistakes: inout Mistakes, _ today: LocalDate) throws {
        guard let known, known <= today else { return mistakes.add("known", known == nil ? "not-a-date" : "date-future") }
        let last = try Deadline.compute(from: .event(known), period: .years(1), law: run.law, region: run.city.region)
        if !last.isMet(on: today) { mistakes.add("known", "year-passed") }
    }
}

/// Withdraws an unlawful notice (§ 48 VwVfG, § 130 AO, §§ 44, 45 SGB X; tax assessments § 172 AO).
public struct WithdrawNotice: Action {
    public static let name = "procedures.withdraw-notice"
    public static let audience: Audience = .staff
    let annulment: Annulment

    init(annulment: Annulment) { self.annulment = annulment }

    /// - Parameters:
    ///   - from: the first day without the notice; nil for from the beginning on. - known: the day on which the authority learned of what it rests on.
    ///   - noHearing: why the applicant need not be heard. - then: the outcome that holds from now on, or `again`.
    public init(
        procedure: ID<Procedure>, notice: String, reason: String, from: LocalDate?, known: LocalDate?, noHearing: String,
        then: String
    ) {
        annulment = Annulment(
            procedure: procedure, notice: notice, reason: reason, from: from, known: known, noHearing: noHearing, then: then)
    }

    public func perform(in transaction: Transaction) throws {
        try annulment.perform(.withdrawn, action: WithdrawNotice.name, in: transaction)
    }
}

/// Revokes a lawful notice for the future (§ 49 VwVfG, § 131 AO, §§ 46, 47 SGB X).
public struct RevokeNotice: Action {
    public static let name = "procedures.revoke-notice"
    public static let audience: Audience = .staff
    let annulment: Annulment

    init(annulment: Annulment) { self.annulment = annulment }

    /// - Parameters:
    ///   - from: the first day without the notice. - known: the day on which the authority learned of what it rests on.
    ///   - noHearing: why the applicant need not be heard. - then: the outcome that holds from now on, or `again`.
    public init(
        procedure: ID<Procedure>, notice: String, reason: String, from: LocalDate?, known: LocalDate?, noHearing: String,
        then: String
    ) {
        annulment = Annulment(
            procedure: procedure, notice: notice, reason: reason, from: from, known: known, noHearing: noHearing, then: then)
    }

    public func perform(in transaction: Transaction) throws {
        try annulment.perform(.revoked, action: RevokeNotice.name, in: transaction)
    }
}

/// A notice has no effect any more.
public struct NoticeAnnulled: Event {
    public static let name = "procedures.notice-annulled"
    public let procedure: String
    public let notice: String
    /// `withdrawn` or `revoked`.
    public let how: String
    /// The outcome that holds now, or `again`.
    public let then: String
}
