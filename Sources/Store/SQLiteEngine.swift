import Foundation
import GRDB
import Kernel
import Synchronization

/// The embedded database: WAL, `synchronous=FULL`, one writer that groups waiting actions into one commit.
final class SQLiteEngine: Engine {
    let dialect = Dialect.sqlite
    private let pool: DatabasePool
    private let waiting = Mutex<(queue: [Waiting], running: Bool)>(([], false))
    private let writer = DispatchQueue(label: "stadtkern.sqlite.writer", qos: .userInitiated)

    private struct Waiting: Sendable {
        let body: @Sendable (any Session) throws -> Void
        let done: @Sendable (Result<Void, any Error>) -> Void
    }

    init(path: String) throws {
        var configuration = Configuration()
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA foreign_keys = ON")
            // In KiB. Eight readers with as much as the writer would hold the same pages again and again.
            try database.execute(sql: "PRAGMA cache_size = \(database.configuration.readonly ? -4_000 : -32_000)")
            // Savepoints keep what they may have to put back; that need not become a file with every batch.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // Pages that change again and again are copied into the database file less often: every 16 MB of the log.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB lowers it to NORMAL when it turns WAL on, so it is raised afterwards, and read back by a test.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch {
            throw StoreFault.unavailable("cannot open \(path): \(error)")
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        do {
            return try await pool.read { database in try body(SQLiteSession(database)) }
        } catch { throw SQLiteEngine.translated(error) }
    }

    let redone = 0

    /// One writer at a time: every transaction sees one moment.
    func write<T: Sendable>(_ seeing: Snapshot, _ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        let result = Mutex<T?>(nil)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let entry = Waiting(
                body: { session in
                    let value = try body(session)
                    result.withLock { $0 = value }
                },
                done: { continuation.resume(with: $0) })
            let start = waiting.withLock { state in
                state.queue.append(entry)
                defer { state.running = true }
                return !state.running
            }
            if start { writer.async { self.drain() } }
        }
        guard let value = result.withLock({ $0 }) else { throw StoreFault.statement("a write ended without a result") }
        return value
    }

    /// Runs what waits, batch after batch; each batch is one commit, each member a savepoint.
    private func drain() {
        while true {
            let batch = waiting.withLock { state -> [Waiting] in
                let taken = Array(state.queue.prefix(64))
                state.queue.removeFirst(taken.count)
                if taken.isEmpty { state.running = false }
                return taken
            }
            if batch.isEmpty { return }
            if batch.count == 1 { alone(batch[0]) } else { together(batch) }
        }
    }

    private func alone(_ entry: Waiting) {
        entry.done(Result { try inOneCommit { try entry.body($0) } })
    }

    private func together(_ batch: [Waiting]) {
        var results: [Result<Void, any Error>] = []
        do {
            try inOneCommit { session in
                guard let session = session as? SQLiteSession else { return }
                for entry in batch { results.append(Result { try session.savepoint { try entry.body(session) } }) }
            }
            for (entry, result) in zip(batch, results) { entry.done(result.mapError(SQLiteEngine.translated)) }
        } catch {
            for entry in batch { entry.done(.failure(error)) }
        }
    }

    private func inOneCommit(_ body: (any Session) throws -> Void) throws {
        do {
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try body(SQLiteSession(database))
                    return .commit
                }
            }
        } catch { throw SQLiteEngine.translated(error) }
    }

    static func translated(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_CONSTRAINT:
            return error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
                || error.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY
                ? StoreFault.duplicate(error.message ?? "") : StoreFault.statement("\(error.message ?? "") in \(error.sql ?? "")")
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY:
            return StoreFault.unavailable(error.message ?? "\(error.resultCode)")
        default:
            return StoreFault.statement("\(error.message ?? "") in \(error.sql ?? "")")
        }
    }

    /// A consistent copy in one file, by SQLite itself.
    func copy(to path: String) async throws {
        try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    }

    func close() async { try? pool.close() }
}

final class SQLiteSession: Session {
    let dialect = Dialect.sqlite
    private let database: GRDB.Database

    init(_ database: GRDB.Database) { self.database = database }

    func query(_ text: String, _ values: [SQLValue]) throws -> Rows {
        let statement = try database.cachedStatement(sql: text)
        let cursor = try Row.fetchCursor(statement, arguments: SQLiteSession.arguments(values))
        let count = statement.columnCount
        var rows = Rows(columns: statement.columnNames, values: [])
        while let row = try cursor.next() {
            rows.values.append((0..<count).map { SQLiteSession.value(row[$0] as DatabaseValue) })
        }
        return rows
    }

    func run(_ text: String, _ values: [SQLValue]) throws -> Int {
        let statement = try database.cachedStatement(sql: text)
        try statement.execute(arguments: SQLiteSession.arguments(values))
        return database.changesCount
    }

    func post(_ text: String, _ values: [SQLValue]) throws { _ = try run(text, values) }

    func abandon() throws {}

    func mustRestart(_ error: any Error) -> Bool {
        switch (error as? DatabaseError)?.resultCode {
        case .SQLITE_BUSY, .SQLITE_FULL, .SQLITE_IOERR: true
        default: false
        }
    }

    func savepoint(_ body: () throws -> Void) throws {
        try database.inSavepoint {
            try body()
            return .commit
        }
    }

    private static func arguments(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(
            values.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .int(let number): number
                case .real(let number): number
                case .text(let text): text
                }
            })
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .int(number)
        case .double(let number): .real(number)
        case .string(let text): .text(text)
        case .blob(let data): .text(String(decoding: data, as: UTF8.self))
        }
    }
}
