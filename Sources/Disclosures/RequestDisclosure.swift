import Documents
import Kernel
public import Store

/// Somebody asks for a copy of their data. One at a time: a second wish while the first waits is the first.
struct RequestDisclosure: Action {
    static let name = "disclosures.request"
    static let audience: Audience = [.account]
    private static let kept = 3
    let language: Language

    func perform(in transaction: Transaction) throws -> ID<Disclosure> {
        guard let account = transaction.caller.account else { throw DisclosureFault.gone }
        let copies = try transaction.disclosures(of: account)
        if let waiting = copies.first(where: { $0.state == .waiting }) {
            transaction.audit("disclosure", waiting.id, retention: .years2, detail: ["repeated": true])
            return waiting.id
        }
        // Three copies at a time are enough; the oldest goes before its week is over.
        for old in copies.filter({ $0.state == .ready }).dropFirst(RequestDisclosure.kept - 1) {
            try old.end(in: transaction)
        }
        let id = ID<Disclosure>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO disclosures (id, owner, language, state, done, total, requested_at)
            VALUES (\(id), \(account), \(language), \(Disclosure.State.waiting), 0, 0, \(transaction.now))
            """)
        try transaction.enqueue(DisclosureMaking.kind, key: DisclosureMaking.key(id), subject: id)
        transaction.audit("disclosure", id, retention: .years2, detail: ["account": .string(account)])
        try transaction.emit(DisclosureRequested(disclosure: id.text), subject: account, retention: .years2)
        return id
    }
}

/// Somebody asked for a copy of their data; the month of Art. 12 (3) GDPR begins, and is hardly needed.
public struct DisclosureRequested: Event {
    public static let name = "disclosures.requested"
    public let disclosure: String
}

/// How far the work is.
struct NoteProgress: Action {
    static let name = "disclosures.note-progress"
    static let audience: Audience = .system
    let disclosure: Disclosure
    let done: Int
    let total: Int

    func perform(in transaction: Transaction) throws {
        try transaction.run("UPDATE disclosures SET done = \(done), total = \(total) WHERE id = \(disclosure.id)")
        transaction.audit("disclosure", disclosure.id, retention: .months3)
        try transaction.emit(
            DisclosureProgressed(disclosure: disclosure.id.text), subject: disclosure.owner, retention: .months3)
    }
}

public struct DisclosureProgressed: Event {
    public static let name = "disclosures.progressed"
    public let disclosure: String
}

/// The file is whole and can be fetched for a week; false where nobody waits for it any more.
struct FinishDisclosure: Action {
    static let name = "disclosures.finish"
    static let audience: Audience = .system
    static let days = 7
    let disclosure: Disclosure
    let bytes: Int
    let digest: Digest

    func perform(in transaction: Transaction) throws -> Bool {
        let end = transaction.now.adding(days: FinishDisclosure.days)
        let changed = try transaction.run(
            """
            UPDATE disclosures SET state = \(Disclosure.State.ready), done = total, expires_at = \(end), bytes = \(bytes), sha256 = \(digest)
            WHERE id = \(disclosure.id) AND state = \(Disclosure.State.waiting)
            """)
        guard changed == 1 else {
            transaction.audit("disclosure", disclosure.id, retention: .years2, detail: ["outcome": "overtaken"])
            return false
        }
        try transaction.enqueue(
            ExpireDisclosure.kind, key: ExpireDisclosure.key(disclosure.id), subject: disclosure.id, at: end)
        transaction.audit("disclosure", disclosure.id, retention: .years2, detail: ["sha256": .string(digest.hex)])
        try transaction.emit(DisclosureReady(disclosure: disclosure.id.text), subject: disclosure.owner, retention: .years2)
        return true
    }
}

public struct DisclosureReady: Event {
    public static let name = "disclosures.ready"
    public let disclosure: String
}

/// The file is deleted.
struct ExpireDisclosure: Action {
    static let name = "disclosures.expire"
    static let audience: Audience = .system
    static let kind = "disclosures.expire"
    let disclosure: Disclosure

    static func key(_ id: ID<Disclosure>) -> String { "\(kind):\(id)" }

    /// First the file, then the row: whoever runs it again finds no file, which is what was wanted.
    static let job = JobKind(kind) { job, store in
        guard let found = try await store.read({ try $0.disclosure(ID(job.subject)) }) else { return }
        try DisclosureMaking.remove(found.path(in: try store.part(DocumentStore.self)))
        try await store.perform(ExpireDisclosure(disclosure: found), as: .system("disclosures"))
    }

    func perform(in transaction: Transaction) throws {
        try transaction.run("UPDATE disclosures SET state = \(Disclosure.State.expired) WHERE id = \(disclosure.id)")
        transaction.audit("disclosure", disclosure.id, retention: .years2)
        try transaction.emit(DisclosureExpired(disclosure: disclosure.id.text), subject: disclosure.owner, retention: .years2)
    }
}

public struct DisclosureExpired: Event {
    public static let name = "disclosures.expired"
    public let disclosure: String
}

/// What can go wrong.
enum DisclosureFault: Fault {
    /// There is no such copy, it is somebody else's, or its week is over.
    case gone
    /// The file could not be written.
    case noSpace

    var code: String {
        switch self {
        case .gone: "disclosures.gone"
        case .noSpace: "disclosures.no-space"
        }
    }

    var kind: FaultKind {
        switch self {
        case .gone: .notFound
        case .noSpace: .unavailable
        }
    }
}
