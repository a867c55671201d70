public import Kernel
public import Store

/// Which cases are counted: those of a service received from the first day to the last, both included. What a caller may not see
/// is not counted either.
public struct FigureFilter: Sendable {
    public var slug: String
    public var from: LocalDate
    public var to: LocalDate
    public var unit: String?
    /// Nil counts every case: only for figures that are rounded before anybody sees them.
    public var caller: Caller?

    public init(slug: String, from: LocalDate, to: LocalDate, unit: String? = nil, caller: Caller?) {
        (self.slug, self.from, self.to, self.unit, self.caller) = (slug, from, to, unit, caller)
    }

    var scope: SQL {
        var parts: [SQL] = ["p.slug = \(slug)"]
        if let unit { parts.append("p.unit = \(unit)") }
        if let caller { parts.append(Visibility.of(caller, columns: "p")) }
        return SQL.all(parts)
    }

    var period: SQL {
        let (first, end) = (Instant(startOf: from), Instant(startOf: to.adding(days: 1)))
        return "p.received_at >= \(first) AND p.received_at < \(end)"
    }
}

/// How often the cases of a version entered an element, and how often they went on from it.
public struct StepCount: Codable, Hashable, Sendable {
    public let hash: String
    public let element: String
    public let entered: Int
    /// Without what only ended because the application was withdrawn.
    public let passed: Int
}

/// How many cases of a version there are.
public struct CaseNumber: Codable, Hashable, Sendable {
    public let hash: String
    public let number: Int
}

/// How long cases stayed in an element, in microseconds; each quantile is a time that really occurred.
public struct StepDuration: Codable, Hashable, Sendable {
    public let element: String
    public let number: Int
    public let total: Int
    public let median: Int
    public let ninth: Int
}

/// How many cases are in an element at this moment.
public struct StepNow: Codable, Hashable, Sendable {
    public let element: String
    public let number: Int
    public let oldest: Instant
}

extension Reader {
    /// Cases by version.
    public func caseNumbers(_ filter: FigureFilter) throws -> [CaseNumber] {
        try all(
            "SELECT p.service_hash AS hash, COUNT(*) AS number FROM procedures p WHERE " + filter.scope + " AND " + filter.period
                + " GROUP BY p.service_hash")
    }

    /// How often each element was entered and passed.
    public func stepCounts(_ filter: FigureFilter) throws -> [StepCount] {
        try all(
            """
            SELECT p.service_hash AS hash, s.element, COUNT(*) AS entered,
                   SUM(CASE WHEN s.left_at IS NULL OR (p.state = 'withdrawn' AND s.left_at = p.closed_at) THEN 0 ELSE 1 END) AS passed
            FROM procedures p JOIN procedures_path s ON s.procedure = p.id WHERE
            """ + " " + filter.scope + " AND " + filter.period + " GROUP BY p.service_hash, s.element")
    }

    /// How long the named elements took, without withdrawn cases: the smallest time within which half of them, and nine tenths,
    /// were done.
    public func stepDurations(_ filter: FigureFilter, of elements: [String]) throws -> [StepDuration] {
        try all(
            """
            SELECT element, number, CAST(total AS BIGINT) AS total,
                   MIN(CASE WHEN place >= (number * 50 + 99) / 100 THEN took END) AS median,
                   MIN(CASE WHEN place >= (number * 90 + 99) / 100 THEN took END) AS ninth
            FROM (
                SELECT s.element, s.left_at - s.at AS took,
                       ROW_NUMBER() OVER (PARTITION BY s.element ORDER BY s.left_at - s.at) AS place,
                       COUNT(*) OVER (PARTITION BY s.element) AS number,
                       SUM(s.left_at - s.at) OVER (PARTITION BY s.element) AS total
                FROM procedures p JOIN procedures_path s ON s.procedure = p.id
                WHERE s.left_at IS NOT NULL AND p.state <> 'withdrawn' AND s.element IN \(list: elements) AND
            """ + " " + filter.scope + " AND " + filter.period + ") AS times GROUP BY element, number, total")
    }

    /// Where cases are at this moment, whenever they came in.
    public func stepsNow(_ filter: FigureFilter) throws -> [StepNow] {
        try all(
            """
            SELECT s.element, COUNT(*) AS number, MIN(s.at) AS oldest
            FROM procedures p JOIN procedures_path s ON s.procedure = p.id
            WHERE p.closed_at IS NULL AND s.left_at IS NULL AND
            """ + " " + filter.scope + " GROUP BY s.element")
    }

    /// How many cases of each service are under way.
    public func runningCases(visibleTo caller: Caller?) throws -> [String: Int] {
        struct Row: Codable {
            let slug: String
            let number: Int
        }
        let seen: SQL = caller.map { Visibility.of($0, columns: "p") } ?? "1 = 1"
        let rows: [Row] = try all(
            "SELECT p.slug, COUNT(*) AS number FROM procedures p WHERE p.closed_at IS NULL AND p.state NOT IN ('decided', 'withdrawn') AND "
                + seen + " GROUP BY p.slug")
        return Dictionary(rows.map { ($0.slug, $0.number) }, uniquingKeysWith: { $0 + $1 })
    }
}

/// Indexes of the figures; append-only. A service's cases of a period, and those that are not closed, are ranges.
enum FigureSchema {
    static let migrations = [
        Migration(
            "procedures.figures-1",
            """
            CREATE INDEX procedures_service ON procedures (slug, received_at);
            CREATE INDEX procedures_running ON procedures (slug, id) WHERE closed_at IS NULL
            """)
    ]
}
