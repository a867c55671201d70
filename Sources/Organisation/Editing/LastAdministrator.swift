import Kernel
import Store

/// Refuses what would leave the house without anybody who can add people and give them posts, on any day from today on.
struct LastAdministrator {
    private let covered: [LocalDate: Bool]

    /// Looks at the house before the change.
    init(before transaction: Transaction) throws {
        covered = try Dictionary(
            LastAdministrator.days(in: transaction).map { ($0, try LastAdministrator.isCovered($0, in: transaction)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Looks again after it. A day without an administrator that was without one before is not this change's doing.
    func check(in transaction: Transaction) throws {
        for day in try LastAdministrator.days(in: transaction) {
            guard try !LastAdministrator.isCovered(day, in: transaction) else { continue }
            // A day that only the change made special lies in the span of the last special day before it.
            let before = covered.filter { $0.key <= day }.max { $0.key < $1.key }?.value ?? true
            if before { throw OrganisationFault.lastAdministrator }
        }
    }

    /// Today and every later day on which a holding or an edit begins or has just ended.
    private static func days(in reader: Reader) throws -> [LocalDate] {
        let today = reader.now.date()
        let chart = try Organisation.snapshot(in: reader)
        let edits = try reader.organisationEdits()
        let spans = chart.holders.map { ($0.since, $0.until) } + edits.map { ($0.since, $0.until) }
        var days: Set<LocalDate> = [today]
        for (since, until) in spans {
            if since > today { days.insert(since) }
            if let until, until >= today { days.insert(until.adding(days: 1)) }
        }
        return days.sorted()
    }

    private static func isCovered(_ day: LocalDate, in reader: Reader) throws -> Bool {
        let chart = try Organisation.chart(in: reader, on: day)
        return chart.people.keys.contains { person in
            let caller = chart.caller(for: person, on: day, deputising: false)
            return caller.may(AddPerson.name) && caller.may(AssignPost.name)
        }
    }
}
