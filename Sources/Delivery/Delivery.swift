import Accounts
import Kernel
import Store
public import Web

/// Delivery: what the authority sends reaches its person, in the mailbox of the account or as a letter.
///
/// **What it is.** A message lies in the mailbox of an account; an e-mail says no more than that there is one. Whoever has no
/// account gets a letter: an item of the print-and-post list, which staff print, post, and mark with the day of posting.
///
/// Notices come into the mailbox of whoever has agreed to it; whoever has refused, or was never asked, gets them by post
/// (docs/decisions/0014). A closed account means post.
///
///     deliver ──account──▶ message (unread ──opened──▶ read), hint by e-mail as a job
///             └─otherwise, or refused─▶ item (open ──▶ printed ──▶ posted on a day)
///
/// **Law.** § 9 OZG, § 41 (2a) VwVfG and § 122a AO for the mailbox: it counts from being put in, so messages are never changed
/// and the moment of opening is kept. § 41 (2) VwVfG and § 122 (2) AO for letters: the period begins with posting,
/// so the day of posting is noted by hand. E-mails carry no contents (Art. 32 GDPR).
///
/// **Tables.** `delivery_messages`, `delivery_items`, `delivery_hints`, `delivery_choices`, `delivery_wishes`.
/// **Events.** `Delivered`, `MessageSent`, `MessageRead`, `ItemPosted`, `ItemServed`, `DeliveryChosen`, `DeliveryWished`. Listens to
/// `accounts.closed`.
/// **Jobs.** `delivery.mail`. **Parts.** `any Mailer`, `PublicOrigin`, `AccountContacts`, `MailSettings`; each may be missing.
public enum Delivery {
    /// What the executable lists.
    public static let component = Component(
        StoreComponent(
            name: "delivery", schema: Schema.migrations,
            actions: [
                ActionEntry(SendMessage.self, service: SendMessage.service),
                ActionEntry(DeliverDocument.self, service: DeliverDocument.service),
                ActionEntry(MarkRead.self), ActionEntry(MarkPrinted.self), ActionEntry(MarkPosted.self),
                ActionEntry(MarkServed.self), ActionEntry(MoveDeliveries.self),
                ActionEntry(NoteHint.self), ActionEntry(ChooseDelivery.self),
                ActionEntry(WishDelivery.self), ActionEntry(AdoptMessages.self),
            ],
            listeners: [
                Listener(AccountClosed.self) { event, transaction in
                    try transaction.run(
                        """
                        UPDATE delivery_hints SET address = NULL, ending = 'unsent', sent_at = \(transaction.now) WHERE sent_at IS NULL
                            AND message IN (SELECT id FROM delivery_messages WHERE owner = \(event.account))
                        """)
                    try transaction.perform(ChooseDelivery(closed: event.account, language: event.language))
                }
            ], jobs: [Hints.job]),
        routes: Routes.all,
        navigation: [
            NavigationItem(.portal, "delivery.navigation.mailbox", "/delivery/mailbox", who: .account, order: 40) {
                caller, reader in
                try reader.unreadMessages(of: caller)
            },
            NavigationItem(
                .workbench, "delivery.navigation.post", "/delivery/post", who: .permission("delivery.print"), order: 50),
        ])
}
