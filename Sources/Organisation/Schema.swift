import Store

/// What the chart says stands beside who holds what; units and posts that a new chart leaves out are closed, never deleted,
/// because records and histories name them.
let organisationSchema = [
    Migration(
        "organisation-1",
        """
        CREATE TABLE organisation_versions (id {id} PRIMARY KEY, version BIGINT NOT NULL, chart TEXT NOT NULL);
        INSERT INTO organisation_versions (id, version, chart) VALUES ('organisation', 0, '');
        CREATE TABLE organisation_units (
            id {id} PRIMARY KEY, name TEXT NOT NULL, short TEXT NOT NULL, parent TEXT, contact TEXT NOT NULL, position BIGINT NOT NULL,
            closed BIGINT NOT NULL
        );
        CREATE TABLE organisation_posts (
            id {id} PRIMARY KEY, unit TEXT NOT NULL, title TEXT NOT NULL, leads BIGINT NOT NULL, roles TEXT NOT NULL,
            position BIGINT NOT NULL, closed BIGINT NOT NULL
        );
        CREATE TABLE organisation_roles (id {id} PRIMARY KEY, title TEXT NOT NULL, permissions TEXT NOT NULL, scope TEXT NOT NULL);
        CREATE TABLE organisation_unit_roles (id {id} PRIMARY KEY, unit TEXT NOT NULL);
        CREATE TABLE organisation_agencies (id {id} PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
        CREATE TABLE organisation_people (
            id {id} PRIMARY KEY, given_name TEXT NOT NULL, family_name TEXT NOT NULL, email TEXT NOT NULL, language TEXT NOT NULL,
            created_at BIGINT NOT NULL, left_on TEXT
        );
        CREATE TABLE organisation_holders (
            id {id} PRIMARY KEY, post TEXT NOT NULL, person TEXT NOT NULL, since TEXT NOT NULL, until TEXT
        );
        CREATE INDEX organisation_holders_post ON organisation_holders (post);
        CREATE TABLE organisation_deputies (
            id {id} PRIMARY KEY, post TEXT NOT NULL, person TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL
        );
        CREATE INDEX organisation_deputies_post ON organisation_deputies (post)
        """),
    // The reason of an absence is nobody's business here (Art. 5 (1) (c), Art. 9 DSGVO): that somebody is away is enough.
    Migration(
        "organisation-absences-1",
        """
        CREATE TABLE organisation_absences (
            id {id} PRIMARY KEY, person {id} NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, deputy {id}, recorded_by {id} NOT NULL,
            recorded_at BIGINT NOT NULL
        );
        CREATE INDEX organisation_absences_person ON organisation_absences (person, since);
        ALTER TABLE organisation_deputies ADD COLUMN absence {id}
        """),
    Migration(
        "organisation-2",
        """
        CREATE TABLE organisation_edits (
            id {id} PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, since TEXT NOT NULL, until TEXT,
            reason TEXT NOT NULL, folder TEXT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL, ended_at BIGINT
        );
        CREATE INDEX organisation_edits_current ON organisation_edits (since, id) WHERE ended_at IS NULL;
        CREATE TABLE organisation_requests (
            id {id} PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, unit TEXT, asked_by {id} NOT NULL, asked_at BIGINT NOT NULL,
            decided_by {id}, decided_at BIGINT, decision TEXT
        );
        CREATE INDEX organisation_requests_open ON organisation_requests (id) WHERE decided_at IS NULL;
        CREATE TABLE organisation_notes (
            id {id} PRIMARY KEY, unit TEXT NOT NULL, kind TEXT NOT NULL, person {id} NOT NULL, post TEXT, made_by TEXT NOT NULL,
            made_at BIGINT NOT NULL, seen_by {id}, seen_at BIGINT
        );
        CREATE INDEX organisation_notes_open ON organisation_notes (unit, id) WHERE seen_at IS NULL;
        CREATE INDEX organisation_people_name ON organisation_people (family_name, given_name, id)
        """),
]
