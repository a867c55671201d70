import Kernel
public import Store

/// Notices of a procedure without an account go to the account that took it over.
public struct AdoptNotices: Action {
    public static let name = "notices.adopt"
    public static let audience: Audience = .system
    let procedure: String
    let account: String

    public init(procedure: some CustomStringConvertible, account: String) {
        self.procedure = procedure.description
        self.account = account
    }

    public func perform(in transaction: Transaction) throws {
        try transaction.run("UPDATE notices SET owner = \(account) WHERE procedure = \(procedure) AND owner IS NULL")
        try transaction.run(
            "UPDATE notices_verifications SET owner = \(account) WHERE procedure = \(procedure) AND owner IS NULL")
        transaction.audit("procedure", procedure, detail: ["account": .string(account)])
    }
}
