import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "notices-1",
            """
            CREATE TABLE notices (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, number BIGINT NOT NULL, template TEXT NOT NULL, kind TEXT NOT NULL,
                remedy TEXT, language TEXT NOT NULL, title TEXT NOT NULL, reference TEXT NOT NULL, letter TEXT NOT NULL,
                origins TEXT NOT NULL, channel TEXT NOT NULL, issued_at BIGINT NOT NULL, document {id}, sha256 TEXT, finished_at BIGINT,
                unit {id} NOT NULL, owner {id}, post {id}, confidential BIGINT NOT NULL,
                UNIQUE (procedure, number)
            )
            """),
        Migration(
            "notices-verifications-1",
            """
            CREATE TABLE notices_verifications (
                digest TEXT PRIMARY KEY, notice {id} NOT NULL, procedure {id} NOT NULL, reference TEXT NOT NULL, slug TEXT NOT NULL,
                title TEXT NOT NULL, lines TEXT NOT NULL, valid_from TEXT NOT NULL, valid_until TEXT NOT NULL,
                issued_at BIGINT NOT NULL, ended_on TEXT, ending TEXT, unit {id} NOT NULL, owner {id}, post {id},
                confidential BIGINT NOT NULL
            );
            CREATE INDEX notices_verifications_procedure ON notices_verifications (procedure);
            CREATE INDEX notices_verifications_reference ON notices_verifications (reference)
            """),
    ]

    static let replacing = [
        Migration(
            "notices.replaced-1",
            """
            ALTER TABLE notices ADD COLUMN replacement TEXT;
            ALTER TABLE notices ADD COLUMN replaced_by TEXT;
            ALTER TABLE notices ADD COLUMN replaced_at BIGINT
            """),
        Migration("notices.service-1", "ALTER TABLE notices ADD COLUMN service TEXT"),
    ]
}
