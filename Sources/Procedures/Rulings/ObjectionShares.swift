import Documents
import Kernel
import Notices
import Store

/// What the unit before which an objection lies may read of the case: everything that was there when it was submitted, and what has come
/// since then: its own hearing, the applicant's answer with its files, a notice. Whoever decides has to know the whole file (§ 71 VwGO).
enum ObjectionShares {
    private struct Open: Codable {
        let id: ID<Objection>
        let shares: JSON?
    }

    static func hear(_ event: DocumentAdded, in transaction: Transaction) throws {
        guard let subject = event.subject else { return }
        try add(event.document, to: subject, in: transaction)
    }

    static func hear(_ event: DocumentAttached, in transaction: Transaction) throws {
        try add(event.document, to: event.subject, in: transaction)
    }

    static func hear(_ event: NoticeIssued, in transaction: Transaction) throws {
        try add(event.notice, to: event.procedure, in: transaction)
    }

    private static func add(_ paper: String, to procedure: String, in transaction: Transaction) throws {
        let open: [Open] = try transaction.all(
            """
            SELECT id, shares FROM procedures_objections
            WHERE procedure = \(procedure) AND authority IS NOT NULL AND ending IS NULL
            """)
        for found in open {
            let shares = (found.shares?.array ?? []) + [.string(paper)]
            try transaction.run("UPDATE procedures_objections SET shares = \(JSON.array(shares)) WHERE id = \(found.id)")
        }
    }
}
