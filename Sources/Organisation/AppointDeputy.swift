public import Kernel
public import Store

/// Lets a person stand in for a post from a day until a day, both included. Deputising gives the rights of the post,
/// and does not go further: a deputy's deputy has nothing of it.
public struct AppointDeputy: Action {
    public static let name = "organisation.appoint-deputy"
    public static let audience: Audience = [.staff, .system]
    let post: String
    let person: ID<Person>
    let since: LocalDate
    let until: LocalDate

    public init(post: String, person: ID<Person>, since: LocalDate, until: LocalDate) {
        self.post = post
        self.person = person
        self.since = since
        self.until = until
    }

    public func perform(in transaction: Transaction) throws -> ID<Deputy> {
        let chart = try Organisation.snapshot(in: transaction)
        guard let place = chart.posts[post] else { throw OrganisationFault.postUnknown }
        guard chart.mayAppoint(transaction.caller, post: place, on: transaction.now.date()) else {
            throw OrganisationFault.notYours
        }
        guard chart.people[person.text] != nil else { throw OrganisationFault.personUnknown }
        if until < since { throw OrganisationFault.badPeriod }
        if chart.holders.contains(where: { $0.post == post && $0.person == person.text && $0.covers(since) }) {
            throw OrganisationFault.ownDeputy
        }
        let id = ID<Deputy>(at: transaction.now)
        try transaction.run(
            "INSERT INTO organisation_deputies (id, post, person, since, until) VALUES (\(id), \(post), \(person), \(since), \(until))"
        )
        try Organisation.noteChange(in: transaction)
        transaction.audit(
            "post", post, unit: place.unit, detail: ["deputy": .string(person.text), "until": .string(until.description)])
        try transaction.emit(DeputyAppointed(post: post, person: person.text, since: since, until: until), subject: post)
        return id
    }
}

public struct DeputyAppointed: Event {
    public static let name = "organisation.deputy-appointed"
    public let post: String
    public let person: String
    public let since: LocalDate
    public let until: LocalDate
}

/// Ends a deputising now, before its day.
public struct EndDeputy: Action {
    public static let name = "organisation.end-deputy"
    public static let audience: Audience = [.staff, .system]
    let deputy: ID<Deputy>

    public init(deputy: ID<Deputy>) { self.deputy = deputy }

    public func perform(in transaction: Transaction) throws {
        let chart = try Organisation.snapshot(in: transaction)
        guard let entry = chart.deputies.first(where: { $0.id == deputy }), let place = chart.posts[entry.post] else {
            throw OrganisationFault.deputyUnknown
        }
        let today = transaction.now.date()
        guard chart.mayAppoint(transaction.caller, post: place, on: today) else { throw OrganisationFault.notYours }
        let last = today.adding(days: -1)
        // One that has not begun leaves no trace but this audit entry.
        if entry.since > last {
            try transaction.run("DELETE FROM organisation_deputies WHERE id = \(deputy)")
        } else {
            try transaction.run("UPDATE organisation_deputies SET until = \(last) WHERE id = \(deputy) AND until > \(last)")
        }
        try Organisation.noteChange(in: transaction)
        transaction.audit("post", entry.post, unit: place.unit, detail: ["deputy": .string(entry.person)])
        try transaction.emit(DeputyEnded(post: entry.post, person: entry.person), subject: entry.post)
    }
}

public struct DeputyEnded: Event {
    public static let name = "organisation.deputy-ended"
    public let post: String
    public let person: String
}

/// One is away: a colleague stands in for all of one's posts.
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

    public func perform(in transaction: Transaction) throws -> Int {
        guard let own = transaction.caller.staff else { throw OrganisationFault.personUnknown }
        guard own != deputy.text else { throw OrganisationFault.ownDeputy }
        let held = try Organisation.snapshot(in: transaction).posts(heldBy: own, on: transaction.now.date()).sorted()
        guard !held.isEmpty else { throw OrganisationFault.noPost }
        for post in held { _ = try transaction.perform(AppointDeputy(post: post, person: deputy, since: since, until: until)) }
        transaction.audit("person", own, detail: ["since": .string(since.description), "until": .string(until.description)])
        return held.count
    }
}
