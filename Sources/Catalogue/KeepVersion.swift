import Folders
import Foundation
import Kernel
public import Store

/// Keeps the files of a service's version, so that cases opened with it can be carried on when the folder has changed.
public struct KeepVersion: Action {
    public static let name = "catalogue.keep-version"
    public static let audience: Audience = .system
    let service: Service

    public init(_ service: Service) { self.service = service }

    public func perform(in transaction: Transaction) throws {
        let hash = service.hash.hex
        transaction.audit(
            "service", hash, retention: .permanent,
            detail: ["slug": .string(service.slug), "version": .string(service.folder.about.version)])
        let added = try transaction.run(
            """
            INSERT INTO catalogue_versions (hash, slug, version, at)
            VALUES (\(hash), \(service.slug), \(service.folder.about.version), \(transaction.now)) ON CONFLICT (hash) DO NOTHING
            """)
        guard added == 1 else { return }
        for (path, content) in service.folder.files.contents {
            try transaction.run(
                "INSERT INTO catalogue_files (hash, path, content) VALUES (\(hash), \(path), \(Data(content).base64EncodedString()))"
            )
        }
        try transaction.emit(VersionKept(slug: service.slug, hash: hash), subject: hash, retention: .permanent)
    }
}

/// A version of a service came into use.
public struct VersionKept: Event {
    public static let name = "catalogue.version-kept"
    public let slug: String
    public let hash: String
}
