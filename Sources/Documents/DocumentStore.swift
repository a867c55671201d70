import Foundation
public import Kernel
import Synchronization

/// The contents of documents, by their SHA-256, in a directory: `ab/cd/<sha256>`. Equal contents are stored once.
///
/// A file is written beside its place, synced, and renamed: what stands under a digest is whole. Contents are never changed.
public struct DocumentStore: Sendable {
    public let directory: URL

    /// Makes the directory where it is missing.
    public init(directory: String) throws {
        self.directory = URL(fileURLWithPath: directory, isDirectory: true)
        let temporary = self.directory.appendingPathComponent("incoming")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    }

    public func path(of digest: Digest) -> String {
        directory.appendingPathComponent("\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2).prefix(2))/\(digest.hex)").path
    }

    /// Stores bytes; returns their digest. Throws `DocumentFault.noSpace` when they could not be written.
    @discardableResult public func put(_ bytes: [UInt8]) throws -> Digest {
        let digest = Digest(of: bytes)
        if FileManager.default.fileExists(atPath: path(of: digest)) { return digest }
        let temporary = directory.appendingPathComponent("incoming/\(Crypto.token(bytes: 12))").path
        try DocumentStore.write(bytes, to: temporary)
        try adopt(temporary, as: digest)
        return digest
    }

    /// Takes over a file that was written elsewhere on the same file system, or copies it.
    public func take(file: String, digest: Digest) throws {
        if FileManager.default.fileExists(atPath: path(of: digest)) {
            try? FileManager.default.removeItem(atPath: file)
            return
        }
        let temporary = directory.appendingPathComponent("incoming/\(Crypto.token(bytes: 12))").path
        do { try FileManager.default.moveItem(atPath: file, toPath: temporary) } catch { throw DocumentFault.noSpace }
        try DocumentStore.sync(temporary)
        try adopt(temporary, as: digest)
    }

    public func read(_ digest: Digest) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(of: digest)) else { throw DocumentFault.contentsMissing(digest.hex) }
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

    private func adopt(_ temporary: String, as digest: Digest) throws {
        let final = path(of: digest)
        let folder = (final as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw DocumentFault.noSpace }
        guard rename(temporary, final) == 0 else { throw DocumentFault.noSpace }
        try DocumentStore.sync(folder)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw DocumentFault.noSpace }
        defer { close(file) }
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress?.advanced(by: offset), bytes.count - offset) }
            guard written > 0 else {
                unlink(path)
                throw DocumentFault.noSpace
            }
            offset += written
        }
        guard fsync(file) == 0 else { throw DocumentFault.noSpace }
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw DocumentFault.noSpace }
        defer { close(file) }
        guard fsync(file) == 0 else { throw DocumentFault.noSpace }
    }
}
