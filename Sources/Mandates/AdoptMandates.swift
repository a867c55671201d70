import Kernel
public import Store

/// A case without an account goes to one: who was authorised for it on paper acts for that account from now on, which sees it and
/// can revoke it. Nobody acts for themselves.
public struct AdoptMandates: Action {
    public static let name = "mandates.adopt"
    public static let audience: Audience = .system
    let procedure: String
    let account: String

    public init(procedure: some CustomStringConvertible, account: String) {
        self.procedure = procedure.description
        self.account = account
    }

    public func perform(in transaction: Transaction) throws {
        for mandate in try transaction.mandates(ofCase: procedure) where mandate.representative == account {
            try transaction.perform(EndMandate(mandate: mandate.id))
        }
        try transaction.run(
            "UPDATE mandates SET principal = \(account) WHERE procedure = \(procedure) AND principal IS NULL AND ended_at IS NULL"
        )
        transaction.audit("procedure", procedure, detail: ["account": .string(account)])
    }
}

/// An account is closed: nobody acts for it any more, and it for nobody. A company whose last owner goes has none from then on.
struct EndMandates: Action {
    static let name = "mandates.end-of-account"
    static let audience: Audience = .system
    let account: String

    func perform(in transaction: Transaction) throws {
        let given = try transaction.mandates(givenBy: account).filter { $0.endedAt == nil }
        let held = try transaction.mandates(heldBy: account).filter { $0.endedAt == nil }
        for (mandate, side) in given.map({ ($0, Mandate.Side.principal) }) + held.map({ ($0, Mandate.Side.representative) }) {
            try transaction.run(
                "UPDATE mandates SET ended_at = \(transaction.now), ended_by = \(side) WHERE id = \(mandate.id) AND ended_at IS NULL"
            )
            try transaction.emit(MandateEnded(mandate: mandate.id.text, by: side.rawValue), subject: mandate.id)
        }
        transaction.audit("account", account, detail: ["mandates": .number(Decimal128(given.count + held.count))])
    }
}
