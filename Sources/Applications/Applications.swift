/// Applications: what a citizen sends to the authority, and what a citizen sees of it afterwards.
///
/// **What it is.** The applicant's side of a case. Answers are checked and become a case (`Procedures`) in one transaction with
/// the key that keeps a repeated request from opening a second one. State, dates, notices and requests are read from the case;
/// nothing of it is kept twice but the answers as they were sent, which the receipt and the file show.
///
/// **Who sees it.** The account that sent it; whoever has its access code, which is stored only as a digest. A code is shown
/// once more on the page after sending, where it is computed from a secret key that is not in the database.
///
/// **At the counter** staff enter what comes on paper, in person or by telephone, and find a case by its reference alone; what
/// they opened stays open for them for the rest of a working day.
///
/// **Law.** § 24 (3) VwVfG (an application is taken), § 25 VwVfG (information), § 3a VwVfG, § 71b (3) VwVfG (receipt).
///
/// **Tables.** `applications`, `applications_grants`, `applications_openings`.
/// **Events.** `ApplicationSubmitted`, `FollowUpBegun`, `HolderReminded`.
/// **Listens to** `procedures.opened`, to lay the application as a document into the file; `notices.issued`, to remind of a renewal;
/// `accounts.closed`, to hand out codes for the cases that go on; to what Delivery sent, for copies to representatives.
/// **Jobs.** `applications.render`, `applications.remind`.
import Accounts
import Delivery
import Notices
import Procedures
import Store
public import Web

public enum Applications {
    static let store = StoreComponent(
        name: "applications", schema: Schema.migrations,
        actions: [
            ActionEntry(SubmitApplication.self), ActionEntry(OpenAccess.self), ActionEntry(KeepPaper.self),
            ActionEntry(BeginFollowUp.self), ActionEntry(RemindHolder.self), ActionEntry(HandOutCodes.self),
            ActionEntry(BeginEntry.self), ActionEntry(EnterApplication.self), ActionEntry(OpenAtCounter.self),
            ActionEntry(RecordAuthority.self), ActionEntry(EndAuthority.self),
            ActionEntry(LinkApplication.self), ActionEntry(ChooseCaseDelivery.self),
        ],
        listeners: [
            Listener(ProcedureOpened.self) { event, transaction in try ApplicationPaper.plan(event, in: transaction) },
            Listener(NoticeIssued.self) { event, transaction in try RemindHolder.plan(event, in: transaction) },
            Listener(AccountClosed.self) { event, transaction in
                try transaction.perform(HandOutCodes(account: event.account))
            },
            Listener(MessageSent.self) { event, transaction in try MessageCopies.copy(event, in: transaction) },
            Listener(Delivered.self) { event, transaction in try MessageCopies.copy(event, in: transaction) },
        ],
        jobs: [ApplicationPaper.job, RemindHolder.job])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [
            NavigationItem(.portal, "applications.navigation", "/applications", who: .everyone, order: 20),
            NavigationItem(
                .workbench, "applications.counter.navigation", CounterPages.path, who: .permission(EnterApplication.name),
                order: 30),
        ])
}
