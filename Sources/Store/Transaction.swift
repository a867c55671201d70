public import Kernel

/// The inside of one transaction: reads, writes, events, jobs and further actions.
public final class Transaction: Reader {
    public let caller: Caller
    let registry: Registry
    private var afterCommit: [@Sendable () -> Void] = []
    private var subject: (kind: String, id: String, unit: String?, retention: Retention)?
    private var detail: JSON = [:]
    private var currentAudit: String = ""
    private var currentAction: String = ""
    private var depth = 0
    private var kept: [String: any Sendable] = [:]

    init(session: any Session, now: Instant, parts: Parts, caller: Caller, registry: Registry) {
        self.caller = caller
        self.registry = registry
        super.init(session: session, now: now, parts: parts)
    }

    /// Executes a statement; returns the number of changed rows.
    @discardableResult public func run(_ sql: SQL) throws -> Int {
        let (text, values) = sql.rendered(for: dialect)
        return try session.run(text, values)
    }

    /// Executes a statement whose outcome nobody waits for: on PostgreSQL it goes along with the next one that is waited for, which
    /// throws its error. For inserts and updates that depend on nothing that somebody else may have changed.
    public func post(_ sql: SQL) throws {
        let (text, values) = sql.rendered(for: dialect)
        try session.post(text, values)
    }

    /// Inserts and returns the generated number.
    public func insertReturning(_ sql: SQL) throws -> Int64 {
        let (text, values) = sql.rendered(for: dialect)
        guard case .int(let number)? = try session.query(text, values).values.first?.first else {
            throw StoreFault.statement("no number returned")
        }
        return number
    }

    /// Holds a row until the transaction ends, where the database lets writers overlap.
    public func lock(_ table: StaticString, id: String) throws {
        if dialect == .postgres {
            _ = try session.query("SELECT 1 FROM \(table) WHERE id = $1 FOR UPDATE", [.text(id)])
        }
    }

    /// Puts a value where the other actions and listeners of this transaction find it, instead of in a row that is written and read
    /// again; nil takes it away. What a part puts there that fails is taken back with its other changes.
    public func keep(_ value: (some Sendable)?, as key: String) {
        if let value { kept[key] = value } else { kept.removeValue(forKey: key) }
    }

    /// What an action of this transaction put there.
    public func kept<T: Sendable>(_ type: T.Type = T.self, as key: String) -> T? { kept[key] as? T }

    /// Runs once the transaction has been committed: waking others, never changing anything.
    public func afterCommit(_ body: @escaping @Sendable () -> Void) { afterCommit.append(body) }

    func takeAfterCommit() -> [@Sendable () -> Void] { afterCommit }

    /// Names what the running action changed. `detail` holds what the audit must show, without secrets.
    public func audit(
        _ kind: String, _ id: some CustomStringConvertible, unit: String? = nil, retention: Retention = .years10,
        detail: JSON = [:]
    ) {
        subject = (kind, id.description, unit, retention)
        self.detail = detail
    }

    /// Calls an action of a module above, inside this transaction, by the same caller.
    public func perform<A: Action>(_ action: A) throws -> A.Outcome {
        guard A.audience.admits(caller, name: A.name) || (depth > 0 && A.audience.contains(.system)) else {
            throw StoreFault.forbidden(A.name)
        }
        let outer = (subject, detail, currentAudit, currentAction)
        let entry = ID<AuditEntry>(at: now).text
        (subject, detail, currentAudit, currentAction) = (nil, [:], entry, A.name)
        depth += 1
        defer {
            depth -= 1
            (subject, detail, currentAudit, currentAction) = outer
        }
        let outcome = try action.perform(in: self)
        guard let subject else { throw StoreFault.statement("\(A.name) named no subject for its audit entry") }
        // Whoever acts by the right of a deputised post alone acts in somebody's place, and the entry says so.
        if var members = detail.object, members["inPlaceOf"] == nil,
            let absent = caller.inPlaceOf(using: A.name, in: subject.unit)
        {
            members["inPlaceOf"] = .string(absent)
            detail = .object(members)
        }
        try AuditLog.write(
            id: entry, action: A.name, kind: subject.kind, subject: subject.id, unit: subject.unit, retention: subject.retention,
            detail: detail, parent: outer.2.isEmpty ? nil : outer.2, in: self)
        return outcome
    }

    /// Stores an event and lets every listener hear it now, in component order.
    public func emit<E: Event>(_ event: E, subject id: some CustomStringConvertible, retention: Retention = .years10) throws {
        let subject = id.description
        let payload = try JSON(encoding: event)
        try post(
            """
            INSERT INTO events (id, at, name, subject, payload, retention, audit_id)
            VALUES (\(ID<StoredEvent>(at: now)), \(now), \(E.name), \(subject), \(payload), \(retention), \(currentAudit))
            """)
        registry.noteEvent(E.name)
        afterCommit { [registry] in registry.tell(subject) }
        for listener in registry.listeners[E.name] ?? [] { try listener.react(event, self) }
    }

    /// Runs a part that may fail without taking the whole back: on an error its changes, and only they, are undone.
    public func attempt<T>(_ body: () throws -> T) throws -> Result<T, any Error> {
        depth += 1
        defer { depth -= 1 }
        let name = "part\(depth)"
        _ = try session.run("SAVEPOINT \(name)", [])
        let waiting = afterCommit.count
        let before = kept
        do {
            let value = try body()
            _ = try session.run("RELEASE SAVEPOINT \(name)", [])
            return .success(value)
        } catch {
            // A lost connection or a conflict is the whole transaction's business.
            if session.mustRestart(error) { throw error }
            try session.abandon()
            afterCommit.removeSubrange(waiting...)
            kept = before
            _ = try session.run("ROLLBACK TO SAVEPOINT \(name)", [])
            _ = try session.run("RELEASE SAVEPOINT \(name)", [])
            return .failure(error)
        }
    }

    /// Calls an action by name as a process's service task does. Nil when no such action may be called so.
    public func callService(_ name: String, _ call: ServiceCall) throws -> JSON? {
        guard let service = registry.actions[name]?.service else { return nil }
        return try service(call, self)
    }
}

/// A stored event, as histories and statistics read it.
public struct StoredEvent: Codable, Sendable {
    public let id: ID<StoredEvent>
    public let at: Instant
    public let name: String
    public let subject: String
    public let payload: JSON
}

extension Reader {
    /// Everything that happened to a subject, oldest first.
    public func events(of subject: some CustomStringConvertible) throws -> [StoredEvent] {
        try all("SELECT id, at, name, subject, payload FROM events WHERE subject = \(subject.description) ORDER BY at, seq")
    }
}
