import BPMN
import Catalogue
import Folders
public import Kernel
public import Store

/// An act that a second person has to confirm before it takes effect (`eyes: 2`): what the first one chose and wrote.
///
///     open ──another person with the same right──▶ confirmed (the act is performed)
///       └──with a remark, or taken back──▶ returned         open ──the work has ended another way──▶ overtaken
public struct Proposal: Codable, Sendable {
    enum Ending: String, Codable, Sendable, SQLConvertible { case confirmed, returned, overtaken }

    public let id: ID<Proposal>
    let procedure: ID<Procedure>
    let task: ID<WorkItem>
    let act: String
    /// As they were sent.
    let fields: JSON
    let person: String
    /// For whom the first person stood in.
    let inPlaceOf: String?
    let at: Instant
    let ending: Ending?
    let endedBy: String?
    let endedAt: Instant?
    let remark: String?
}

extension Proposal {
    /// Puts an act before a second person. The work item is free again, so that everybody who may sees it.
    static func make(_ act: ActOnTask, at item: WorkItem, inPlaceOf absent: String?, in transaction: Transaction) throws {
        let id = ID<Proposal>(at: transaction.now)
        let person = transaction.caller.staff ?? transaction.caller.label
        try transaction.run(
            """
            INSERT INTO procedures_proposals (id, procedure, task, act, fields, person, in_place_of, at)
            VALUES (\(id), \(item.procedure), \(item.id), \(act.act), \(act.fields), \(person), \(absent), \(transaction.now))
            """)
        try transaction.run("UPDATE procedures_tasks SET proposal = \(id), claimed_by = NULL WHERE id = \(item.id)")
        try transaction.emit(
            ActProposed(
                procedure: item.procedure.text, proposal: id.text, element: item.element, act: act.act, by: person,
                inPlaceOf: absent), subject: item.procedure)
    }

    /// Ends it; `holder` gets the work item.
    func end(_ ending: Ending, remark: String? = nil, holder: String? = nil, in transaction: Transaction) throws {
        try transaction.run(
            """
            UPDATE procedures_proposals SET ending = \(ending), ended_by = \(transaction.caller.staff), ended_at = \(transaction.now),
                remark = \(remark) WHERE id = \(id) AND ending IS NULL
            """)
        try transaction.run("UPDATE procedures_tasks SET proposal = NULL, claimed_by = \(holder) WHERE id = \(task)")
    }

    /// The work for which something was put before a second person ends another way.
    static func overtake(_ which: SQL, in transaction: Transaction) throws {
        try transaction.run(
            """
            UPDATE procedures_proposals SET ending = \(Ending.overtaken), ended_by = \(transaction.caller.staff),
                ended_at = \(transaction.now) WHERE ending IS NULL AND
            """ + " " + which)
    }

    /// What was put before a second person in a procedure is no longer wanted.
    static func drop(of procedure: ID<Procedure>, in transaction: Transaction) throws {
        for open in try transaction.proposals(of: procedure) where open.ending == nil {
            try open.end(.overtaken, in: transaction)
        }
    }
}

extension Reader {
    private static let columns: SQL =
        "id, procedure, task, act, fields, person, in_place_of, at, ending, ended_by, ended_at, remark"

    /// What was put before a second person in a procedure, oldest first. Whoever asks has asked whether the procedure is visible.
    func proposals(of procedure: ID<Procedure>) throws -> [Proposal] {
        try all("SELECT " + Reader.columns + " FROM procedures_proposals WHERE procedure = \(procedure) ORDER BY id")
    }

    /// What waits for a second person in a procedure.
    public func openProposals(of procedure: ID<Procedure>) throws -> [ID<Proposal>] {
        try proposals(of: procedure).filter { $0.ending == nil }.map(\.id)
    }

    func proposal(_ id: ID<Proposal>) throws -> Proposal {
        let found: Proposal? = try first("SELECT " + Reader.columns + " FROM procedures_proposals WHERE id = \(id)")
        guard let found else { throw ProcedureFault.notFound }
        return found
    }
}

/// An act waits for a second person.
public struct ActProposed: Event {
    public static let name = "procedures.act-proposed"
    public let procedure: String
    public let proposal: String
    public let element: String
    public let act: String
    public let by: String
    public let inPlaceOf: String?
}
