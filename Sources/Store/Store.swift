/// The database of one city behind one small surface: reads, actions, events, jobs, audit.
///
/// Two engines, the same migrations, the same tests: SQLite (embedded, `synchronous=FULL`, group commit) and
/// PostgreSQL (pooled blocking connections, REPEATABLE READ with retry). Nobody else sees GRDB or libpq.
/// Tables: events, jobs, incidents, audit_entries, audit_details, audit_seals, migrations.
/// Neighbours: stands on `Kernel`; every component stands on this.
import Foundation
public import Kernel

public final class Store: Sendable {
    let engine: any Engine
    let registry: Registry
    public let clock: any Clock
    public let parts: Parts
    private let components: [StoreComponent]

    /// Opens `sqlite:FILE` or `postgres://…`. Does not migrate.
    public init(
        database: String, components: [StoreComponent], clock: any Clock = SystemClock(), parts: Parts = Parts(),
        connections: Int = 8
    ) throws {
        if database.hasPrefix("sqlite:") {
            engine = try SQLiteEngine(path: String(database.dropFirst(7)))
        } else if database.hasPrefix("postgres://") || database.hasPrefix("postgresql://") {
            do { engine = try PostgresEngine(url: database, connections: connections) } catch {
                throw PostgresEngine.translated(error)
            }
        } else {
            throw StoreFault.unavailable("a database is sqlite:FILE or postgres://…")
        }
        self.components = components
        self.clock = clock
        self.parts = parts
        registry = try Registry(components)
    }

    private init(engine: any Engine, components: [StoreComponent], clock: any Clock, parts: Parts) throws {
        self.engine = engine
        self.components = components
        self.clock = clock
        self.parts = parts
        registry = try Registry(components)
    }

    public var dialect: Dialect { engine.dialect }
    public func part<T: Sendable>(_ type: T.Type = T.self) throws -> T { try parts.get(type) }

    public func read<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        try await engine.read { [clock, parts] session in
            try body(Reader(session: session, now: clock.now(), parts: parts))
        }
    }

    /// Performs one action: permission, transaction, audit entry, events, jobs.
    @discardableResult
    public func perform<A: Action>(_ action: A, as caller: Caller) async throws -> A.Outcome {
        do {
            let outcome = try await transact(as: caller) { try $0.perform(action) }
            registry.noteAction(A.name, "done")
            return outcome
        } catch {
            registry.noteAction(A.name, "refused")
            throw error
        }
    }

    /// Several actions in one transaction, for callers that must not see a half.
    public func perform<T: Sendable>(as caller: Caller, _ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await transact(as: caller, body)
    }

    func transact<T: Sendable>(
        as caller: Caller, seeing: Snapshot = .transaction, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let (value, after) = try await engine.write(seeing) { [clock, parts, registry] session in
            let transaction = Transaction(session: session, now: clock.now(), parts: parts, caller: caller, registry: registry)
            let value = try body(transaction)
            return (value, transaction.takeAfterCommit())
        }
        for body in after { body() }
        return value
    }

    /// Looks until it finds something: at once, whenever something has happened to `subject` in this process, and every half second,
    /// because another process may have done it. Nil when the time is up.
    public func watch<T: Sendable>(
        _ subject: some CustomStringConvertible, for time: Duration, _ look: () async throws -> T?
    ) async throws -> T? {
        // Listening begins before the first look, so that nothing falls in between.
        let news = registry.news(of: subject.description)
        if let found = try await look() { return found }
        let end = ContinuousClock.now + time
        let ticker = registry.ticker(for: subject.description, until: end)
        defer { ticker.cancel() }
        for await _ in news {
            if let found = try await look() { return found }
            if ContinuousClock.now >= end { return nil }
        }
        return nil
    }

    // MARK: Migrations

    private static let own = [
        Migration(
            "store.events-1", partitioned: ["events"],
            """
            CREATE TABLE events (
                seq {seq}, id {id} NOT NULL, at BIGINT NOT NULL, name TEXT NOT NULL, subject {id} NOT NULL, payload TEXT NOT NULL,
                retention TEXT NOT NULL, audit_id {id} NOT NULL {key seq}
            ){by retention};
            CREATE INDEX events_subject ON events (subject, at);
            CREATE INDEX events_name ON events (name, at)
            """),
        AuditLog.schema, JobSchema.migration, AuditLog.chain, JobSchema.endings, JobSchema.trying,
    ]

    /// Every migration in order, with its digest: published ones never change.
    public static func migrations(of components: [StoreComponent]) -> [Migration] { own + components.flatMap(\.schema) }

    /// Applies what is missing, each migration in its own transaction; returns the names applied.
    /// Throws when a migration that was applied has been edited since.
    public func migrate() async throws -> [String] {
        try await engine.write { session in
            _ = try session.run(
                "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL, at BIGINT NOT NULL)", [])
        }
        // One look at what is there; what is missing looks again in its own transaction.
        let known = try await engine.read { session in
            try session.query("SELECT name, digest FROM migrations", []).values.reduce(into: [String: String]()) { known, row in
                if case .text(let name)? = row.first, case .text(let digest)? = row.last { known[name] = digest }
            }
        }
        var applied: [String] = []
        for migration in Store.migrations(of: components) where known[migration.name] != migration.digest.hex {
            let now = clock.now()
            let did = try await engine.write { session -> Bool in
                if session.dialect == .postgres { _ = try session.query("SELECT pg_advisory_xact_lock(7304)", []) }
                let mark = session.dialect == .sqlite ? "?1" : "$1"
                if let row = try session.query("SELECT digest FROM migrations WHERE name = \(mark)", [.text(migration.name)])
                    .values.first
                {
                    guard row.first == .text(migration.digest.hex) else {
                        throw StoreFault.migration("the migration \(migration.name) was edited after it had been applied")
                    }
                    return false
                }
                for statement in migration.statements(for: session.dialect) { _ = try session.run(statement, []) }
                let (text, values) =
                    ("INSERT INTO migrations (name, digest, at) VALUES (\(migration.name), \(migration.digest), \(now))" as SQL)
                    .rendered(for: session.dialect)
                _ = try session.run(text, values)
                return true
            }
            if did { applied.append(migration.name) }
        }
        return applied
    }

    // MARK: Work beside requests

    /// Runs jobs and the audit sealer until cancelled: at most `workers` jobs at once, those of one subject one after the other.
    /// Wakes when work is put in, and looks for work whose time has come four times a second.
    public func runJobs(workers: Int = 4) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await JobRunner(store: self).serve(workers: workers) }
            group.addTask { await self.sealerLoop() }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(250))
                    self.registry.wakeJobs()
                }
            }
        }
    }

    private func sealerLoop() async {
        while !Task.isCancelled {
            _ = try? await sealAudit()
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Seals what is unsealed; returns the number of entries sealed.
    @discardableResult public func sealAudit() async throws -> Int {
        var total = 0
        // A look takes no lock: where nothing has happened, processes do not wait for each other.
        guard try await read({ try $0.value(Int.self, "SELECT 1 FROM audit_entries WHERE seal IS NULL LIMIT 1") }) != nil else {
            return 0
        }
        while true {
            let sealed = try await transact(as: .system("audit")) { try AuditLog.seal(limit: 2000, in: $0) }
            total += sealed
            if sealed == 0 { return total }
        }
    }

    /// Runs every due job now, until none is left: tests, simulation, demo. Returns how many ran.
    @discardableResult public func settle() async throws -> Int {
        try await JobRunner(store: self).settle()
    }

    /// When the next waiting job is due.
    public func nextJobDue() async throws -> Instant? {
        try await read { try $0.value(Instant.self, "SELECT MIN(run_at) FROM jobs WHERE state = 'waiting'") }
    }

    /// Counters of actions, events and jobs since the start, for metrics.
    public func counts() -> [String: Int] {
        var counts = registry.counts()
        // Transactions that were run again because another one came first.
        if engine.redone > 0 { counts["transaction:again"] = engine.redone }
        return counts
    }

    /// Names of all actions with who may call them, for listings and architecture tests.
    public var actions: [ActionEntry] { registry.actions.values.sorted { $0.name < $1.name } }

    public func close() async { await engine.close() }
}

extension Store {
    /// What the database says of its durability, read back: `wal/2` is WAL with synchronous FULL; `on` is PostgreSQL's synchronous_commit.
    public func durability() async throws -> String {
        try await engine.write { session in
            func text(_ sql: String) throws -> String {
                switch try session.query(sql, []).values.first?.first {
                case .text(let text): text
                case .int(let number): String(number)
                default: "?"
                }
            }
            return session.dialect == .sqlite
                ? try text("PRAGMA journal_mode") + "/" + text("PRAGMA synchronous") : try text("SHOW synchronous_commit")
        }
    }

    /// The same database under another clock, for tests and simulation.
    public func with(clock: any Clock, components: [StoreComponent]) throws -> Store {
        try Store(engine: engine, components: components, clock: clock, parts: parts)
    }

    /// A statement without an action, for tests that damage or prepare data; nothing in the product calls it.
    @_spi(Testing) public func execute(_ sql: SQL) async throws {
        _ = try await engine.write { session in
            let (text, values) = sql.rendered(for: session.dialect)
            return try session.run(text, values)
        }
    }

    /// Creates a database on a PostgreSQL server, for tests. The name must be lower-case letters and digits.
    @_spi(Testing) public func createDatabase(_ name: String) async throws {
        guard let engine = engine as? PostgresEngine, name.allSatisfy({ $0.isLetter || $0.isNumber }) else { return }
        try await engine.read { session in _ = try session.run("CREATE DATABASE \(name)", []) }
    }
}

extension Store {
    /// Copies the embedded database into one file while it is used. Throws on PostgreSQL, which has tools of its own.
    public func copy(toSQLiteFile path: String) async throws {
        guard let engine = engine as? SQLiteEngine else { throw StoreFault.statement("only the embedded database is copied so") }
        try await engine.copy(to: path)
    }

    /// Whether the database holds anything of ours.
    public func hasTables() async throws -> Bool {
        let table = dialect == .sqlite ? "sqlite_master WHERE name = 'migrations'" : "pg_tables WHERE tablename = 'migrations'"
        return try await engine.read { session in try !session.query("SELECT 1 FROM \(table)", []).values.isEmpty }
    }
}
