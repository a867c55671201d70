/// Forms: applications while they are being written, step by step, on any device, with and without scripts.
///
/// **What it is.** A draft holds the answers as they were typed, right or wrong; `Folders` says what is wrong. Its pages are made
/// from the form of the service. What is sent off is no longer a draft: `Applications` takes it.
///
///     begun ──saved, saved again──▶ sent off (gone here, a case there)
///       └──discarded, or 30 days untouched──▶ removed
///
/// **Law.** § 8 (2) OZG (drafts may be kept for the applicant), Art. 5 (1) (e) GDPR (not longer than needed), BITV 2.0.
///
/// **Tables.** `forms_drafts`. **Events.** `DraftBegun`, `AnswersReused`, `DraftDiscarded`.
/// **Listens to** `identity.signed-in`: what a visitor wrote goes to the account that the visitor signs in to;
/// `accounts.closed`: drafts go with the account.
/// **Parts.** `AnswerSources`: what an account has answered before, taken over on request only.
import Accounts
import Documents
import Identity
import Store
public import Web

public enum Forms {
    static let store = StoreComponent(
        name: "forms", schema: Schema.migrations,
        actions: [
            ActionEntry(BeginDraft.self), ActionEntry(SaveDraft.self), ActionEntry(ReuseAnswers.self),
            ActionEntry(DiscardDraft.self), ActionEntry(DiscardDrafts.self), ActionEntry(DescribeEntry.self),
            ActionEntry(AdoptDrafts.self),
            ActionEntry(SweepDrafts.self),
        ],
        listeners: [
            Listener(SignedIn.self) { event, transaction in
                guard let session = event.anonymous, case .account(let account) = event.principal else { return }
                try transaction.perform(AdoptDrafts(session: session, account: account))
            },
            Listener(AccountClosed.self) { event, transaction in
                try transaction.perform(DiscardDrafts(account: event.account))
            },
        ],
        jobs: [SweepDrafts.job])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [NavigationItem(.portal, "forms.navigation", "/forms/drafts", who: .account, order: 30)])
}
