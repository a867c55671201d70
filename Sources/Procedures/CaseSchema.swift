import Store

/// Tables of what staff and applicants do at a procedure beside its process. Append-only.
extension Schema {
    static let caseMigrations = [
        Migration(
            "procedures.notes-1",
            """
            CREATE TABLE procedures_notes (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, author {id} NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL, document {id}
            );
            CREATE INDEX procedures_notes_procedure ON procedures_notes (procedure, id)
            """)
    ]
}
