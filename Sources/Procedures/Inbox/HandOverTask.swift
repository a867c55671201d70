public import Kernel
public import Store

/// Work goes to a colleague, or back to its unit.
///
/// One's own work, free work and that of those for whom one stands in may be handed over with the right `procedures.hand-over`;
/// what others have taken only with `procedures.hand-over-others`, which heads have. Law: the distribution of work is a matter of
/// the office's head (§ 53 Abs. 1 SächsGemO); who decides in the end must be plain from the file.
public struct HandOverTask: Action {
    public static let name = "procedures.hand-over"
    public static let audience: Audience = .staff
    /// The right to give away what others have taken.
    static let others = "procedures.hand-over-others"

    let task: ID<WorkItem>
    /// The person of the staff who gets it; nil gives it back to the unit.
    let person: String?
    let reason: String

    public init(task: ID<WorkItem>, to person: String?, reason: String) {
        self.task = task
        self.person = person
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let caller = transaction.caller
        let item = try transaction.task(task, visibleTo: caller)
        try transaction.lock("procedures_tasks", id: task.text)
        guard item.endedAt == nil, item.audience == .staff else { throw ProcedureFault.taskOver }
        guard caller.may(HandOverTask.name, in: item.unit) else { throw StoreFault.forbidden(HandOverTask.name) }
        if let holder = item.claimedBy, holder != caller.staff, !caller.standsInFor.contains(holder) {
            guard caller.may(HandOverTask.others, in: item.unit) else { throw StoreFault.forbidden(HandOverTask.others) }
        }
        if let person {
            let workers = try transaction.part(Colleagues.self).workers(in: item.unit, transaction)
            guard workers.contains(where: { $0.id == person }) else { throw ProcedureFault.cannotTake }
        }
        var detail: JSON = [
            "element": .string(item.element), "to": person.map { .string($0) } ?? .null, "reason": .string(reason),
        ]
        if let holder = item.claimedBy {
            detail = detail.adding("from", .string(holder))
            if caller.standsInFor.contains(holder) { detail = detail.adding("inPlaceOf", .string(holder)) }
        }
        transaction.audit("procedure", item.procedure, unit: item.unit, detail: detail)
        if item.claimedBy == person { return }
        let taken = try transaction.run(
            """
            UPDATE procedures_tasks SET claimed_by = \(person)
            WHERE id = \(task) AND ended_at IS NULL AND COALESCE(claimed_by, '') = \(item.claimedBy ?? "")
            """)
        guard taken == 1 else { throw ProcedureFault.alreadyClaimed }
        try Resubmission.forget(task, in: transaction)
        try transaction.emit(
            TaskHandedOver(
                procedure: item.procedure.text, task: task.text, from: item.claimedBy, to: person, by: caller.staff,
                reason: reason), subject: item.procedure)
    }
}

/// Work went from one person to another, or back to its unit (`to` is nil).
public struct TaskHandedOver: Event {
    public static let name = "procedures.task-handed-over"
    public let procedure: String
    public let task: String
    public let from: String?
    public let to: String?
    public let by: String?
    public let reason: String
}
