import BPMN
import Catalogue
import Folders
public import Kernel
public import Store

/// A second person confirms an act, which takes effect by that. Nobody confirms what they have put forward themselves, nor in the place
/// of whoever did; the second person holds the same right as the first.
public struct ConfirmAct: Action {
    public static let name = "procedures.confirm"
    public static let audience: Audience = .staff
    let proposal: ID<Proposal>

    public init(proposal: ID<Proposal>) { self.proposal = proposal }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.proposal(proposal)
        let item = try transaction.task(found.task, visibleTo: transaction.caller)
        guard item.endedAt == nil, found.ending == nil else { throw ProcedureFault.taskOver }
        guard transaction.caller.may(ConfirmAct.name, in: item.unit) else { throw StoreFault.forbidden(ConfirmAct.name) }
        let run = try CaseRun(reading: found.procedure, in: transaction)
        guard let act = run.service.folder.about.acts[found.act] else { throw ProcedureFault.actNotOffered(found.act) }
        guard !found.isOf(transaction.caller, using: act.right, in: item.unit) else { throw ProcedureFault.ownAct }
        try found.end(.confirmed, in: transaction)
        try ActOnTask(
            task: found.task, act: found.act, fields: found.fields, files: [], session: nil, confirms: found
        ).perform(as: .staff, permission: act.outcome == nil ? ProcessTask.name : DecideTask.name, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: item.unit,
            detail: ["proposal": .string(proposal.text), "act": .string(found.act), "by": .string(found.person)])
    }
}

extension Proposal {
    /// Whether somebody put it forward, or would confirm it in the place of whoever did: two people are two who act for themselves or
    /// for different others.
    func isOf(_ caller: Caller, using right: String, in unit: String) -> Bool {
        let acting = [
            caller.staff, caller.inPlaceOf(using: right, in: unit), caller.inPlaceOf(using: ConfirmAct.name, in: unit),
        ]
        return acting.contains { isOf($0) }
    }

    /// Whether this person put it forward, or is the one in whose place that was done.
    func isOf(_ somebody: String?) -> Bool { somebody != nil && (somebody == person || somebody == inPlaceOf) }
}

/// A second person does not confirm an act and says why; or whoever put it forward takes it back. The work goes on with the first.
public struct ReturnAct: Action {
    public static let name = "procedures.return-act"
    public static let audience: Audience = .staff
    let proposal: ID<Proposal>
    let remark: String

    public init(proposal: ID<Proposal>, remark: String) {
        self.proposal = proposal
        self.remark = remark
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.proposal(proposal)
        let item = try transaction.task(found.task, visibleTo: transaction.caller)
        guard item.endedAt == nil, found.ending == nil else { throw ProcedureFault.taskOver }
        guard transaction.caller.may(ReturnAct.name, in: item.unit) else { throw StoreFault.forbidden(ReturnAct.name) }
        var mistakes = Mistakes()
        mistakes.need(remark, "remark", atLeast: 5, atMost: 2000)
        try mistakes.check()
        try found.end(.returned, remark: remark, holder: found.person, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: item.unit,
            detail: ["proposal": .string(proposal.text), "act": .string(found.act), "remark": .string(remark)])
        try transaction.emit(
            ActReturned(
                procedure: found.procedure.text, element: item.element, act: found.act,
                by: transaction.caller.staff ?? transaction.caller.label, reason: remark), subject: found.procedure)
    }
}

/// A second person did not confirm an act, or it was taken back.
public struct ActReturned: Event {
    public static let name = "procedures.act-returned"
    public let procedure: String
    public let element: String
    public let act: String
    public let by: String
    public let reason: String
}
