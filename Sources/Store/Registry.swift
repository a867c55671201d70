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
    func noteEvent(_ name: String) { counters.withLock { $0["event:\(name)", default: 0] += 1 } }
    func noteAction(_ name: String, _ result: String) { counters.withLock { $0["action:\(name):\(result)", default: 0] += 1 } }
    func noteJob(_ name: String, ended: String) { counters.withLock { $0["job:\(name):\(ended)", default: 0] += 1 } }
    func counts() -> [String: Int] { counters.withLock { $0 } }
}
