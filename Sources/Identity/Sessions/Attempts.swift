import Foundation
import Kernel
import Store

/// Wrong attempts by address of the person and by address on the net, and the waits that follow from them.
/// Keys are digests: the table does not say who tried, and an e-mail address that nobody has waits like any other.
struct Attempts {
    struct Key: Hashable {
        let digest: Digest
        let free: Int?
        let isAddress: Bool

        static func email(_ email: String) -> Key { Key(digest: Digest(of: "email:" + email), free: nil, isAddress: false) }
        static func address(_ address: String) -> Key {
            Key(digest: Digest(of: "address:" + network(address)), free: nil, isAddress: true)
        }
        /// A secret of its own that may be tried so often.
        static func secret(_ name: String, free: Int) -> Key {
            Key(digest: Digest(of: "secret:" + name), free: free, isAddress: false)
        }

        /// An IPv6 host chooses the last 64 bits itself, so the first 64 count (RFC 4291 § 2.5.4).
        static func network(_ address: String) -> String {
            var bytes = in6_addr()
            guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
            return withUnsafeBytes(of: &bytes) { raw in
                // Mapped IPv4 (::ffff:0:0/96) is one host.
                raw.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
                    ? Hex.encode(raw) : Hex.encode(raw.prefix(8))
            }
        }
    }

    private struct Row: Codable {
        let count: Int
        let lastAt: Instant
        let blockedUntil: Instant
    }

    private let keys: [Key]
    private let reader: Reader
    private let settings: IdentitySettings

    init(keys: [Key], in reader: Reader) {
        self.keys = keys
        self.reader = reader
        settings = IdentitySettings.of(reader.parts)
    }

    /// Seconds until the next attempt is heard; nil where it is heard now.
    func wait() throws -> Int? {
        let now = settings.clock.now()
        let until = try keys.compactMap { try row($0)?.blockedUntil }.max()
        guard let until, until > now else { return nil }
        return max(1, Int(until.seconds(since: now).rounded(.up)))
    }

    /// Counts a wrong attempt for every key.
    func fail() throws {
        guard let transaction = reader as? Transaction else { return }
        let now = settings.clock.now()
        for key in keys {
            let before = try row(key)
            let isFresh = before.map { now.seconds(since: $0.lastAt) <= settings.attempts.memory } ?? false
            let count = (isFresh ? before?.count ?? 0 : 0) + 1
            let free = key.free ?? (key.isAddress ? settings.attempts.freePerAddress : settings.attempts.freePerEmail)
            let until = now.adding(seconds: Double(pause(after: count, free: free)))
            try transaction.run(
                """
                INSERT INTO identity_failures (id, count, last_at, blocked_until) VALUES (\(key.digest), \(count), \(now), \(until))
                ON CONFLICT (id) DO UPDATE SET count = \(count), last_at = \(now), blocked_until = \(until)
                """)
        }
    }

    /// Forgets the wrong attempts for a person who has come in; those of a network address stay.
    func forget() throws {
        guard let transaction = reader as? Transaction else { return }
        for key in keys where !key.isAddress { try transaction.run("DELETE FROM identity_failures WHERE id = \(key.digest)") }
    }

    /// Nothing for fewer than `free`; then 30 seconds, doubled with each further attempt.
    private func pause(after count: Int, free: Int) -> Int {
        guard count >= free else { return 0 }
        return min(settings.attempts.most, 30 << min(20, count - free))
    }

    private func row(_ key: Key) throws -> Row? {
        try reader.first("SELECT count, last_at, blocked_until FROM identity_failures WHERE id = \(key.digest)")
    }
}
