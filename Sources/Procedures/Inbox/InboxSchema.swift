import Store

/// Indexes of the inbox, filters that were kept, and work handed over; append-only.
///
/// The inbox of a unit is a range of `procedures_tasks_agenda`: what is due first stands first, what has no day stands last, and
/// a page begins at its key. So a page costs as much with twenty thousand open cases as with forty.
enum InboxSchema {
    static let migrations = [
        Migration(
            "procedures-inbox-1",
            """
            CREATE INDEX procedures_tasks_agenda ON procedures_tasks (unit, COALESCE(due, '9999-12-31'), id)
                WHERE ended_at IS NULL AND audience IN ('staff', 'office');
            CREATE INDEX procedures_tasks_desk ON procedures_tasks (claimed_by, COALESCE(due, '9999-12-31'), id)
                WHERE ended_at IS NULL AND audience IN ('staff', 'office');
            CREATE INDEX procedures_tasks_post ON procedures_tasks (post, COALESCE(due, '9999-12-31'), id)
                WHERE ended_at IS NULL AND audience IN ('staff', 'office');
            CREATE INDEX procedures_tasks_days ON procedures_tasks (COALESCE(due, '9999-12-31'), id)
                WHERE ended_at IS NULL AND audience IN ('staff', 'office');
            CREATE INDEX procedures_tasks_due ON procedures_tasks (unit, due, id) WHERE ended_at IS NULL AND due IS NOT NULL;
            CREATE TABLE procedures_filters (
                id {id} PRIMARY KEY, person {id} NOT NULL, unit {id}, name TEXT NOT NULL, query TEXT NOT NULL, kept_at BIGINT NOT NULL
            );
            CREATE INDEX procedures_filters_person ON procedures_filters (person, id);
            CREATE INDEX procedures_filters_unit ON procedures_filters (unit, id);
            CREATE TABLE procedures_handovers (
                id {id} PRIMARY KEY, person {id} NOT NULL, from_person {id}, to_person {id}, reason TEXT NOT NULL, items TEXT NOT NULL,
                total BIGINT NOT NULL, moved BIGINT NOT NULL, skipped TEXT NOT NULL, position BIGINT NOT NULL, last {id} NOT NULL,
                state TEXT NOT NULL, created_at BIGINT NOT NULL
            );
            CREATE INDEX procedures_handovers_person ON procedures_handovers (person, id)
            """)
    ]
}
