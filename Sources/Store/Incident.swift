public import Kernel

/// What needs a person: a job that failed for good. Seen on the incidents page.
///
///     open ──tried again──▶ retried (a further failure is a new incident)
///          ├─done another way──▶ overtaken
///          └─nobody wants it any more──▶ dropped
public struct Incident: Codable, Sendable {
    public enum Ending: String, Codable, Sendable, SQLConvertible { case retried, overtaken, dropped }

    public let id: ID<Incident>
    public let at: Instant
    public let jobId: String
    public let kind: String
    public let subject: String
    public let unit: String?
    /// What the program says of it; for those who know its inside.
    public let sentence: String
    /// How often it was tried before a person was asked; 0 where it failed inside a transaction.
    public let attempts: Int
    public let resolvedAt: Instant?
    /// Nil while it is open, and for those that ended before endings were noted.
    public let ending: Ending?

    /// What people call it on the phone: `S-1A2B-3C4D`. Taken from the random end of the identifier.
    public var number: String {
        let digits = id.text.suffix(8).uppercased()
        return "S-\(digits.prefix(4))-\(digits.suffix(4))"
    }
}

/// Something failed for good and waits for a person.
public struct IncidentRaised: Event {
    public static let name = "incidents.raised"
    public let kind: String
}

/// An incident is over.
public struct IncidentEnded: Event {
    public static let name = "incidents.ended"
    public let kind: String
    public let ending: String
}

/// A person lets failed work run once more.
public struct RetryIncident: Action {
    public static let name = "incidents.retry"
    public static let audience: Audience = [.staff, .system]
    let incident: ID<Incident>

    public init(incident: ID<Incident>) { self.incident = incident }

    public func perform(in transaction: Transaction) throws {
        let open = try transaction.openIncident(incident, for: RetryIncident.name)
        try transaction.run(
            "UPDATE jobs SET state = 'waiting', run_at = \(transaction.now), attempts = 0, error = NULL WHERE id = \(open.jobId) AND state = 'incident'"
        )
        try transaction.end(open, .retried)
        transaction.audit("incident", incident, unit: open.unit, retention: .years2, detail: ["kind": .string(open.kind)])
        transaction.afterCommit { [registry = transaction.registry] in registry.wakeJobs() }
    }
}

/// A person ends an incident without doing the work, where nothing else waits for it.
public struct DropIncident: Action {
    public static let name = "incidents.drop"
    public static let audience: Audience = [.staff, .system]
    let incident: ID<Incident>
    let reason: String

    public init(incident: ID<Incident>, reason: String) {
        self.incident = incident
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let open = try transaction.openIncident(incident, for: DropIncident.name)
        guard transaction.mayDrop(open.kind) else { throw IncidentFault.needed }
        guard !reason.isEmpty else { throw IncidentFault.reasonMissing }
        try transaction.run("UPDATE jobs SET state = 'cancelled' WHERE id = \(open.jobId) AND state = 'incident'")
        try transaction.end(open, .dropped)
        transaction.audit(
            "incident", incident, unit: open.unit, retention: .years2,
            detail: ["kind": .string(open.kind), "reason": .string(reason)])
    }
}

public enum IncidentFault: Fault, Equatable {
    case gone
    /// Other work waits for this, so that it cannot be left undone.
    case needed
    case reasonMissing

    public var code: String {
        switch self {
        case .gone: "incidents.gone"
        case .needed: "incidents.needed"
        case .reasonMissing: "incidents.reason-missing"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .gone: .notFound
        case .needed: .conflict
        case .reasonMissing: .invalid
        }
    }
}

extension Transaction {
    /// Whether incidents of a kind may end undone.
    public func mayDrop(_ kind: String) -> Bool { registry.jobs[kind]?.isDispensable ?? true }

    /// An open incident at which the caller may do `action`.
    fileprivate func openIncident(_ id: ID<Incident>, for action: String) throws -> Incident {
        guard let open = try incidents(visibleTo: caller, id: id).first, open.resolvedAt == nil else { throw IncidentFault.gone }
        guard caller.may(action, at: open) else { throw StoreFault.forbidden(action) }
        return open
    }

    /// Notes that work waits for a person from now on.
    func insertIncident(
        of job: ID<Job>, _ kind: String, subject: String, unit: String?, sentence: String, attempts: Int
    ) throws {
        let id = ID<Incident>(at: now)
        try run(
            """
            INSERT INTO incidents (id, at, job_id, kind, subject, unit, sentence, attempts)
            VALUES (\(id), \(now), \(job), \(kind), \(subject), \(unit), \(sentence), \(attempts))
            """)
        try emit(IncidentRaised(kind: kind), subject: id)
    }

    fileprivate func end(_ incident: Incident, _ ending: Incident.Ending) throws {
        let changed = try run(
            "UPDATE incidents SET resolved_at = \(now), ending = \(ending) WHERE id = \(incident.id) AND resolved_at IS NULL")
        guard changed == 1 else { throw IncidentFault.gone }
        try emit(IncidentEnded(kind: incident.kind, ending: ending.rawValue), subject: incident.id)
    }
}

extension Store {
    /// Names of the kinds of jobs, and whether their incidents may end undone.
    public var jobKinds: [(name: String, isDispensable: Bool)] {
        registry.jobs.values.map { ($0.name, $0.isDispensable) }.sorted { $0.0 < $1.0 }
    }
}

extension Caller {
    private static let all = "incidents.all"

    /// Whether the caller sees incidents of every unit, and those that have none.
    var seesAllIncidents: Bool { may(Caller.all) }

    /// Whether the caller may do something at an incident: a post gives the right in its unit, or gives it together with the sight of
    /// every incident.
    public func may(_ action: String, at incident: Incident) -> Bool {
        guard let units = incidentUnits(with: [action]) else { return true }
        return incident.unit.map { units.contains($0) } ?? false
    }

    /// The units at whose incidents the caller may do all of this; nil where it is at every incident.
    public func incidentUnits(with actions: [String]) -> Set<String>? {
        let holdings = reaches.isEmpty ? [permissions] : reaches.map(\.permissions)
        let isEverywhere = actions.allSatisfy { action in
            isSystem
                || holdings.contains { held in
                    let post = Caller(kind, permissions: held)
                    return post.may(Caller.all) && post.may(action)
                }
        }
        guard !isEverywhere, let first = actions.first else { return nil }
        return actions.dropFirst().reduce(into: units(with: first)) { $0.formIntersection(units(with: $1)) }
    }
}

/// Which incidents are asked for.
public struct IncidentSearch: Sendable {
    public var isOpen: Bool?
    public var kind: String?
    public var unit: String?
    /// Only those of these units.
    public var units: Set<String>?
    /// The identifier of the work that failed.
    public var job: String?
    public var ids: [String]?
    /// The end of an identifier, as it stands in its number; other signs do not count.
    public var number: String?

    public init(isOpen: Bool? = nil, kind: String? = nil, unit: String? = nil, number: String? = nil) {
        self.isOpen = isOpen
        self.kind = kind
        self.unit = unit
        self.number = number
    }

    func conditions(for caller: Caller) -> [SQL] {
        var conditions: [SQL] = []
        if !caller.seesAllIncidents { conditions.append("unit IN \(list: caller.units)") }
        if let isOpen { conditions.append(isOpen ? "resolved_at IS NULL" : "resolved_at IS NOT NULL") }
        if let kind { conditions.append("kind = \(kind)") }
        if let unit { conditions.append("unit = \(unit)") }
        if let units { conditions.append("unit IN \(list: units)") }
        if let job { conditions.append("job_id = \(job)") }
        if let ids { conditions.append("id IN \(list: ids)") }
        if let number {
            let digits = String(number.lowercased().filter(\.isHexDigit).suffix(8))
            conditions.append(digits.count < 4 ? "1 = 0" : "id LIKE \("%" + digits)")
        }
        return conditions
    }
}

extension Reader {
    /// Incidents, newest first; those of the caller's units, or all for `incidents.all`.
    public func incidents(_ search: IncidentSearch, visibleTo caller: Caller, before: String? = nil, limit: Int = 50) throws
        -> [Incident]
    {
        var conditions = search.conditions(for: caller)
        if let before { conditions.append("id < \(before)") }
        return try all("SELECT * FROM incidents WHERE " + SQL.all(conditions) + " ORDER BY id DESC LIMIT \(limit)")
    }

    /// One incident, open ones, or all, newest first.
    public func incidents(
        visibleTo caller: Caller, id: ID<Incident>? = nil, openOnly: Bool = false, before: String? = nil, limit: Int = 50
    ) throws -> [Incident] {
        var search = IncidentSearch(isOpen: openOnly ? true : nil)
        search.ids = id.map { [$0.text] }
        return try incidents(search, visibleTo: caller, before: before, limit: limit)
    }

    /// How many incidents are open for a caller, counted no further than `most`.
    public func openIncidents(visibleTo caller: Caller, most: Int = 100) throws -> Int {
        let conditions = SQL.all(IncidentSearch(isOpen: true).conditions(for: caller))
        return try value(
            Int.self, "SELECT COUNT(*) FROM (SELECT id FROM incidents WHERE " + conditions + " LIMIT \(most)) AS found") ?? 0
    }

    /// How many incidents of which kind are open for a caller; of the last thousand, for nobody reads further.
    public func openIncidentKinds(visibleTo caller: Caller) throws -> [IncidentKindCount] {
        try all(
            "SELECT kind, COUNT(*) AS number FROM (SELECT kind FROM incidents WHERE "
                + SQL.all(IncidentSearch(isOpen: true).conditions(for: caller))
                + " ORDER BY id DESC LIMIT 1000) AS found GROUP BY kind ORDER BY number DESC, kind")
    }
}

/// A kind of work, and how often it failed.
public struct IncidentKindCount: Codable, Sendable {
    public let kind: String
    public let number: Int
}

/// How the work beside requests stands.
public struct JobFigures: Sendable {
    /// Jobs whose time has come and that nobody has taken yet, counted no further than a thousand.
    public let waiting: Int
    /// Since when the longest waiting one could run.
    public let oldest: Instant?
    public let running: Int
    /// Jobs that failed and will be tried again, counted no further than a thousand.
    public let trying: Int
    public let incidents: Int

    public init(in reader: Reader) throws {
        let now = reader.now
        func count(_ rows: SQL) throws -> Int {
            try reader.value(Int.self, "SELECT COUNT(*) FROM (SELECT id FROM jobs WHERE " + rows + " LIMIT 1000) AS found") ?? 0
        }
        waiting = try count("state = 'waiting' AND run_at <= \(now)")
        oldest = try reader.value(
            Instant.self, "SELECT run_at FROM jobs WHERE state = 'waiting' AND run_at <= \(now) ORDER BY run_at LIMIT 1")
        running = try count("state = 'running'")
        trying = try count("state = 'waiting' AND attempts > 0")
        incidents = try reader.openIncidents(visibleTo: .system("state"), most: 1000)
    }
}

extension Reader {
    /// Bytes of the database as it says itself, and of its kind.
    public func databaseBytes() throws -> Int {
        let sql: SQL =
            dialect == .sqlite
            ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            : "SELECT pg_database_size(current_database())"
        return try value(Int.self, sql) ?? 0
    }

    /// What kind of database answers, in its own words: `3.45.1`, `15.8 (Debian …)`.
    public func databaseVersion() throws -> String {
        try value(String.self, dialect == .sqlite ? "SELECT sqlite_version()" : "SELECT current_setting('server_version')") ?? ""
    }

    /// The moment by the database server's own clock; nil where the database is part of this process.
    public func databaseClock() throws -> Instant? {
        guard dialect == .postgres else { return nil }
        return try value(Instant.self, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)")
    }
}
