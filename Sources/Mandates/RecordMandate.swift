public import Kernel
public import Store

/// A mandate that was signed on paper, for one case: the counter has seen it, and knows the account of the representative.
public struct RecordMandate: Action {
    public static let name = "mandates.record"
    public static let audience: Audience = .system
    let procedure: String
    let principal: (account: String?, name: String)
    let representative: (account: String, name: String)
    let from: LocalDate
    let until: LocalDate?

    public init(
        procedure: some CustomStringConvertible, principal: (account: String?, name: String),
        representative: (account: String, name: String), from: LocalDate, until: LocalDate?
    ) {
        self.procedure = procedure.description
        self.principal = principal
        self.representative = representative
        self.from = from
        self.until = until
    }

    public func perform(in transaction: Transaction) throws -> ID<Mandate> {
        let id = ID<Mandate>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO mandates (id, principal, principal_name, representative, representative_name, services, procedure, from_day,
                                  until_day, wants_copies, wording, recorded_by, offered_at, accepted_at)
            VALUES (\(id), \(principal.account), \(principal.name), \(representative.account), \(representative.name), \(JSON.array([])),
                    \(procedure), \(from), \(until), 0, \(Texts.shared("mandates.wording.paper", .de)), \(transaction.caller.staff),
                    \(transaction.now), \(transaction.now))
            """)
        transaction.audit(
            "mandate", id, detail: ["procedure": .string(procedure), "representative": .string(representative.account)])
        try transaction.emit(MandateAccepted(mandate: id.text, representative: representative.account), subject: id)
        return id
    }
}
