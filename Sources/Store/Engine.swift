/// One of the two databases behind the same small surface.
protocol Engine: AnyObject, Sendable {
    var dialect: Dialect { get }
    /// A read; on PostgreSQL each statement sees its own snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T
    /// One transaction, retried where the database asks for it: the body must have no other effects.
    func write<T: Sendable>(_ seeing: Snapshot, _ body: @escaping @Sendable (any Session) throws -> T) async throws -> T
    /// How many transactions were run again because another one came first.
    var redone: Int { get }
    func close() async
}

extension Engine {
    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await write(.transaction, body)
    }
}

/// What a transaction sees of the others, where the database lets writers overlap.
enum Snapshot: Sendable {
    /// One moment for the whole transaction; whoever changes what has changed since starts again, so that no update is lost.
    case transaction
    /// Each statement a moment of its own: for single statements that choose and change their rows at once, such as taking jobs.
    case statement
}
