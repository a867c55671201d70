import Calendar
import Catalogue
import FEEL
import Folders
import Kernel
import Synchronization

/// The dates of a case at one moment, worked out anew only when something has changed that a deadline looks at: a process enters
/// many elements, and few of them start a deadline.
final class CaseDates: Sendable {
    private struct Known {
        let events: [DatedEvent]
        let values: [JSON?]
        let moment: Instant
        let dates: [String: Deadline]
    }

    private let service: Service
    private let city: City
    /// Names of events that start, stop, resume or prolong a deadline.
    private let events: Set<String>
    /// Names that expressions of deadlines read.
    private let names: [String]
    private let known = Mutex<Known?>(nil)

    init(service: Service, city: City) {
        self.service = service
        self.city = city
        let deadlines = service.folder.about.deadlines
        var events: Set<String> = []
        var names: Set<String> = []
        for (name, deadline) in deadlines {
            events.formUnion(deadline.named.starts)
            events.formUnion(deadline.named.suspended.flatMap { [$0.from, $0.until] })
            events.insert("\(name)Extension")
            for expression in [deadline.day, deadline.when] { names.formUnion(expression?.reads.compactMap(\.first) ?? []) }
        }
        self.events = events
        self.names = names.sorted()
    }

    /// Every deadline that has a date, by name.
    func dates(_ happened: [DatedEvent], _ variables: [String: JSON], at moment: Instant) -> [String: Deadline] {
        let events = happened.filter { self.events.contains($0.name) }
        let values = names.map { variables[$0] }
        if let known = known.withLock({ $0 }), known.moment == moment, known.events == events, known.values == values {
            return known.dates
        }
        let dates = CaseDeadlines.dates(service: service, city: city, events: events, variables: variables, at: moment)
        known.withLock { $0 = Known(events: events, values: values, moment: moment, dates: dates) }
        return dates
    }
}
