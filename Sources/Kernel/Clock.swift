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

/// A clock that runs on from a start and can be moved forward: demos, simulation and tests.
public final class SimulatedClock: Clock {
    private let offset: Mutex<Int64>
    private let frozen: Bool
    private let origin: Instant

    /// `frozen`: time stands still but for `advance`; otherwise it runs on from `start` at normal pace.
    public init(start: Instant, frozen: Bool) {
        origin = start
        self.frozen = frozen
        offset = Mutex(frozen ? 0 : start.microseconds - Instant.now.microseconds)
    }

    public func now() -> Instant {
        let shift = offset.withLock { $0 }
        return Instant(microseconds: (frozen ? origin.microseconds : Instant.now.microseconds) + shift)
    }

    public func advance(seconds: Double) { offset.withLock { $0 += Int64(seconds * 1_000_000) } }

    /// Moves to a moment; never backwards.
    public func advance(to instant: Instant) {
        let distance = instant.microseconds - now().microseconds
        if distance > 0 { offset.withLock { $0 += distance } }
    }
}
