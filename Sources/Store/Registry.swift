import Kernel
import Synchronization

/// Actions, listeners and jobs of all components by name, and counters for metrics.
final class Registry: Sendable {
    let actions: [String: ActionEntry]
    let listeners: [String: [Listener]]
    let jobs: [String: JobKind]
    private let counters = Mutex<[String: Int]>([:])
    private let wake: AsyncStream<Void>.Continuation
    let wakes: AsyncStream<Void>
    private let listening = Mutex<[String: [Int: AsyncStream<Void>.Continuation]]>([:])

    init(_ components: [StoreComponent]) throws {
        var actions: [String: ActionEntry] = [:]
        var jobs: [String: JobKind] = [:]
        for component in components {
            for action in component.actions {
                guard actions.updateValue(action, forKey: action.name) == nil else {
                    throw StoreFault.migration("the action \(action.name) stands twice")
                }
            }
            for job in component.jobs { jobs[job.name] = job }
        }
        self.actions = actions
        self.jobs = jobs
        listeners = Dictionary(grouping: components.flatMap(\.listeners), by: \.event)
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func wakeJobs() { wake.yield() }

    /// Wakes those who wait for something to happen to a subject.
    func tell(_ subject: String) {
        let waiting = listening.withLock { $0[subject].map { Array($0.values) } ?? [] }
        for one in waiting { one.yield() }
    }

    /// A stream that says, from now on, that something has happened to a subject; whoever was not quick enough hears it once.
    func news(of subject: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = listening.withLock { listening in
            let number = (listening[subject]?.keys.max() ?? 0) + 1
            listening[subject, default: [:]][number] = continuation
            return number
        }
        continuation.onTermination = { [weak self] _ in
            self?.listening.withLock { listening in
                listening[subject]?[number] = nil
                if listening[subject]?.isEmpty == true { listening[subject] = nil }
            }
        }
        return stream
    }

    /// Tells a subject's listeners every half second, and at the end.
    func ticker(for subject: String, until end: ContinuousClock.Instant) -> Task<Void, Never> {
        Task { [weak self] in
            while !Task.isCancelled {
                let next = min(ContinuousClock.now + .milliseconds(500), end)
                try? await Task.sleep(until: next)
                self?.tell(subject)
                if next == end { return }
            }
        }
    }

    func noteEvent(_ name: String) { counters.withLock { $0["event:\(name)", default: 0] += 1 } }
    func noteAction(_ name: String, _ result: String) { counters.withLock { $0["action:\(name):\(result)", default: 0] += 1 } }
    func noteJob(_ name: String, ended: String) { counters.withLock { $0["job:\(name):\(ended)", default: 0] += 1 } }
    func counts() -> [String: Int] { counters.withLock { $0 } }
}
