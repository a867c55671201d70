import Folders
public import Kernel
import Store

/// Steps that every procedure can take although its service's process does not draw them. Each waits as a work item whose
/// element carries a colon, so that it is never mistaken for an element of a process.
public enum PlatformStep: String, CaseIterable, Sendable {
    /// The applicant was asked for documents.
    case documents = "platform:documents"
    /// The applicant is heard before something is decided against them (§ 28 VwVfG, § 91 AO).
    case hearing = "platform:hearing"
    /// Another office was asked for its opinion.
    case consultation = "platform:consultation"
    /// The applicant objects; whoever decided looks at it again.
    case objection = "platform:objection"

    /// The state of a procedure that waits there.
    var state: Procedure.State {
        switch self {
        case .documents: .documentsRequested
        case .hearing: .hearing
        case .consultation: .consulting
        case .objection: .inReview
        }
    }

    /// Part of a text key: `documents`.
    public var name: String { String(rawValue.dropFirst("platform:".count)) }

    /// What people call the element of a step or the deadline of one, where it belongs to the platform; nil otherwise.
    public static func words(_ element: String, _ language: Language) -> String? {
        guard element.hasPrefix("platform:") else { return nil }
        // A deadline of a letter carries the letter's number behind a second colon.
        let name = element.split(separator: ":").dropFirst().first.map(String.init) ?? ""
        return Texts.shared("procedures.step.\(name)", language)
    }
}

extension CaseTasks {
    /// Opens the work item of a step; it belongs to no token of the process.
    static func open(
        _ step: PlatformStep, for audience: WorkItem.Audience, in unit: String, due: LocalDate?, of run: CaseRun,
        _ transaction: Transaction
    ) throws -> ID<WorkItem> {
        let id = ID<WorkItem>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO procedures_tasks (id, procedure, token, element, audience, acts, unit, owner, post, confidential, claimed_by, due,
                                          opened_at)
            VALUES (\(id), \(run.procedure), 0, \(step.rawValue), \(audience), \(JSON.array([])), \(unit),
                    \(audience == .applicant ? run.facts.owner : nil), NULL, \(run.facts.confidential), NULL, \(due), \(transaction.now))
            """)
        return id
    }

    /// Ends the work item of a step, if it is still open.
    static func end(_ task: ID<WorkItem>, _ ending: String, in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE procedures_tasks SET ended_at = \(transaction.now), ending = \(ending) WHERE id = \(task) AND ended_at IS NULL"
        )
    }
}
