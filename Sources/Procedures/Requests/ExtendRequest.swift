import BPMN
import Catalogue
import Calendar
import Folders
public import Kernel
public import Store

/// Staff give the applicant more time, also when the day has passed already (§ 31 (7) VwVfG, § 109 (1) AO, § 26 (7) SGB X).
public struct ExtendRequest: Action {
    public static let name = "procedures.extend-request"
    public static let audience: Audience = .staff
    let request: ID<ApplicantRequest>
    let period: String
    let reason: String

    /// - Parameters:
    ///   - period: how much longer, `P14D`. - reason: why; it stays in the record of the procedure.
    public init(request: ID<ApplicantRequest>, period: String, reason: String) {
        self.request = request
        self.period = period
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.request(request)
        let seen = try ObjectionAccess.demand(
            ExtendRequest.name, at: found, by: transaction.caller, in: transaction)
        guard found.takesAnswer, seen.state != .withdrawn, found.isOpen || seen.decidedAt == nil else {
            throw ProcedureFault.taskOver
        }
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 5)
        let length = LegalPeriod(period)
        if length == nil { mistakes.add("period", "period-missing") }
        var run = try CaseRun(found.procedure, in: transaction)
        let deadline = try length.map {
            try found.deadline.extended(by: $0, law: run.law, region: run.city.region)
        }
        if let deadline, deadline.date <= transaction.now.date() { mistakes.add("period", "date-past") }
        try mistakes.check()
        guard let deadline else { return }
        try transaction.run(
            """
            UPDATE procedures_requests SET due = \(deadline.date), deadline = \(try JSON(encoding: deadline)), ending = NULL, ended_at = NULL
            WHERE id = \(request)
            """)
        try transaction.run(
            """
            UPDATE procedures_tasks SET due = \(deadline.date), ended_at = NULL, ending = NULL WHERE id = \(found.task)
            """)
        try CaseDeadlines.set(found.step.rawValue, deadline, of: found.procedure, in: transaction)
        try RequestJobs.plan(request, found.procedure, due: deadline.date, unit: seen.unit, in: transaction)
        try CaseMessages.send(
            "extended", ["due": deadline.date], key: "extend:\(request):\(deadline.date)", run, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["request": .string(request.text), "due": .string(deadline.date.description), "reason": .string(reason)])
        try transaction.emit(
            DeadlineExtended(
                procedure: found.procedure.text, deadline: found.step.rawValue, due: deadline.date.description, reason: reason,
                isInternal: false),
            subject: found.procedure)
        try run.keep(in: transaction)
    }
}

/// A deadline of a procedure ends later than it did.
public struct DeadlineExtended: Event {
    public static let name = "procedures.deadline-extended"
    public let procedure: String
    /// Name of the deadline: of the service, or a step of the platform.
    public let deadline: String
    public let due: String
    public let reason: String
    /// Whether it concerns nobody but the authority.
    public let isInternal: Bool
}
