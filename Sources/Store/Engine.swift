/// One of the two databases behind the same small surface.
protocol Engine: AnyObject, Sendable {
    var dialect: Dialect { get }
    /// A read; on PostgreSQL each statement sees its own snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T
    /// One transaction, retried where the database asks for it: the body must have no other effects.
    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T
    func close() async
}
