/// Who did what, when, to which record: the reading side of the log that `Store` writes with every action.
///
/// The log itself, its chain of seals and their verification live in `Store` (docs/decisions/0003-audit-chain.md); here stand the page for
/// those who supervise, the list for the persons concerned, and the destruction of what need not be kept any longer.
/// Law: Art. 5 (2), 15, 30, 32 DSGVO. The log serves supervision, not the review of anybody's performance.
/// Tables: none of its own. Events: EntriesDestroyed. Listens to nobody.
import Kernel
import Store
public import Web

public enum Audit {
    public static let component = Component(
        StoreComponent(name: "audit", actions: [ActionEntry(DestroyEntries.self)]),
        routes: [Route(.get, "/audit", action: readPermission, who: .permission(readPermission), page: AuditPages.list)],
        navigation: [NavigationItem(.workbench, "audit.navigation", "/audit", who: .permission(readPermission), order: 90)])

    /// Reading the whole log.
    public static let readPermission = "audit.read"
}
