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
        [id.text, String(at.microseconds), action, caller, kind, subject, unit ?? "", retention.rawValue, parent ?? "", digest.hex]
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
        id: String, action: String, kind: String, subject: String, unit: String?, retention: Retention, detail: JSON, parent: String?,
        in transaction: Transaction
    ) throws {
        let salt = Crypto.token(bytes: 16)
        let text = detail.description
        try transaction.run(
            """
            INSERT INTO audit_entries (id, at, action, caller, kind, subject, unit, retention, parent, digest)
            VALUES (\(id), \(transaction.now), \(action), \(transaction.caller.label), \(kind), \(subject), \(unit), \(retention),
                    \(parent), \(Digest(of: salt + text)))
            """)
        if detail != [:] {
            try transaction.run(
                "INSERT INTO audit_details (entry, salt, detail, retention) VALUES (\(id), \(salt), \(text), \(retention))")
        } else {
            // An empty detail needs no row: it is proved by its salt, which is kept beside it only where there is something to hide.
            try transaction.run("INSERT INTO audit_details (entry, salt, detail, retention) VALUES (\(id), \(salt), '{}', \(retention))")
        }
    }

    /// Chains committed entries that no seal covers yet, at most `limit`; returns how many. One sealer at a time.
    static func seal(limit: Int, in transaction: Transaction) throws -> Int {
        if transaction.dialect == .postgres, try transaction.value(Bool.self, "SELECT pg_try_advisory_xact_lock(7305)") != true {
            return 0
        }
        let entries = try transaction.all(
            AuditEntry.self, "SELECT * FROM audit_entries WHERE seal IS NULL ORDER BY seq LIMIT \(limit)")
        guard !entries.isEmpty else { return 0 }
        let last = try transaction.first(
            Seal.self, "SELECT number, entries, digest FROM audit_seals ORDER BY number DESC LIMIT 1")
        let number = (last?.number ?? 0) + 1
        let digest = chained(after: last?.digest.hex ?? "", entries.sorted { $0.id < $1.id })
        try transaction.run(
            "INSERT INTO audit_seals (number, at, entries, digest) VALUES (\(number), \(transaction.now), \(entries.count), \(digest))")
        try transaction.run(
            "UPDATE audit_entries SET seal = \(number) WHERE seal IS NULL AND id IN \(list: entries.map(\.id.text))")
        return entries.count
    }

    private struct Seal: Codable {
        let number: Int
        let entries: Int
        let digest: Digest
    }

    private static func chained(after previous: String, _ entries: [AuditEntry]) -> Digest {
        Digest(of: ([previous] + entries.map { $0.line() }).joined(separator: "\n"))
    }

    /// Recomputes the chain and every detail that still exists; one finding per defect: `audit SEQ …`.
    public static func verify(in reader: Reader) throws -> [String] {
        var findings: [String] = []
        var previous = ""
        var expected = 1
        var from = 0
        while true {
            let seals = try reader.all(
                Seal.self, "SELECT number, entries, digest FROM audit_seals WHERE number > \(from) ORDER BY number LIMIT 200")
            guard let final = seals.last else { break }
            for seal in seals {
                if seal.number != expected { findings.append("audit 0 seal \(expected) is missing") }
                let entries = try reader.all(AuditEntry.self, "SELECT * FROM audit_entries WHERE seal = \(seal.number) ORDER BY id")
                let first = entries.map(\.seq).min() ?? 0
                if entries.count != seal.entries {
                    findings.append("audit \(first) seal \(seal.number) covers \(seal.entries) entries, found \(entries.count)")
                } else if chained(after: previous, entries) != seal.digest {
                    findings.append("audit \(first) seal \(seal.number) does not match its entries")
                }
                previous = seal.digest.hex
                expected = seal.number + 1
            }
            from = final.number
        }
        return try findings + verifyDetails(in: reader)
    }

    private struct Detail: Codable {
        let seq: Int
        let salt: String
        let detail: String
        let digest: Digest
        let row: Int
    }

    private static func verifyDetails(in reader: Reader) throws -> [String] {
        var findings: [String] = []
        var from = 0
        while true {
            let details = try reader.all(
                Detail.self,
                """
                SELECT e.seq, d.salt, d.detail, e.digest, d.seq AS row FROM audit_details d JOIN audit_entries e ON e.id = d.entry
                WHERE d.seq > \(from) ORDER BY d.seq LIMIT 1000
                """)
            guard let last = details.last else { return findings }
            for detail in details where Digest(of: detail.salt + detail.detail) != detail.digest {
                findings.append("audit \(detail.seq) the detail does not match its digest")
            }
            from = last.row
        }
    }

    /// The history of one record, newest first, for "who saw or changed my data".
    public static func entries(of subject: some CustomStringConvertible, in reader: Reader) throws -> [AuditEntry] {
        try reader.all("SELECT * FROM audit_entries WHERE subject = \(subject.description) ORDER BY at DESC, seq DESC LIMIT 500")
    }
}
