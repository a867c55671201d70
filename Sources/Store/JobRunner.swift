import Foundation
import Kernel

/// Claims due jobs, runs them, retries them with growing pauses, and turns those that keep failing into incidents.
/// Leases make a job of a killed process run again; keys make running again harmless.
struct JobRunner: Sendable {
    let store: Store

    /// A claimed job whose process died is taken over after this many seconds of machine time.
    private static let lease: Double = 120
    /// A claimed job that has waited so long for its turn asks whether it is still ours before it runs.
    private static let patience: Double = 30

    struct Claimed: Codable {
        let id: ID<Job>
        let kind: String
        let key: String
        let subject: String
        let unit: String?
        let payload: JSON
        let attempts: Int
        let runAt: Instant
        /// Machine time until which it is ours.
        let lease: Instant
        var job: Job { Job(id: id, kind: kind, key: key, subject: subject, payload: payload, attempts: attempts) }
    }

    /// Runs every due job, one after the other, until none is left; returns how many ran.
    func settle() async throws -> Int {
        var total = 0
        var done: [ID<Job>] = []
        while true {
            let claimed = try await claim(limit: 32, after: done)
            if claimed.isEmpty { return total }
            done = []
            for job in claimed where await run(job) { done.append(job.id) }
            total += claimed.count
        }
    }

    /// Runs jobs until cancelled. One task claims for all workers and records what they have done in the same transaction, so that
    /// the workers of a process never meet over the table of jobs.
    func serve(workers: Int) async {
        let lanes = JobLanes()
        await withDiscardingTaskGroup { group in
            for await _ in store.registry.wakes {
                while !Task.isCancelled, await feed(lanes, workers: workers) {
                    for _ in 0..<lanes.hire(most: workers) { group.addTask { await work(lanes) } }
                }
            }
        }
        // Whoever serves next shall not have to wait for leases.
        let (done, waiting) = (lanes.takeDone(), lanes.takeWaiting())
        _ = try? await store.transact(as: .system("jobs"), seeing: .statement) { transaction in
            try recordDone(done, in: transaction)
            try transaction.run(
                """
                UPDATE jobs SET state = 'waiting', lease = NULL, attempts = attempts - 1
                WHERE id IN \(list: waiting.map(\.text)) AND state = 'running'
                """)
        }
    }

    /// Records what is done and claims as much as there is room for; whether there may be more to do at once.
    private func feed(_ lanes: JobLanes, workers: Int) async -> Bool {
        let room = workers * 4 - lanes.count
        let done = lanes.takeDone()
        // Claims are made for several jobs at once.
        guard !done.isEmpty || room >= workers else { return false }
        guard let claimed = try? await claim(limit: max(0, room), after: done) else {
            // The database is away: what is done is recorded later.
            lanes.giveBack(done)
            return false
        }
        lanes.add(claimed)
        return !claimed.isEmpty
    }

    /// A worker: runs jobs until none waits.
    private func work(_ lanes: JobLanes) async {
        while !Task.isCancelled, let job = lanes.next() {
            lanes.end(job, isDone: await run(job))
            store.registry.wakeJobs()
        }
    }

    private func recordDone(_ done: [ID<Job>], in transaction: Transaction) throws {
        guard !done.isEmpty else { return }
        try transaction.post(
            "UPDATE jobs SET state = 'done', lease = NULL WHERE id IN \(list: done.map(\.text)) AND state = 'running'")
    }

    /// Records what is done and takes up to `limit` jobs that are due, in one transaction.
    private func claim(limit: Int, after done: [ID<Job>]) async throws -> [Claimed] {
        let machine = Instant.now
        let claimed: [Claimed] = try await store.transact(as: .system("jobs"), seeing: .statement) { transaction in
            try recordDone(done, in: transaction)
            guard limit > 0 else { return [] }
            try transaction.post("UPDATE jobs SET state = 'waiting', lease = NULL WHERE state = 'running' AND lease < \(machine)")
            let lock: SQL = transaction.dialect == .postgres ? " FOR UPDATE SKIP LOCKED" : ""
            return try transaction.all(
                Claimed.self,
                """
                WITH due AS MATERIALIZED (
                    SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= \(transaction.now) ORDER BY run_at, id LIMIT \(limit)
                """ + lock + """
                    )
                    UPDATE jobs SET state = 'running', lease = \(machine.adding(seconds: JobRunner.lease)), attempts = attempts + 1
                    WHERE id IN (SELECT id FROM due)
                    RETURNING id, kind, key, subject, unit, payload, attempts, run_at, lease
                    """)
        }
        return claimed.sorted { ($0.runAt, $0.id) < ($1.runAt, $1.id) }
    }

    /// Runs a job; whether it is done and only has to be recorded.
    private func run(_ claimed: Claimed) async -> Bool {
        guard await isStillOurs(claimed) else { return false }
        guard let kind = store.registry.jobs[claimed.kind] else {
            await fail(claimed, "no such kind of job", permanent: true, attempts: 1)
            return false
        }
        do {
            try await kind.perform(claimed.job, store)
            store.registry.noteJob(claimed.kind, ended: "done")
            return true
        } catch let error as PermanentFailure {
            await fail(claimed, error.description, permanent: true, attempts: kind.attempts)
        } catch {
            await fail(claimed, "\(error)", permanent: false, attempts: kind.attempts)
        }
        return false
    }

    /// A job that has waited long behind others may have been taken over; one that has not gets a new lease.
    private func isStillOurs(_ claimed: Claimed) async -> Bool {
        let machine = Instant.now
        guard claimed.lease.seconds(since: machine) < JobRunner.lease - JobRunner.patience else { return true }
        let renewed = try? await store.transact(as: .system("jobs"), seeing: .statement) { transaction in
            try transaction.run(
                """
                UPDATE jobs SET lease = \(machine.adding(seconds: JobRunner.lease))
                WHERE id = \(claimed.id) AND state = 'running' AND lease = \(claimed.lease)
                """)
        }
        return renewed == 1
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
                try transaction.insertIncident(
                    of: claimed.id, claimed.kind, subject: claimed.subject, unit: claimed.unit, sentence: reason,
                    attempts: claimed.attempts)
            }
        } catch {
            // The database is away: the lease runs out and the job is claimed again.
            store.registry.noteJob(claimed.kind, ended: "unrecorded")
        }
    }
}
