import Calendar
import Folders
public import Kernel
public import Store

/// A clerk lays work aside until a day: until then it stands in no list of what is to be done, then it comes back by itself.
///
/// The day of the law does not move. Work that is due stands in the lists on that day and from then on, laid aside or not; so does work
/// that somebody else has taken over. A day on which nobody works is moved to the next working day.
///
///     taken ──laid aside──▶ laid aside ──the day has come, taken up, an answer came, handed over──▶ taken
public struct LayAside: Action {
    public static let name = "procedures.lay-aside"
    public static let audience: Audience = .staff
    /// Nothing is laid aside for longer than this.
    static let mostDays = 366

    let task: ID<WorkItem>
    let day: LocalDate?
    let remark: String

    public init(task: ID<WorkItem>, until day: LocalDate?, remark: String) {
        self.task = task
        self.day = day
        self.remark = remark
    }

    public func perform(in transaction: Transaction) throws {
        let item = try Resubmission.demand(LayAside.name, at: task, in: transaction)
        let today = transaction.now.date()
        var mistakes = Mistakes()
        mistakes.need(remark, "remark", atLeast: 3, atMost: 500)
        if day == nil { mistakes.add("day", "text-missing") }
        if let day, day <= today { mistakes.add("day", "resubmission-past") }
        if let day, day > today.adding(days: LayAside.mostDays) { mistakes.add("day", "resubmission-late") }
        try mistakes.check()
        guard let day else { return }
        // Whoever lays free work aside takes it: it must be plain who brings it back.
        if item.claimedBy == nil { try transaction.perform(ClaimTask(task: task)) }
        let until = try transaction.part(City.self).region.workingDay(onOrAfter: day)
        var detail: JSON = ["element": .string(item.element), "until": .string(until.description), "remark": .string(remark)]
        if let absent = item.absent(for: transaction.caller) { detail = detail.adding("inPlaceOf", .string(absent)) }
        transaction.audit("procedure", item.procedure, unit: item.unit, detail: detail)
        try transaction.run(
            """
            UPDATE procedures_tasks SET resubmission = \(until), resubmission_remark = \(remark),
                resubmission_of = \(item.claimedBy ?? transaction.caller.staff)
            WHERE id = \(task) AND ended_at IS NULL
            """)
        try transaction.emit(
            TaskLaidAside(
                procedure: item.procedure.text, task: task.text, day: until, reason: remark,
                inPlaceOf: item.absent(for: transaction.caller)), subject: item.procedure)
    }
}

/// Work waits until a day, with the remark why.
public struct TaskLaidAside: Event {
    public static let name = "procedures.task-laid-aside"
    public let procedure: String
    public let task: String
    public let day: LocalDate
    public let reason: String
    /// The person of the staff for whom somebody stood in.
    public let inPlaceOf: String?
}

/// Work that was laid aside is taken up before its day.
public struct TakeUp: Action {
    public static let name = "procedures.take-up"
    public static let audience: Audience = .staff
    let task: ID<WorkItem>

    public init(task: ID<WorkItem>) { self.task = task }

    public func perform(in transaction: Transaction) throws {
        let item = try Resubmission.demand(TakeUp.name, at: task, in: transaction)
        var detail: JSON = ["element": .string(item.element)]
        if let absent = item.absent(for: transaction.caller) { detail = detail.adding("inPlaceOf", .string(absent)) }
        transaction.audit("procedure", item.procedure, unit: item.unit, detail: detail)
        guard item.resubmission != nil else { return }
        try Resubmission.forget(task, in: transaction)
        try transaction.emit(
            TaskTakenUp(
                procedure: item.procedure.text, task: task.text, inPlaceOf: item.absent(for: transaction.caller)),
            subject: item.procedure)
    }
}

/// Work that was laid aside stands in the lists again before its day.
public struct TaskTakenUp: Event {
    public static let name = "procedures.task-taken-up"
    public let procedure: String
    public let task: String
    public let inPlaceOf: String?
}

enum Resubmission {
    /// Open work of the staff that is the caller's, of somebody for whom they stand in, or free.
    static func demand(_ action: String, at task: ID<WorkItem>, in transaction: Transaction) throws -> WorkItem {
        let caller = transaction.caller
        let item = try transaction.task(task, visibleTo: caller)
        try transaction.lock("procedures_tasks", id: task.text)
        guard item.endedAt == nil, item.audience == .staff else { throw ProcedureFault.taskOver }
        guard item.proposal == nil else { throw ProcedureFault.awaitsConfirmation }
        guard caller.may(action, in: item.unit) else { throw StoreFault.forbidden(action) }
        if let holder = item.claimedBy, holder != caller.staff, !caller.standsInFor.contains(holder) {
            throw ProcedureFault.alreadyClaimed
        }
        return item
    }

    static func forget(_ task: ID<WorkItem>, in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE procedures_tasks SET resubmission = NULL, resubmission_remark = NULL, resubmission_of = NULL WHERE id = \(task)"
        )
    }

    /// Something came for which the case may have waited: its work stands in the lists again.
    static func bringBack(_ procedure: ID<Procedure>, in transaction: Transaction) throws {
        let waiting = try transaction.values(
            ID<WorkItem>.self,
            """
            SELECT id FROM procedures_tasks
            WHERE procedure = \(procedure) AND ended_at IS NULL AND resubmission > \(transaction.now.date()) ORDER BY id
            """)
        for task in waiting {
            try forget(task, in: transaction)
            try transaction.emit(
                TaskTakenUp(procedure: procedure.text, task: task.text, inPlaceOf: nil), subject: procedure)
        }
    }

    /// Work `t` that no list of what is to be done shows on a day.
    static func hidden(on today: LocalDate) -> SQL {
        """
        (t.resubmission IS NOT NULL AND t.resubmission > \(today) AND t.resubmission_of = t.claimed_by
         AND COALESCE(t.due, '9999-12-31') > \(today))
        """
    }

    /// The same the other way round, without a null in between.
    static func shown(on today: LocalDate) -> SQL {
        """
        (t.resubmission IS NULL OR t.resubmission <= \(today) OR t.claimed_by IS NULL OR t.resubmission_of <> t.claimed_by
         OR COALESCE(t.due, '9999-12-31') <= \(today))
        """
    }
}

extension WorkItem {
    /// The day until which it is laid aside, if it is on a day; what is due is not.
    func aside(on today: LocalDate) -> LocalDate? {
        guard let resubmission, resubmission > today, resubmissionOf != nil, resubmissionOf == claimedBy,
            due.map({ $0 > today }) ?? true
        else {
            return nil
        }
        return resubmission
    }

    /// Who holds it and is represented by the caller.
    fileprivate func absent(for caller: Caller) -> String? {
        claimedBy.flatMap { $0 != caller.staff && caller.standsInFor.contains($0) ? $0 : nil }
    }
}
