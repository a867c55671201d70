import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "documents-1",
            """
            CREATE TABLE documents (
                id {id} PRIMARY KEY, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, media_type TEXT NOT NULL, name TEXT NOT NULL,
                kind TEXT NOT NULL, subject {id}, owner {id}, unit {id}, post {id}, confidential BIGINT NOT NULL,
                session TEXT, retention TEXT NOT NULL, created_at BIGINT NOT NULL
            );
            CREATE INDEX documents_subject ON documents (subject, id);
            CREATE INDEX documents_owner ON documents (owner, id);
            CREATE INDEX documents_sha256 ON documents (sha256);
            CREATE INDEX documents_loose ON documents (created_at) WHERE subject IS NULL
            """),
        Migration(
            "documents.internal-1",
            "ALTER TABLE documents ADD COLUMN is_internal BIGINT NOT NULL DEFAULT 0"),
    ]
}
