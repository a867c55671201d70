import Foundation
public import Kernel
@_spi(Testing) public import Store

/// Databases for tests: fresh, migrated, on the engine that `STADTKERN_TEST_DATABASE` names
/// (`sqlite`, or the URL of a PostgreSQL server on which databases may be made).
public enum TestStore {
    public static var server: String { ProcessInfo.processInfo.environment["STADTKERN_TEST_DATABASE"] ?? "sqlite" }

    /// The database string of a fresh, empty database.
    public static func freshDatabase() async throws -> String {
        guard server.hasPrefix("postgres") else {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stadtkern-tests")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return "sqlite:\(folder.path)/\(Crypto.token(bytes: 8)).sqlite"
        }
        let name = "t" + Crypto.token(bytes: 8)
        let admin = try Store(database: server, components: [], connections: 1)
        try await admin.createDatabase(name)
        await admin.close()
        let base = server.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return "\(base)/\(name)"
    }

    /// A fresh store with the schema of these components, on a clock that stands still unless another is given.
    public static func open(components: [StoreComponent], clock: any Clock = SimulatedClock(start: .testStart, frozen: true)) async throws -> Store {
        let store = try Store(database: try await freshDatabase(), components: components, clock: clock, connections: 4)
        _ = try await store.migrate()
        return store
    }
}

extension Instant {
    /// Monday, 2 March 2026, 09:00 in Berlin.
    public static let testStart = Instant(microseconds: 1_772_438_400_000_000)
}
