public import Kernel

/// A kind of work outside transactions: rendering, mail, whatever leaves the house. Retried, keyed, ends done or as an incident.
public struct JobKind: Sendable {
    public let name: String
    /// Attempts before a person must look at it.
    public let attempts: Int
    let perform: @Sendable (Job, Store) async throws -> Void

    /// The body may run again after a crash: it must carry `job.key` outwards, and finish by an action.
    public init(_ name: String, attempts: Int = 8, perform: @escaping @Sendable (Job, Store) async throws -> Void) {
        self.name = name
        self.attempts = attempts
        self.perform = perform
    }
}

/// One piece of work that waits, runs, is done, or is an incident.
public struct Job: Codable, Sendable {
    public enum State: String, Codable, Sendable, SQLConvertible { case waiting, running, done, incident, cancelled }
    public let id: ID<Job>
    public let kind: String
    /// Idempotency key: no two jobs share one.
    public let key: String
    public let subject: String
    public let payload: JSON
    public let attempts: Int
}

/// A failure that retrying does not mend: the job becomes an incident at once.
public struct PermanentFailure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// What needs a person: a job that failed for good. Seen on the incidents page, retried by an action.
public struct Incident: Codable, Sendable {
    public let id: ID<Incident>
    public let at: Instant
    public let jobId: String
    public let kind: String
    public let subject: String
    public let unit: String?
    public let sentence: String
    public let resolvedAt: Instant?
}

enum JobSchema {
    static let migration = Migration(
        "store.jobs-1",
        """
        CREATE TABLE jobs (
            id {id} PRIMARY KEY, kind TEXT NOT NULL, key {id} NOT NULL UNIQUE, subject {id} NOT NULL, unit TEXT, payload TEXT NOT NULL,
            state TEXT NOT NULL, run_at BIGINT NOT NULL, attempts BIGINT NOT NULL, lease BIGINT, created_at BIGINT NOT NULL,
            error TEXT
        );
        CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'waiting';
        CREATE INDEX jobs_running ON jobs (lease) WHERE state = 'running';
        CREATE INDEX jobs_subject ON jobs (subject);
        CREATE TABLE incidents (
            id {id} PRIMARY KEY, at BIGINT NOT NULL, job_id {id} NOT NULL, kind TEXT NOT NULL, subject {id} NOT NULL, unit TEXT,
            sentence TEXT NOT NULL, resolved_at BIGINT
        );
        CREATE INDEX incidents_open ON incidents (id) WHERE resolved_at IS NULL;
        CREATE INDEX incidents_job ON incidents (job_id)
        """)
}

extension Transaction {
    /// Puts work into the queue of this transaction. A key that exists already changes nothing: nothing happens twice.
    public func enqueue(
        _ kind: String, key: String, subject: some CustomStringConvertible, payload: JSON = [:], at time: Instant? = nil,
        unit: String? = nil
    ) throws {
        guard registry.jobs[kind] != nil else { throw StoreFault.statement("no job kind \(kind)") }
        let due = time ?? now
        try post(
            """
            INSERT INTO jobs (id, kind, key, subject, unit, payload, state, run_at, attempts, created_at)
            VALUES (\(ID<Job>(at: now)), \(kind), \(key), \(subject.description), \(unit), \(payload), 'waiting', \(due), 0, \(now))
            ON CONFLICT (key) DO NOTHING
            """)
        if due <= now { afterCommit { [registry] in registry.wakeJobs() } }
    }

    /// Work that failed inside a transaction and waits for a person: an incident whose retry runs a job.
    public func raiseIncident(
        _ kind: String, key: String, subject: some CustomStringConvertible, payload: JSON = [:], unit: String?, sentence: String
    ) throws {
        guard registry.jobs[kind] != nil else { throw StoreFault.statement("no job kind \(kind)") }
        let job = ID<Job>(at: now)
        try run(
            """
            INSERT INTO jobs (id, kind, key, subject, unit, payload, state, run_at, attempts, created_at, error)
            VALUES (\(job), \(kind), \(key), \(subject.description), \(unit), \(payload), 'incident', \(now), 0, \(now), \(sentence))
            """)
        try run(
            """
            INSERT INTO incidents (id, at, job_id, kind, subject, unit, sentence)
            VALUES (\(ID<Incident>(at: now)), \(now), \(job), \(kind), \(subject.description), \(unit), \(sentence))
            """)
    }

    /// Takes back waiting work, such as the timer of a step that has been left.
    public func cancelJob(key: String) throws {
        try post("UPDATE jobs SET state = 'cancelled' WHERE key = \(key) AND state = 'waiting'")
    }

    /// Lets waiting work run at another time.
    public func moveJob(key: String, to time: Instant) throws {
        let changed = try run(
            "UPDATE jobs SET run_at = \(time) WHERE key = \(key) AND state = 'waiting' AND run_at <> \(time)")
        if changed > 0, time <= now { afterCommit { [registry] in registry.wakeJobs() } }
    }

    /// What waited for a person is over without one: open incidents end, and their work will not be done.
    ///
    /// - Parameter prefix: how the keys of the work begin.
    public func endIncidents(_ kind: String, keysFrom prefix: String, subject: some CustomStringConvertible) throws {
        let (subject, pattern) = (subject.description, prefix + "%")
        try run(
            """
            UPDATE incidents SET resolved_at = \(now) WHERE resolved_at IS NULL AND kind = \(kind) AND subject = \(subject)
                AND job_id IN (SELECT id FROM jobs WHERE subject = \(subject) AND kind = \(kind) AND key LIKE \(pattern))
            """)
        try run(
            """
            UPDATE jobs SET state = 'cancelled'
            WHERE subject = \(subject) AND kind = \(kind) AND key LIKE \(pattern) AND state = 'incident'
            """)
    }
}

/// A person lets failed work run once more.
public struct RetryIncident: Action {
    public static let name = "incidents.retry"
    public static let audience: Audience = [.staff, .system]
    let incident: ID<Incident>

    public init(incident: ID<Incident>) { self.incident = incident }

    public func perform(in transaction: Transaction) throws {
        guard let open = try transaction.incidents(visibleTo: transaction.caller, id: incident).first, open.resolvedAt == nil
        else {
            throw IncidentFault.gone
        }
        try transaction.run(
            "UPDATE jobs SET state = 'waiting', run_at = \(transaction.now), attempts = 0, error = NULL WHERE id = \(open.jobId) AND state = 'incident'"
        )
        try transaction.run("UPDATE incidents SET resolved_at = \(transaction.now) WHERE id = \(incident)")
        transaction.audit("incident", incident, unit: open.unit, retention: .years2, detail: ["kind": .string(open.kind)])
        transaction.afterCommit { [registry = transaction.registry] in registry.wakeJobs() }
    }
}

public enum IncidentFault: Fault {
    case gone
    public var code: String { "incidents.gone" }
    public var kind: FaultKind { .notFound }
}

extension Reader {
    /// Open incidents first, then resolved ones, newest first; those of the caller's units, or all for `incidents.all`.
    public func incidents(
        visibleTo caller: Caller, id: ID<Incident>? = nil, openOnly: Bool = false, before: String? = nil, limit: Int = 50
    ) throws
        -> [Incident]
    {
        var conditions: [SQL] = []
        if !caller.isSystem && !caller.may("incidents.all") { conditions.append("unit IN \(list: caller.units)") }
        if let id { conditions.append("id = \(id)") }
        if openOnly { conditions.append("resolved_at IS NULL") }
        if let before { conditions.append("id < \(before)") }
        return try all("SELECT * FROM incidents WHERE " + SQL.all(conditions) + " ORDER BY id DESC LIMIT \(limit)")
    }
}
