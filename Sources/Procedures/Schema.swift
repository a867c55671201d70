import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations =
        [
            Migration(
                "procedures-1",
                """
                CREATE TABLE procedures (
                    id {id} PRIMARY KEY, reference TEXT NOT NULL UNIQUE, slug TEXT NOT NULL, service_hash TEXT NOT NULL,
                    service_version TEXT NOT NULL, title TEXT NOT NULL, applicant TEXT NOT NULL,
                    state TEXT NOT NULL, outcome TEXT, automatic BIGINT NOT NULL,
                    unit {id} NOT NULL, owner {id}, post {id}, confidential BIGINT NOT NULL,
                    channel TEXT NOT NULL, language TEXT NOT NULL, code_digest TEXT,
                    received_at BIGINT NOT NULL, decided_at BIGINT, closed_at BIGINT, due TEXT, changed_at BIGINT NOT NULL
                );
                CREATE INDEX procedures_unit ON procedures (unit, id);
                CREATE INDEX procedures_owner ON procedures (owner, id);
                CREATE INDEX procedures_post ON procedures (post, id);
                CREATE INDEX procedures_code ON procedures (code_digest);

                CREATE TABLE procedures_runs (
                    id {id} PRIMARY KEY, context TEXT NOT NULL, process TEXT NOT NULL, facts TEXT NOT NULL, version BIGINT NOT NULL
                );

                CREATE TABLE procedures_tasks (
                    id {id} PRIMARY KEY, procedure {id} NOT NULL, token BIGINT NOT NULL, element TEXT NOT NULL, audience TEXT NOT NULL,
                    acts TEXT NOT NULL, unit {id} NOT NULL, owner {id}, post {id}, confidential BIGINT NOT NULL,
                    claimed_by {id}, due TEXT, opened_at BIGINT NOT NULL, ended_at BIGINT, ending TEXT
                );
                CREATE INDEX procedures_tasks_procedure ON procedures_tasks (procedure, id);
                CREATE INDEX procedures_tasks_open ON procedures_tasks (unit, id) WHERE ended_at IS NULL;
                CREATE INDEX procedures_tasks_claimed ON procedures_tasks (claimed_by, id) WHERE ended_at IS NULL;

                CREATE TABLE procedures_deadlines (
                    procedure {id} NOT NULL, name TEXT NOT NULL, date TEXT NOT NULL, why TEXT NOT NULL, audience TEXT NOT NULL,
                    started_at BIGINT NOT NULL, PRIMARY KEY (procedure, name)
                );

                CREATE TABLE procedures_decisions (
                    id {id} PRIMARY KEY, procedure {id} NOT NULL, element TEXT NOT NULL, decision TEXT NOT NULL, result TEXT NOT NULL,
                    rows TEXT NOT NULL, at BIGINT NOT NULL
                );
                CREATE INDEX procedures_decisions_procedure ON procedures_decisions (procedure, id);

                CREATE TABLE procedures_path (
                    procedure {id} NOT NULL, step BIGINT NOT NULL, at BIGINT NOT NULL, element TEXT NOT NULL, left_at BIGINT,
                    PRIMARY KEY (procedure, step)
                )
                """),
            Migration("procedures-2", "ALTER TABLE procedures_decisions ADD COLUMN origins TEXT"),
        ] + InboxSchema.migrations
}
