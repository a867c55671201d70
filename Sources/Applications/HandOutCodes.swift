public import Accounts
import Catalogue
import Folders
import Identity
public import Kernel
import Procedures
public import Store

/// Gives the open cases of a closed account the codes that open them without one, where they have none yet.
struct HandOutCodes: Action {
    static let name = "applications.hand-out-codes"
    static let audience: Audience = .system
    let account: String

    func perform(in transaction: Transaction) throws {
        let key = try transaction.part(SecretKey.self)
        var count = 0
        for procedure in try transaction.ownCases(of: account) where !procedure.state.isOver {
            guard let sent = try transaction.sentApplication(procedure.id), sent.nonce == nil else { continue }
            let nonce = AccessCode.nonce()
            try transaction.run("UPDATE applications SET nonce = \(nonce) WHERE id = \(procedure.id)")
            let digest = Digest(of: AccessCode.make(key, nonce: nonce))
            try transaction.perform(GiveAccessCode(procedure: procedure.id, digest: digest))
            count += 1
        }
        transaction.audit("account", account, detail: ["codes": .number(Decimal128(count))])
    }
}

extension Reader {
    /// Every case of an account, the newest first; nobody has more than the limit says.
    func ownCases(of account: String, limit: Int = 2000) throws -> [Procedure] {
        try cases(visibleTo: Caller(.account(account)), nil, limit: limit).filter { $0.owner == account }
    }
}

extension Applications {
    /// What stays of an account that is closed: its cases, open ones with the code that opens them from then on.
    public static func remaining(of account: String, language: Language, in reader: Reader) throws -> [RemainingCases.Case] {
        let (shelf, city, key) = (
            try reader.part(CatalogueShelf.self), try reader.part(City.self), try reader.part(SecretKey.self)
        )
        return try reader.ownCases(of: account).map { procedure in
            let service = try shelf.pinned(procedure.serviceHash, in: reader)
            let words = ServiceWords(service, city: city, language: language, now: reader.now)
            let nonce = procedure.state.isOver ? nil : try reader.sentApplication(procedure.id)?.nonce
            return RemainingCases.Case(
                reference: procedure.reference, title: words.title, isOpen: !procedure.state.isOver,
                code: nonce.map { AccessCode.grouped(AccessCode.make(key, nonce: $0)) })
        }
    }
}
