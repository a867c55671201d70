import Foundation
public import Kernel

/// The contents of documents, by their SHA-256, in a directory: `ab/cd/<sha256>`. Equal contents are stored once.
///
/// A file is written beside its place, synced, and renamed: what stands under a digest is whole. Contents are never changed.
/// Contents that are stored again get a new time stamp; `remove` leaves alone what was stored within the last hour, because
/// the row of such contents may not be there yet.
public struct DocumentStore: Sendable {
    /// Where they lie, without a slash at the end.
    public let directory: String
    /// Bytes that stay free on the disk; below them nothing is taken in.
    let reserve: Int
    /// Seconds of machine time for which contents without a row are left alone.
    let grace: Double

    /// Makes the directory where it is missing.
    public init(directory: String, reserve: Int = 50_000_000, grace: Double = 3600) throws {
        self.directory = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        self.reserve = reserve
        self.grace = grace
        try FileManager.default.createDirectory(atPath: self.directory + "/incoming", withIntermediateDirectories: true)
    }

    /// Whether contents can be written at all.
    public var takes: Bool { FileManager.default.isWritableFile(atPath: directory + "/incoming") }

    public func path(of digest: Digest) -> String {
        "\(directory)/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2).prefix(2))/\(digest.hex)"
    }

    /// Stores bytes; returns their digest. Throws `DocumentFault.noSpace` when they could not be written.
    @discardableResult public func put(_ bytes: [UInt8]) throws -> Digest {
        let digest = Digest(of: bytes)
        if renew(digest) { return digest }
        let file = try Incoming(in: self)
        try file.write(bytes)
        try file.adopt(as: digest)
        return digest
    }

    /// Stores a copy of a file whose digest is known; the file itself stays.
    public func put(copyOf file: String, digest: Digest) throws {
        if renew(digest) { return }
        let copy = try Incoming(in: self)
        guard let source = FileHandle(forReadingAtPath: file) else { throw DocumentFault.contentsMissing(digest.hex) }
        defer { try? source.close() }
        while let piece = try source.read(upToCount: 1 << 20), !piece.isEmpty { try copy.write([UInt8](piece)) }
        try copy.adopt(as: digest)
    }

    public func read(_ digest: Digest) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(of: digest)) else {
            throw DocumentFault.contentsMissing(digest.hex)
        }
        return [UInt8](data)
    }

    public func has(_ digest: Digest) -> Bool { FileManager.default.fileExists(atPath: path(of: digest)) }

    /// The digest of what stands on disk under a digest; nil when nothing does.
    public func actualDigest(of digest: Digest) -> Digest? {
        guard let file = FileHandle(forReadingAtPath: path(of: digest)) else { return nil }
        defer { try? file.close() }
        let stream = DigestStream()
        while let chunk = try? file.read(upToCount: 1 << 20), !chunk.isEmpty { stream.update([UInt8](chunk)) }
        return stream.finish()
    }

    /// Removes contents that no document needs, unless somebody stored them again within the last hour.
    ///
    /// They are moved aside before their time stamp is looked at: whoever stores the same bytes meanwhile either renewed the
    /// stamp before, and they are moved back, or finds nothing and writes them anew.
    func remove(_ digest: Digest) throws {
        let aside = incoming(Crypto.token(bytes: 12))
        guard rename(path(of: digest), aside) == 0 else { return }
        var status = stat()
        let isRecent = stat(aside, &status) == 0 && Instant.now.seconds(since: Instant(stamp: status)) < grace
        if isRecent, rename(aside, path(of: digest)) == 0 { return }
        guard unlink(aside) == 0 else { throw DocumentFault.noSpace }
    }

    /// Gives contents that are there a new time stamp; false where there are none.
    func renew(_ digest: Digest) -> Bool { utimensat(AT_FDCWD, path(of: digest), nil, 0) == 0 }

    func incoming(_ name: String) -> String { "\(directory)/incoming/\(name)" }

    /// Whether the disk has more room than the reserve; a file system that does not tell is believed to.
    var hasRoom: Bool {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return true }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) > UInt64(max(0, reserve))
    }
}

extension Instant {
    fileprivate init(stamp status: stat) {
        self.init(microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000)
    }
}

/// A file on its way into the store; it is gone with its last reference unless it was adopted.
final class Incoming {
    private let store: DocumentStore
    private let path: String
    private var file: Int32

    /// Throws `noSpace` where the disk is full or cannot be written.
    init(in store: DocumentStore) throws {
        self.store = store
        path = store.incoming(Crypto.token(bytes: 12))
        file = store.hasRoom ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640) : -1
        guard file >= 0 else { throw DocumentFault.noSpace }
    }

    deinit {
        guard file >= 0 else { return }
        close(file)
        unlink(path)
    }

    func write(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                Foundation.write(file, $0.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw DocumentFault.noSpace }
            offset += written
        }
    }

    /// Puts the file in the place of its digest, durably.
    func adopt(as digest: Digest) throws {
        guard fsync(file) == 0 else { throw DocumentFault.noSpace }
        let final = store.path(of: digest)
        let folder = (final as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw DocumentFault.noSpace }
        guard rename(path, final) == 0 else { throw DocumentFault.noSpace }
        close(file)
        file = -1
        try Incoming.sync(folder)
    }

    private static func sync(_ path: String) throws {
        let folder = open(path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw DocumentFault.noSpace }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw DocumentFault.noSpace }
    }
}
