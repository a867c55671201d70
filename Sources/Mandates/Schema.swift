import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "mandates-1",
            """
            CREATE TABLE mandates (
                id {id} PRIMARY KEY, principal {id}, principal_name TEXT NOT NULL, representative {id}, email TEXT,
                representative_name TEXT, services TEXT NOT NULL, procedure {id}, from_day TEXT NOT NULL, until_day TEXT,
                wants_copies BIGINT NOT NULL, wording TEXT NOT NULL, recorded_by {id}, offered_at BIGINT NOT NULL,
                accepted_at BIGINT, ended_at BIGINT, ended_by TEXT
            );
            CREATE INDEX mandates_principal ON mandates (principal, id);
            CREATE INDEX mandates_representative ON mandates (representative, id);
            CREATE INDEX mandates_email ON mandates (email, id);
            CREATE INDEX mandates_procedure ON mandates (procedure, id);

            CREATE TABLE mandates_uses (
                id {id} PRIMARY KEY, mandate {id} NOT NULL, procedure {id} NOT NULL, action TEXT NOT NULL, at BIGINT NOT NULL
            );
            CREATE INDEX mandates_uses_mandate ON mandates_uses (mandate, id)
            """),
        Migration(
            "mandates-companies-1",
            """
            ALTER TABLE mandates ADD COLUMN role TEXT;
            CREATE TABLE mandates_companies (
                id {id} PRIMARY KEY, name TEXT NOT NULL, street TEXT NOT NULL, house_number TEXT NOT NULL, postal_code TEXT NOT NULL,
                place TEXT NOT NULL, founded_by {id} NOT NULL, created_at BIGINT NOT NULL
            )
            """),
    ]
}
