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
            """)
    ]
}
