import Kernel
import Mandates
import Procedures
import Store

/// The holder of an account takes over an application that was sent without one, by its access code: whoever only acts for
/// somebody else does not know the code.
struct LinkApplication: Action {
    static let name = "applications.link"
    static let audience: Audience = [.account]
    let code: String

    func perform(in transaction: Transaction) throws -> ID<Procedure> {
        guard let account = transaction.caller.account, let normal = AccessCode.normal(code),
            let procedure = try transaction.procedure(code: normal)
        else { throw ApplicationFault.codeUnknown }
        // What belongs to an account already is taken over by nobody.
        guard try transaction.procedure(procedure, visibleTo: .system("applications")).owner == nil else {
            throw ApplicationFault.codeUnknown
        }
        try transaction.perform(AdoptProcedure(procedure: procedure, account: account))
        try transaction.perform(AdoptMandates(procedure: procedure, account: account))
        try transaction.run("UPDATE applications SET nonce = NULL WHERE id = \(procedure)")
        try transaction.run("DELETE FROM applications_grants WHERE procedure = \(procedure)")
        transaction.audit("procedure", procedure, detail: ["by": "access-code"])
        return procedure
    }
}
