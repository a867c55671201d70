public import Kernel
public import Store

/// A version of a service that is kept, and the days from which on it was offered.
public struct KeptVersion: Sendable, Hashable {
    public let hash: String
    public let version: String
    /// When it was read first.
    public let at: Instant
    /// The days on which a release of two people let it begin; none where the folder's own day does.
    public let since: [LocalDate]
}

extension Reader {
    /// The kept versions of a service, newest first.
    public func keptVersions(of slug: String) throws -> [KeptVersion] {
        struct Row: Codable {
            let hash: String
            let version: String
            let at: Instant
        }
        let rows: [Row] = try all(
            "SELECT hash, version, at FROM catalogue_versions WHERE slug = \(slug) ORDER BY at DESC, hash LIMIT 200")
        let releases = try releases(of: slug).filter { $0.decision == "confirmed" }
        return rows.map { row in
            KeptVersion(
                hash: row.hash, version: row.version, at: row.at,
                since: releases.filter { $0.hash == row.hash }.map(\.since).sorted())
        }
    }
}
