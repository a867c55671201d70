private import CCrypto

/// A SHA-256 digest (FIPS 180-4, by OpenSSL).
public struct Digest: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let hex: String
    public var description: String { hex }

    public init(of bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        var out = [UInt8](repeating: 0, count: 32)
        precondition(cc_sha256(bytes, bytes.count, &out), "OpenSSL refused SHA-256")
        self.init(trusted: out)
    }

    public init(of text: String) { self.init(of: text.utf8) }

    /// Takes a digest written in hexadecimal; nil unless it has 64 lower-case digits.
    public init?(hex: String) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            return nil
        }
        self.hex = hex
    }

    init(trusted bytes: [UInt8]) { hex = Hex.encode(bytes) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(hex: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256: \(text)")
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// SHA-256 over bytes that come piece by piece.
public final class DigestStream {
    private var state: OpaquePointer?

    public init() { state = cc_sha256_begin() }

    deinit {
        var unused = [UInt8](repeating: 0, count: 32)
        if let state { _ = cc_sha256_end(state, &unused) }
    }

    public func update(_ bytes: UnsafeRawBufferPointer) {
        if let state { precondition(cc_sha256_update(state, bytes.baseAddress, bytes.count), "OpenSSL refused SHA-256") }
    }

    public func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// The digest of all bytes; nil when it was asked for before.
    public func finish() -> Digest? {
        guard let state else { return nil }
        self.state = nil
        var out = [UInt8](repeating: 0, count: 32)
        return cc_sha256_end(state, &out) ? Digest(trusted: out) : nil
    }
}

/// Bytes as lower-case hexadecimal digits.
public enum Hex {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Nil unless the text is an even number of lower-case hexadecimal digits.
    public static func decode(_ text: String) -> [UInt8]? {
        let values = text.utf8.compactMap { digits.firstIndex(of: $0) }
        guard values.count == text.utf8.count, values.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}

/// Secrets: random tokens, keyed digests, authenticated encryption, password hashes.
public enum Crypto {
    public static func random(_ count: Int) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: count)
        precondition(cc_random(&out, count), "no randomness")
        return out
    }

    /// A token of `bytes` random bytes in hexadecimal.
    public static func token(bytes: Int = 24) -> String { Hex.encode(random(bytes)) }

    public static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 32)
        precondition(cc_hmac_sha256(key, key.count, bytes, bytes.count, &out), "OpenSSL refused HMAC")
        return out
    }

    /// HMAC-SHA-1, only for time-based one-time passwords (RFC 6238).
    public static func hmacSHA1(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 20)
        precondition(cc_hmac_sha1(key, key.count, bytes, bytes.count, &out), "OpenSSL refused HMAC")
        return out
    }

    /// Compares in constant time.
    public static func equal(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        let left = Array(left)
        let right = Array(right)
        return left.count == right.count && cc_equal(left, right, left.count)
    }

    /// AES-256-GCM with a fresh nonce; `extra` is bound but not encrypted.
    public static func seal(_ bytes: [UInt8], key: [UInt8], extra: String) -> [UInt8] {
        precondition(key.count == 32, "a key has 32 bytes")
        let extra = Array(extra.utf8)
        var sealed = [UInt8](repeating: 0, count: bytes.count + 28)
        precondition(cc_seal(key, bytes, bytes.count, extra, extra.count, &sealed), "OpenSSL refused AES-GCM")
        return sealed
    }

    /// Nil where key, `extra` or bytes are not those of the sealing.
    public static func open(_ sealed: [UInt8], key: [UInt8], extra: String) -> [UInt8]? {
        guard key.count == 32, sealed.count >= 28 else { return nil }
        let extra = Array(extra.utf8)
        var out = [UInt8](repeating: 0, count: sealed.count - 28)
        return cc_open(key, sealed, sealed.count, extra, extra.count, &out) ? out : nil
    }

    /// Argon2id (RFC 9106) in its encoded form; OWASP's second choice by default: 19 MiB, two passes.
    public static func hashPassword(_ password: String, passes: UInt32 = 2, kibibytes: UInt32 = 19 * 1024) -> String? {
        var out = [CChar](repeating: 0, count: 128)
        guard cc_argon2id(password, password.utf8.count, passes, kibibytes, &out) else { return nil }
        return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    public static func verifyPassword(_ password: String, against encoded: String) -> Bool {
        cc_argon2id_verify(encoded, password, password.utf8.count)
    }
}
