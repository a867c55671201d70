import CPostgres
import Foundation
import Kernel
import Synchronization

/// PostgreSQL: threads that each own a blocking connection, one shared queue (the fastest and simplest form tried).
/// Transactions are REPEATABLE READ and run again when the server reports a conflict, so no update is lost.
final class PostgresEngine: Engine {
    let dialect = Dialect.postgres
    private let queue = WorkQueue()
    private let connections: Int

    /// How often a transaction that met another one is tried again.
    private static let attempts = 12
    /// After so many tries the unlucky ones of this process go one after the other: many changes of one record all get through.
    private static let free = 3
    private let turns = NSLock()
    private let again = Counter()

    init(url: String, connections: Int) throws {
        self.connections = connections
        let first = PostgresConnection(url: url)
        _ = try first.connect()
        for index in 0..<connections {
            let connection = index == 0 ? first : PostgresConnection(url: url)
            // The threads hold the queue and not the engine, so that a forgotten engine takes its connections with it.
            let thread = Thread { [queue] in
                while let work = queue.next() { work(connection) }
                connection.disconnect()
            }
            thread.stackSize = 2 << 20
            thread.name = "stadtkern.postgres.\(index)"
            thread.start()
        }
    }

    deinit { queue.close(readers: connections) }

    private func submit<T: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = queue.add { connection in continuation.resume(with: Result { try body(connection) }) }
            if !accepted { continuation.resume(throwing: StoreFault.unavailable("the database is closed")) }
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await submit { connection in
            do {
                _ = try connection.connect()
                return try body(connection)
            } catch let error as PostgresError where error.isLostConnection {
                // A read has no effects: one more try on a fresh connection.
                connection.disconnect()
                _ = try connection.connect()
                do { return try body(connection) } catch { throw PostgresEngine.translated(error) }
            } catch { throw PostgresEngine.translated(error) }
        }
    }

    func write<T: Sendable>(_ seeing: Snapshot, _ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await submit { [turns, again] connection in
            var attempt = 0
            while true {
                attempt += 1
                let waits = attempt > PostgresEngine.free
                if waits { turns.lock() }
                defer { if waits { turns.unlock() } }
                do {
                    return try PostgresEngine.transaction(connection, seeing, body)
                } catch let error as PostgresError where error.isConflict && attempt < PostgresEngine.attempts {
                    again.increase()
                    Log.debug(
                        "store.again",
                        [
                            "sqlstate": .string(error.state), "statement": .string(error.statement),
                            "attempt": .number(Decimal128(attempt)),
                        ])
                    Thread.sleep(forTimeInterval: Double.random(in: 0.0005...0.002) * Double(attempt))
                } catch { throw PostgresEngine.translated(error) }
            }
        }
    }

    private static func transaction<T>(
        _ connection: PostgresConnection, _ seeing: Snapshot, _ body: (any Session) throws -> T
    ) throws -> T {
        let isFresh = try connection.connect()
        var isCommitting = false
        do {
            // Nobody waits for the answer: it comes with that of the first statement.
            try connection.post(
                seeing == .transaction ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN ISOLATION LEVEL READ COMMITTED", [])
            let value = try body(connection)
            isCommitting = true
            _ = try connection.run("COMMIT", [])
            return value
        } catch let error as PostgresError where error.isLostConnection && !isCommitting && !isFresh {
            // The server went away while the connection lay idle; nothing was committed, so once more on a fresh one.
            connection.disconnect()
            return try transaction(connection, seeing, body)
        } catch {
            connection.rollback()
            throw error
        }
    }

    var redone: Int { again.current }

    static func translated(_ error: any Error) -> any Error {
        guard let error = error as? PostgresError else { return error }
        if error.isLostConnection { return StoreFault.unavailable(error.message) }
        if error.isConflict { return StoreFault.contention }
        if error.state == "23505" { return StoreFault.duplicate(error.message) }
        return StoreFault.statement("\(error.state) \(error.message) in \(error.statement)")
    }

    func close() async { queue.close(readers: connections) }
}

/// What waits for a connection. Closing lets the waiting work be done and sends the threads home.
private final class WorkQueue: Sendable {
    typealias Work = @Sendable (PostgresConnection) -> Void
    private struct State {
        var queue: [Work] = []
        var head = 0
        var closed = false
    }
    private let state = Mutex<State>(State())
    private let wake = DispatchSemaphore(value: 0)

    /// False once closed.
    func add(_ work: @escaping Work) -> Bool {
        let accepted = state.withLock { state in
            guard !state.closed else { return false }
            state.queue.append(work)
            return true
        }
        if accepted { wake.signal() }
        return accepted
    }

    /// Waits for work; nil when there will be none any more.
    func next() -> Work? {
        wake.wait()
        return state.withLock { state in
            guard state.head < state.queue.count else { return nil }
            let work = state.queue[state.head]
            state.head += 1
            if state.head == state.queue.count || state.head > 4096 {
                state.queue.removeFirst(state.head)
                state.head = 0
            }
            return work
        }
    }

    func close(readers: Int) {
        let isFirst = state.withLock { state in
            defer { state.closed = true }
            return !state.closed
        }
        if isFirst { for _ in 0..<readers { wake.signal() } }
    }
}

/// A counter that threads share.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func increase() { value.add(1, ordering: .relaxed) }
    var current: Int { value.load(ordering: .relaxed) }
}

struct PostgresError: Error {
    let state: String
    let message: String
    /// The beginning of the statement that failed, without its values.
    var statement = ""
    /// Class 08, shutdown in progress, or no state at all because nobody answered.
    var isLostConnection: Bool { state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") }
    /// Serialisation failure or deadlock.
    var isConflict: Bool { state == "40001" || state == "40P01" }
}
