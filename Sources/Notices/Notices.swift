/// Notices: what an authority tells a person in writing, from template to letter, each sentence with its reason.
///
/// Law: §§ 37, 39, 41 VwVfG; §§ 118 ff., 122, 157 AO; § 58 VwGO (remedy).
/// Tables: notices, notices_verifications. Events: `notices.issued`, `notices.finished`, `notices.replaced`,
/// `notices.validity-ended`. Listens to nobody; processes call `notices.issue` and `notices.end-validity`.
///
///     issued ──job notices.render──▶ finished (document, file, delivery)
///
/// A notice whose service names its validity carries a code. Whoever scans it sees whether the document holds:
///
///     not yet ──first day──▶ valid ──day after the last──▶ expired
///                              └──notices.end-validity──▶ replaced, withdrawn
import Kernel
import Store
public import Web

public enum Notices {
    static let store = StoreComponent(
        name: "notices", schema: Schema.migrations + Schema.replacing,
        actions: [
            ActionEntry(AdoptNotices.self),
            ActionEntry(IssueNotice.self) { call, transaction in
                let id = try transaction.perform(IssueNotice(call))
                return ["notice": .string(id.text)]
            },
            ActionEntry(FinishNotice.self), ActionEntry(IssueLetter.self), ActionEntry(ReplaceNotice.self),
            ActionEntry(MoveNotices.self),
            ActionEntry(EndValidity.self) { call, transaction in
                ["ended": .number(Decimal128(try transaction.perform(EndValidity(call))))]
            },
        ],
        jobs: [NoticeRendering.job])

    public static let component = Component(store, routes: Routes.all)
}
