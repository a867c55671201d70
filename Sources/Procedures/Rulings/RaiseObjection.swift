import BPMN
import Catalogue
import Documents
import FEEL
import Web
import Delivery
import Calendar
import Folders
public import Kernel
import Notices
public import Store

/// The applicant objects, online or on paper; staff enter what comes on paper, with the day on which it came. What comes late is
/// taken as well and marked, because only whoever decides can say whether it counts (§ 60 VwGO, § 110 AO).
public struct RaiseObjection: Action {
    public static let name = "procedures.object"
    public static let audience: Audience = [.account, .anonymous, .staff]
    let procedure: ID<Procedure>
    let reason: String
    let excuse: String
    /// Nil for today.
    let receivedOn: LocalDate?

    /// - Parameters:
    ///   - reason: may be left for later. - excuse: why it comes late. - receivedOn: of a paper; only staff say one.
    public init(procedure: ID<Procedure>, reason: String, excuse: String, receivedOn: LocalDate? = nil) {
        self.procedure = procedure
        self.reason = reason
        self.excuse = excuse
        self.receivedOn = receivedOn
    }

    public func perform(in transaction: Transaction) throws -> ID<Objection> {
        let isStaff = transaction.caller.staff != nil
        let seen =
            isStaff
            ? try CaseAccess.demand(RaiseObjection.name, at: procedure, in: transaction)
            : try transaction.procedure(procedure, visibleTo: transaction.caller)
        let today = transaction.now.date()
        let day = isStaff ? receivedOn ?? today : today
        guard let against = try transaction.objectionable(procedure) else { throw ProcedureFault.noRemedy }
        var mistakes = Mistakes()
        if reason.count > 20_000 { mistakes.add("reason", "text-too-long") }
        if excuse.count > 4000 { mistakes.add("excuse", "text-too-long") }
        if day > today { mistakes.add("receivedOn", "date-future") }
        try mistakes.check()
        if try transaction.objections(of: procedure).contains(where: { $0.ending == nil }) {
            throw ProcedureFault.alreadyObjected
        }
        var run = try CaseRun(procedure, in: transaction)
        let due = against.deadline?.date
        let isLate = due.map { day > $0 } ?? false
        let id = ID<Objection>(at: transaction.now)
        let task = try CaseTasks.open(
            .objection, for: .staff, in: seen.unit, due: try answerable(run, day), of: run, transaction)
        try transaction.run(
            """
            INSERT INTO procedures_objections (id, procedure, notice, task, received_on, channel, reason, excuse, due, is_late, at)
            VALUES (\(id), \(procedure), \(against.notice), \(task), \(day), \(isStaff ? "paper" : "online"), \(reason), \(excuse), \(due),
                    \(isLate), \(transaction.now))
            """)
        try transaction.run("UPDATE procedures SET closed_at = NULL WHERE id = \(procedure)")
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: ["objection": .string(id.text), "notice": .string(against.notice.text), "late": .bool(isLate)])
        try transaction.emit(
            ObjectionRaised(
                procedure: procedure.text, objection: id.text, notice: against.notice.text, late: isLate,
                channel: isStaff ? "paper" : "online"), subject: procedure)
        try transaction.enqueue(
            ObjectionFiling.kind, key: "\(ObjectionFiling.kind):\(id)", subject: procedure,
            payload: ["objection": .string(id.text)], unit: seen.unit)
        try run.keep(in: transaction)
        return id
    }

    /// The day from which the applicant could sue because nobody answers (§ 75 VwGO: three months; § 46 (1) FGO: six).
    private func answerable(_ run: CaseRun, _ day: LocalDate) throws -> LocalDate {
        let remedy = run.usualRemedy
        return try Deadline.compute(
            from: .event(day), period: .months(remedy == .taxObjection ? 6 : 3), law: remedy.law, region: run.city.region
        ).date
    }
}

/// The applicant objects to a notice.
public struct ObjectionRaised: Event {
    public static let name = "procedures.objection-raised"
    public let procedure: String
    public let objection: String
    public let notice: String
    /// After the last day for it.
    public let late: Bool
    public let channel: String
}

/// The applicant takes the objection back (§ 362 AO; for the Widerspruch by analogy with § 92 VwGO); staff enter what comes on paper.
public struct WithdrawObjection: Action {
    public static let name = "procedures.withdraw-objection"
    public static let audience: Audience = [.account, .anonymous, .staff]
    let objection: ID<Objection>

    public init(objection: ID<Objection>) { self.objection = objection }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.objection(objection)
        let seen =
            transaction.caller.staff != nil
            ? try ObjectionAccess.demand(WithdrawObjection.name, found, in: transaction)
            : try transaction.procedure(found.procedure, visibleTo: transaction.caller)
        guard found.ending == nil else { throw ProcedureFault.taskOver }
        try ObjectionEnding.end(found, .withdrawn, in: transaction)
        var run = try CaseRun(found.procedure, in: transaction)
        transaction.audit("procedure", found.procedure, unit: seen.unit, detail: ["objection": .string(objection.text)])
        try run.keep(in: transaction)
    }
}

/// How objections end.
enum ObjectionEnding {
    static func end(_ found: Objection, _ ending: Objection.Ending, in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE procedures_objections SET ending = \(ending), ended_at = \(transaction.now) WHERE id = \(found.id)")
        try CaseTasks.end(found.task, "completed", in: transaction)
        // Whoever was heard about it is heard no more.
        for request in try transaction.requests(of: found.procedure) where request.isOpen && request.kind == .hearing {
            try RequestEnding.end(request, .overtaken, in: transaction)
        }
        try transaction.emit(
            ObjectionEnded(procedure: found.procedure.text, objection: found.id.text, ending: ending.rawValue),
            subject: found.procedure)
    }
}

/// An objection is over.
public struct ObjectionEnded: Event {
    public static let name = "procedures.objection-ended"
    public let procedure: String
    public let objection: String
    /// See `Objection.Ending`.
    public let ending: String
}
