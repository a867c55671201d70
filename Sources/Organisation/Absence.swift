public import Kernel
public import Store

/// A person is away, first and last day included; why is not recorded.
public struct Absence: Codable, Hashable, Sendable {
    public let id: ID<Absence>
    public let person: String
    public let since: LocalDate
    public let until: LocalDate
    /// Who stands in for all posts of the person; nil where nobody was named.
    public let deputy: String?
    /// Who recorded it: the person, or somebody who leads a unit above.
    public let recordedBy: String

    public func covers(_ date: LocalDate) -> Bool { since <= date && date <= until }
}

/// One is away oneself: a colleague stands in for all of one's posts.
public struct ReportAbsence: Action {
    public static let name = "organisation.report-absence"
    public static let audience: Audience = [.staff]
    let since: LocalDate
    let until: LocalDate
    let deputy: ID<Person>

    public init(since: LocalDate, until: LocalDate, deputy: ID<Person>) {
        self.since = since
        self.until = until
        self.deputy = deputy
    }

    /// The number of posts for which the colleague stands in.
    public func perform(in transaction: Transaction) throws -> Int {
        guard let own = transaction.caller.staff else { throw OrganisationFault.personUnknown }
        transaction.audit("person", own, detail: ["since": .string(since.description), "until": .string(until.description)])
        return try AbsenceEntry(person: ID(own), since: since, until: until, deputy: deputy).write(in: transaction)
    }
}

/// Who leads a unit records that somebody in it is away, for whom the person cannot do it: without a deputy if nobody is named yet.
public struct RecordAbsence: Action {
    public static let name = "organisation.record-absence"
    public static let audience: Audience = [.staff]
    let person: ID<Person>
    let since: LocalDate
    let until: LocalDate
    let deputy: ID<Person>?

    public init(person: ID<Person>, since: LocalDate, until: LocalDate, deputy: ID<Person>?) {
        self.person = person
        self.since = since
        self.until = until
        self.deputy = deputy
    }

    /// The number of posts for which the deputy stands in.
    public func perform(in transaction: Transaction) throws -> Int {
        let chart = try Organisation.snapshot(in: transaction)
        guard chart.people[person.text] != nil else { throw OrganisationFault.personUnknown }
        guard chart.mayCare(transaction.caller, for: person.text, on: transaction.now.date()) else {
            throw OrganisationFault.notYours
        }
        transaction.audit("person", person, detail: ["since": .string(since.description), "until": .string(until.description)])
        return try AbsenceEntry(person: person, since: since, until: until, deputy: deputy).write(in: transaction)
    }
}

public struct AbsenceRecorded: Event {
    public static let name = "organisation.absence-recorded"
    public let person: String
    public let since: LocalDate
    public let until: LocalDate
    public let deputy: String?
}

/// Somebody is back before the day: the absence and its deputising end yesterday.
public struct EndAbsence: Action {
    public static let name = "organisation.end-absence"
    public static let audience: Audience = [.staff]
    let absence: ID<Absence>

    public init(absence: ID<Absence>) { self.absence = absence }

    public func perform(in transaction: Transaction) throws {
        let chart = try Organisation.snapshot(in: transaction)
        let today = transaction.now.date()
        guard let entry = chart.absences.first(where: { $0.id == absence }) else { throw OrganisationFault.absenceUnknown }
        guard entry.person == transaction.caller.staff || chart.mayCare(transaction.caller, for: entry.person, on: today) else {
            throw OrganisationFault.notYours
        }
        let last = today.adding(days: -1)
        for deputy in chart.deputies where deputy.absence == absence.text && deputy.until > last {
            try transaction.perform(EndDeputy(deputy: deputy.id))
        }
        // One that has not begun leaves no trace but this audit entry.
        if entry.since > last {
            try transaction.run("DELETE FROM organisation_absences WHERE id = \(absence)")
        } else {
            try transaction.run("UPDATE organisation_absences SET until = \(last) WHERE id = \(absence) AND until > \(last)")
        }
        try Organisation.noteChange(in: transaction)
        transaction.audit("person", entry.person, detail: ["until": .string(last.description)])
        try transaction.emit(AbsenceEnded(person: entry.person), subject: entry.person)
    }
}

public struct AbsenceEnded: Event {
    public static let name = "organisation.absence-ended"
    public let person: String
}

/// What both ways of recording an absence write.
private struct AbsenceEntry {
    let person: ID<Person>
    let since: LocalDate
    let until: LocalDate
    let deputy: ID<Person>?

    func write(in transaction: Transaction) throws -> Int {
        if until < since { throw OrganisationFault.badPeriod }
        guard person != deputy else { throw OrganisationFault.ownDeputy }
        let chart = try Organisation.snapshot(in: transaction)
        if let deputy {
            guard chart.people[deputy.text] != nil else { throw OrganisationFault.personUnknown }
            // Whoever is away themselves would stand in for nobody.
            if chart.absences.contains(where: { $0.person == deputy.text && $0.since <= until && since <= $0.until }) {
                throw OrganisationFault.deputyAway
            }
        }
        let held = chart.posts(heldBy: person.text, on: transaction.now.date()).sorted()
        guard !held.isEmpty else { throw OrganisationFault.noPost }
        let id = ID<Absence>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO organisation_absences (id, person, since, until, deputy, recorded_by, recorded_at)
            VALUES (\(id), \(person), \(since), \(until), \(deputy), \(transaction.caller.staff ?? ""), \(transaction.now))
            """)
        if let deputy {
            for post in held {
                _ = try transaction.perform(
                    AppointDeputy(post: post, person: deputy, since: since, until: until, absence: id))
            }
        }
        try Organisation.noteChange(in: transaction)
        try transaction.emit(
            AbsenceRecorded(person: person.text, since: since, until: until, deputy: deputy?.text), subject: person)
        return deputy == nil ? 0 : held.count
    }
}
