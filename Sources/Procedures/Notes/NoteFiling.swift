import Documents
import Folders
import Kernel
import PDF
import Store
import Web

/// The job that lays a note into the file: as a document of its procedure, from where the file takes it by itself. The document
/// is German and for ever the same, so that running it twice changes nothing.
enum NoteFiling {
    static let kind = "procedures.file-note"

    static let job = JobKind(kind, attempts: 4) { job, store in
        guard let id = job.payload["note"]?.string.flatMap({ ID<Note>(checking: $0) }) else {
            throw PermanentFailure("a job without its note")
        }
        let report: Report? = try await store.read { try paper(id, in: $0) }
        guard let report else { return }
        let bytes: [UInt8]
        do { bytes = try PDF.render(report) } catch { throw PermanentFailure("the note could not be set: \(error)") }
        let digest = try store.part(DocumentStore.self).put(bytes)
        try await store.perform(FileNote(note: id, digest: digest, bytes: bytes.count), as: .system("procedures"))
    }

    private static func paper(_ id: ID<Note>, in reader: Reader) throws -> Report? {
        guard let note = try reader.note(id) else { return nil }
        let procedure = try reader.procedure(note.procedure, visibleTo: .system("procedures"))
        let city = try reader.part(City.self)
        let author = try reader.part(StaffNames.self).name(of: note.author, in: reader)
        func say(_ key: String) -> String { Texts.shared("procedures.note.\(key)", .de) }
        let paragraphs = note.text.split(whereSeparator: \.isNewline).map { Block.paragraph(String($0)) }
        let title = say("paper")
        return Report(
            language: .de, issuer: city.fullName.de, title: title, reference: procedure.reference,
            body: [
                Block(
                    .keyValues([
                        KeyValue(Texts.shared("procedures.reference", .de), procedure.reference),
                        KeyValue(say("author"), author), KeyValue(say("at"), Written.moment(note.at, .de)),
                    ]))
            ] + paragraphs + [.paragraph(say("internal"))],
            details: DocumentDetails(
                title: "\(title), \(procedure.reference)", author: city.fullName.de, subject: title, created: note.at))
    }
}

/// Takes a note's paper into the procedure, once.
struct FileNote: Action {
    static let name = "procedures.file-note"
    static let audience: Audience = .system
    let note: ID<Note>
    let digest: Digest
    let bytes: Int

    func perform(in transaction: Transaction) throws {
        guard let found = try transaction.note(note) else { throw ProcedureFault.notFound }
        let procedure = try transaction.procedure(found.procedure, visibleTo: transaction.caller)
        transaction.audit("procedure", found.procedure, unit: procedure.unit, detail: ["note": .string(note.text)])
        let isFiled =
            try transaction.value(String.self, "SELECT document FROM procedures_notes WHERE id = \(note)") != nil
        if isFiled { return }
        let title = Texts.shared("procedures.note.paper", .de)
        let document = try transaction.perform(
            AddDocument(
                digest: digest, bytes: bytes, mediaType: "application/pdf",
                fileName: "\(title) \(Written.date(found.at.date(), .de)).pdf", kind: "note", subject: found.procedure.text,
                unit: procedure.unit, confidential: procedure.confidential, isInternal: true))
        try transaction.run("UPDATE procedures_notes SET document = \(document) WHERE id = \(note)")
    }
}
