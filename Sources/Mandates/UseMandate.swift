public import Kernel
public import Store

/// Notes that a representative did something, in the transaction in which it is done: where the mandate holds no more, nothing
/// is done at all.
public struct UseMandate: Action {
    public static let name = "mandates.use"
    public static let audience: Audience = [.account]
    let mandate: ID<Mandate>
    let procedure: String
    let action: String

    /// - Parameter action: the name of what is done.
    public init(mandate: ID<Mandate>, procedure: some CustomStringConvertible, action: String) {
        self.mandate = mandate
        self.procedure = procedure.description
        self.action = action
    }

    public func perform(in transaction: Transaction) throws {
        try transaction.lock("mandates", id: mandate.text)
        guard let account = transaction.caller.account, let found = try transaction.mandate(mandate),
            found.representative == account, found.mayAct, found.state(on: transaction.now.date()) == .holds,
            found.procedure == nil || found.procedure == procedure
        else { throw MandateFault.holdsNoMore }
        let id = ID<MandateUse>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO mandates_uses (id, mandate, procedure, action, at)
            VALUES (\(id), \(mandate), \(procedure), \(action), \(transaction.now))
            """)
        transaction.audit(
            "mandate", mandate,
            detail: [
                "procedure": .string(procedure), "action": .string(action), "inPlaceOf": .string(found.principalName),
                "representative": .string(account),
            ])
        try transaction.emit(
            MandateUsed(
                mandate: mandate.text, action: action, representative: found.representativeName ?? "",
                principal: found.principalName), subject: procedure)
    }
}

/// Somebody did something in somebody's name; stands with the case.
public struct MandateUsed: Event {
    public static let name = "mandates.used"
    public let mandate: String
    /// The name of the action.
    public let action: String
    /// Names of both, as they were called then.
    public let representative: String
    public let principal: String
}
