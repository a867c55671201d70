/// Statistics: how many applications a service and an office received, through which channels, how they ended, and how long
/// they took.
///
/// One line for each procedure, written by what happens to it and kept without anything personal: not who applied, not who
/// worked on it. So figures stay when the procedures themselves are destroyed, and no figure can be asked for a person
/// (§ 75 Abs. 3 Nr. 17 BPersVG and its counterparts in the Länder are why; unchecked).
/// Law: § 4 SächsEGovG asks for reports on electronic procedures (unchecked).
/// Tables: statistics_cases. Events: none. Listens to `procedures.opened`, `procedures.decided`, `procedures.forwarded`,
/// `procedures.withdrawn`.
import Procedures
import Store
public import Web

public enum Statistics {
    static let store = StoreComponent(
        name: "statistics", schema: schema, actions: [],
        listeners: [
            Listener(ProcedureOpened.self) { event, transaction in try transaction.countOpened(event) },
            Listener(ProcedureDecided.self) { event, transaction in
                try transaction.countEnded(event.procedure, as: event.outcome, automatic: event.automatic)
            },
            Listener(ProcedureForwarded.self) { event, transaction in
                // What another office has now counts there.
                try transaction.run(
                    "UPDATE statistics_cases SET unit = \(event.unit) WHERE procedure = \(event.procedure)")
            },
            Listener(ProcedureWithdrawn.self) { event, transaction in
                try transaction.countEnded(event.procedure, as: CaseCount.withdrawn, automatic: false)
            },
        ])

    public static let component = Component(
        store,
        routes: [Route(.get, "/statistics", action: "statistics.read", who: .staff, page: StatisticsPages.show)],
        navigation: [NavigationItem(.workbench, "statistics.navigation", "/statistics", who: .staff, order: 70)])
}
