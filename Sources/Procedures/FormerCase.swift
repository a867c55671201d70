public import Folders
public import Kernel
import Notices
public import Store

extension Reader {
    /// An earlier case as an application that follows it sees it; nil where the caller's account does not own it, or it granted nothing.
    ///
    /// The days come from the document that still holds, or else from the newest one.
    public func former(_ id: ID<Procedure>, ownedBy account: String) throws -> Former? {
        let caller = Caller(.account(account))
        guard let procedure = try? procedure(id, visibleTo: caller), procedure.owner == account,
            procedure.outcome == .granted || procedure.outcome == .partly || procedure.outcome == .deemedGranted
        else { return nil }
        let documents = try verifications(of: id, visibleTo: caller)
        let holding = documents.first { $0.ending == nil } ?? documents.first
        return Former(
            reference: procedure.reference, received: procedure.receivedAt.date(), validFrom: holding?.validFrom,
            validUntil: holding?.validUntil, answers: try caseContext(of: id)["answers"] ?? [:])
    }
}
