import BPMN
import Calendar
import Catalogue
import FEEL
import Notices
import Delivery
import Documents
import Folders
import Kernel
import PDF
import Store
import Web

/// The job that lays an objection into the file, as it was said online or noted from a paper. Its paper is for ever the same.
enum ObjectionFiling {
    static let kind = "procedures.file-objection"

    static let job = JobKind(kind, attempts: 4) { job, store in
        guard let id = job.payload["objection"]?.string.flatMap({ ID<Objection>(checking: $0) }) else {
            throw PermanentFailure("a job without its objection")
        }
        let paper: Report = try await store.read { try ObjectionFiling.paper(id, in: $0) }
        let bytes: [UInt8]
        do { bytes = try PDF.render(paper) } catch { throw PermanentFailure("the objection could not be set: \(error)") }
        let digest = try store.part(DocumentStore.self).put(bytes)
        try await store.perform(FileObjection(objection: id, digest: digest, bytes: bytes.count), as: .system("procedures"))
    }

    private static func paper(_ id: ID<Objection>, in reader: Reader) throws -> Report {
        let objection = try reader.objection(id)
        let procedure = try reader.procedure(objection.procedure, visibleTo: .system("procedures"))
        let city = try reader.part(City.self)
        func say(_ key: String) -> String { Texts.shared("procedures.objection.\(key)", .de) }
        var rows = [
            KeyValue(Texts.shared("procedures.reference", .de), procedure.reference),
            KeyValue(Texts.shared("procedures.applicant", .de), procedure.applicant),
            KeyValue(say("received"), Written.date(objection.receivedOn, .de)),
            KeyValue(say("channel"), Texts.shared("procedures.channel.\(objection.channel)", .de)),
        ]
        if let due = objection.due { rows.append(KeyValue(say("due"), Written.date(due, .de))) }
        var body = [Block(.keyValues(rows))]
        body += objection.reason.split(whereSeparator: \.isNewline).map { .paragraph(String($0)) }
        if !objection.excuse.isEmpty {
            body.append(.heading(1, say("excuse")))
            body += objection.excuse.split(whereSeparator: \.isNewline).map { .paragraph(String($0)) }
        }
        return Report(
            language: .de, issuer: city.fullName.de, title: say("paper"), reference: procedure.reference, body: body,
            details: DocumentDetails(
                title: "\(say("paper")), \(procedure.reference)", author: city.fullName.de, subject: say("paper"),
                created: objection.at))
    }
}

/// Takes an objection's paper into the procedure, once.
struct FileObjection: Action {
    static let name = "procedures.file-objection"
    static let audience: Audience = .system
    let objection: ID<Objection>
    let digest: Digest
    let bytes: Int

    func perform(in transaction: Transaction) throws {
        let found = try transaction.objection(objection)
        let procedure = try transaction.procedure(found.procedure, visibleTo: transaction.caller)
        transaction.audit(
            "procedure", found.procedure, unit: procedure.unit, detail: ["objection": .string(objection.text)])
        let isFiled =
            try transaction.value(String.self, "SELECT document FROM procedures_objections WHERE id = \(objection)") != nil
        if isFiled { return }
        let title = Texts.shared("procedures.objection.paper", .de)
        let document = try transaction.perform(
            AddDocument(
                digest: digest, bytes: bytes, mediaType: "application/pdf",
                fileName: "\(title) \(Written.date(found.receivedOn, .de)).pdf", kind: "objection",
                subject: found.procedure.text, owner: procedure.owner, unit: procedure.unit,
                confidential: procedure.confidential))
        try transaction.run("UPDATE procedures_objections SET document = \(document) WHERE id = \(objection)")
    }
}
