import Catalogue
import Documents
import FEEL
import Folders
import Forms
public import Kernel
import PDF
public import Procedures
public import Store
import Web

/// The application on paper: as it lies in the file, and as the applicant's receipt.
enum ApplicationPaper {
    enum Kind: String {
        /// For the file, in German.
        case application
        /// For the applicant, in the applicant's language.
        case receipt
    }

    static let job = JobKind("applications.render", attempts: 4) { job, store in
        guard let sent = try await store.read({ try $0.sentApplication(ID(job.subject)) }) else { return }
        _ = try await document(.application, of: sent, in: store)
    }

    /// The application comes first into the file, so its job is due a second before those of the notices that the process brings
    /// in the same transaction.
    static func plan(_ event: ProcedureOpened, in transaction: Transaction) throws {
        try transaction.enqueue(
            "applications.render", key: "applications.render:\(event.procedure)", subject: event.procedure,
            at: transaction.now.adding(seconds: -1), unit: event.unit)
    }

    /// The document of a kind, made where it is not there yet.
    static func document(_ kind: Kind, of sent: SentApplication, in store: Store) async throws -> Document {
        let system = Caller.system("applications")
        let there = try await store.read { try $0.documents(of: sent.id, visibleTo: system).first { $0.kind == kind.rawValue } }
        if let there { return there }
        let report: Report = try await store.read { reader in try ApplicationPaper.report(kind, sent, in: reader) }
        let bytes: [UInt8]
        do { bytes = try PDF.render(report) } catch { throw PermanentFailure("the paper could not be set: \(error)") }
        let digest = try store.part(DocumentStore.self).put(bytes)
        return try await store.perform(
            KeepPaper(kind: kind, sent: sent, title: report.title, digest: digest, bytes: bytes.count), as: system)
    }

    fileprivate static func report(_ kind: Kind, _ sent: SentApplication, in reader: Reader) throws -> Report {
        let language: Language = kind == .application ? .de : sent.language
        let city = try reader.part(City.self)
        let service = try reader.part(CatalogueShelf.self).pinned(sent.hash, in: reader)
        let procedure = try reader.procedure(sent.id, visibleTo: .system("applications"))
        let words = ServiceWords(service, city: city, language: language, now: sent.at)
        func say(_ key: String) -> String { Texts.shared(key, language) }
        let facts = FormFacts(service: service, sent: sent, words: words)
        var body: [Block] = [
            Block(
                .keyValues([
                    KeyValue(say("applications.reference"), sent.reference),
                    KeyValue(say("applications.column.service"), words.title),
                    KeyValue(
                        say("applications.paper.received"),
                        sent.arrived.map { Written.longDate($0.day, language) } ?? Written.moment(sent.at, language)),
                    KeyValue(say("applications.paper.applicant"), procedure.applicant),
                ]))
        ]
        if kind == .receipt { body.append(.paragraph(say("applications.receipt.text"))) }
        body += facts.blocks
        let title = say("applications.\(kind.rawValue).title")
        return Report(
            language: language, issuer: city.fullName[language], title: "\(title): \(words.title)", reference: sent.reference,
            body: body,
            details: DocumentDetails(
                title: "\(title), \(sent.reference)", author: city.fullName[language], subject: words.title, created: sent.at))
    }
}

/// The papers of a case that no portal has taken in, as `simulate` checks them.
public enum ApplicationPapers {
    /// Application and receipt as PDF, by kind.
    public static func render(
        _ id: ID<Procedure>, answers: JSON, files: [String: String], at moment: Instant, in reader: Reader
    ) throws -> [(kind: String, bytes: [UInt8])] {
        let procedure = try reader.procedure(id, visibleTo: .system("applications"))
        let sent = SentApplication(
            id: id, reference: procedure.reference, slug: procedure.slug, hash: procedure.serviceHash, answers: answers,
            files: files, origins: [:], language: procedure.language, nonce: nil,
            enteredBy: nil, arrived: nil, mandate: nil, at: moment)
        return try [ApplicationPaper.Kind.application, .receipt].map { kind in
            (kind.rawValue, try PDF.render(try ApplicationPaper.report(kind, sent, in: reader)))
        }
    }
}

/// The answers of an application as blocks of a paper.
struct FormFacts {
    let service: Service
    let sent: SentApplication
    let words: ServiceWords

    var blocks: [Block] {
        let form = service.folder.form
        // The uploads were checked when the application came in; here they only have to be named.
        let files = sent.files.mapValues { _ in UploadFacts(mediaType: "application/pdf", bytes: 0) }
        let result = form.check(sent.answers, files: files, in: words.scope)
        let sections = AnswerSection.sections(
            of: form, answers: sent.answers, result: result, words: words, files: sent.files, origins: sent.origins)
        return sections.flatMap { section -> [Block] in
            [Block(.heading(level: 1, [.text(section.title)]), keepsWithNext: true)]
                + section.parts.flatMap { part -> [Block] in
                    let rows = Block(.keyValues(part.rows.map { KeyValue($0.label, FormFacts.lines($0.text)) }))
                    return part.heading.map { [Block(.heading(level: 2, [.text($0)]), keepsWithNext: true), rows] } ?? [rows]
                }
        }
    }

    private static func lines(_ text: String) -> [Inline] {
        Array(
            text.split(separator: "\n", omittingEmptySubsequences: false).map { [Inline.text(String($0))] }.joined(separator: [
                .lineBreak
            ]))
    }
}

extension AnswerSection.Row {
    /// The answer, and below it where it was taken over from.
    fileprivate var text: String { origin.map { "\(value)\n(\($0))" } ?? value }
}

/// Takes the rendered application or receipt into the case, once.
struct KeepPaper: Action {
    static let name = "applications.keep-paper"
    static let audience: Audience = .system
    let kind: ApplicationPaper.Kind
    let sent: SentApplication
    let title: String
    let digest: Digest
    let bytes: Int

    func perform(in transaction: Transaction) throws -> Document {
        let procedure = try transaction.procedure(sent.id, visibleTo: transaction.caller)
        transaction.audit(
            "procedure", sent.id, unit: procedure.unit, detail: ["kind": .string(kind.rawValue), "sha256": .string(digest.hex)])
        // On PostgreSQL two requests may come here at once; the row of the application holds the second one back.
        try transaction.lock("applications", id: sent.id.text)
        if let there = try transaction.documents(of: sent.id, visibleTo: transaction.caller).first(where: {
            $0.kind == kind.rawValue
        }) {
            return there
        }
        let id = try transaction.perform(
            AddDocument(
                digest: digest, bytes: bytes, mediaType: "application/pdf", fileName: "\(title) \(sent.reference).pdf",
                kind: kind.rawValue,
                subject: sent.id.text, owner: procedure.owner, unit: procedure.unit, confidential: procedure.confidential))
        return try transaction.document(id, visibleTo: transaction.caller)
    }
}
