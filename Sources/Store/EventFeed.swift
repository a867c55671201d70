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
        var place = (try? await store.read { try EventPlace(in: $0) }) ?? EventPlace()
        while state.withLock({ state in
            state.isLooking = ContinuousClock.now - state.askedAt < .seconds(30)
            return state.isLooking
        }) {
            try? await Task.sleep(for: .seconds(1))
            guard let (next, fresh) = try? await store.read({ [place] in try place.next(in: $0) }) else { continue }
            place = next
            guard !fresh.isEmpty else { continue }
            state.withLock { state in
                state.told += fresh.count
                state.held = Array((state.held + fresh).suffix(EventFeed.most))
            }
        }
    }
}

/// How far the events of a database have been read, of every retention class.
@_spi(Testing) public struct EventPlace: Sendable {
    /// PostgreSQL's transactions commit out of order: this many numbers back a late one may still appear. SQLite has one writer.
    private static let slack = 500
    private static let most = 5000

    private var last = 0
    /// The numbers within the slack that were read.
    private var seen: Set<Int> = []

    init() {}

    /// At the end of what there is.
    public init(in reader: Reader) throws {
        last = try reader.value(Int.self, EventPlace.newest(reader.dialect)) ?? 0
        if reader.dialect == .postgres {
            seen = Set(try reader.values(Int.self, EventPlace.numbers(after: last - EventPlace.slack)))
        }
    }

    /// What has happened since, and the place behind it.
    public func next(in reader: Reader) throws -> (place: EventPlace, occurrences: [EventFeed.Occurrence]) {
        var place = self
        guard reader.dialect == .postgres else {
            let found: [EventFeed.Occurrence] = try reader.all(EventPlace.events(after: last))
            place.last = found.last?.seq ?? last
            return (place, found)
        }
        // The slack is read by its numbers, which stand in the key; whole rows only where there is something to tell.
        let numbers = try reader.values(Int.self, EventPlace.numbers(after: last - EventPlace.slack))
        guard let first = numbers.first(where: { !seen.contains($0) }), let end = numbers.last else { return (self, []) }
        let all: [EventFeed.Occurrence] = try reader.all(EventPlace.events(from: first, to: end))
        let fresh = all.filter { !seen.contains($0.seq) }
        place.seen = Set(numbers).union(fresh.map(\.seq))
        place.last = max(last, end)
        return (place, fresh)
    }

    /// The newest number. SQLite keeps the events in their order, whatever their class; PostgreSQL keeps a table for each class.
    public static func newest(_ dialect: Dialect) -> SQL {
        guard dialect == .postgres else { return "SELECT MAX(seq) FROM events" }
        return "SELECT MAX(seq) FROM (" + everyClass { "SELECT MAX(seq) AS seq FROM events WHERE " + $0 } + ") AS newest"
    }

    /// Events after a number, on SQLite.
    public static func events(after seq: Int) -> SQL {
        "SELECT seq, name, subject FROM events WHERE seq > \(seq) ORDER BY seq LIMIT \(most)"
    }

    private static func events(from first: Int, to last: Int) -> SQL {
        "SELECT seq, name, subject FROM ("
            + everyClass {
                "(SELECT seq, name, subject FROM events WHERE " + $0 + " AND seq BETWEEN \(first) AND \(last) ORDER BY seq)"
            } + ") AS fresh ORDER BY seq"
    }

    private static func numbers(after seq: Int) -> SQL {
        "SELECT seq FROM ("
            + everyClass { "(SELECT seq FROM events WHERE " + $0 + " AND seq > \(seq) ORDER BY seq LIMIT \(most))" }
            + ") AS fresh ORDER BY seq LIMIT \(most)"
    }

    /// One part for each retention class. Its name stands in the text: so PostgreSQL knows the table when it plans.
    private static func everyClass(_ part: (SQL) -> SQL) -> SQL {
        var all: SQL = ""
        for (index, retention) in Retention.allCases.enumerated() {
            if index > 0 { all += " UNION ALL " }
            all += part(SQL(text: "retention = '\(retention.rawValue)'"))
        }
        return all
    }
}
