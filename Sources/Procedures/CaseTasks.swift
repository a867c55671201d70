import BPMN
import Catalogue
import Folders
import Kernel
public import Store

/// Opens and ends the work items of a case as its process says.
enum CaseTasks {
    static func open(_ request: TaskRequest, _ run: CaseRun, in transaction: Transaction) throws {
        let id = ID<WorkItem>(at: transaction.now)
        let (audience, unit) = place(request.element, run)
        let due = due(request, run, at: transaction.now)
        try transaction.post(
            """
            INSERT INTO procedures_tasks (id, procedure, token, element, audience, acts, unit, owner, post, confidential, claimed_by, due,
                                          opened_at)
            VALUES (\(id), \(run.procedure), \(request.token), \(request.element), \(audience),
                    \(JSON.array(request.acts.map { .string($0) })), \(unit), \(audience == .applicant ? run.facts.owner : nil), NULL,
                    \(run.facts.confidential), NULL, \(due), \(transaction.now))
            """)
        try transaction.emit(
            TaskOpened(procedure: run.procedure.text, task: id.text, element: request.element), subject: run.procedure)
    }

    /// Lets an open work item become another one. Whoever has taken it keeps it, if it stays where it is.
    static func renew(
        _ item: WorkItem, as request: TaskRequest, due: LocalDate?, _ run: CaseRun, in transaction: Transaction
    ) throws {
        let (audience, unit) = place(request.element, run)
        let holder = audience == item.audience && unit == item.unit ? item.claimedBy : nil
        try transaction.run(
            """
            UPDATE procedures_tasks SET element = \(request.element), audience = \(audience),
                acts = \(JSON.array(request.acts.map { .string($0) })), unit = \(unit),
                owner = \(audience == .applicant ? run.facts.owner : nil), claimed_by = \(holder), due = \(due)
            WHERE id = \(item.id)
            """)
    }

    /// Who does a task, and in which unit.
    private static func place(_ element: String, _ run: CaseRun) -> (WorkItem.Audience, unit: String) {
        let candidates = run.service.folder.tasks[element]?.candidates ?? "unit"
        let audience: WorkItem.Audience =
            candidates == "applicant" ? .applicant : candidates.hasPrefix("consultation:") ? .office : .staff
        var unit = run.facts.unit
        if candidates.hasPrefix("role:"), let other = run.city.unit(forRole: String(candidates.dropFirst(5))) { unit = other }
        if candidates.hasPrefix("consultation:"),
            let consultation = run.service.folder.about.consultations[String(candidates.dropFirst(13))],
            let other = run.city.unit(forRole: consultation.unit)
        {
            unit = other
        }
        return (audience, unit)
    }

    private static func due(_ request: TaskRequest, _ run: CaseRun, at moment: Instant) -> LocalDate? {
        due(request, at: moment) { run.process.variables["dates"]?[$0]?.string.flatMap { LocalDate($0.dropFirst()) } }
    }

    /// The day by which a task is due that began at a moment.
    static func due(_ request: TaskRequest, at moment: Instant, deadline: (String) -> LocalDate?) -> LocalDate? {
        switch request.due {
        case .deadline(let name)?: deadline(name)
        case .after(let duration)?: duration.added(to: moment).date()
        case .on(let date)?: date
        case nil: nil
        }
    }

    static func end(token: Int, of procedure: ID<Procedure>, _ ending: String, in transaction: Transaction) throws {
        try Proposal.overtake(
            """
            procedure = \(procedure) AND task IN (SELECT id FROM procedures_tasks
                WHERE procedure = \(procedure) AND token = \(token) AND ended_at IS NULL)
            """, in: transaction)
        try transaction.run(
            """
            UPDATE procedures_tasks SET ended_at = \(transaction.now), ending = \(ending)
            WHERE procedure = \(procedure) AND token = \(token) AND ended_at IS NULL
            """)
    }
}

/// Work began to wait for somebody.
public struct TaskOpened: Event {
    public static let name = "procedures.task-opened"
    public let procedure: String
    public let task: String
    public let element: String
}
