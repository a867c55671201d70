public import Kernel
public import Store

/// Gives a post to a person from a day on, perhaps until a day. A post can have several holders.
public struct AssignPost: Action {
    public static let name = "organisation.assign-post"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>
    let post: String
    let since: LocalDate
    let until: LocalDate?
    /// The second person, where somebody gets a post that they asked for themselves.
    var confirmedBy: String?

    public init(person: ID<Person>, post: String, since: LocalDate, until: LocalDate? = nil) {
        self.person = person
        self.post = post
        self.since = since
        self.until = until
    }

    public func perform(in transaction: Transaction) throws -> ID<Holder> {
        let chart = try Organisation.snapshot(in: transaction)
        guard let place = chart.posts[post] else { throw OrganisationFault.postUnknown }
        guard chart.people[person.text] != nil else { throw OrganisationFault.personUnknown }
        guard confirmedBy != nil || transaction.caller.may(AssignPost.name, in: place.unit) else {
            throw OrganisationFault.notYours
        }
        if let until, until < since { throw OrganisationFault.badPeriod }
        // Nobody gives rights to themselves: a second person does, and the unit's head learns of every holder.
        if confirmedBy == nil, transaction.caller.staff == person.text { throw OrganisationFault.secondPersonNeeded }
        transaction.audit(
            "post", post, unit: place.unit, detail: ["person": .string(person.text), "since": .string(since.description)])
        if let same = chart.holders.first(where: {
            $0.post == post && $0.person == person.text && $0.since <= since && ($0.until ?? since) >= since && $0.until == until
        }) {
            return same.id
        }
        let id = ID<Holder>(at: transaction.now)
        try transaction.run(
            "INSERT INTO organisation_holders (id, post, person, since, until) VALUES (\(id), \(post), \(person), \(since), \(until))"
        )
        try Organisation.noteChange(in: transaction)
        try transaction.leaveWord(.assigned, about: person.text, post: post)
        try transaction.emit(PostAssigned(post: post, person: person.text, since: since, until: until), subject: post)
        return id
    }
}

public struct PostAssigned: Event {
    public static let name = "organisation.post-assigned"
    public let post: String
    public let person: String
    public let since: LocalDate
    public let until: LocalDate?
}

/// Takes a post from a person after a day.
public struct VacatePost: Action {
    public static let name = "organisation.vacate-post"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>
    let post: String
    /// The last day on which it is held.
    let until: LocalDate

    public init(person: ID<Person>, post: String, until: LocalDate) {
        self.person = person
        self.post = post
        self.until = until
    }

    public func perform(in transaction: Transaction) throws {
        let chart = try Organisation.snapshot(in: transaction)
        guard let place = chart.posts[post] else { throw OrganisationFault.postUnknown }
        guard transaction.caller.may(VacatePost.name, in: place.unit) else { throw OrganisationFault.notYours }
        let administrators = try LastAdministrator(before: transaction)
        let ended = try transaction.run(
            """
            UPDATE organisation_holders SET until = \(until)
            WHERE post = \(post) AND person = \(person) AND (until IS NULL OR until > \(until))
            """)
        guard ended > 0 else { throw OrganisationFault.personUnknown }
        try Organisation.noteChange(in: transaction)
        try administrators.check(in: transaction)
        transaction.audit(
            "post", post, unit: place.unit, detail: ["person": .string(person.text), "until": .string(until.description)])
        try transaction.emit(PostVacated(post: post, person: person.text, until: until), subject: post)
    }
}

public struct PostVacated: Event {
    public static let name = "organisation.post-vacated"
    public let post: String
    public let person: String
    public let until: LocalDate
}
