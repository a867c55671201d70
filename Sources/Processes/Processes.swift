/// Processes: each service's process and decision tables as pages, drawn from the models that run, with the figures of the cases
/// that went through them.
///
/// The authority sees every service's process; everybody sees those whose service.json says `"process": {"public": true}`, with
/// figures rounded to fives and nothing said of fewer than five cases, so that nobody is found in them.
/// No figure names or ranks a person of the staff (§ 75 Abs. 3 Nr. 17 BPersVG and its counterparts in the Länder are why; unchecked).
/// Tables: none; it reads what Procedures keeps. Events: none.
import Store
public import Web

public enum Processes {
    static let store = StoreComponent(name: "processes", actions: [])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [NavigationItem(.workbench, "processes.navigation", "/processes", who: .staff, order: 75)])
}
