public import Kernel
import Store

/// A remark of the staff at a procedure, for the authority only. It lies in the file as a document; the applicant learns of it
/// only where the whole record is handed out (Art. 15 DSGVO, § 29 VwVfG), and there it is marked.
public struct Note: Codable, Sendable {
    public let id: ID<Note>
    public let procedure: ID<Procedure>
    /// The member of staff who wrote it.
    public let author: String
    public let text: String
    public let at: Instant
}

extension Reader {
    /// The notes of a procedure, oldest first. Whoever asks has asked whether the caller may see the procedure as staff.
    func notes(of procedure: ID<Procedure>) throws -> [Note] {
        try all("SELECT id, procedure, author, text, at FROM procedures_notes WHERE procedure = \(procedure) ORDER BY id")
    }

    func note(_ id: ID<Note>) throws -> Note? {
        try first("SELECT id, procedure, author, text, at FROM procedures_notes WHERE id = \(id)")
    }
}
