public import Identity
public import Kernel
public import Store

/// A person of the staff.
public struct Person: Codable, Hashable, Sendable {
    public let id: ID<Person>
    public let givenName: String
    public let familyName: String
    public let email: String
    public let language: Language
    public let createdAt: Instant
    /// Day on which the person left the house; nil while here.
    public let leftOn: LocalDate?

    public var name: String { "\(givenName) \(familyName)" }
}

/// Takes a person into the staff, with a sign-in. Rights come with a post, by `organisation.assign-post`.
public struct AddPerson: Action {
    public static let name = "organisation.add-person"
    public static let audience: Audience = [.staff, .system]
    let givenName: String
    let familyName: String
    let email: String
    let language: Language
    let password: PasswordHash

    public init(givenName: String, familyName: String, email: String, language: Language = .de, password: PasswordHash) {
        self.givenName = givenName
        self.familyName = familyName
        self.email = email
        self.language = language
        self.password = password
    }

    public func perform(in transaction: Transaction) throws -> ID<Person> {
        let email = EmailAddress.normalised(email)
        guard EmailAddress.isPlausible(email), !givenName.isEmpty, !familyName.isEmpty else {
            throw OrganisationFault.personIncomplete
        }
        let id = ID<Person>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO organisation_people (id, given_name, family_name, email, language, created_at)
            VALUES (\(id), \(givenName), \(familyName), \(email), \(language), \(transaction.now))
            """)
        _ = try transaction.perform(
            CreateCredential(
                principal: .staff(id.text), email: email, name: "\(givenName) \(familyName)", language: language,
                password: password))
        try Organisation.noteChange(in: transaction)
        transaction.audit("person", id)
        try transaction.emit(PersonAdded(person: id.text), subject: id)
        return id
    }
}

public struct PersonAdded: Event {
    public static let name = "organisation.person-added"
    public let person: String
}

/// A person leaves the house: posts and deputising end that day, the sign-in is shut at once.
public struct DismissPerson: Action {
    public static let name = "organisation.dismiss-person"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>

    public init(person: ID<Person>) { self.person = person }

    public func perform(in transaction: Transaction) throws {
        let today = transaction.now.date()
        let administrators = try LastAdministrator(before: transaction)
        guard
            try transaction.run("UPDATE organisation_people SET left_on = \(today) WHERE id = \(person) AND left_on IS NULL") == 1
        else {
            throw OrganisationFault.personUnknown
        }
        let yesterday = today.adding(days: -1)
        for change: SQL in [
            "UPDATE organisation_holders SET until = \(yesterday) WHERE person = \(person) AND (until IS NULL OR until > \(yesterday))",
            "UPDATE organisation_deputies SET until = \(yesterday) WHERE person = \(person) AND until > \(yesterday)",
        ] { try transaction.run(change) }
        try transaction.perform(SuspendCredential(principal: .staff(person.text)))
        try Organisation.noteChange(in: transaction)
        try administrators.check(in: transaction)
        transaction.audit("person", person)
        try transaction.emit(PersonDismissed(person: person.text), subject: person)
    }
}

public struct PersonDismissed: Event {
    public static let name = "organisation.person-dismissed"
    public let person: String
}

extension Organisation {
    /// The identifier of the person of the staff with an e-mail address; nil where there is none.
    public static func person(email: String, in reader: Reader) throws -> String? {
        try snapshot(in: reader).people.values.first { $0.email == email }?.id.text
    }
}
