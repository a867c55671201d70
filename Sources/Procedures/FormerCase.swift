public import Folders
public import Kernel
import Notices
public import Store

extension Reader {
    /// An earlier case as an application of the same holder sees it that follows it; nil where the caller is not the applicant, by
    /// account or by code, or it granted nothing.
    ///
    /// The days come from the document that still holds, or else from the newest one.
    public func former(_ id: ID<Procedure>, of caller: Caller) throws -> Former? {
        guard let procedure = try? procedure(id, visibleTo: caller), caller.isApplicant(of: procedure),
            procedure.outcome == .granted || procedure.outcome == .partly || procedure.outcome == .deemedGranted
        else { return nil }
        let documents = try verifications(of: id, visibleTo: caller)
        let holding = documents.first { $0.ending == nil } ?? documents.first
        return Former(
            reference: procedure.reference, received: procedure.receivedAt.date(), validFrom: holding?.validFrom,
            validUntil: holding?.validUntil, answers: try caseContext(of: id)["answers"] ?? [:])
    }
}

extension Reader {
    /// What every component needs to know of a case, such as whom a message about it is for. Whoever asks has looked whether the
    /// case is visible.
    public func caseFacts(of id: ID<Procedure>) throws -> CaseFacts { try CaseRun(reading: id, in: self).facts }
}

extension Caller {
    /// Whether the caller stands on the applicant's side of a case: by account, or by the code that opens it.
    public func isApplicant(of procedure: Procedure) -> Bool {
        account.map { $0 == procedure.owner } ?? false || grants.contains(procedure.id.text)
    }
}
