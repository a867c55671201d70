public import Folders
import Foundation
public import Kernel
public import Store

/// Where the services' folders lie; a part of the store.
public struct ServicesDirectory: Sendable {
    public let path: String
    public init(_ path: String) { self.path = path }
}

/// Plays the examples of a version in a city, as `simulate` does; put into the store's parts by the executable.
public struct VersionTrial: Sendable {
    /// What came of one example.
    public struct Outcome: Codable, Hashable, Sendable {
        public let example: String
        public let title: String
        /// Every difference from what people derived by hand; empty where there is none.
        public let differences: [String]
        /// The texts of the notices that were issued.
        public let notices: [String]

        public init(example: String, title: String, differences: [String], notices: [String]) {
            self.example = example
            self.title = title
            self.differences = differences
            self.notices = notices
        }
    }

    let play: @Sendable (City, Service, String?) async throws -> [Outcome]

    /// - Parameter play: plays one example by its name, or all.
    public init(_ play: @escaping @Sendable (City, Service, String?) async throws -> [Outcome]) { self.play = play }
}

/// Notes what a reading of the folders found, and keeps every version that has no mistake.
public struct ReadFolders: Action {
    public static let name = "catalogue.read-folders"
    public static let audience: Audience = [.staff, .system]
    let services: [Service]
    let findings: [Finding]

    public func perform(in transaction: Transaction) throws {
        for service in services { try transaction.perform(KeepVersion(service)) }
        try transaction.run(
            """
            UPDATE catalogue_state SET read_at = \(transaction.now), findings = \(try JSON(encoding: findings)) WHERE id = 'catalogue'
            """)
        transaction.audit(
            "services", "folders", retention: .years2,
            detail: ["read": .number(Decimal128(services.count)), "findings": .number(Decimal128(findings.count))])
    }
}

extension Catalogue {
    /// Reads the folders again: new versions are kept and can be looked at; nothing is offered that nobody has released.
    public static func readFolders(_ store: Store, as caller: Caller) async throws {
        let directory = try store.part(ServicesDirectory.self).path
        let city = try store.part(City.self)
        var findings: [Finding] = []
        var folders: [ServiceFolder] = []
        for path in FolderCheck.services(in: directory) {
            let (folder, found) = ServiceFolder.load(path)
            findings += found.filter { !$0.isWarning }
            if let folder { folders.append(folder) }
        }
        let offered = city.findings(offering: folders).filter { !$0.isWarning }
        findings += offered
        // A folder that the city cannot offer is no version that somebody could release.
        let broken = Set(offered.map(\.path).compactMap { path in folders.first { path.hasPrefix($0.files.path + "/") }?.slug })
        let sound = folders.filter { !broken.contains($0.slug) }.map { Service($0) }
        try await store.perform(ReadFolders(services: sound, findings: findings), as: caller)
    }
}
