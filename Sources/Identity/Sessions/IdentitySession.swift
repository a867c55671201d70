public import Kernel
public import Store

/// A visit that is recognised by a token: in a browser's cookie, or as a bearer token of a program.
public struct IdentitySession: Sendable {
    public enum Kind: String, Codable, Sendable, SQLConvertible {
        /// Signed in, in a browser.
        case browser
        /// Signed in, by `Authorization: Bearer`.
        case bearer
        /// Nobody has signed in: drafts of a visitor.
        case anonymous
        /// The password was right, the one-time code is awaited.
        case halfway
    }

    public let id: ID<IdentitySession>
    public let kind: Kind
    /// Nil while nobody has signed in; of a session half way, who is about to.
    public let principal: Principal?
    public let name: String?
    public let email: String?
    public let language: Language?
    /// Where and with what it was opened.
    public let address: String
    public let agent: String
    /// A one-time or recovery code was shown in it.
    public let hasSecondFactor: Bool
    /// The principal has one-time codes.
    public let hasCodes: Bool
    public let createdAt: Instant
    public let seenAt: Instant
    public let expiresAt: Instant
    /// From which form tokens are made: computed from the token, so that the database does not hold it. Empty in lists.
    public let secret: [UInt8]
}

extension IdentitySession {
    private struct Row: Codable {
        let id: ID<IdentitySession>
        let kind: Kind
        let principal: Principal?
        let address: String
        let agent: String
        let secondFactor: Bool
        let createdAt: Instant
        let seenAt: Instant
        let expiresAt: Instant
        let name: String?
        let email: String?
        let language: Language?
        let state: Credential.State?
        let hasCodes: Bool

        func session(secret: [UInt8]) -> IdentitySession {
            IdentitySession(
                id: id, kind: kind, principal: principal, name: name, email: email, language: language, address: address,
                agent: agent,
                hasSecondFactor: secondFactor, hasCodes: hasCodes, createdAt: createdAt, seenAt: seenAt, expiresAt: expiresAt,
                secret: secret)
        }

        func isAlive(at now: Instant, idle: Double) -> Bool {
            guard expiresAt > now, principal == nil || state == .active else { return false }
            return kind != .browser || seenAt.adding(seconds: idle) > now
        }
    }

    private static let columns: SQL =
        """
        SELECT s.id, s.kind, s.principal, s.address, s.agent, s.second_factor, s.created_at, s.seen_at, s.expires_at,
            c.name, c.email, c.language, c.state, CASE WHEN c.codes IS NULL THEN 0 ELSE 1 END AS has_codes
        FROM identity_sessions s LEFT JOIN identity_credentials c ON c.principal = s.principal
        """

    /// The living session of a token, if it is of one of these kinds.
    static func find(_ token: String, kinds: Set<Kind>, in reader: Reader) throws -> IdentitySession? {
        guard (20...200).contains(token.utf8.count) else { return nil }
        let row = try reader.first(Row.self, columns + " WHERE s.digest = \(Digest(of: token))")
        let settings = IdentitySettings.of(reader.parts)
        guard let row, kinds.contains(row.kind), row.isAlive(at: settings.clock.now(), idle: settings.idle) else { return nil }
        return row.session(secret: Crypto.hmacSHA256(key: Array(token.utf8), Array("form".utf8)))
    }

    /// The living sessions of the caller, newest first.
    public static func own(_ caller: Caller, in reader: Reader) throws -> [IdentitySession] {
        guard let principal = Principal(caller) else { return [] }
        let settings = IdentitySettings.of(reader.parts)
        let now = settings.clock.now()
        let rows = try reader.all(
            Row.self,
            columns
                + """
                 WHERE s.principal = \(principal) AND s.kind IN ('browser', 'bearer') AND s.expires_at > \(now) ORDER BY s.id DESC LIMIT 100
                """)
        return rows.filter { $0.isAlive(at: now, idle: settings.idle) }.map { $0.session(secret: []) }
    }

    /// Writes a new session and returns its token, which is stored nowhere.
    static func open(
        _ kind: Kind, principal: Principal?, visitor: Visitor, hasSecondFactor: Bool = false, seconds: Double,
        in transaction: Transaction
    ) throws -> OpenedSession {
        let now = IdentitySettings.of(transaction.parts).clock.now()
        let token = Crypto.token(bytes: 32)
        let id = ID<IdentitySession>(at: now)
        let expires = now.adding(seconds: seconds)
        try transaction.run(
            """
            INSERT INTO identity_sessions (id, digest, kind, principal, address, agent, second_factor, created_at, seen_at, expires_at)
            VALUES (\(id), \(Digest(of: token)), \(kind), \(principal), \(visitor.address), \(visitor.agent), \(hasSecondFactor),
                    \(now), \(now), \(expires))
            """)
        return OpenedSession(id: id, token: token, principal: principal, expires: expires)
    }

    /// Notes that the session was used, at most once a minute.
    static func touch(_ session: IdentitySession, in store: Store) async {
        let now = IdentitySettings.of(store.parts).clock.now()
        guard session.kind == .browser, now.seconds(since: session.seenAt) >= 60 else { return }
        // Bookkeeping, no change of a record: without audit, and a database that only reads does not end the visit.
        try? await store.perform(as: .system("identity")) { transaction in
            _ = try transaction.run(
                "UPDATE identity_sessions SET seen_at = \(now) WHERE id = \(session.id) AND seen_at <= \(now.adding(seconds: -60))"
            )
        }
    }
}

/// A session just opened, with the only copy of its token.
public struct OpenedSession: Sendable, CustomStringConvertible {
    public let id: ID<IdentitySession>
    public let token: String
    public let principal: Principal?
    public let expires: Instant
    public var description: String { "OpenedSession(\(id))" }
}

/// Where a request comes from, as sessions remember it.
public struct Visitor: Sendable, Hashable {
    public let address: String
    public let agent: String

    public init(address: String, agent: String = "") {
        self.address = String(address.prefix(64))
        self.agent = String(agent.prefix(200))
    }
}
