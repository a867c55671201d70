import Kernel
import Store

/// Removes drafts that nobody has touched for 30 days.
struct SweepDrafts: Action {
    static let name = "forms.sweep-drafts"
    static let audience: Audience = .system
    static let days = 30

    static let job = JobKind(name) { _, store in try await store.perform(SweepDrafts(), as: .system("forms")) }

    /// Once for a day on which there are drafts.
    static func plan(in transaction: Transaction) throws {
        let today = transaction.now.date()
        try transaction.enqueue(name, key: "\(name):\(today)", subject: "\(today)", at: transaction.now.adding(days: 1))
    }

    func perform(in transaction: Transaction) throws {
        let before = transaction.now.adding(days: -SweepDrafts.days)
        let count = try transaction.run("DELETE FROM forms_drafts WHERE updated_at < \(before)")
        transaction.audit("drafts", "\(before.date())", retention: .months3, detail: ["removed": .number(Decimal128(count))])
        if try transaction.value(String.self, "SELECT id FROM forms_drafts LIMIT 1") != nil {
            try SweepDrafts.plan(in: transaction)
        }
    }
}
