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
        try await TestServer.shared.create(name)
        let base = server.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return "\(base)/\(name)"
    }

    /// A fresh store with the schema of these components, on a clock that stands still unless another is given.
    public static func open(components: [StoreComponent], clock: any Clock = SimulatedClock(start: .testStart, frozen: true))
        async throws -> Store
    {
        let store = try Store(database: try await freshDatabase(), components: components, clock: clock, connections: 2)
        _ = try await store.migrate()
        return store
    }
}

/// One connection for all tests that make databases: tests run side by side, and a server has few places.
private actor TestServer {
    static let shared = TestServer()
    private var admin: Store?

    func create(_ name: String) async throws {
        let admin = try self.admin ?? Store(database: TestStore.server, components: [], connections: 1)
        self.admin = admin
        try await admin.createDatabase(name)
    }
}

extension Instant {
    /// Monday, 2 March 2026, 09:00 in Berlin.
    public static let testStart = Instant(microseconds: 1_772_438_400_000_000)
}
