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
    let absence: ID<Absence>?

    /// `absence` names the absence that the deputising belongs to and ends with.
    public init(post: String, person: ID<Person>, since: LocalDate, until: LocalDate, absence: ID<Absence>? = nil) {
        self.post = post
        self.person = person
        self.since = since
        self.until = until
        self.absence = absence
    }

    public func perform(in transaction: Transaction) throws -> ID<Deputy> {
        let chart = try Organisation.snapshot(in: transaction)
        guard let place = chart.posts[post] else { throw OrganisationFault.postUnknown }
        guard chart.mayAppoint(transaction.caller, post: place, on: transaction.now.date()) else {
            throw OrganisationFault.notYours
        }
        guard chart.people[person.text] != nil else { throw OrganisationFault.personUnknown }
        if until < since { throw OrganisationFault.badPeriod }
        // A colleague on the same post has its rights already, but may work on what the absent one has taken.
        if absence == nil, chart.holders.contains(where: { $0.post == post && $0.person == person.text && $0.covers(since) }) {
            throw OrganisationFault.ownDeputy
        }
        let id = ID<Deputy>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO organisation_deputies (id, post, person, since, until, absence)
            VALUES (\(id), \(post), \(person), \(since), \(until), \(absence))
            """)
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
