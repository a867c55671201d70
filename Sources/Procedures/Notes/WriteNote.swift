public import Kernel
public import Store

/// A member of staff notes something at a procedure: a call, a look at the place, a thought.
public struct WriteNote: Action {
    public static let name = "procedures.note"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let text: String

    public init(procedure: ID<Procedure>, text: String) {
        self.procedure = procedure
        self.text = text
    }

    public func perform(in transaction: Transaction) throws -> ID<Note> {
        let seen = try CaseAccess.demand(WriteNote.name, at: procedure, in: transaction)
        var mistakes = Mistakes()
        mistakes.need(text, "text", atMost: 10_000)
        try mistakes.check()
        let id = ID<Note>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO procedures_notes (id, procedure, author, text, at)
            VALUES (\(id), \(procedure), \(transaction.caller.staff ?? transaction.caller.label), \(text), \(transaction.now))
            """)
        transaction.audit("procedure", procedure, unit: seen.unit, detail: ["note": .string(id.text)])
        try transaction.emit(NoteWritten(procedure: procedure.text, note: id.text), subject: procedure)
        try transaction.enqueue(
            NoteFiling.kind, key: "\(NoteFiling.kind):\(id)", subject: procedure, payload: ["note": .string(id.text)],
            unit: seen.unit)
        return id
    }
}

/// Staff noted something.
public struct NoteWritten: Event {
    public static let name = "procedures.note-written"
    public let procedure: String
    public let note: String
}
