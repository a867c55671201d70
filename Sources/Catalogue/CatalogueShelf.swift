public import Folders
import Foundation
public import Kernel
public import Store
import Synchronization

/// The services of a city: those offered today, and every version that a case was opened with.
public final class CatalogueShelf: Sendable {
    private struct Contents {
        var offered: [String: [Service]] = [:]
        var byHash: [String: Service] = [:]
        /// What people have released, by service, in the order in which it holds.
        var releases: [String: [Release]] = [:]
    }
    private let contents = Mutex(Contents())
    /// Reads a folder's files as a service.
    private let open: @Sendable (FolderFiles) -> ServiceFolder?

    /// - Parameter open: reads the files of a folder; nil when they make no service.
    public init(_ services: [Service], open: @escaping @Sendable (FolderFiles) -> ServiceFolder?) {
        self.open = open
        contents.withLock { contents in
            for service in services {
                contents.offered[service.slug, default: []].append(service)
                contents.byHash[service.hash.hex] = service
            }
        }
    }

    /// The version of a service that applies to applications received on a day: what people released, and before the first
    /// release what the folders said at the start.
    public func offered(_ slug: String, on day: LocalDate) -> Service? {
        let (folders, release, released) = contents.withLock { contents -> ([Service]?, Release?, Service?) in
            let release = contents.releases[slug]?.last { $0.since <= day }
            return (contents.offered[slug], release, release?.hash.flatMap { contents.byHash[$0] })
        }
        if release != nil { return released.flatMap { $0.folder.about.validUntil.map { day <= $0 } ?? true ? $0 : nil } }
        return folders?.filter {
            $0.folder.about.validFrom <= day && ($0.folder.about.validUntil.map { day <= $0 } ?? true)
        }.max { $0.folder.about.validFrom < $1.folder.about.validFrom }
    }

    /// The day from which a version is offered, as people released it last until a day, or as its folder says.
    public func day(of service: Service, until day: LocalDate) -> LocalDate {
        let release = contents.withLock { contents in
            contents.releases[service.slug]?.last { $0.hash == service.hash.hex && $0.since <= day }
        }
        return release?.since ?? service.folder.about.validFrom
    }

    /// Every service offered on a day, by slug.
    public func all(on day: LocalDate) -> [Service] {
        let slugs = contents.withLock { Set($0.offered.keys).union($0.releases.keys).sorted() }
        return slugs.compactMap { offered($0, on: day) }
    }

    /// Takes over what people have released.
    func hold(_ releases: [Release], services: [Service]) {
        contents.withLock { contents in
            for service in services { contents.byHash[service.hash.hex] = service }
            contents.releases = Dictionary(grouping: releases, by: \.slug)
        }
    }

    /// The version with a hash, from memory or from the database, where it is kept for as long as cases need it.
    public func pinned(_ hash: String, in reader: Reader) throws -> Service {
        if let service = contents.withLock({ $0.byHash[hash] }) { return service }
        guard let files = try reader.keptFiles(hash), let folder = open(files) else { throw CatalogueFault.versionMissing(hash) }
        let service = Service(folder)
        contents.withLock { $0.byHash[hash] = service }
        return service
    }
}

extension Reader {
    /// The files of a kept version.
    func keptFiles(_ hash: String) throws -> FolderFiles? {
        struct File: Codable {
            let path: String
            let content: String
        }
        guard let slug = try value(String.self, "SELECT slug FROM catalogue_versions WHERE hash = \(hash)") else { return nil }
        let files: [File] = try all("SELECT path, content FROM catalogue_files WHERE hash = \(hash)")
        let contents = Dictionary(
            files.compactMap { file in Data(base64Encoded: file.content).map { (file.path, [UInt8]($0)) } },
            uniquingKeysWith: { $1 })
        return FolderFiles(path: "Services/\(slug)", contents: contents)
    }
}
