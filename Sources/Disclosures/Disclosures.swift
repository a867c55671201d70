/// Disclosures: what the authority holds about somebody, and who looked at it, told to the person themselves.
///
/// **What it is.** Two pages of the account. *Who saw my data*: every look and every act of the staff at one's own procedures, with the
/// moment, the unit and the purpose. *My data*: a ZIP file with everything as JSON, an index to read and the documents; a job makes it
/// and tells how far it is; the link holds for a week, then the file is deleted.
///
///     asked for (waiting) ──job──▶ ready ──a week, or the account closed──▶ expired (the file is gone)
///       └──the account closed──▶ expired (nothing is made any more)
///
/// **Law.** Art. 15 (1), (3) and 20 GDPR, § 29 VwVfG for notes of running cases (unchecked); docs/decisions/0015.
///
/// **Tables.** `disclosures`. **Events.** `DisclosureRequested`, `DisclosureProgressed`, `DisclosureReady`, `DisclosureExpired`.
/// **Listens to** `accounts.closed`: the files go with the account, and what is being made is not finished. **Jobs.** `disclosures.make`, `disclosures.expire`.
import Accounts
import Store
public import Web

public enum Disclosures {
    static let store = StoreComponent(
        name: "disclosures",
        schema: [
            Migration(
                "disclosures-1",
                """
                CREATE TABLE disclosures (
                    id {id} PRIMARY KEY, owner {id} NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL, done BIGINT NOT NULL,
                    total BIGINT NOT NULL, requested_at BIGINT NOT NULL, expires_at BIGINT, bytes BIGINT, sha256 TEXT
                );
                CREATE INDEX disclosures_owner ON disclosures (owner, id)
                """)
        ],
        actions: [
            ActionEntry(RequestDisclosure.self), ActionEntry(NoteProgress.self), ActionEntry(FinishDisclosure.self),
            ActionEntry(ExpireDisclosure.self),
        ],
        listeners: [
            Listener(AccountClosed.self) { event, transaction in
                for found in try transaction.disclosures(of: event.account) {
                    try found.end(in: transaction)
                }
            }
        ],
        jobs: [DisclosureMaking.job, ExpireDisclosure.job])

    public static let component = Component(
        store,
        routes: [
            Route(.get, "/disclosures", action: RequestDisclosure.name, who: .account, page: DisclosurePages.show),
            Route(
                .post, "/disclosures", action: RequestDisclosure.name, who: .account, rate: RateLimit(10, per: 3600),
                page: DisclosurePages.request),
            Route(.get, "/disclosures/live", action: RequestDisclosure.name, who: .account, page: DisclosurePages.live),
            Route(.get, "/disclosures/accesses", action: "disclosures.accesses", who: .account, page: AccessPages.show),
            Route(.get, "/disclosures/:id/file", action: "disclosures.fetch", who: .account, page: DisclosurePages.fetch),
        ])
}
