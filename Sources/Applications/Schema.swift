import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "applications-1",
            """
            CREATE TABLE applications (
                id {id} PRIMARY KEY, reference TEXT NOT NULL, slug TEXT NOT NULL, hash {id} NOT NULL, answers TEXT NOT NULL,
                files TEXT NOT NULL, language TEXT NOT NULL, nonce TEXT, key_digest TEXT UNIQUE, body_digest TEXT, state TEXT NOT NULL,
                at BIGINT NOT NULL
            );

            CREATE TABLE applications_grants (
                session {id} NOT NULL, procedure {id} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (session, procedure)
            );
            CREATE INDEX applications_grants_at ON applications_grants (at)
            """),
        Migration("applications-2", "ALTER TABLE applications ADD COLUMN origins TEXT"),
        Migration(
            "applications-3",
            """
            ALTER TABLE applications ADD COLUMN follows TEXT;
            ALTER TABLE applications ADD COLUMN follow_kind TEXT;
            CREATE INDEX applications_follows ON applications (follows)
            """),
        Migration(
            "applications-counter-1",
            """
            ALTER TABLE applications ADD COLUMN entered_by {id};
            ALTER TABLE applications ADD COLUMN arrived TEXT;
            CREATE TABLE applications_openings (
                staff {id} NOT NULL, procedure {id} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (staff, procedure)
            );
            CREATE INDEX applications_openings_at ON applications_openings (at)
            """),
        Migration(
            "applications-mandates-1",
            """
            ALTER TABLE applications ADD COLUMN mandate {id};
            CREATE INDEX applications_mandate ON applications (mandate, id)
            """),
    ]
}
