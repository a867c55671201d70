public import Kernel
import Store

/// Much work handed over at once: what was asked, how far it has come, what stayed behind and why.
///
///     running ──batch after batch, each one transaction──▶ done
public struct HandOver: Codable, Sendable {
    enum State: String, Codable, Sendable, SQLConvertible { case running, done }

    /// A work item that stayed where it was.
    struct Skipped: Codable, Sendable {
        let reference: String
        /// Code of the fault.
        let code: String
    }

    public let id: ID<HandOver>
    /// Who ordered it.
    let person: String
    /// Whose work it is; nil where items were chosen.
    let fromPerson: String?
    /// Who gets it; nil is the unit.
    let toPerson: String?
    let reason: String
    /// The chosen items; empty where all work of a person was.
    let items: [String]
    let total: Int
    let moved: Int
    let skipped: [Skipped]
    /// Where the next batch begins: an index of `items`, or the last item of the person that was looked at.
    let position: Int
    let last: String
    let state: State
    let createdAt: Instant

    /// Items of one transaction. More than that go on in jobs.
    static let batch = 50
    /// Chosen items at most: those of a few pages.
    static let most = 500
}

extension Reader {
    /// A hand-over that the caller ordered.
    func handOver(_ id: ID<HandOver>, visibleTo caller: Caller) throws -> HandOver {
        let found: HandOver? = try first(
            "SELECT h.* FROM procedures_handovers h WHERE h.id = \(id) AND h.person = \(caller.staff ?? "")")
        guard let found else { throw ProcedureFault.notFound }
        return found
    }

    /// The caller's last hand-overs, newest first.
    func handOvers(of caller: Caller, limit: Int = 20) throws -> [HandOver] {
        try all("SELECT h.* FROM procedures_handovers h WHERE h.person = \(caller.staff ?? "") ORDER BY h.id DESC LIMIT \(limit)")
    }

    /// Open work that a person has taken and the caller may see, after an identifier.
    func work(of person: String, visibleTo caller: Caller, after last: String, limit: Int) throws -> [String] {
        try values(
            String.self,
            "SELECT t.id FROM procedures_tasks t WHERE t.claimed_by = \(person) AND t.ended_at IS NULL AND t.audience = 'staff' AND t.id > \(last) AND "
                + Visibility.of(caller, columns: "t") + " ORDER BY t.id LIMIT \(limit)")
    }

    func workCount(of person: String, visibleTo caller: Caller) throws -> Int {
        try value(
            Int.self,
            "SELECT COUNT(*) FROM procedures_tasks t WHERE t.claimed_by = \(person) AND t.ended_at IS NULL AND t.audience = 'staff' AND "
                + Visibility.of(caller, columns: "t")) ?? 0
    }
}
