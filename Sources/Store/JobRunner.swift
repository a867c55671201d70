import Foundation
import Kernel

/// Claims due jobs, runs them, retries them with growing pauses, and turns those that keep failing into incidents.
/// Leases make a job of a killed process run again; keys make running again harmless.
struct JobRunner: Sendable {
    let store: Store

    /// A claimed job whose process died is taken over after this many seconds of machine time.
    private static let lease: Double = 120

    private struct Claimed: Codable {
        let id: ID<Job>
        let kind: String
        let key: String
        let subject: String
        let unit: String?
        let payload: JSON
        let attempts: Int
        let runAt: Instant
        var job: Job { Job(id: id, kind: kind, key: key, subject: subject, payload: payload, attempts: attempts) }
    }

    /// Claims up to `limit` due jobs and runs them one after another; returns how many were claimed.
    func runDue(limit: Int) async throws -> Int {
        let claimed = try await claim(limit: limit)
        for job in claimed { await run(job) }
        return claimed.count
    }

    private func claim(limit: Int) async throws -> [Claimed] {
        let machine = Instant.now
        return try await store.transact(as: .system("jobs")) { transaction in
            let lock: SQL = transaction.dialect == .postgres ? " FOR UPDATE SKIP LOCKED" : ""
            return try transaction.all(
                Claimed.self,
                """
                UPDATE jobs SET state = 'running', lease = \(machine.adding(seconds: JobRunner.lease)), attempts = attempts + 1
                WHERE id IN (
                    SELECT id FROM jobs WHERE (state = 'waiting' AND run_at <= \(transaction.now))
                        OR (state = 'running' AND lease < \(machine))
                    ORDER BY run_at, id LIMIT \(limit)
                """ + lock + ") RETURNING id, kind, key, subject, unit, payload, attempts, run_at")
        }.sorted { ($0.runAt, $0.id) < ($1.runAt, $1.id) }
    }

    private func run(_ claimed: Claimed) async {
        guard let kind = store.registry.jobs[claimed.kind] else {
            return await fail(claimed, "no such kind of job", permanent: true, attempts: 1)
        }
        do {
            try await kind.perform(claimed.job, store)
            try await store.transact(as: .system("jobs")) { transaction in
                _ = try transaction.run(
                    "UPDATE jobs SET state = 'done', lease = NULL WHERE id = \(claimed.id) AND state = 'running'")
            }
            store.registry.noteJob(claimed.kind, ended: "done")
        } catch let error as PermanentFailure {
            await fail(claimed, error.description, permanent: true, attempts: kind.attempts)
        } catch {
            await fail(claimed, "\(error)", permanent: false, attempts: kind.attempts)
        }
    }

    private func fail(_ claimed: Claimed, _ reason: String, permanent: Bool, attempts: Int) async {
        let over = permanent || claimed.attempts >= attempts
        store.registry.noteJob(claimed.kind, ended: over ? "incident" : "retry")
        // Pauses of 2, 8, 32 … seconds, at most an hour.
        let pause = min(3600, pow(4, Double(min(claimed.attempts, 7))) / 2)
        do {
            try await store.transact(as: .system("jobs")) { transaction in
                guard over else {
                    try transaction.run(
                        """
                        UPDATE jobs SET state = 'waiting', lease = NULL, run_at = \(transaction.now.adding(seconds: pause)),
                            error = \(reason) WHERE id = \(claimed.id) AND state = 'running'
                        """)
                    return
                }
                try transaction.run(
                    "UPDATE jobs SET state = 'incident', lease = NULL, error = \(reason) WHERE id = \(claimed.id)")
                try transaction.run(
                    """
                    INSERT INTO incidents (id, at, job_id, kind, subject, unit, sentence)
                    VALUES (\(ID<Incident>(at: transaction.now)), \(transaction.now), \(claimed.id), \(claimed.kind),
                            \(claimed.subject), \(claimed.unit), \(reason))
                    """)
            }
        } catch {
            // The database is away: the lease runs out and the job is claimed again.
            store.registry.noteJob(claimed.kind, ended: "unrecorded")
        }
    }
}
