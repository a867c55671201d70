import Documents
public import Kernel
public import Store

/// One copy of somebody's data.
public struct Disclosure: Codable, Sendable {
    public enum State: String, Codable, Sendable, SQLConvertible { case waiting, ready, expired }

    public let id: ID<Disclosure>
    /// The account.
    public let owner: String
    public let language: Language
    public let state: State
    /// Cases that are in it already, and all of them.
    public let done: Int
    public let total: Int
    public let requestedAt: Instant
    public let expiresAt: Instant?
    public let bytes: Int?
    public let sha256: Digest?

    /// Where its file lies: beside the documents, but not among them, because it is no record of the authority.
    func path(in store: DocumentStore) -> String { Disclosure.folder(in: store) + "/\(id).zip" }

    static func folder(in store: DocumentStore) -> String { store.directory + "/disclosures" }
}

extension Reader {
    private static let columns: SQL = "id, owner, language, state, done, total, requested_at, expires_at, bytes, sha256"

    /// The newest copies that an account has asked for.
    func disclosures(of account: String, limit: Int = 20) throws -> [Disclosure] {
        try all(
            "SELECT " + Reader.columns + " FROM disclosures WHERE owner = \(account) ORDER BY id DESC LIMIT \(limit)")
    }

    /// One of them; whatever is somebody else's is not there.
    func disclosure(_ id: ID<Disclosure>, of account: String?) throws -> Disclosure? {
        guard let account else { return nil }
        return try first("SELECT " + Reader.columns + " FROM disclosures WHERE id = \(id) AND owner = \(account)")
    }

    /// For the jobs.
    func disclosure(_ id: ID<Disclosure>) throws -> Disclosure? {
        try first("SELECT " + Reader.columns + " FROM disclosures WHERE id = \(id)")
    }
}

extension Disclosure {
    /// Nobody will fetch it: what waits is made no more, and whatever lies there already is deleted at once.
    func end(in transaction: Transaction) throws {
        guard state == .waiting else { return try transaction.moveJob(key: ExpireDisclosure.key(id), to: transaction.now) }
        try transaction.run(
            "UPDATE disclosures SET state = \(State.expired) WHERE id = \(id) AND state = \(State.waiting)")
        try transaction.cancelJob(key: DisclosureMaking.key(id))
        try transaction.endIncidents(DisclosureMaking.kind, keysFrom: DisclosureMaking.key(id), subject: id)
        try transaction.enqueue(ExpireDisclosure.kind, key: ExpireDisclosure.key(id), subject: id)
    }
}
