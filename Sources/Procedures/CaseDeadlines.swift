import Calendar
import Catalogue
import Folders
public import Kernel
public import Store

/// The deadlines of a case as they are stored; `CaseDates` computes them anew from what has happened, never from a stored counter.
enum CaseDeadlines {
    /// Stores the dates that are not among the known ones; returns all that are known then.
    static func store(
        _ dates: [String: Deadline], known: [CaseDeadline], of procedure: ID<Procedure>, service: Service,
        in transaction: Transaction
    ) throws -> [CaseDeadline] {
        var result = known
        for (name, deadline) in dates where known.first(where: { $0.name == name })?.date != deadline.date {
            let audience = service.folder.about.deadlines[name]?.audience?.rawValue ?? "everyone"
            let why = try JSON(encoding: deadline.why)
            try transaction.post(
                """
                INSERT INTO procedures_deadlines (procedure, name, date, why, audience, started_at)
                VALUES (\(procedure), \(name), \(deadline.date), \(why), \(audience), \(transaction.now))
                ON CONFLICT (procedure, name) DO UPDATE SET date = \(deadline.date), why = \(why), started_at = \(transaction.now)
                """)
            let former = result.firstIndex { $0.name == name }
            let stored = CaseDeadline(
                name: name, date: deadline.date, why: deadline.why, audience: former.map { result[$0].audience } ?? audience,
                startedAt: transaction.now)
            if let former { result[former] = stored } else { result.append(stored) }
        }
        return result.sorted { ($0.date, $0.name) < ($1.date, $1.name) }
    }
}

/// A date of a case, with its reason.
public struct CaseDeadline: Codable, Sendable {
    public let name: String
    public let date: LocalDate
    /// Sentences in German and English that explain the date.
    public let why: LocalText
    /// `applicant`, `staff` or `everyone`.
    public let audience: String
    public let startedAt: Instant
}

extension Reader {
    /// The dates of a case in their order.
    public func deadlines(of procedure: ID<Procedure>) throws -> [CaseDeadline] {
        try all(
            "SELECT name, date, why, audience, started_at FROM procedures_deadlines WHERE procedure = \(procedure) ORDER BY date, name"
        )
    }
}
