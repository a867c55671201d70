import Kernel
import Synchronization

/// Claimed jobs of one process: each subject has a lane, and the jobs of a lane run one after the other. So two jobs of one case
/// neither meet over its records nor overtake each other.
final class JobLanes: Sendable {
    private struct State {
        /// Jobs that wait for their turn, by subject.
        var waiting: [String: [JobRunner.Claimed]] = [:]
        /// Subjects with jobs that wait and nobody who works on them.
        var ready: [String] = []
        /// Subjects that are worked on.
        var open: Set<String> = []
        var workers = 0
        /// Jobs that were claimed and have not ended.
        var count = 0
        var done: [ID<Job>] = []
    }
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func add(_ jobs: [JobRunner.Claimed]) {
        state.withLock { state in
            for job in jobs {
                state.count += 1
                state.waiting[job.subject, default: []].append(job)
                if state.waiting[job.subject]?.count == 1, !state.open.contains(job.subject) { state.ready.append(job.subject) }
            }
        }
    }

    /// How many workers are to begin, that there are at most so many; they count from now on.
    func hire(most: Int) -> Int {
        state.withLock { state in
            let fresh = max(0, min(most - state.workers, state.ready.count))
            state.workers += fresh
            return fresh
        }
    }

    /// The next job for a worker; nil where there is none, and the worker goes home.
    func next() -> JobRunner.Claimed? {
        state.withLock { state in
            guard let subject = state.ready.first, var jobs = state.waiting[subject], !jobs.isEmpty else {
                state.workers -= 1
                return nil
            }
            state.ready.removeFirst()
            state.open.insert(subject)
            let job = jobs.removeFirst()
            state.waiting[subject] = jobs.isEmpty ? nil : jobs
            return job
        }
    }

    /// A job has ended; `isDone` where that only has to be recorded.
    func end(_ job: JobRunner.Claimed, isDone: Bool) {
        state.withLock { state in
            state.count -= 1
            if isDone { state.done.append(job.id) }
            state.open.remove(job.subject)
            if state.waiting[job.subject] != nil { state.ready.append(job.subject) }
        }
    }

    /// What is done and not recorded.
    func takeDone() -> [ID<Job>] {
        state.withLock { state in
            defer { state.done = [] }
            return state.done
        }
    }

    /// What could not be recorded.
    func giveBack(_ done: [ID<Job>]) { state.withLock { $0.done += done } }

    /// What was claimed and has not begun; nobody here will begin it.
    func takeWaiting() -> [ID<Job>] {
        state.withLock { state in
            defer { (state.waiting, state.ready) = ([:], []) }
            return state.waiting.values.flatMap { $0 }.map(\.id)
        }
    }
}
