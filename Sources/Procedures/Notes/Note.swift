public import Kernel
public import Store

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

extension Reader {
    /// The notes of a case as the person concerned gets them with their data: without their authors, and only once the case is
    /// decided or over. While it is being worked on they prepare its decision (§ 29 (1) sentence 2 VwVfG, unchecked); then their
    /// number is told (docs/decisions/0015). Whoever calls has made sure that the case is the reader's own.
    public func disclosedNotes(of procedure: Procedure) throws -> (texts: [(at: Instant, text: String)], withheld: Int) {
        let notes = try notes(of: procedure.id)
        let isOver = procedure.state.isOver || procedure.state == .decided
        return isOver ? (notes.map { ($0.at, $0.text) }, 0) : ([], notes.count)
    }
}
