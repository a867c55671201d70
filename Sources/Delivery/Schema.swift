import Store

/// Append-only; see docs/reference/storage.md.
enum Schema {
    static let migrations = [
        Migration(
            "delivery-1",
            """
            CREATE TABLE delivery_messages (
                id {id} PRIMARY KEY, key {id} NOT NULL UNIQUE, procedure {id} NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
                language TEXT NOT NULL, document {id},
                owner {id}, unit {id}, post {id}, confidential BIGINT NOT NULL, sent_at BIGINT NOT NULL, read_at BIGINT
            );
            CREATE INDEX delivery_messages_owner ON delivery_messages (owner, id);
            CREATE INDEX delivery_messages_procedure ON delivery_messages (procedure, id);

            CREATE TABLE delivery_items (
                id {id} PRIMARY KEY, key {id} NOT NULL UNIQUE, procedure {id} NOT NULL, reference TEXT NOT NULL, title TEXT NOT NULL,
                body TEXT, language TEXT NOT NULL, document {id}, recipient TEXT NOT NULL,
                owner {id}, unit {id}, post {id}, confidential BIGINT NOT NULL,
                created_at BIGINT NOT NULL, printed_at BIGINT, posted_on TEXT, posted_by TEXT
            );
            CREATE INDEX delivery_items_open ON delivery_items (id) WHERE posted_on IS NULL;
            CREATE INDEX delivery_items_procedure ON delivery_items (procedure, id);

            CREATE TABLE delivery_hints (
                id {id} PRIMARY KEY, message {id} NOT NULL UNIQUE, address TEXT, language TEXT NOT NULL, queued_at BIGINT NOT NULL,
                sent_at BIGINT, ending TEXT
            )
            """),
        Migration(
            "delivery-2",
            """
            CREATE TABLE delivery_choices (
                id {id} PRIMARY KEY, account {id} NOT NULL, is_electronic BIGINT NOT NULL, wording TEXT NOT NULL, at BIGINT NOT NULL
            );
            CREATE INDEX delivery_choices_account ON delivery_choices (account, id);
            CREATE INDEX delivery_messages_unread ON delivery_messages (owner) WHERE read_at IS NULL
            """),
        // Formal service (§§ 3 to 5 VwZG): how, and the day that the record, the return receipt or the addressee names.
        Migration(
            "delivery.service-1",
            """
            ALTER TABLE delivery_items ADD COLUMN service TEXT;
            ALTER TABLE delivery_items ADD COLUMN served_on TEXT;
            ALTER TABLE delivery_items ADD COLUMN served_by TEXT
            """),
        Migration(
            "delivery-wishes-1",
            """
            CREATE TABLE delivery_wishes (
                id {id} PRIMARY KEY, procedure {id} NOT NULL, is_electronic BIGINT NOT NULL, wording TEXT NOT NULL, said_by TEXT NOT NULL,
                at BIGINT NOT NULL
            );
            CREATE INDEX delivery_wishes_procedure ON delivery_wishes (procedure, id)
            """),
    ]
}
