import Delivery
import Documents
import Folders
public import Kernel
import Notices
public import Store

/// A case that was sent without an account goes to the account whose holder has shown its access code. From then on what is
/// written goes into the mailbox, unless its holder wishes letters, and the code opens nothing any more.
public struct AdoptProcedure: Action {
    public static let name = "procedures.adopt"
    public static let audience: Audience = .system
    let procedure: ID<Procedure>
    let account: String

    public init(procedure: ID<Procedure>, account: String) {
        self.procedure = procedure
        self.account = account
    }

    public func perform(in transaction: Transaction) throws {
        var run = try CaseRun(procedure, in: transaction)
        guard run.facts.owner == nil else { throw ProcedureFault.notFound }
        run.facts.owner = account
        try transaction.run(
            "UPDATE procedures SET owner = \(account), code_digest = NULL WHERE id = \(procedure) AND owner IS NULL")
        try transaction.run(
            "UPDATE procedures_tasks SET owner = \(account) WHERE procedure = \(procedure) AND audience = \(WorkItem.Audience.applicant)"
        )
        try transaction.perform(AdoptDocuments(subject: procedure, account: account))
        try transaction.perform(AdoptNotices(procedure: procedure, account: account))
        try transaction.perform(AdoptMessages(procedure: procedure, account: account))
        transaction.audit("procedure", procedure, unit: run.facts.unit, detail: ["account": .string(account)])
        try transaction.emit(ProcedureAdopted(procedure: procedure.text, account: account), subject: procedure)
        try run.keep(in: transaction)
    }
}

/// A case belongs to an account from now on.
public struct ProcedureAdopted: Event {
    public static let name = "procedures.adopted"
    public let procedure: String
    public let account: String
}
