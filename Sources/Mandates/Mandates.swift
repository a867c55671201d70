/// Mandates: somebody authorises somebody else to apply and to follow applications in their name.
///
/// **What it is.** The principal offers it to an address; whoever signs in with exactly that address accepts or declines. It holds
/// for all services or for some, from a day until a day, and either side ends it at once. Where somebody without an account has
/// signed a paper, the counter records it for one case.
///
///     offered ──accepted──▶ holds from its first to its last day ──▶ expired
///        │                     │
///        └──declined, taken back, revoked, returned──▶ ended
///
/// **What is not told.** Whether an address has an account: an offer looks the same either way, and only its reader sees it.
///
/// **Companies** are principals with several people: membership is a mandate with a role, an invitation is an offer, leaving is
/// returning it, removing is revoking it. The last owner cannot leave.
///
/// **Law.** § 14 (1) VwVfG, § 80 (1) AO (a party may be represented, and revoke it), §§ 164 ff. BGB, Art. 32 GDPR.
///
/// **Tables.** `mandates`, `mandates_uses`, `mandates_companies`.
/// **Events.** `MandateGranted`, `MandateAccepted`, `MandateEnded`, `MandateUsed`, `CompanyFounded`. Listens to `accounts.closed`.
import Accounts
import Store
public import Web

public enum Mandates {
    public static let component = Component(
        StoreComponent(
            name: "mandates", schema: Schema.migrations,
            actions: [
                ActionEntry(GrantMandate.self), ActionEntry(AcceptMandate.self), ActionEntry(EndMandate.self),
                ActionEntry(RecordMandate.self), ActionEntry(UseMandate.self), ActionEntry(FoundCompany.self),
                ActionEntry(InviteMember.self), ActionEntry(LookByMandate.self), ActionEntry(AdoptMandates.self),
                ActionEntry(EndMandates.self),
            ],
            listeners: [
                Listener(AccountClosed.self) { event, transaction in
                    try transaction.perform(EndMandates(account: event.account))
                }
            ]),
        routes: Routes.all,
        navigation: [NavigationItem(.portal, "mandates.navigation", "/mandates", who: .account, order: 45)])
}
