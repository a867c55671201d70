public import Kernel
public import Store

/// Lets a case be opened by a code from now on: its account is gone, or its applicant no longer wants one. A case has one code.
public struct GiveAccessCode: Action {
    public static let name = "procedures.give-access-code"
    public static let audience: Audience = .system
    let procedure: ID<Procedure>
    let digest: Digest

    public init(procedure: ID<Procedure>, digest: Digest) {
        self.procedure = procedure
        self.digest = digest
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.procedure(procedure, visibleTo: .system("procedures"))
        try transaction.run("UPDATE procedures SET code_digest = \(digest) WHERE id = \(procedure) AND code_digest IS NULL")
        transaction.audit("procedure", procedure, unit: found.unit)
    }
}
