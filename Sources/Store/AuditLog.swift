public import Kernel

/// Who did what, when, to which record. The entry holds a salted digest of its detail; the detail itself may be
/// destroyed by law, and the chain of seals still verifies (docs/decisions/0003-audit-chain.md).
public struct AuditEntry: Codable, Sendable {
    public let seq: Int
    public let id: ID<AuditEntry>
    public let at: Instant
    public let action: String
    public let caller: String
    public let kind: String
    public let subject: String
    public let unit: String?
    public let retention: Retention
    public let parent: String?
    public let digest: Digest
    public let seal: Int?

    /// What a seal covers of an entry.
    func line() -> String {
        [
            id.text, String(at.microseconds), action, caller, kind, subject, unit ?? "", retention.rawValue, parent ?? "",
            digest.hex,
        ]
        .joined(separator: "\u{1F}")
    }
}

public enum AuditLog {
    static let schema = Migration(
        "store.audit-1", partitioned: ["audit_entries", "audit_details"],
        """
        CREATE TABLE audit_entries (
            seq {seq}, id {id} NOT NULL, at BIGINT NOT NULL, action TEXT NOT NULL, caller TEXT NOT NULL,
            kind TEXT NOT NULL, subject {id} NOT NULL, unit TEXT, retention TEXT NOT NULL, parent TEXT,
            digest TEXT NOT NULL, seal BIGINT {key seq}
        ){by retention};
        CREATE INDEX audit_entries_subject ON audit_entries (subject, at);
        CREATE INDEX audit_entries_unsealed ON audit_entries (seq) WHERE seal IS NULL;
        CREATE INDEX audit_entries_seal ON audit_entries (seal, id);
        CREATE INDEX audit_entries_caller ON audit_entries (caller, at);
        CREATE TABLE audit_details (
            seq {seq}, entry {id} NOT NULL, salt TEXT NOT NULL, detail TEXT NOT NULL, retention TEXT NOT NULL {key seq}
        ){by retention};
        CREATE INDEX audit_details_entry ON audit_details (entry);
        CREATE TABLE audit_seals (number BIGINT PRIMARY KEY, at BIGINT NOT NULL, entries BIGINT NOT NULL, digest TEXT NOT NULL)
        """)

    static func write(
        id: String, action: String, kind: String, subject: String, unit: String?, retention: Retention, detail: JSON,
        parent: String?,
        in transaction: Transaction
    ) throws {
        let salt = Crypto.token(bytes: 16)
        let text = detail.description
        try transaction.post(
            """
            INSERT INTO audit_entries (id, at, action, caller, kind, subject, unit, retention, parent, digest)
            VALUES (\(id), \(transaction.now), \(action), \(transaction.caller.label), \(kind), \(subject), \(unit), \(retention),
                    \(parent), \(Digest(of: salt + text)))
            """)
        try transaction.post(
            "INSERT INTO audit_details (entry, salt, detail, retention) VALUES (\(id), \(salt), \(text), \(retention))")
    }

    static let chain = Migration(
        "store.audit-2",
        """
        CREATE INDEX audit_entries_at ON audit_entries (at, id);
        CREATE TABLE audit_parts (
            seal BIGINT NOT NULL, retention TEXT NOT NULL, entries BIGINT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (seal, retention)
        );
        CREATE TABLE audit_destructions (retention TEXT NOT NULL, seal BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (retention, seal))
        """)

    /// Chains committed entries that no seal covers yet, at most `limit`; returns how many. One sealer at a time.
    ///
    /// Numbers of entries are given when they are written and not when they are committed, so a late one may be smaller than those
    /// sealed before: it goes into the next seal. A seal orders its entries by identifier and says nothing of `seq`.
    static func seal(limit: Int, in transaction: Transaction) throws -> Int {
        // Taken before the transaction's first look at the data: an advisory lock would be won with a snapshot from before it.
        if transaction.dialect == .postgres { try transaction.run("LOCK TABLE audit_seals IN EXCLUSIVE MODE") }
        let entries = try transaction.all(
            AuditEntry.self, "SELECT * FROM audit_entries WHERE seal IS NULL ORDER BY seq LIMIT \(limit)")
        guard !entries.isEmpty else { return 0 }
        let last = try transaction.first(
            AuditSeal.self, "SELECT number, at, entries, digest FROM audit_seals ORDER BY number DESC LIMIT 1")
        let number = (last?.number ?? 0) + 1
        let parts = AuditPart.of(entries, seal: number)
        let digest = AuditPart.chained(after: last?.digest, parts)
        for part in parts {
            try transaction.run(
                """
                INSERT INTO audit_parts (seal, retention, entries, digest)
                VALUES (\(number), \(part.retention), \(part.entries), \(part.digest))
                """)
        }
        try transaction.run(
            "INSERT INTO audit_seals (number, at, entries, digest) VALUES (\(number), \(transaction.now), \(entries.count), \(digest))"
        )
        try transaction.run(
            "UPDATE audit_entries SET seal = \(number) WHERE seal IS NULL AND id IN \(list: entries.map(\.id.text))")
        return entries.count
    }

    /// Destroys the entries of a retention class, with their details, whose seals were set before a moment; returns how many.
    /// The class's digests in the seals stay, so that the chain verifies. The running action's audit entry, kept for ever, is what
    /// makes it lawful: `verify` asks for it.
    public static func destroy(_ retention: Retention, sealedBefore moment: Instant, in transaction: Transaction) throws -> Int {
        let last = try transaction.value(Int.self, "SELECT MAX(number) FROM audit_seals WHERE at < \(moment)") ?? 0
        let before =
            try transaction.value(Int.self, "SELECT MAX(seal) FROM audit_destructions WHERE retention = \(retention)") ?? 0
        transaction.audit("retention", "\(retention.rawValue):\(max(last, before))", retention: .permanent)
        guard last > before, retention != .permanent else { return 0 }
        try transaction.run(
            """
            DELETE FROM audit_details WHERE retention = \(retention) AND entry IN (
                SELECT id FROM audit_entries WHERE retention = \(retention) AND seal <= \(last))
            """)
        let count = try transaction.run("DELETE FROM audit_entries WHERE retention = \(retention) AND seal <= \(last)")
        try transaction.run(
            "INSERT INTO audit_destructions (retention, seal, at) VALUES (\(retention), \(last), \(transaction.now))")
        return count
    }

    /// The history of one record, newest first, for "who saw or changed my data".
    public static func entries(of subject: some CustomStringConvertible, in reader: Reader) throws -> [AuditEntry] {
        try reader.all("SELECT * FROM audit_entries WHERE subject = \(subject.description) ORDER BY at DESC, seq DESC LIMIT 500")
    }
}
