import Accounts
import Applications
import Delivery
import Documents
import Folders
import Forms
import Foundation
import Kernel
import Notices
import PDF
import Procedures
import Store
import Web

/// Makes the file: the account, each case with its documents, what was written to the person, and who looked at it.
enum DisclosureMaking {
    static let kind = "disclosures.make"

    static func key(_ id: ID<Disclosure>) -> String { "\(kind):\(id)" }

    static let job = JobKind(kind, attempts: 4) { job, store in
        guard let wanted = try await store.read({ try $0.disclosure(ID(job.subject)) }) else { return }
        let documents = try store.part(DocumentStore.self)
        guard wanted.state == .waiting else {
            // A run that was cut off may have left a file that nobody can fetch any more.
            if wanted.state == .expired { try remove(wanted.path(in: documents)) }
            return
        }
        try FileManager.default.createDirectory(
            atPath: Disclosure.folder(in: documents), withIntermediateDirectories: true)
        let path = wanted.path(in: documents)
        // Whatever a run that was cut off has left.
        try remove(path)
        try await make(wanted, at: path, documents, in: store)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let (bytes, digest) = try measured(path)
        let finish = FinishDisclosure(disclosure: wanted, bytes: bytes, digest: digest)
        // The account was closed while it was being made.
        if try await !store.perform(finish, as: .system("disclosures")) { try remove(path) }
    }

    /// Length and digest of a file, a piece at a time.
    private static func measured(_ path: String) throws -> (bytes: Int, digest: Digest) {
        guard let file = FileHandle(forReadingAtPath: path) else { throw DisclosureFault.noSpace }
        defer { try? file.close() }
        let stream = DigestStream()
        var bytes = 0
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            stream.update([UInt8](piece))
            bytes += piece.count
        }
        guard let digest = stream.finish() else { throw DisclosureFault.noSpace }
        return (bytes, digest)
    }

    static func remove(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    private static func make(_ wanted: Disclosure, at path: String, _ documents: DocumentStore, in store: Store) async throws {
        let zip = try ZipFile(path, at: wanted.requestedAt)
        var index = try await store.read { try DisclosureIndex(wanted, in: $0) }
        let cases = try await store.read { try Applications.cases(of: wanted.owner, in: $0) }
        try await note(0, of: cases.count, wanted, in: store)
        // A tenth at a time is news enough.
        let step = max(1, cases.count / 10)
        for (number, procedure) in cases.enumerated() {
            let part = try await store.read { try CasePart(procedure, wanted, in: $0) }
            var files: [String: String] = [:]
            for document in part.documents where documents.has(document.sha256) {
                files[document.id.text] = try zip.add(
                    "documents/\(procedure.reference)/\(document.name)", try documents.read(document.sha256))
            }
            index.add(part, files: files)
            if number % step == step - 1, number + 1 < cases.count {
                try await note(number + 1, of: cases.count, wanted, in: store)
            }
        }
        let report = index.report
        let readable: [UInt8]
        do { readable = try PDF.render(report) } catch { throw PermanentFailure("the index could not be set: \(error)") }
        try zip.add("index.pdf", readable)
        try zip.add("data.json", Array(index.json.description.utf8))
        try zip.finish()
    }

    private static func note(_ done: Int, of total: Int, _ wanted: Disclosure, in store: Store) async throws {
        try await store.perform(NoteProgress(disclosure: wanted, done: done, total: total), as: .system("disclosures"))
    }
}

/// One case with everything that belongs to it.
struct CasePart: Sendable {
    let disclosed: DisclosedCase
    let documents: [Document]
    let messages: [Message]
    let notes: (texts: [(at: Instant, text: String)], withheld: Int)

    init(_ procedure: Procedure, _ wanted: Disclosure, in reader: Reader) throws {
        let caller = Caller(.account(wanted.owner))
        disclosed = try Applications.disclosed(procedure.id, to: wanted.owner, language: wanted.language, in: reader)
        documents = try reader.documents(of: procedure.id, visibleTo: caller)
        messages = try reader.messages(of: procedure.id, visibleTo: caller)
        notes = try reader.disclosedNotes(of: procedure)
    }
}
