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

/// Staff prolong a deadline of the service that its folder lets them prolong (§ 31 (7) VwVfG, § 109 (1) AO, § 26 (7) SGB X, or the rule's
/// own norm): by the length and as often as the folder says. What hangs on it moves: timers, work that is due by it, later dates.
public struct ExtendDeadline: Action {
    public static let name = "procedures.extend-deadline"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let deadline: String
    let reason: String

    public init(procedure: ID<Procedure>, deadline: String, reason: String) {
        self.procedure = procedure
        self.deadline = deadline
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(ExtendDeadline.name, at: procedure, in: transaction)
        var run = try CaseRun(procedure, in: transaction)
        var mistakes = Mistakes()
        let known = try transaction.extendable(run)
        let before = known.first { $0.name == deadline }
        if before == nil { mistakes.add("deadline", "not-an-option") }
        mistakes.need(reason, "reason", atLeast: 5, atMost: 2000)
        try mistakes.check()
        guard let before, !seen.state.isOver else { throw ProcedureFault.tooLate }
        try run.happen("\(deadline)Extension", on: transaction.now.date(), in: transaction)
        let after = try transaction.deadlines(of: procedure).first { $0.name == deadline }
        guard let after, after.date > before.date else {
            // It was prolonged as often as the folder allows.
            mistakes.add("deadline", "extended-enough")
            return try mistakes.check()
        }
        try transaction.run(
            """
            UPDATE procedures_tasks SET due = \(after.date)
            WHERE procedure = \(procedure) AND due = \(before.date) AND ended_at IS NULL AND element IN \(list: run.elements(dueBy: deadline))
            """)
        try run.moveTimers(in: transaction)
        if before.audience != "staff" {
            try CaseMessages.send(
                "extended", ["due": after.date], key: "extend:\(procedure):\(deadline):\(after.date)", run, in: transaction)
        }
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: [
                "deadline": .string(deadline), "from": .string(before.date.description), "to": .string(after.date.description),
                "reason": .string(reason),
            ])
        try transaction.emit(
            DeadlineExtended(
                procedure: procedure.text, deadline: deadline, due: after.date.description, reason: reason,
                isInternal: before.audience == "staff"), subject: procedure)
        try run.keep(in: transaction)
    }
}

extension CaseRun {
    /// User tasks that are to be done by a deadline.
    func elements(dueBy deadline: String) -> [String] {
        service.folder.tasks.values.filter { $0.due == deadline }.map(\.element).sorted()
    }

    /// How often a deadline was prolonged since it began last.
    fileprivate func extensions(of deadline: String) -> Int {
        let starts = service.folder.about.deadlines[deadline]?.named.starts ?? []
        let began = happened.lastIndex { starts.contains($0.name) } ?? happened.startIndex
        return happened[began...].count { $0.name == "\(deadline)Extension" }
    }
}

extension Reader {
    /// Deadlines of the service that run and can still be prolonged.
    func extendable(_ run: CaseRun) throws -> [CaseDeadline] {
        extendable(try deadlines(of: run.procedure), run)
    }

    /// Those of the case's dates that run and can still be prolonged.
    func extendable(_ known: [CaseDeadline], _ run: CaseRun) -> [CaseDeadline] {
        known.filter { known in
            guard let rule = run.service.folder.about.deadlines[known.name]?.named.extendable, known.date >= now.date() else {
                return false
            }
            return run.extensions(of: known.name) < rule.times ?? 1
        }
    }
}
