import BPMN
import Catalogue
import Folders
public import Kernel
public import Store

/// The applicant takes the application back; the process ends wherever it stands. Staff enter what comes by letter.
public struct WithdrawProcedure: Action {
    public static let name = "procedures.withdraw"
    public static let audience: Audience = [.account, .anonymous, .staff]
    let procedure: ID<Procedure>
    let arrival: Arrival?

    /// - Parameter arrival: how it came; staff say it, and nobody else.
    public init(procedure: ID<Procedure>, arrival: Arrival? = nil) {
        self.procedure = procedure
        self.arrival = arrival
    }

    public func perform(in transaction: Transaction) throws {
        let isStaff = transaction.caller.staff != nil
        let seen =
            isStaff
            ? try CaseAccess.receive(WithdrawProcedure.name, at: procedure, in: transaction)
            : try transaction.procedure(procedure, visibleTo: transaction.caller)
        if isStaff {
            guard let arrival else { throw StoreFault.forbidden(WithdrawProcedure.name) }
            var mistakes = Mistakes()
            arrival.check(from: seen.receivedAt.date(), today: transaction.now.date(), &mistakes)
            try mistakes.check()
        }
        var run = try CaseRun(procedure, in: transaction)
        let detail: JSON = try isStaff ? JSON(encoding: arrival) : [:]
        transaction.audit("procedure", procedure, unit: run.facts.unit, detail: detail)
        // Asked twice, the answer is the same.
        if seen.state == .withdrawn { return }
        guard !seen.state.isOver, seen.outcome == nil, run.service.folder.about.withdrawal == .untilDecided else {
            throw ProcedureFault.tooLate
        }
        try transaction.run(
            """
            UPDATE procedures SET state = \(Procedure.State.withdrawn), closed_at = \(transaction.now), due = NULL,
                changed_at = \(transaction.now) WHERE id = \(procedure)
            """)
        try transaction.emit(
            ProcedureWithdrawn(
                procedure: procedure.text, channel: isStaff ? arrival?.channel.rawValue : nil,
                day: isStaff ? arrival?.day : nil, by: transaction.caller.staff), subject: procedure)
        try run.take(.cancel, in: transaction)
    }
}

/// The applicant took the application back.
public struct ProcedureWithdrawn: Event {
    public static let name = "procedures.withdrawn"
    public let procedure: String
    /// How and on which day it came, and who entered it, where staff did.
    public var channel: String?
    public var day: LocalDate?
    public var by: String?
}
