public import Kernel
public import Store

/// Notes that somebody looks into a case for somebody else, for the first time on this day: whoever is represented sees it with
/// what was done in their name, and it stands in the log.
public struct LookByMandate: Action {
    public static let name = "mandates.look"
    public static let audience: Audience = [.account]
    let mandate: ID<Mandate>
    let procedure: String

    public init(mandate: ID<Mandate>, procedure: some CustomStringConvertible) {
        self.mandate = mandate
        self.procedure = procedure.description
    }

    public func perform(in transaction: Transaction) throws {
        guard let account = transaction.caller.account, let found = try transaction.mandate(mandate),
            found.representative == account, found.state(on: transaction.now.date()) == .holds,
            found.procedure == nil || found.procedure == procedure
        else { throw MandateFault.holdsNoMore }
        try transaction.run(
            """
            INSERT INTO mandates_uses (id, mandate, procedure, action, at)
            VALUES (\(ID<MandateUse>(at: transaction.now)), \(mandate), \(procedure), \(LookByMandate.name), \(transaction.now))
            """)
        transaction.audit(
            "mandate", mandate, retention: .years2,
            detail: [
                "procedure": .string(procedure), "inPlaceOf": .string(found.principalName), "representative": .string(account),
            ])
    }
}

extension Reader {
    /// Whether a look into a case by a mandate was noted today.
    public func hasLooked(by mandate: ID<Mandate>, into procedure: String) throws -> Bool {
        try value(
            String.self,
            """
            SELECT id FROM mandates_uses WHERE mandate = \(mandate) AND procedure = \(procedure) AND action = \(LookByMandate.name)
                AND at >= \(Instant(startOf: now.date())) LIMIT 1
            """) != nil
    }
}
