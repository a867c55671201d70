public import Kernel
public import Store

/// A clerk takes a work item; nobody else works on it until it is given back.
public struct ClaimTask: Action {
    public static let name = "procedures.claim"
    public static let audience: Audience = .staff
    let task: ID<WorkItem>

    public init(task: ID<WorkItem>) { self.task = task }

    public func perform(in transaction: Transaction) throws {
        let item = try transaction.task(task, visibleTo: transaction.caller)
        guard item.endedAt == nil, item.audience == .staff else { throw ProcedureFault.taskOver }
        transaction.audit("procedure", item.procedure, unit: item.unit, detail: ["element": .string(item.element)])
        if item.claimedBy == transaction.caller.staff { return }
        let taken = try transaction.run(
            "UPDATE procedures_tasks SET claimed_by = \(transaction.caller.staff) WHERE id = \(task) AND claimed_by IS NULL AND ended_at IS NULL"
        )
        guard taken == 1 else { throw ProcedureFault.alreadyClaimed }
        try transaction.emit(TaskClaimed(procedure: item.procedure.text, task: task.text), subject: item.procedure)
    }
}

/// A clerk took a work item.
public struct TaskClaimed: Event {
    public static let name = "procedures.task-claimed"
    public let procedure: String
    public let task: String
}

/// A clerk gives a work item back.
public struct ReleaseTask: Action {
    public static let name = "procedures.release"
    public static let audience: Audience = .staff
    let task: ID<WorkItem>

    public init(task: ID<WorkItem>) { self.task = task }

    public func perform(in transaction: Transaction) throws {
        let item = try transaction.task(task, visibleTo: transaction.caller)
        guard item.endedAt == nil else { throw ProcedureFault.taskOver }
        transaction.audit("procedure", item.procedure, unit: item.unit, detail: ["element": .string(item.element)])
        try transaction.run("UPDATE procedures_tasks SET claimed_by = NULL WHERE id = \(task) AND ended_at IS NULL")
        try Resubmission.forget(task, in: transaction)
        try transaction.emit(TaskReleased(procedure: item.procedure.text, task: task.text), subject: item.procedure)
    }
}

/// A clerk gave a work item back.
public struct TaskReleased: Event {
    public static let name = "procedures.task-released"
    public let procedure: String
    public let task: String
}
