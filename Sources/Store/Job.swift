public import Kernel

/// A kind of work outside transactions: rendering, mail, whatever leaves the house. Retried, keyed, ends done or as an incident.
public struct JobKind: Sendable {
    public let name: String
    /// Attempts before a person must look at it.
    public let attempts: Int
    /// Whether a person may end it undone: nothing else waits for it, as with a mail to an address that does not exist.
    public let isDispensable: Bool
    let perform: @Sendable (Job, Store) async throws -> Void

    /// The body may run again after a crash: it must carry `job.key` outwards, and finish by an action.
    public init(
        _ name: String, attempts: Int = 8, isDispensable: Bool = false,
        perform: @escaping @Sendable (Job, Store) async throws -> Void
    ) {
        self.name = name
        self.attempts = attempts
        self.isDispensable = isDispensable
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

    static let endings = Migration(
        "store.jobs-2",
        """
        ALTER TABLE incidents ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE incidents ADD COLUMN ending TEXT;
        CREATE INDEX incidents_kind ON incidents (kind, id)
        """)

    /// What failed and will be tried again, counted without reading everything that waits.
    static let trying = Migration(
        "store.jobs-3", "CREATE INDEX jobs_trying ON jobs (attempts) WHERE state = 'waiting' AND attempts > 0")
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
        try insertIncident(of: job, kind, subject: subject.description, unit: unit, sentence: sentence, attempts: 0)
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
        let ended = try values(
            String.self,
            """
            UPDATE incidents SET resolved_at = \(now), ending = \(Incident.Ending.overtaken)
            WHERE resolved_at IS NULL AND kind = \(kind) AND subject = \(subject)
                AND job_id IN (SELECT id FROM jobs WHERE subject = \(subject) AND kind = \(kind) AND key LIKE \(pattern))
            RETURNING id
            """)
        for id in ended.sorted() {
            try emit(IncidentEnded(kind: kind, ending: Incident.Ending.overtaken.rawValue), subject: id)
        }
        try run(
            """
            UPDATE jobs SET state = 'cancelled'
            WHERE subject = \(subject) AND kind = \(kind) AND key LIKE \(pattern) AND state = 'incident'
            """)
    }
}
