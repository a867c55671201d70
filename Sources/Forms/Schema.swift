import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "forms-1",
            """
            CREATE TABLE forms_drafts (
                id {id} PRIMARY KEY, slug TEXT NOT NULL, hash {id} NOT NULL, owner {id}, session TEXT, answers TEXT NOT NULL,
                language TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
            );
            CREATE INDEX forms_drafts_owner ON forms_drafts (owner, id);
            CREATE INDEX forms_drafts_session ON forms_drafts (session, id);
            CREATE INDEX forms_drafts_updated ON forms_drafts (updated_at)
            """),
        Migration("forms-2", "ALTER TABLE forms_drafts ADD COLUMN origins TEXT"),
        Migration("forms-3", "ALTER TABLE forms_drafts ADD COLUMN follows TEXT"),
        Migration("forms-entries-1", "ALTER TABLE forms_drafts ADD COLUMN entry TEXT"),
        Migration("forms-mandates-1", "ALTER TABLE forms_drafts ADD COLUMN mandate {id}"),
    ]
}
