import Synchronization

/// What time it is. Only the clock and other people's networks are replaced in tests and demos.
public protocol Clock: Sendable {
    func now() -> Instant
}

/// The machine's clock.
public struct SystemClock: Clock {
    public init() {}
    public func now() -> Instant { .now }
}

/// A clock that stands still or runs on from a start, and can be moved forward: demos, simulation and tests.
public final class SimulatedClock: Clock {
    private struct State {
        /// The moment at which it stands, or its distance from the machine's clock.
        var base: Int64
        var isFrozen: Bool
    }
    private let state: Mutex<State>

    /// `frozen`: time stands still but for `advance`; otherwise it runs on from `start` at normal pace.
    public init(start: Instant, frozen: Bool) {
        state = Mutex(State(base: frozen ? start.microseconds : start.microseconds - Instant.now.microseconds, isFrozen: frozen))
    }

    public func now() -> Instant {
        let state = state.withLock { $0 }
        return Instant(microseconds: state.isFrozen ? state.base : state.base + Instant.now.microseconds)
    }

    public func advance(seconds: Double) { state.withLock { $0.base += Int64(seconds * 1_000_000) } }

    /// Moves to a moment; never backwards.
    public func advance(to instant: Instant) {
        let distance = instant.microseconds - now().microseconds
        if distance > 0 { state.withLock { $0.base += distance } }
    }

    /// Lets a clock that stood still run on from its present moment.
    public func run() {
        state.withLock { state in
            guard state.isFrozen else { return }
            state = State(base: state.base - Instant.now.microseconds, isFrozen: false)
        }
    }
}
