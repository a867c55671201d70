import Kernel
import Procedures
import Store

/// Append-only; see docs/reference/storage.md. Days are ISO texts of the city's calendar.
let schema = [
    Migration(
        "statistics-1",
        """
        CREATE TABLE statistics_cases (
            procedure {id} PRIMARY KEY, slug TEXT NOT NULL, unit TEXT NOT NULL, channel TEXT NOT NULL,
            received TEXT NOT NULL, ending TEXT, automatic BIGINT NOT NULL, days BIGINT
        );
        CREATE INDEX statistics_cases_received ON statistics_cases (received)
        """)
]

/// How many procedures are alike in everything that is counted.
struct CaseCount: Decodable, Equatable, Sendable {
    /// The ending of a procedure that the applicant took back.
    static let withdrawn = "withdrawn"

    let slug: String
    let unit: String
    let channel: String
    /// `2026-11`, the month of receipt.
    let month: String
    /// Outcome, `withdrawn`, or nil while nothing is decided.
    let ending: String?
    let automatic: Bool
    /// Calendar days from receipt to the first ending.
    let days: Int?
    let number: Int
}

extension Transaction {
    func countOpened(_ event: ProcedureOpened) throws {
        try run(
            """
            INSERT INTO statistics_cases (procedure, slug, unit, channel, received, automatic)
            VALUES (\(event.procedure), \(event.slug), \(event.unit), \(event.channel), \(event.day ?? now.date()), \(false))
            """)
    }

    /// The first ending counts for the duration, the last one for the outcome: a remedy may change it.
    func countEnded(_ procedure: String, as ending: String, automatic: Bool) throws {
        guard
            let received = try value(LocalDate.self, "SELECT received FROM statistics_cases WHERE procedure = \(procedure)")
        else { return }
        let days = now.date().epochDay - received.epochDay
        try run(
            """
            UPDATE statistics_cases SET ending = \(ending), automatic = \(automatic), days = COALESCE(days, \(days))
            WHERE procedure = \(procedure)
            """)
    }
}

/// Which procedures are counted: received from the first day to the last, both included.
struct CountFilter: Sendable {
    var from: LocalDate
    var to: LocalDate
    var slug: String?
    var unit: String?
    var channel: String?

    func counts(in reader: Reader) throws -> [CaseCount] {
        var parts: [SQL] = ["received >= \(from)", "received <= \(to)"]
        if let slug { parts.append("slug = \(slug)") }
        if let unit { parts.append("unit = \(unit)") }
        if let channel { parts.append("channel = \(channel)") }
        return try reader.all(
            """
            SELECT slug, unit, channel, substr(received, 1, 7) AS month, ending, automatic, days, COUNT(*) AS number
            FROM statistics_cases WHERE
            """ + " " + SQL.all(parts) + """
                 GROUP BY slug, unit, channel, substr(received, 1, 7), ending, automatic, days
                ORDER BY 4, 1, 2, 3
                """)
    }
}
