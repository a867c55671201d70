import Kernel

/// One link of the chain: it covers the parts of a batch of entries and the digest of the link before.
struct AuditSeal: Codable {
    let number: Int
    let at: Instant
    let entries: Int
    let digest: Digest
}

/// The entries of one retention class within a seal. When a class is destroyed, its parts' digests stay.
struct AuditPart: Codable {
    let seal: Int
    let retention: Retention
    let entries: Int
    let digest: Digest

    /// The parts of a batch, by class.
    static func of(_ entries: [AuditEntry], seal: Int) -> [AuditPart] {
        Dictionary(grouping: entries, by: \.retention).map { retention, entries in
            let lines = entries.sorted { $0.id < $1.id }.map { $0.line() }.joined(separator: "\n")
            return AuditPart(seal: seal, retention: retention, entries: entries.count, digest: Digest(of: lines))
        }
        .sorted { $0.retention.rawValue < $1.retention.rawValue }
    }

    /// The digest of a seal: over the digest before and every part's class, number and digest.
    static func chained(after previous: Digest?, _ parts: [AuditPart]) -> Digest {
        let lines = parts.map { "\($0.retention.rawValue) \($0.entries) \($0.digest.hex)" }
        return Digest(of: ([previous?.hex ?? ""] + lines).joined(separator: "\n"))
    }
}

extension AuditLog {
    /// Recomputes the chain and every detail that still exists; one finding per defect: `audit SEQ …`, 0 where no entry is left
    /// to point at. Parts that were destroyed by `destroy` are no finding, anything else that is missing is.
    public static func verify(in reader: Reader) throws -> [String] {
        var findings: [String] = []
        var previous: Digest?
        var expected = 1
        while true {
            let seals = try reader.all(
                AuditSeal.self,
                "SELECT number, at, entries, digest FROM audit_seals WHERE number >= \(expected) ORDER BY number LIMIT 200")
            guard !seals.isEmpty else { break }
            for seal in seals {
                if seal.number != expected { findings.append("audit 0 seal \(expected) is missing") }
                findings += try verify(seal, after: previous, in: reader)
                previous = seal.digest
                expected = seal.number + 1
            }
        }
        // Entries that name a seal which is not there: the end of the chain was cut off.
        let cut = try reader.all(
            AuditEntry.self, "SELECT * FROM audit_entries WHERE seal >= \(expected) ORDER BY seal, id LIMIT 100")
        findings += cut.map { "audit \($0.seq) names seal \($0.seal ?? 0), which is missing" }
        return try findings + verifyUnsealed(in: reader)
    }

    private static func verify(_ seal: AuditSeal, after previous: Digest?, in reader: Reader) throws -> [String] {
        let entries = try reader.all(AuditEntry.self, "SELECT * FROM audit_entries WHERE seal = \(seal.number) ORDER BY id")
        let recorded = try reader.all(AuditPart.self, "SELECT * FROM audit_parts WHERE seal = \(seal.number) ORDER BY retention")
        let first = entries.map(\.seq).min() ?? 0
        var findings: [String] = []
        let sum = recorded.reduce(0) { $0 + $1.entries }
        if sum != seal.entries
            || AuditPart.chained(after: previous, recorded.sorted { $0.retention.rawValue < $1.retention.rawValue })
                != seal.digest
        {
            findings.append("audit \(first) seal \(seal.number) does not match its parts")
        }
        let found = AuditPart.of(entries, seal: seal.number)
        for part in recorded {
            let present = found.first { $0.retention == part.retention }
            let start = entries.filter { $0.retention == part.retention }.map(\.seq).min() ?? 0
            switch present {
            case nil:
                if try isDestroyed(part, in: reader) { continue }
                findings.append(
                    "audit 0 seal \(seal.number) covers \(part.entries) entries of \(part.retention.rawValue), found 0")
            case let present? where present.entries != part.entries:
                findings.append(
                    "audit \(start) seal \(seal.number) covers \(part.entries) entries of \(part.retention.rawValue), found \(present.entries)"
                )
            case let present? where present.digest != part.digest:
                findings.append("audit \(start) seal \(seal.number) does not match its entries of \(part.retention.rawValue)")
            default: continue
            }
        }
        for part in found where !recorded.contains(where: { $0.retention == part.retention }) {
            findings.append(
                "audit \(first) seal \(seal.number) covers no entries of \(part.retention.rawValue), found \(part.entries)")
        }
        return try findings + verifyDetails(of: entries, in: reader)
    }

    /// Whether a part was destroyed by an action whose entry is still there.
    private static func isDestroyed(_ part: AuditPart, in reader: Reader) throws -> Bool {
        let sql: SQL = "SELECT MAX(seal) FROM audit_destructions WHERE retention = \(part.retention) AND seal >= \(part.seal)"
        guard let seal = try reader.value(Int.self, sql) else { return false }
        let subject = "\(part.retention.rawValue):\(seal)"
        return try reader.value(
            Int.self,
            "SELECT seq FROM audit_entries WHERE subject = \(subject) AND kind = 'retention' AND retention = 'permanent' LIMIT 1")
            != nil
    }

    private struct Detail: Codable {
        let entry: String
        let salt: String
        let detail: String
    }

    private static func verifyDetails(of entries: [AuditEntry], in reader: Reader) throws -> [String] {
        guard !entries.isEmpty else { return [] }
        let details = try reader.all(
            Detail.self, "SELECT entry, salt, detail FROM audit_details WHERE entry IN \(list: entries.map(\.id.text))")
        let byEntry = Dictionary(grouping: details, by: \.entry)
        return entries.flatMap { entry in
            (byEntry[entry.id.text] ?? []).filter { Digest(of: $0.salt + $0.detail) != entry.digest }
                .map { _ in "audit \(entry.seq) the detail does not match its digest" }
        }
    }

    private static func verifyUnsealed(in reader: Reader) throws -> [String] {
        var findings: [String] = []
        var from = 0
        while true {
            let entries = try reader.all(
                AuditEntry.self, "SELECT * FROM audit_entries WHERE seal IS NULL AND seq > \(from) ORDER BY seq LIMIT 1000")
            guard let last = entries.last else { return findings }
            findings += try verifyDetails(of: entries, in: reader)
            from = last.seq
        }
    }
}
