/// Accesses: who of the staff has looked into what belongs to somebody, and for what.
///
/// Every change leaves an entry in the log by itself (`Store`); looking changes nothing, so it is noted here: when a person of the
/// staff opens a procedure, a document, a notice or a file, once per person, record, purpose and day. The note is an action, so it has
/// an entry in the sealed log too. Without the note the page is not shown. Lists and counts are not noted: they are how work is
/// found (docs/decisions/0015). After two years a look is forgotten. Looks of those who see a record for somebody else are noted by the
/// component that knows it (`RepresentedLooks`).
///
/// **Law.** Art. 5 (1) (f), 15, 32 GDPR; § 76 BDSG as the model of what a log of reading has to say. For supervision and for the
/// persons concerned, never for judging anybody's work.
///
/// **Tables.** `accesses`. **Events.** none: a reading is nothing that others act on. Listens to nobody. **Jobs.** `accesses.sweep`.
/// **Parts.** `NotedToday`, which remembers what this process has noted, so that only the first look of a day writes;
/// `RepresentedLooks`, which may be missing.
import Kernel
import Store
public import Web

public enum Accesses {
    public static let component = Component(
        StoreComponent(
            name: "accesses",
            schema: [
                Migration(
                    "accesses-1",
                    """
                    CREATE TABLE accesses (
                        id {id} PRIMARY KEY, at BIGINT NOT NULL, day TEXT NOT NULL, staff {id} NOT NULL, in_place_of {id},
                        subject {id} NOT NULL, purpose TEXT NOT NULL, unit TEXT, UNIQUE (subject, day, staff, purpose)
                    )
                    """),
                Migration("accesses-2", "CREATE INDEX accesses_at ON accesses (at)"),
            ], actions: [ActionEntry(NoteAccess.self), ActionEntry(SweepAccesses.self)], jobs: [SweepAccesses.job]),
        routes: [])
}
