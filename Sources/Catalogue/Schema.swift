import Store

/// Append-only. Every version of a service that a case may have been opened with is kept, file by file.
enum Schema {
    static let migrations = [
        Migration(
            "catalogue-1",
            """
            CREATE TABLE catalogue_versions (hash {id} PRIMARY KEY, slug TEXT NOT NULL, version TEXT NOT NULL, at BIGINT NOT NULL);
            CREATE INDEX catalogue_versions_slug ON catalogue_versions (slug, at);
            CREATE TABLE catalogue_files (hash {id} NOT NULL, path TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (hash, path))
            """),
        Migration(
            "catalogue-2",
            """
            CREATE TABLE catalogue_state (id {id} PRIMARY KEY, version BIGINT NOT NULL, read_at BIGINT, findings TEXT NOT NULL);
            INSERT INTO catalogue_state (id, version, read_at, findings) VALUES ('catalogue', 0, NULL, '[]');
            CREATE TABLE catalogue_releases (
                id {id} PRIMARY KEY, slug TEXT NOT NULL, hash TEXT, since TEXT NOT NULL, reason TEXT NOT NULL,
                proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, decision TEXT
            );
            CREATE INDEX catalogue_releases_slug ON catalogue_releases (slug, id);
            CREATE TABLE catalogue_changes (
                id {id} PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, value TEXT NOT NULL,
                before TEXT NOT NULL, since TEXT NOT NULL, norm TEXT NOT NULL, reason TEXT NOT NULL, proposed_by TEXT NOT NULL,
                proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, decision TEXT
            )
            """),
    ]
}
