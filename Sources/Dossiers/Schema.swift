import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "dossiers-1",
            """
            CREATE TABLE dossiers (
                id {id} PRIMARY KEY, number TEXT NOT NULL UNIQUE, position {id} NOT NULL, position_number TEXT NOT NULL,
                title TEXT NOT NULL, kind TEXT NOT NULL, about {id} NOT NULL, retention TEXT NOT NULL,
                owner {id}, unit {id} NOT NULL, post {id}, confidential BIGINT NOT NULL,
                search TEXT NOT NULL, opened_at BIGINT NOT NULL, closed_at BIGINT
            );
            CREATE UNIQUE INDEX dossiers_about ON dossiers (position, about, unit, confidential);
            CREATE INDEX dossiers_unit ON dossiers (unit, id);
            CREATE INDEX dossiers_position ON dossiers (position, id);

            CREATE TABLE dossiers_folders (
                id {id} PRIMARY KEY, dossier {id} NOT NULL, subject {id} NOT NULL UNIQUE, reference TEXT NOT NULL, title TEXT NOT NULL,
                document_titles TEXT NOT NULL, retention TEXT NOT NULL, last_number BIGINT NOT NULL,
                owner {id}, unit {id} NOT NULL, post {id}, confidential BIGINT NOT NULL,
                opened_at BIGINT NOT NULL, closed_at BIGINT
            );
            CREATE INDEX dossiers_folders_dossier ON dossiers_folders (dossier, id);

            CREATE TABLE dossiers_entries (
                id {id} PRIMARY KEY, folder {id} NOT NULL, number BIGINT NOT NULL, document {id} NOT NULL, kind TEXT NOT NULL,
                title TEXT NOT NULL, at BIGINT NOT NULL
            );
            CREATE UNIQUE INDEX dossiers_entries_number ON dossiers_entries (folder, number);
            CREATE UNIQUE INDEX dossiers_entries_document ON dossiers_entries (folder, document)
            """),
        // What a folder is found by stands with the folder: a person's dossier must not change with every procedure of theirs.
        Migration("dossiers-2", "ALTER TABLE dossiers_folders ADD COLUMN search TEXT NOT NULL DEFAULT ''"),
        // The class of a service in words, as they were when the dossier was opened.
        Migration("dossiers-3", "ALTER TABLE dossiers ADD COLUMN retention_words TEXT"),
    ]
}
