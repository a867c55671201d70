import Folders
import Dossiers
import Delivery
import Documents
import Kernel
import PDF
public import Store

/// The job that makes a notice's document. Equal notices give equal bytes, so that running it twice changes nothing.
enum NoticeRendering {
    static let kind = "notices.render"

    static let job = JobKind(kind, attempts: 4) { job, store in
        guard let notice = job.payload["notice"]?.string else { throw PermanentFailure("a job without its notice") }
        struct Row: Codable, Sendable {
            let letter: NoticeText
            let title: String
            let reference: String
            let issuedAt: Instant
            let document: String?
        }
        let row: Row? = try await store.read {
            try $0.first("SELECT letter, title, reference, issued_at, document FROM notices WHERE id = \(notice)")
        }
        guard let row else { throw PermanentFailure("the notice \(notice) does not exist") }
        if row.document != nil { return }
        let bytes: [UInt8]
        do {
            bytes = try PDF.render(NoticeLetter(text: row.letter, title: row.title, issuedAt: row.issuedAt).letter())
        } catch { throw PermanentFailure("the letter could not be set: \(error)") }
        let digest = try store.part(DocumentStore.self).put(bytes)
        let facts = row.letter.facts
        try await store.perform(
            FinishNotice(notice: ID(notice), facts: facts, digest: digest, bytes: bytes.count), as: .system("notices"))
    }
}

/// Takes the rendered document into the case: documents, file, delivery.
struct FinishNotice: Action {
    static let name = "notices.finish"
    static let audience: Audience = .system
    let notice: ID<Notice>
    /// As they stand in the letter, which never changes.
    let facts: CaseFacts
    let digest: Digest
    let bytes: Int

    func perform(in transaction: Transaction) throws {
        let found = try transaction.notice(notice, visibleTo: .system("notices"))
        transaction.audit("notice", notice, unit: facts.unit, detail: ["sha256": .string(digest.hex)])
        guard found.document == nil else { return }
        // The case may have gone to another office since the letter was written.
        let unit = found.unit
        let document = try transaction.perform(
            AddDocument(
                digest: digest, bytes: bytes, mediaType: "application/pdf", fileName: "\(found.title) \(found.reference).pdf",
                kind: found.template, subject: found.procedure, owner: facts.owner, unit: unit,
                confidential: facts.confidential))
        try transaction.post(
            "UPDATE notices SET document = \(document), sha256 = \(digest), finished_at = \(transaction.now) WHERE id = \(notice) AND document IS NULL"
        )
        // Dates are counted by the way that the notice was issued for.
        let way = try transaction.perform(
            DeliverDocument(
                procedure: found.procedure, document: document, title: found.title, reference: found.reference,
                account: facts.owner,
                recipient: [facts.applicant] + facts.address, unit: unit, language: facts.language, service: found.service,
                way: DeliveryWay(rawValue: found.channel)))
        if way.rawValue != found.channel {
            try transaction.run("UPDATE notices SET channel = \(way.rawValue) WHERE id = \(notice)")
        }
        try transaction.emit(
            NoticeFinished(notice: notice.text, procedure: found.procedure, document: document.text), subject: found.procedure)
    }
}

/// The document of a notice stands in the file and is on its way.
public struct NoticeFinished: Event {
    public static let name = "notices.finished"
    public let notice: String
    public let procedure: String
    public let document: String
}
