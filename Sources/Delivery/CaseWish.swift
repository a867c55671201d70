public import Kernel
public import Store

/// How the holder of an account wants to be written to in one procedure, whatever they chose for the rest. The last word counts
/// from then on; earlier ones stay as proof, and what was sent stays as it was sent.
public struct CaseWish: Codable, Sendable {
    public let id: ID<CaseWish>
    public let procedure: String
    public let isElectronic: Bool
    /// The sentence that was agreed to.
    public let wording: String
    /// Who said it, or recorded it from a call: as in audit entries.
    public let saidBy: String
    public let at: Instant
}

/// Letters or mailbox for one procedure. Whoever calls it has looked whether the caller may say so.
public struct WishDelivery: Action {
    public static let name = "delivery.wish"
    public static let audience: Audience = .system
    let procedure: String
    let isElectronic: Bool
    let language: Language

    public init(procedure: some CustomStringConvertible, isElectronic: Bool, language: Language) {
        self.procedure = procedure.description
        self.isElectronic = isElectronic
        self.language = language
    }

    public func perform(in transaction: Transaction) throws {
        let wording = Texts.shared(isElectronic ? "delivery.case.electronic" : "delivery.case.post", language)
        // The last word counts, so of two in the same instant the second is later.
        let last = try transaction.deliveryWishes(at: procedure, limit: 1).first?.at
        let moment = last.map { max(transaction.now, $0.adding(seconds: 0.001)) } ?? transaction.now
        try transaction.run(
            """
            INSERT INTO delivery_wishes (id, procedure, is_electronic, wording, said_by, at)
            VALUES (\(ID<CaseWish>(at: moment)), \(procedure), \(isElectronic), \(wording), \(transaction.caller.label), \(moment))
            """)
        transaction.audit("procedure", procedure, detail: ["electronic": .bool(isElectronic)])
        try transaction.emit(DeliveryWished(procedure: procedure, isElectronic: isElectronic), subject: procedure)
    }
}

/// From now on what is sent in a procedure goes another way.
public struct DeliveryWished: Event {
    public static let name = "delivery.wished"
    public let procedure: String
    public let isElectronic: Bool
}

/// Messages of a procedure without an account come into the mailbox of the account that took it over.
public struct AdoptMessages: Action {
    public static let name = "delivery.adopt"
    public static let audience: Audience = .system
    let procedure: String
    let account: String

    public init(procedure: some CustomStringConvertible, account: String) {
        self.procedure = procedure.description
        self.account = account
    }

    public func perform(in transaction: Transaction) throws {
        try transaction.run("UPDATE delivery_messages SET owner = \(account) WHERE procedure = \(procedure) AND owner IS NULL")
        transaction.audit("procedure", procedure, detail: ["account": .string(account)])
    }
}
