public import Calendar
import FEEL
public import Kernel
import Synchronization

/// The dates of a case at one moment, a pure function of dated events. Worked out anew only when something has changed that a
/// deadline looks at: a process enters many elements, and few of them start a deadline.
public final class CaseDates: Sendable {
    private struct Known {
        let events: [DatedEvent]
        let values: [JSON?]
        let moment: Instant
        let dates: [String: Deadline]
    }

    /// What is the same for every case of a version.
    private struct Reads {
        /// Hash of the service's version.
        let hash: String
        /// Names of events that start, stop, resume or prolong a deadline.
        let events: Set<String>
        /// Names that expressions of deadlines read.
        let names: [String]
    }

    private let about: ServiceFolder.About
    private let region: HolidayRegion
    private let reads: Reads
    private let known = Mutex<Known?>(nil)

    public init(_ folder: ServiceFolder, region: HolidayRegion) {
        var events: Set<String> = []
        var names: Set<String> = []
        for (name, deadline) in folder.about.deadlines {
            events.formUnion(deadline.named.starts)
            events.formUnion(deadline.named.suspended.flatMap { [$0.from, $0.until] })
            events.insert("\(name)Extension")
            for expression in [deadline.day, deadline.when] { names.formUnion(expression?.reads.compactMap(\.first) ?? []) }
        }
        about = folder.about
        self.region = region
        reads = Reads(hash: folder.hash.hex, events: events, names: names.sorted())
    }

    private init(like other: CaseDates) { (about, region, reads) = (other.about, other.region, other.reads) }

    /// For another case of the same version.
    public func another() -> CaseDates { CaseDates(like: self) }

    /// Every deadline that has a date, by name.
    public func dates(_ happened: [DatedEvent], _ variables: [String: JSON], at moment: Instant) -> [String: Deadline] {
        guard !about.deadlines.isEmpty else { return [:] }
        let events = happened.filter { reads.events.contains($0.name) }
        let values = reads.names.map { variables[$0] }
        if let known = known.withLock({ $0 }), known.moment == moment, known.events == events, known.values == values {
            return known.dates
        }
        let dates = computed(events, variables, at: moment)
        known.withLock { $0 = Known(events: events, values: values, moment: moment, dates: dates) }
        return dates
    }

    /// As the context `dates` of expressions: ISO dates by name, null for deadlines without a date.
    public static func typed(_ dates: [String: Deadline]) -> JSON { .object(dates.mapValues { .string("@\($0.date)") }) }

    private func computed(_ events: [DatedEvent], _ variables: [String: JSON], at moment: Instant) -> [String: Deadline] {
        let scope = Scope(typed: .object(variables), now: moment)
        var running: [String: NamedDeadline] = [:]
        var days = events
        for (name, deadline) in about.deadlines.sorted(by: { $0.key < $1.key }) {
            if let when = deadline.when, !when.isTrue(in: scope) { continue }
            guard let day = deadline.day else {
                running[name] = deadline.named
                continue
            }
            // The service hands the rule a day of its own, from the moment on that the deadline starts.
            guard let start = events.last(where: { deadline.named.starts.contains($0.name) }),
                let date = day.evaluate(in: scope).date
            else {
                continue
            }
            days.append(DatedEvent("day:\(name)", on: date, label: start.label, channel: start.channel))
            running[name] = NamedDeadline(
                starts: ["day:\(name)"], rule: deadline.named.rule, suspended: deadline.named.suspended,
                extendable: deadline.named.extendable)
        }
        let key = KnownDeadlines.Key(service: reads.hash, running: running.keys.sorted(), days: days, region: region)
        return KnownDeadlines.shared.dates(key) {
            NamedDeadlines(running).evaluate(events: days, law: about.law.procedure, region: region)
                .compactMapValues(\.deadline)
        }
    }
}

/// Dates that were worked out, with their sentences in every language: cases of a service to which the same happened on the same
/// days have the same ones, and the cases of a day have much in common.
private final class KnownDeadlines: Sendable {
    static let shared = KnownDeadlines()

    struct Key: Hashable {
        /// Hash of the service's version: what its rules say.
        let service: String
        /// Names of the deadlines that apply.
        let running: [String]
        /// What happened, and the days that rules were handed.
        let days: [DatedEvent]
        let region: HolidayRegion
    }

    private static let most = 1000
    private let known = Mutex<[Key: [String: Deadline]]>([:])

    func dates(_ key: Key, _ work: () -> [String: Deadline]) -> [String: Deadline] {
        if let dates = known.withLock({ $0[key] }) { return dates }
        let dates = work()
        known.withLock { known in
            if known.count >= KnownDeadlines.most { known = [:] }
            known[key] = dates
        }
        return dates
    }
}
