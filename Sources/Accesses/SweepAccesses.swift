import Kernel
import Store

/// Removes looks that are older than two years (docs/decisions/0015, Art. 5 (1) (e) GDPR).
struct SweepAccesses: Action {
    static let name = "accesses.sweep"
    static let audience: Audience = .system

    static let job = JobKind(name) { _, store in try await store.perform(SweepAccesses(), as: .system("accesses")) }

    /// Once for a day on which there are looks.
    static func plan(in transaction: Transaction) throws {
        let today = transaction.now.date()
        try transaction.enqueue(name, key: "\(name):\(today)", subject: "\(today)", at: transaction.now.adding(days: 1))
    }

    func perform(in transaction: Transaction) throws {
        let before = Instant(startOf: transaction.now.date().adding(months: -24))
        let count = try transaction.run("DELETE FROM accesses WHERE at < \(before)")
        transaction.audit("accesses", "\(before.date())", retention: .months3, detail: ["removed": .number(Decimal128(count))])
        if try transaction.value(String.self, "SELECT id FROM accesses LIMIT 1") != nil {
            try SweepAccesses.plan(in: transaction)
        }
    }
}
