import Kernel
import Store
import Web

/// What of the open work is asked for. Its values stand in the address, so that a filter is a link and can be kept.
struct InboxFilter: Sendable, Equatable {
    enum Tab: String, CaseIterable, Sendable {
        case mine, unit, deputy, all

        /// The tabs of somebody: work of those for whom one stands in, where there is anybody.
        static func shown(to caller: Caller) -> [Tab] { allCases.filter { $0 != .deputy || !caller.standsInFor.isEmpty } }
    }
    enum Due: String, CaseIterable, Sendable { case overdue, today, week }
    enum Claim: String, CaseIterable, Sendable { case free, taken }
    /// Work that is laid aside: nothing else, or with everything else. Otherwise it is left out.
    enum Aside: String, CaseIterable, Sendable { case only, with }

    var tab = Tab.unit
    var service: String?
    var state: Procedure.State?
    var due: Due?
    var claim: Claim?
    var aside: Aside?
    var text: String?

    init(_ tab: Tab = .unit) { self.tab = tab }

    init(_ request: Request) { self.init { request.query($0) } }

    /// From the values of an address or of a form; what makes no sense is left out.
    init(_ value: (String) -> String?) {
        tab = value("tab").flatMap { Tab(rawValue: $0) } ?? .unit
        service = value("service").flatMap { $0.isEmpty ? nil : String($0.prefix(100)) }
        state = value("state").flatMap { Procedure.State(rawValue: $0) }
        due = value("due").flatMap { Due(rawValue: $0) }
        claim = value("claim").flatMap { Claim(rawValue: $0) }
        aside = value("aside").flatMap { Aside(rawValue: $0) }
        text = value("text").flatMap { $0.isEmpty ? nil : String($0.prefix(100)) }
    }

    /// Names and values as they stand in the address, in a fixed order.
    var values: [(name: String, value: String)] {
        [
            ("tab", tab.rawValue), ("service", service), ("state", state?.rawValue), ("due", due?.rawValue),
            ("claim", claim?.rawValue), ("aside", aside?.rawValue), ("text", text),
        ].compactMap { name, value in value.map { (name, $0) } }
    }

    var address: String {
        "/procedures/inbox?" + values.map { "\($0.name)=\(Address.encode($0.value))" }.joined(separator: "&")
    }

    /// Whether more than the tab is asked for.
    var isNarrow: Bool { self != InboxFilter(tab) }

    /// Whether a condition looks at the procedure.
    var namesProcedure: Bool { service != nil || state != nil || text != nil }

    func conditions(on today: LocalDate) -> [SQL] {
        var parts: [SQL] = []
        if let service { parts.append("p.slug = \(service)") }
        if let state { parts.append("p.state = \(state)") }
        if let text { parts.append(ListFilters.contains(text)) }
        switch claim {
        case .free?: parts.append("t.claimed_by IS NULL")
        case .taken?: parts.append("t.claimed_by IS NOT NULL")
        case nil: break
        }
        switch aside {
        case .only?: parts.append(Resubmission.hidden(on: today))
        case .with?: break
        case nil: parts.append(Resubmission.shown(on: today))
        }
        // As in the indexes: what has no day lies behind everything that has one.
        switch due {
        case .overdue?: parts.append("COALESCE(t.due, '9999-12-31') < \(today)")
        case .today?: parts.append("COALESCE(t.due, '9999-12-31') = \(today)")
        case .week?:
            // Until Sunday; what is overdue is due as well.
            let sunday = today.adding(days: 7 - today.weekday.rawValue)
            parts.append("COALESCE(t.due, '9999-12-31') <= \(sunday)")
        case nil: break
        }
        return parts
    }
}
