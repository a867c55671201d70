import Kernel
public import Store

/// Documents of a record without an account go to the account that took the record over; internal ones stay with the authority.
public struct AdoptDocuments: Action {
    public static let name = "documents.adopt-record"
    public static let audience: Audience = .system
    let subject: String
    let account: String

    public init(subject: some CustomStringConvertible, account: String) {
        self.subject = subject.description
        self.account = account
    }

    public func perform(in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE documents SET owner = \(account) WHERE subject = \(subject) AND owner IS NULL AND is_internal = 0")
        transaction.audit("record", subject, detail: ["account": .string(account)])
    }
}
