import Kernel
public import Store

extension Store {
    /// Compares every document with what stands on disk; a line per finding: `document SHA256 …`.
    public func verifyDocuments() async throws -> [String] {
        let contents = try part(DocumentStore.self)
        var findings: [String] = []
        var seen: Set<Digest> = []
        var key = ""
        while true {
            let batch = try await read { [key] in try $0.documentDigests(after: key).map { Line(id: $0.id, digest: $0.digest) } }
            guard let last = batch.last else { return findings }
            for line in batch where seen.insert(line.digest).inserted {
                guard let actual = contents.actualDigest(of: line.digest) else {
                    findings.append("document \(line.digest) is missing")
                    continue
                }
                if actual != line.digest { findings.append("document \(line.digest) has other contents: \(actual)") }
            }
            key = last.id
        }
    }

    private struct Line: Sendable {
        let id: String
        let digest: Digest
    }
}
