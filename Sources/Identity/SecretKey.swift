import Foundation
import Glibc
public import Kernel

/// The key of one city's secrets: 32 bytes that never stand in the database. A copy of the database alone opens nothing.
public struct SecretKey: Sendable {
    private let bytes: [UInt8]

    /// Takes exactly 32 bytes.
    public init(_ bytes: [UInt8]) throws {
        guard bytes.count == 32 else { throw IdentityFault.badKey("a key has 32 bytes, this one has \(bytes.count)") }
        self.bytes = bytes
    }

    /// The key from `STADTKERN_SECRET_KEY` (64 hexadecimal digits or base64), or from a file that is made at the first start,
    /// readable by its owner only. Throws where the file is open to others or the key has another length.
    public static func load(environment: [String: String], file: String) throws -> SecretKey {
        if let text = environment["STADTKERN_SECRET_KEY"], !text.isEmpty { return try SecretKey(try read(text)) }
        if let made = try make(file) { return made }
        var state = stat()
        guard stat(file, &state) == 0, let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw IdentityFault.badKey("the key file cannot be read")
        }
        guard state.st_mode & 0o077 == 0 else { throw IdentityFault.badKey("the key file is open to others: chmod 600") }
        return try SecretKey(try read(text))
    }

    /// Makes the file unless it is there; two processes that start together agree on one key.
    private static func make(_ file: String) throws -> SecretKey? {
        let handle = Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard handle >= 0 else {
            if errno == EEXIST { return nil }
            throw IdentityFault.badKey("the key file cannot be made")
        }
        defer { close(handle) }
        let key = Crypto.random(32)
        let text = Array((Hex.encode(key) + "\n").utf8)
        guard write(handle, text, text.count) == text.count, fsync(handle) == 0 else {
            throw IdentityFault.badKey("the key file cannot be written")
        }
        return try SecretKey(key)
    }

    private static func read(_ text: String) throws -> [UInt8] {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let bytes = Hex.decode(text.lowercased()), bytes.count == 32 { return bytes }
        if let data = Data(base64Encoded: text), data.count == 32 { return Array(data) }
        throw IdentityFault.badKey("a key is 64 hexadecimal digits or base64 of 32 bytes")
    }

    /// A key for one purpose, from which the others cannot be found.
    public func derived(for purpose: String) -> [UInt8] { Crypto.hmacSHA256(key: bytes, Array("stadtkern:\(purpose)".utf8)) }

    /// Encrypts a text for one place: `place` names record and member, so that a sealed text moved elsewhere does not open.
    public func seal(_ text: String, place: String) -> String {
        Hex.encode(Crypto.seal(Array(text.utf8), key: derived(for: "seal"), extra: place))
    }

    /// Nil where the key or the place is another one, or the text was changed.
    public func open(_ sealed: String, place: String) -> String? {
        guard let bytes = Hex.decode(sealed), let plain = Crypto.open(bytes, key: derived(for: "seal"), extra: place) else {
            return nil
        }
        return String(validating: plain, as: UTF8.self)
    }

    /// A keyed digest of a secret that is too short to be stored by a plain one.
    public func digest(of secret: String, place: String) -> Digest {
        Digest(of: Crypto.hmacSHA256(key: derived(for: "digest"), Array("\(place):\(secret)".utf8)))
    }
}
