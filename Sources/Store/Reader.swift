public import Kernel

/// One connection of one database for the length of a read or a transaction. Engines implement it; nobody else sees it.
protocol Session: AnyObject {
    var dialect: Dialect { get }
    func query(_ text: String, _ values: [SQLValue]) throws -> Rows
    /// Number of changed rows.
    func run(_ text: String, _ values: [SQLValue]) throws -> Int
    /// Executes a statement whose outcome nobody waits for; its error comes with a later statement, at the latest with the commit.
    func post(_ text: String, _ values: [SQLValue]) throws
    /// Ends what was posted and is about to be taken back; of its errors only those are thrown that concern the whole transaction.
    func abandon() throws
    /// Whether an error concerns the whole transaction: a conflict, or a lost connection.
    func mustRestart(_ error: any Error) -> Bool
}

/// Rows as an engine returned them.
struct Rows {
    var columns: [String]
    var values: [[SQLValue]]
}

/// Reads within one read or transaction; rows are decoded into Codable values, `snake_case` columns into `camelCase` members.
public class Reader {
    let session: any Session
    /// The moment for which this read or transaction computes.
    public let now: Instant
    public let parts: Parts

    init(session: any Session, now: Instant, parts: Parts) {
        self.session = session
        self.now = now
        self.parts = parts
    }

    public var dialect: Dialect { session.dialect }

    /// A city-wide part, such as the catalogue of services.
    public func part<T: Sendable>(_ type: T.Type = T.self) throws -> T { try parts.get(type) }

    public func all<T: Decodable>(_ type: T.Type, _ sql: SQL) throws -> [T] {
        let (text, values) = sql.rendered(for: dialect)
        let rows = try session.query(text, values)
        let shape = RowShape.of(text, rows.columns)
        return try rows.values.map { try T(from: RowDecoder(shape: shape, values: $0)) }
    }

    public func first<T: Decodable>(_ type: T.Type, _ sql: SQL) throws -> T? { try all(type, sql).first }

    public func all<T: Decodable>(_ sql: SQL) throws -> [T] { try all(T.self, sql) }
    public func first<T: Decodable>(_ sql: SQL) throws -> T? { try all(T.self, sql).first }

    /// The first column of the first row.
    public func value<T: SQLConvertible>(_ type: T.Type, _ sql: SQL) throws -> T? {
        let (text, values) = sql.rendered(for: dialect)
        guard let cell = try session.query(text, values).values.first?.first, cell != .null else { return nil }
        return T(sql: cell)
    }

    /// The first column of all rows.
    public func values<T: SQLConvertible>(_ type: T.Type, _ sql: SQL) throws -> [T] {
        let (text, values) = sql.rendered(for: dialect)
        return try session.query(text, values).values.compactMap { $0.first.flatMap { T(sql: $0) } }
    }

    /// The plan of a query, a line each, as the database tells it: for tests that hold hot paths to their indexes.
    public func explain(_ sql: SQL) throws -> [String] {
        let (text, values) = sql.rendered(for: dialect)
        let rows = try session.query((dialect == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + text, values)
        return rows.values.map { row in
            if case .text(let line)? = row.last { line } else { "" }
        }
    }
}
