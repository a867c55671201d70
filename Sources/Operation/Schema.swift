import Store

/// Append-only; see docs/reference/storage.md.
let operationSchema = [
    Migration(
        "operation-1",
        """
        CREATE TABLE operation_cares (
            incident {id} PRIMARY KEY, person {id} NOT NULL, assigned_by TEXT NOT NULL, assigned_at BIGINT NOT NULL
        );
        CREATE TABLE operation_remarks (
            id {id} PRIMARY KEY, incident {id} NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL
        );
        CREATE INDEX operation_remarks_incident ON operation_remarks (incident, id);
        CREATE TABLE operation_mail (
            id {id} PRIMARY KEY, version BIGINT NOT NULL, host TEXT, port BIGINT, security TEXT, login TEXT, password TEXT,
            password_at BIGINT, sender TEXT, changed_by TEXT, changed_at BIGINT
        );
        INSERT INTO operation_mail (id, version) VALUES ('mail', 0);
        CREATE TABLE operation_mail_tests (
            id {id} PRIMARY KEY, asked_by TEXT NOT NULL, asked_at BIGINT NOT NULL, server TEXT NOT NULL, ended_at BIGINT,
            outcome TEXT, sentence TEXT
        );
        CREATE TABLE operation_checks (
            id {id} PRIMARY KEY, kind TEXT NOT NULL, at BIGINT NOT NULL, findings BIGINT NOT NULL, place TEXT NOT NULL
        );
        CREATE INDEX operation_checks_kind ON operation_checks (kind, id)
        """)
]
