import Kernel
public import Store

/// Uploads that nobody took into an application: removed after seven days.
///
/// Each upload asks for one look on the day after its week is over; all uploads of a day share that job. Rows go first, in
/// one transaction that also asks for the removal of the contents, so that a crash in between leaves nothing behind.
enum LooseUploads {
    static let days = 7
    static let batch = 500
    static let kind = "documents.remove-loose"
    static let contentsKind = "documents.remove-contents"

    /// Asks for the removal of what is uploaded now and still loose after a week.
    static func expect(in transaction: Transaction) throws {
        let day = transaction.now.date().adding(days: days + 1)
        try transaction.enqueue(kind, key: "\(kind):\(day)", subject: day, at: Instant(startOf: day))
    }

    static let job = JobKind(kind) { _, store in
        while try await store.perform(RemoveLooseUploads(), as: .system("documents")) == batch {}
    }

    static let contentsJob = JobKind(contentsKind) { job, store in
        guard let digest = job.payload["sha256"]?.string.flatMap({ Digest(hex: $0) }) else {
            throw PermanentFailure("the job names no contents")
        }
        let contents = try store.part(DocumentStore.self)
        if try await store.read({ try $0.hasDocument(with: digest) }) { return }
        try contents.remove(digest)
    }
}

/// Removes the rows of loose uploads that are older than a week, at most a batch; returns how many.
public struct RemoveLooseUploads: Action {
    public static let name = "documents.remove-loose"
    public static let audience: Audience = .system

    public init() {}

    private struct Line: Codable {
        let id: ID<Document>
        let sha256: Digest
    }

    public func perform(in transaction: Transaction) throws -> Int {
        let limit = transaction.now.adding(days: -LooseUploads.days)
        let loose: [Line] = try transaction.all(
            """
            SELECT id, sha256 FROM documents WHERE subject IS NULL AND created_at < \(limit)
            ORDER BY created_at, id LIMIT \(LooseUploads.batch)
            """)
        for line in loose {
            guard try transaction.run("DELETE FROM documents WHERE id = \(line.id) AND subject IS NULL") == 1 else { continue }
            try transaction.enqueue(
                LooseUploads.contentsKind, key: "\(LooseUploads.contentsKind):\(line.id)", subject: line.id,
                payload: ["sha256": .string(line.sha256.hex)])
            try transaction.emit(DocumentRemoved(document: line.id.text), subject: line.id, retention: .months3)
        }
        transaction.audit(
            "uploads", transaction.now.date(), retention: .months3, detail: ["removed": .number(Decimal128(loose.count))])
        return loose.count
    }
}

/// A loose upload is no longer there.
public struct DocumentRemoved: Event {
    public static let name = "documents.removed"
    public let document: String
}

extension Reader {
    /// Whether any document has these contents.
    func hasDocument(with digest: Digest) throws -> Bool {
        try value(String.self, "SELECT id FROM documents WHERE sha256 = \(digest) LIMIT 1") != nil
    }
}
