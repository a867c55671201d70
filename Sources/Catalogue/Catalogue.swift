/// The public services that a city offers: what they are, whom they are for, and every version that a case was opened with.
///
/// Law: § 3 OZG (services offered through portals), § 71b VwVfG (information).
/// Tables: catalogue_versions, catalogue_files. Events: `catalogue.version-kept`. Listens to nobody.
import Store
public import Web

public enum Catalogue {
    static let store = StoreComponent(
        name: "catalogue", schema: Schema.migrations, actions: [ActionEntry(KeepVersion.self)])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [NavigationItem(.portal, "catalogue.navigation", "/", who: .everyone, order: 10)])
}
