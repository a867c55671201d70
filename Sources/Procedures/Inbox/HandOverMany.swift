public import Kernel
public import Store

/// Much work goes to a colleague at once: chosen items, or everything that a person has taken, who is away or leaves.
///
/// Each item is one action of its own with its own audit entry, below the entry of this one. A batch is one transaction; what is
/// left goes on in jobs, in the name of who ordered it and with the rights that they have by then. What cannot be handed over
/// stays where it was, and the page of the hand-over says why.
public struct HandOverMany: Action {
    public static let name = "procedures.hand-over-many"
    public static let audience: Audience = .staff

    enum Work: Sendable {
        case items([ID<WorkItem>])
        case everything(of: String)
    }

    enum Step: Sendable {
        case begin(Work, to: String?, reason: String)
        case proceed(ID<HandOver>)
    }

    let step: Step

    init(step: Step) { self.step = step }

    /// Everything that a person has taken goes to a colleague, or back to its unit.
    public init(everythingOf holder: String, to person: String?, reason: String) {
        step = .begin(.everything(of: holder), to: person, reason: reason)
    }

    public func perform(in transaction: Transaction) throws -> ID<HandOver> {
        let id: ID<HandOver>
        switch step {
        case .begin(let work, let person, let reason): id = try begin(work, person, reason, in: transaction)
        case .proceed(let known): id = known
        }
        try transaction.lock("procedures_handovers", id: id.text)
        let order = try transaction.handOver(id, visibleTo: transaction.caller)
        transaction.audit(
            "hand-over", id,
            detail: [
                "from": order.fromPerson.map { .string($0) } ?? .null, "to": order.toPerson.map { .string($0) } ?? .null,
                "reason": .string(order.reason), "total": .number(Decimal128(order.total)),
            ])
        if order.state == .running { try batch(order, in: transaction) }
        return id
    }

    private func begin(_ work: Work, _ person: String?, _ reason: String, in transaction: Transaction) throws -> ID<HandOver> {
        guard let orderer = transaction.caller.staff else { throw StoreFault.forbidden(HandOverMany.name) }
        let id = ID<HandOver>(at: transaction.now)
        let (from, items, total): (String?, [String], Int)
        switch work {
        case .items(let chosen):
            guard !chosen.isEmpty, chosen.count <= HandOver.most else { throw ProcedureFault.nothingChosen }
            (from, items, total) = (nil, chosen.map(\.text), chosen.count)
        case .everything(let holder):
            guard holder != person else { throw ProcedureFault.cannotTake }
            (from, items, total) = (holder, [], try transaction.workCount(of: holder, visibleTo: transaction.caller))
        }
        try transaction.run(
            """
            INSERT INTO procedures_handovers (id, person, from_person, to_person, reason, items, total, moved, skipped, position, last,
                                              state, created_at)
            VALUES (\(id), \(orderer), \(from), \(person), \(reason), \(try JSON(encoding: items)), \(total), 0, '[]', 0, '',
                    \(HandOver.State.running), \(transaction.now))
            """)
        return id
    }

    private func batch(_ order: HandOver, in transaction: Transaction) throws {
        let next: [String] =
            if let from = order.fromPerson {
                try transaction.work(of: from, visibleTo: transaction.caller, after: order.last, limit: HandOver.batch)
            } else {
                Array(order.items.dropFirst(order.position).prefix(HandOver.batch))
            }
        var moved = order.moved
        var skipped = order.skipped
        for item in next {
            let result = try transaction.attempt {
                try transaction.perform(HandOverTask(task: ID(item), to: order.toPerson, reason: order.reason))
            }
            switch result {
            case .success: moved += 1
            case .failure(let fault as any Fault):
                skipped.append(.init(reference: try reference(item, in: transaction), code: fault.code))
            case .failure(let error): throw error
            }
        }
        let position = order.position + next.count
        let isDone = order.fromPerson == nil ? position >= order.items.count : next.count < HandOver.batch
        try transaction.run(
            """
            UPDATE procedures_handovers SET moved = \(moved), skipped = \(try JSON(encoding: skipped)), position = \(position),
                last = \(next.last ?? order.last), state = \(isDone ? HandOver.State.done : .running) WHERE id = \(order.id)
            """)
        try transaction.emit(
            HandOverAdvanced(handover: order.id.text, moved: moved, skipped: skipped.count, isDone: isDone), subject: order.id)
        guard !isDone else { return }
        try transaction.enqueue(
            HandOverMany.name, key: "\(HandOverMany.name):\(order.id):\(position)", subject: order.id,
            payload: ["person": .string(order.person)])
    }

    /// The case's reference; empty where the caller may not see it.
    private func reference(_ item: String, in transaction: Transaction) throws -> String {
        try transaction.value(
            String.self,
            "SELECT p.reference FROM procedures_tasks t JOIN procedures p ON p.id = t.procedure WHERE t.id = \(item) AND "
                + Visibility.of(transaction.caller, columns: "t")) ?? ""
    }

    /// The next batch, in the name of who ordered it.
    static let job = JobKind(name) { job, store in
        guard let person = job.payload["person"]?.string else { throw PermanentFailure("a hand-over that nobody ordered") }
        let caller = try await store.read { try $0.part(Colleagues.self).caller(person, $0) }
        guard caller.may(name) else { throw PermanentFailure("who ordered the hand-over may no longer do it") }
        try await store.perform(HandOverMany(step: .proceed(ID(job.subject))), as: caller)
    }
}

/// A batch of a hand-over is through.
public struct HandOverAdvanced: Event {
    public static let name = "procedures.hand-over-advanced"
    public let handover: String
    public let moved: Int
    public let skipped: Int
    public let isDone: Bool
}
