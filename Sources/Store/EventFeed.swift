import Kernel
import Synchronization

/// What has just happened, for pages that renew themselves.
///
/// While somebody asks, a process looks once a second for new events in its database, also for those of other processes, and holds
/// the last ones in memory: a thousand open pages cost one small query a second. Nobody is told what an event says; whoever
/// hears that something happened to a record reads it anew, with the permissions of that moment.
public final class EventFeed: Sendable {
    /// Something happened to a record.
    public struct Occurrence: Codable, Hashable, Sendable {
        public let seq: Int
        public let name: String
        public let subject: String
    }

    /// What happened after a position; nil where more happened than is held, so that everything may have changed.
    public struct News: Sendable {
        public let position: Int
        public let occurrences: [Occurrence]?
    }

    private struct State {
        /// Number of occurrences that were ever told; the last of them are held.
        var told = 0
        var held: [Occurrence] = []
        var askedAt = ContinuousClock.now
        var isLooking = false
    }

    private static let most = 2000
    /// Transactions commit out of order: this many numbers back a late one may still appear.
    private static let slack = 500

    private let state = Mutex(State())

    /// The feed of a city.
    public static func of(_ store: Store) -> EventFeed {
        if let feed = try? store.part(EventFeed.self) { return feed }
        let feed = EventFeed()
        store.parts.set(feed)
        // Two at the same moment: the last one counts, for both.
        return (try? store.part(EventFeed.self)) ?? feed
    }

    /// Where a listener begins.
    public func begin(in store: Store) -> Int {
        look(in: store)
        return state.withLock { $0.told }
    }

    /// What happened since a position. Asking keeps the feed awake.
    public func news(since position: Int, in store: Store) -> News {
        look(in: store)
        return state.withLock { state in
            let count = state.told - position
            let isHeld = count <= state.held.count
            return News(position: state.told, occurrences: isHeld ? Array(state.held.suffix(max(0, count))) : nil)
        }
    }

    private func look(in store: Store) {
        let begins = state.withLock { state in
            state.askedAt = ContinuousClock.now
            defer { state.isLooking = true }
            return !state.isLooking
        }
        guard begins else { return }
        Task { await self.follow(store) }
    }

    /// Looks once a second until nobody has asked for a while.
    private func follow(_ store: Store) async {
        var last = (try? await store.read { try EventFeed.last(in: $0) }) ?? 0
        var seen: Set<Int> =
            (try? await store.read { [last] in Set(try EventFeed.events(after: last - EventFeed.slack, in: $0).map(\.seq)) })
            ?? []
        while state.withLock({ state in
            state.isLooking = ContinuousClock.now - state.askedAt < .seconds(30)
            return state.isLooking
        }) {
            try? await Task.sleep(for: .seconds(1))
            guard let found = try? await store.read({ [last] in try EventFeed.events(after: last - EventFeed.slack, in: $0) })
            else { continue }
            let fresh = found.filter { !seen.contains($0.seq) }
            guard !fresh.isEmpty else { continue }
            last = max(last, found.last?.seq ?? last)
            seen = Set(found.map(\.seq))
            state.withLock { state in
                state.told += fresh.count
                state.held = Array((state.held + fresh).suffix(EventFeed.most))
            }
        }
    }

    // Events of procedures are kept for ten years, what people ask about themselves for two, progress for three months. The classes are
    // named so that PostgreSQL reads three partitions by their keys.
    private static func last(in reader: Reader) throws -> Int {
        try reader.value(
            Int.self,
            """
            SELECT MAX(seq) FROM (
                SELECT MAX(seq) AS seq FROM events WHERE retention = 'y10'
                UNION ALL SELECT MAX(seq) AS seq FROM events WHERE retention = 'y2'
                UNION ALL SELECT MAX(seq) AS seq FROM events WHERE retention = 'm3') AS newest
            """) ?? 0
    }

    private static func events(after seq: Int, in reader: Reader) throws -> [Occurrence] {
        try reader.all(
            """
            SELECT seq, name, subject FROM events WHERE retention IN ('y10', 'y2', 'm3') AND seq > \(seq) ORDER BY seq LIMIT 5000
            """)
    }
}
