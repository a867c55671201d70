public import Kernel
public import Store

/// How somebody with an account wants to be written to, as they said it at a moment: consent to electronic delivery, or its
/// refusal (§ 9 (1) OZG, § 41 (2a) VwVfG, § 122a AO). The last word counts, from then on; earlier ones stay as proof
/// (Art. 7 (1) GDPR).
public struct DeliveryChoice: Codable, Sendable {
    public let id: ID<DeliveryChoice>
    public let account: String
    public let isElectronic: Bool
    /// The sentence that was agreed to or refused, as it stood on the page.
    public let wording: String
    public let at: Instant
}

extension Reader {
    /// What the holder of an account has chosen, the newest first; nothing where they were never asked.
    public func deliveryChoices(of account: String, limit: Int = 20) throws -> [DeliveryChoice] {
        try all(
            """
            SELECT id, account, is_electronic, wording, at FROM delivery_choices WHERE account = \(account)
            ORDER BY id DESC LIMIT \(limit)
            """)
    }

    /// What the holder of an account wishes: for one procedure, where they said so for it, otherwise for all of them.
    public func deliveryWish(of account: String, at procedure: String? = nil) throws -> DeliveryWish {
        if let procedure, let wish = try deliveryWishes(at: procedure, limit: 1).first {
            return wish.isElectronic ? .electronic : .post
        }
        return try deliveryChoices(of: account, limit: 1).first.map { $0.isElectronic ? .electronic : .post } ?? .unasked
    }

    /// What was wished for one procedure, the newest first; nothing where the choice of the account counts.
    public func deliveryWishes(at procedure: String, limit: Int = 20) throws -> [CaseWish] {
        try all(
            """
            SELECT id, procedure, is_electronic, wording, said_by, at FROM delivery_wishes WHERE procedure = \(procedure)
            ORDER BY id DESC LIMIT \(limit)
            """)
    }

    /// Whether what must be served on an account goes by post: its holder has refused electronic delivery, or was never asked
    /// (docs/decisions/0014).
    public func isServedByPost(_ account: String, at procedure: String? = nil) throws -> Bool {
        try deliveryWish(of: account, at: procedure) != .electronic
    }
}

/// What the holder of an account has said about electronic delivery.
public enum DeliveryWish: Sendable {
    case electronic, post
    /// Never asked: then nobody has agreed, and notices go by post.
    case unasked
}

/// The holder of an account agrees to electronic delivery or refuses it, from now on. What was sent before stays as it was sent.
public struct ChooseDelivery: Action {
    public static let name = "delivery.choose"
    public static let audience: Audience = [.account, .system]
    let account: String
    let isElectronic: Bool
    let language: Language
    private let wordingKey: String

    /// - Parameter account: one's own.
    public init(account: String, isElectronic: Bool, language: Language) {
        self.account = account
        self.isElectronic = isElectronic
        self.language = language
        wordingKey = isElectronic ? "electronic" : "post"
    }

    /// By post from now on, because the account is closed.
    init(closed account: String, language: Language) {
        self.account = account
        self.language = language
        isElectronic = false
        wordingKey = "closed"
    }

    public func perform(in transaction: Transaction) throws {
        guard transaction.caller.isSystem || transaction.caller.account == account else { throw DeliveryFault.notFound }
        // The last word counts, so of two in the same instant the second is later.
        let last = try transaction.deliveryChoices(of: account, limit: 1).first?.at
        let moment = last.map { max(transaction.now, $0.adding(seconds: 0.001)) } ?? transaction.now
        let id = ID<DeliveryChoice>(at: moment)
        let wording = Texts.shared("delivery.choice.\(wordingKey)", language)
        try transaction.run(
            """
            INSERT INTO delivery_choices (id, account, is_electronic, wording, at)
            VALUES (\(id), \(account), \(isElectronic), \(wording), \(moment))
            """)
        transaction.audit("account", account, detail: ["electronic": .bool(isElectronic)])
        try transaction.emit(DeliveryChosen(account: account, isElectronic: isElectronic), subject: account)
    }
}

/// Somebody agreed to electronic delivery, or refused it.
public struct DeliveryChosen: Event {
    public static let name = "delivery.chosen"
    public let account: String
    public let isElectronic: Bool
}
