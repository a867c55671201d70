import Kernel
public import Store

/// Deletes what has run out: sessions, used codes, old wrong attempts. Once a day, by a job that puts itself in again.
public struct SweepSessions: Action {
    public static let name = "identity.sweep"
    public static let audience: Audience = [.system]

    public init() {}

    public func perform(in transaction: Transaction) throws -> Int {
        let settings = IdentitySettings.of(transaction.parts)
        let now = settings.clock.now()
        let ended = try transaction.run(
            """
            DELETE FROM identity_sessions WHERE expires_at <= \(now)
                OR (kind = 'browser' AND seen_at <= \(now.adding(seconds: -settings.idle)))
            """)
        // A code is valid for a minute and a half; a day is far beyond.
        try transaction.run("DELETE FROM identity_used_codes WHERE used_at <= \(now.adding(days: -1))")
        try transaction.run(
            "DELETE FROM identity_failures WHERE last_at <= \(now.adding(seconds: -settings.attempts.memory)) AND blocked_until <= \(now)"
        )
        try transaction.run("DELETE FROM identity_invitations WHERE expires_at <= \(now.adding(days: -90))")
        transaction.audit("session", "expired", retention: .months3, detail: ["ended": .string(String(ended))])
        try SweepSessions.schedule(in: transaction, after: 1)
        return ended
    }

    static let job = JobKind("identity.sweep") { _, store in
        try await store.perform(SweepSessions(), as: .system("identity"))
    }

    /// Puts in the sweeping of a day, once.
    static func schedule(in transaction: Transaction, after days: Int) throws {
        let day = transaction.now.adding(days: days).date()
        try transaction.enqueue(
            "identity.sweep", key: "identity.sweep:\(day)", subject: "sessions", at: transaction.now.adding(days: days))
    }
}
