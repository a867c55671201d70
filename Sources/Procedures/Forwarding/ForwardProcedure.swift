import Folders
public import Kernel
public import Store

/// Staff hand a case to another office that may deal with it; to which ones, the city says (services.json, `handling`). The old office
/// does not see it any more, the applicant is told. Law: whoever is not responsible hands on what has come in (§ 16 (2) SGB I; for
/// administrative procedures a rule of good administration, § 25 VwVfG). Unchecked.
public struct ForwardProcedure: Action {
    public static let name = "procedures.forward"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let unit: String
    let reason: String

    /// - Parameters:
    ///   - unit: key of the office that gets it. - reason: why; the applicant reads it where they get a letter.
    public init(procedure: ID<Procedure>, unit: String, reason: String) {
        self.procedure = procedure
        self.unit = unit
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(ForwardProcedure.name, at: procedure, in: transaction)
        let ways = try transaction.part(City.self).handling(of: seen.slug).forwards
        let way = ways.first { $0.unit == unit && unit != seen.unit }
        var mistakes = Mistakes()
        if way == nil { mistakes.add("unit", "not-an-option") }
        mistakes.need(reason, "reason", atLeast: 10, atMost: 2000)
        try mistakes.check()
        guard seen.decidedAt == nil, !seen.state.isOver else { throw ProcedureFault.tooLate }
        try CaseMove(
            seen: seen, unit: unit, kind: .forwarded, reason: reason, sendsLetter: way?.sendsLetter ?? true
        ).perform(in: transaction)
    }
}

/// An office sends back what it got from another one, because it is not its business either.
public struct ReturnProcedure: Action {
    public static let name = "procedures.return"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let reason: String

    public init(procedure: ID<Procedure>, reason: String) {
        self.procedure = procedure
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(ReturnProcedure.name, at: procedure, in: transaction)
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 10, atMost: 2000)
        try mistakes.check()
        guard let last = try transaction.returnable(seen) else { throw ProcedureFault.notReturnable }
        try CaseMove(seen: seen, unit: last.fromUnit, kind: .returned, reason: reason, sendsLetter: last.isLetter)
            .perform(in: transaction)
    }
}

/// A case went to another office, or back.
public struct ProcedureForwarded: Event {
    public static let name = "procedures.forwarded"
    public let procedure: String
    public let fromUnit: String
    /// The office that has it now.
    public let unit: String
    public let isReturn: Bool
    public let reason: String
}
