public import Kernel
public import Store

/// A piece of work that waits for a person: staff, the applicant, or a consulted office.
public struct WorkItem: Codable, Sendable {
    public enum Audience: String, Codable, Sendable, SQLConvertible { case staff, applicant, office }

    public let id: ID<WorkItem>
    public let procedure: ID<Procedure>
    public let token: Int
    /// The user task's element in the process.
    public let element: String
    public let audience: Audience
    /// Names of the acts offered.
    public let acts: [String]
    public let unit: String
    public let claimedBy: String?
    public let due: LocalDate?
    public let openedAt: Instant
    public let endedAt: Instant?
    /// The act that waits at it for a second person.
    let proposal: String?
    /// The day until which it was laid aside, why, and whose work it was then.
    let resubmission: LocalDate?
    let resubmissionRemark: String?
    let resubmissionOf: String?
}

extension Reader {
    private static let columns: SQL = """
        t.id, t.procedure, t.token, t.element, t.audience, t.acts, t.unit, t.claimed_by, t.due, t.opened_at, t.ended_at,
        t.proposal, t.resubmission, t.resubmission_remark, t.resubmission_of
        """

    /// Open work of a procedure, of which the caller sees what is theirs.
    public func openTasks(of procedure: ID<Procedure>, visibleTo caller: Caller) throws -> [WorkItem] {
        try all(
            "SELECT " + Reader.columns + " FROM procedures_tasks t WHERE t.procedure = \(procedure) AND t.ended_at IS NULL AND ("
                + Visibility.of(caller, columns: "t")
                + " OR (t.audience = 'applicant' AND t.procedure IN \(list: caller.grants))) ORDER BY t.id")
    }

    func task(_ id: ID<WorkItem>, visibleTo caller: Caller) throws -> WorkItem {
        let found: WorkItem? = try first(
            "SELECT " + Reader.columns + " FROM procedures_tasks t WHERE t.id = \(id) AND ("
                + Visibility.of(caller, columns: "t")
                + " OR (t.audience = 'applicant' AND t.procedure IN \(list: caller.grants)))")
        guard let found else { throw ProcedureFault.notFound }
        return found
    }
}
