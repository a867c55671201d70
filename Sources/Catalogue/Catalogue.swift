/// The public services that a city offers: what they are, whom they are for, and every version that a case was opened with.
///
/// Law: § 3 OZG (services offered through portals), § 71b VwVfG (information).
/// Which version is offered from which day, and which amounts and words of the city hold from which day, two people decide here;
/// both lie over the folders (docs/decisions/0010).
/// Tables: catalogue_versions, catalogue_files, catalogue_state, catalogue_releases, catalogue_changes.
/// Events: version-kept, release-proposed, release-decided, change-proposed, change-decided. Listens to nobody.
/// Parts: CatalogueShelf, City, ServicesDirectory, VersionTrial, VersionUse.
import Store
public import Web

public enum Catalogue {
    static let store = StoreComponent(
        name: "catalogue", schema: Schema.migrations,
        actions: [
            ActionEntry(KeepVersion.self), ActionEntry(ReadFolders.self), ActionEntry(ProposeRelease.self),
            ActionEntry(DecideRelease.self), ActionEntry(ProposeChange.self), ActionEntry(DecideChange.self),
        ])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [
            NavigationItem(.portal, "catalogue.navigation", "/", who: .everyone, order: 10),
            NavigationItem(
                .workbench, "catalogue.versions.title", "/catalogue/versions", who: .permission("catalogue.versions"), order: 70),
            NavigationItem(
                .workbench, "catalogue.changes.title", "/catalogue/changes", who: .permission("catalogue.changes"), order: 71),
        ])
}
