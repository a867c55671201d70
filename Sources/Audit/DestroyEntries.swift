public import Kernel
public import Store

/// Destroys the entries of one retention class that were sealed before a moment. Whether their period has run out, the caller knows:
/// sessions after three months by the calendar, cases after their closing.
public struct DestroyEntries: Action {
    public static let name = "audit.destroy"
    public static let audience: Audience = [.staff, .system]
    let retention: Retention
    let before: Instant

    /// `before` lies at least three months back.
    public init(retention: Retention, before: Instant) {
        self.retention = retention
        self.before = before
    }

    public func perform(in transaction: Transaction) throws -> Int {
        guard retention != .permanent, before <= transaction.now.adding(days: -90) else { throw AuditFault.tooYoung }
        let count = try AuditLog.destroy(retention, sealedBefore: before, in: transaction)
        try transaction.emit(
            EntriesDestroyed(retention: retention.rawValue, count: count), subject: "audit", retention: .permanent)
        return count
    }
}

public struct EntriesDestroyed: Event {
    public static let name = "audit.destroyed"
    public let retention: String
    public let count: Int
}
