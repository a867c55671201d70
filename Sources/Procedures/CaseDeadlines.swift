import Calendar
import FEEL
import Catalogue
import Folders
public import Kernel
public import Store
import Synchronization

/// The deadlines of a case are computed anew from what has happened: a pure function of dated events, never a stored counter.
enum CaseDeadlines {
    /// Every deadline that has a date, by name.
    static func dates(
        service: Service, city: City, events: [DatedEvent], variables: [String: JSON], at moment: Instant
    ) -> [String: Deadline] {
        let about = service.folder.about
        guard !about.deadlines.isEmpty else { return [:] }
        let scope = Scope(typed: .object(variables), now: moment)
        var running: [String: NamedDeadline] = [:]
        var days = events
        for (name, deadline) in about.deadlines {
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
        let key = KnownDeadlines.Key(service: service.hash.hex, running: running.keys.sorted(), days: days, region: city.region)
        return KnownDeadlines.shared.dates(key) {
            NamedDeadlines(running).evaluate(events: days, law: about.law.procedure, region: city.region)
                .compactMapValues(\.deadline)
        }
    }

    /// As the context `dates` of expressions: ISO dates by name, null for deadlines without a date.
    static func typed(_ dates: [String: Deadline]) -> JSON { .object(dates.mapValues { .string("@\($0.date)") }) }

    /// Stores the dates that are not among the known ones; returns all that are known then.
    static func store(
        _ dates: [String: Deadline], known: [CaseDeadline], of procedure: ID<Procedure>, service: Service,
        in transaction: Transaction
    ) throws -> [CaseDeadline] {
        var result = known
        for (name, deadline) in dates where known.first(where: { $0.name == name })?.date != deadline.date {
            let audience = service.folder.about.deadlines[name]?.audience?.rawValue ?? "everyone"
            let why = try JSON(encoding: deadline.why)
            try transaction.post(
                """
                INSERT INTO procedures_deadlines (procedure, name, date, why, audience, started_at)
                VALUES (\(procedure), \(name), \(deadline.date), \(why), \(audience), \(transaction.now))
                ON CONFLICT (procedure, name) DO UPDATE SET date = \(deadline.date), why = \(why), started_at = \(transaction.now)
                """)
            let former = result.firstIndex { $0.name == name }
            let stored = CaseDeadline(
                name: name, date: deadline.date, why: deadline.why, audience: former.map { result[$0].audience } ?? audience,
                startedAt: transaction.now)
            if let former { result[former] = stored } else { result.append(stored) }
        }
        return result.sorted { ($0.date, $0.name) < ($1.date, $1.name) }
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

/// A date of a case, with its reason.
public struct CaseDeadline: Codable, Sendable {
    public let name: String
    public let date: LocalDate
    /// Sentences in German and English that explain the date.
    public let why: LocalText
    /// `applicant`, `staff` or `everyone`.
    public let audience: String
    public let startedAt: Instant
}

extension Reader {
    /// The dates of a case in their order.
    public func deadlines(of procedure: ID<Procedure>) throws -> [CaseDeadline] {
        try all(
            "SELECT name, date, why, audience, started_at FROM procedures_deadlines WHERE procedure = \(procedure) ORDER BY date, name"
        )
    }
}
