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
            """),
        Migration(
            "procedures.requests-1",
            """
            CREATE TABLE procedures_requests (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, kind TEXT NOT NULL, task {id} NOT NULL, items TEXT NOT NULL,
                fields TEXT NOT NULL, text TEXT NOT NULL, asked_by {id} NOT NULL, asked_at BIGINT NOT NULL, due TEXT NOT NULL,
                deadline TEXT NOT NULL, reminded_at BIGINT, answer TEXT, answered_at BIGINT, ending TEXT, ended_at BIGINT
            );
            CREATE INDEX procedures_requests_procedure ON procedures_requests (procedure, id)
            """),
        Migration(
            "procedures.consultations-1",
            """
            CREATE TABLE procedures_consultations (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, unit {id} NOT NULL, question TEXT NOT NULL, shares TEXT NOT NULL,
                asked_by {id} NOT NULL, asked_at BIGINT NOT NULL, due TEXT NOT NULL, deadline TEXT NOT NULL, task {id} NOT NULL,
                stance TEXT, opinion TEXT, document {id}, answered_by {id}, answered_at BIGINT, ending TEXT
            );
            CREATE INDEX procedures_consultations_procedure ON procedures_consultations (procedure, id);
            CREATE INDEX procedures_consultations_open ON procedures_consultations (unit, id) WHERE ending IS NULL
            """),
        Migration(
            "procedures.objections-1",
            """
            CREATE TABLE procedures_objections (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, notice {id} NOT NULL, task {id} NOT NULL, received_on TEXT NOT NULL,
                channel TEXT NOT NULL, reason TEXT NOT NULL, excuse TEXT NOT NULL, due TEXT, is_late BIGINT NOT NULL,
                at BIGINT NOT NULL, document {id}, ending TEXT, ended_at BIGINT
            );
            CREATE INDEX procedures_objections_procedure ON procedures_objections (procedure, id);
            ALTER TABLE procedures ADD COLUMN reopened_at BIGINT
            """),
        Migration(
            "procedures.forwardings-1",
            """
            CREATE TABLE procedures_forwardings (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, kind TEXT NOT NULL, from_unit {id} NOT NULL, to_unit {id} NOT NULL,
                reason TEXT NOT NULL, is_letter BIGINT NOT NULL, person {id} NOT NULL, at BIGINT NOT NULL
            );
            CREATE INDEX procedures_forwardings_procedure ON procedures_forwardings (procedure, id)
            """),
        Migration(
            "procedures.proposals-1",
            """
            CREATE TABLE procedures_proposals (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, task {id} NOT NULL, act TEXT NOT NULL, fields TEXT NOT NULL,
                person {id} NOT NULL, in_place_of {id}, at BIGINT NOT NULL, ending TEXT, ended_by {id}, ended_at BIGINT, remark TEXT
            );
            CREATE INDEX procedures_proposals_procedure ON procedures_proposals (procedure, id);
            ALTER TABLE procedures_tasks ADD COLUMN proposal TEXT
            """),
        Migration(
            "procedures.consultations-2",
            """
            ALTER TABLE procedures_consultations ADD COLUMN token BIGINT;
            ALTER TABLE procedures_consultations ADD COLUMN name TEXT
            """),
        Migration(
            "procedures.objections-2",
            """
            ALTER TABLE procedures_objections ADD COLUMN authority TEXT;
            ALTER TABLE procedures_objections ADD COLUMN statement TEXT;
            ALTER TABLE procedures_objections ADD COLUMN question TEXT;
            ALTER TABLE procedures_objections ADD COLUMN shares TEXT;
            CREATE INDEX procedures_objections_authority ON procedures_objections (authority, id) WHERE ending IS NULL
            """),
        Migration(
            "procedures.versions-1",
            """
            ALTER TABLE procedures_decisions ADD COLUMN service_hash TEXT;
            UPDATE procedures_decisions SET service_hash = (
                SELECT p.service_hash FROM procedures p WHERE p.id = procedures_decisions.procedure);
            CREATE INDEX procedures_versions ON procedures (slug, service_hash, id) WHERE state NOT IN ('decided', 'withdrawn', 'closed')
            """),
        Migration(
            "procedures.resubmissions-1",
            """
            ALTER TABLE procedures_tasks ADD COLUMN resubmission TEXT;
            ALTER TABLE procedures_tasks ADD COLUMN resubmission_remark TEXT;
            ALTER TABLE procedures_tasks ADD COLUMN resubmission_of {id}
            """),
    ]
}
