public import Kernel
public import Store

/// Which cases a list of one's own shows.
public enum CaseScope: String, Sendable, CaseIterable {
    /// Nothing is decided yet.
    case open
    /// Decided, withdrawn or closed.
    case ended

    var condition: SQL {
        let ended = [Procedure.State.decided, .withdrawn, .closed].map(\.rawValue)
        return self == .ended ? "p.state IN \(list: ended)" : "p.state NOT IN \(list: ended)"
    }
}

extension Reader {
    /// A page of the cases that a caller may see, newest first: of one scope and one service, where they are given.
    public func cases(
        visibleTo caller: Caller, _ scope: CaseScope?, slug: String? = nil, before: String? = nil, limit: Int = 50
    ) throws -> [Procedure] {
        var conditions: [SQL] = []
        if let scope { conditions.append(scope.condition) }
        if let slug { conditions.append("p.slug = \(slug)") }
        return try procedures(
            visibleTo: caller, where: conditions.isEmpty ? "1 = 1" : SQL.all(conditions), before: before, limit: limit)
    }

    /// The services of the cases that a caller may see, each with the hash of one of their versions.
    public func servicesOfCases(visibleTo caller: Caller) throws -> [(slug: String, hash: String)] {
        struct Row: Codable {
            let slug: String
            let hash: String
        }
        let rows: [Row] = try all(
            "SELECT p.slug, MAX(p.service_hash) AS hash FROM procedures p WHERE " + Visibility.of(caller, columns: "p")
                + " GROUP BY p.slug ORDER BY p.slug LIMIT 200")
        return rows.map { ($0.slug, $0.hash) }
    }

    /// The next date that concerns the applicant of each of these cases, from a day on. Whoever asks may see them.
    public func nextDeadlines(of procedures: [ID<Procedure>], from day: LocalDate) throws -> [ID<Procedure>: CaseDeadline] {
        struct Row: Codable {
            let procedure: ID<Procedure>
            let name: String
            let date: LocalDate
            let why: LocalText
            let audience: String
            let startedAt: Instant
        }
        guard !procedures.isEmpty else { return [:] }
        let rows: [Row] = try all(
            """
            SELECT d.procedure, d.name, d.date, d.why, d.audience, d.started_at FROM procedures_deadlines d
            WHERE d.procedure IN \(list: procedures.map(\.text)) AND d.audience <> 'staff' AND d.date >= \(day) ORDER BY d.date, d.name
            """)
        return Dictionary(
            rows.map {
                (
                    $0.procedure,
                    CaseDeadline(name: $0.name, date: $0.date, why: $0.why, audience: $0.audience, startedAt: $0.startedAt)
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}
