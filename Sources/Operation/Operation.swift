/// Running the house: what failed and waits for a person, how mail leaves the house, and how the whole stands.
///
/// Incidents of all components stand on one page. Whoever runs the city sees what happened, to which reference, and since when,
/// and nothing of the people concerned; whoever works in a unit sees its own. Mail is set up here, unless the environment sets
/// it: then it stays the environment's. Secrets are sealed with the part `SecretKey`, which stands outside the database, and are
/// never shown again.
/// Law: Art. 32 DSGVO (security and restoring), BSI OPS.1.1 and CON.3 (operation, backups); unchecked.
/// Tables: operation_cares, operation_remarks, operation_mail, operation_mail_tests, operation_checks.
/// Events: IncidentAssigned, IncidentNoted, MailChanged, MailTested, CheckNoted. Listens to nobody. Jobs: operation.mail-test.
/// Parts: City, SecretKey, CatalogueShelf; FixedMail, HouseDoctor, HouseOutside, each of which may be missing.
import Store
public import Web

public enum Operation {
    static let store = StoreComponent(
        name: "operation", schema: operationSchema,
        actions: [
            ActionEntry(AssignIncident.self), ActionEntry(NoteIncident.self), ActionEntry(RetryAll.self),
            ActionEntry(ChangeMail.self), ActionEntry(TestMail.self), ActionEntry(EndMailTest.self), ActionEntry(NoteCheck.self),
        ],
        jobs: [MailTest.job])

    public static let component = Component(
        store, routes: Routes.all,
        navigation: [
            NavigationItem(
                .workbench, "operation.incidents.title", "/operation/incidents", who: .permission(RetryIncident.name), order: 60,
                countKey: "operation.incidents.count"
            ) { caller, reader in try reader.openIncidents(visibleTo: caller) },
            NavigationItem(
                .workbench, "operation.state.title", "/operation/state", who: .permission(Permission.state), order: 85),
            NavigationItem(.workbench, "operation.mail.title", "/operation/mail", who: .permission(Permission.mail), order: 86),
        ])

    /// Rights to read, which no action has.
    enum Permission {
        static let state = "operation.state"
        static let mail = "operation.mail"
    }
}
