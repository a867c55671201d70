import Identity
public import Kernel
public import Store

/// Corrects the name, address or language of a person of the staff.
public struct ChangePerson: Action {
    public static let name = "organisation.change-person"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>
    let givenName: String
    let familyName: String
    let email: String
    let language: Language

    public init(person: ID<Person>, givenName: String, familyName: String, email: String, language: Language) {
        self.person = person
        self.givenName = givenName
        self.familyName = familyName
        self.email = EmailAddress.normalised(email)
        self.language = language
    }

    public func perform(in transaction: Transaction) throws {
        guard EmailAddress.isPlausible(email), !givenName.isEmpty, !familyName.isEmpty else {
            throw OrganisationFault.personIncomplete
        }
        guard let before = try transaction.first(Person.self, "SELECT * FROM organisation_people WHERE id = \(person)") else {
            throw OrganisationFault.personUnknown
        }
        try transaction.run(
            """
            UPDATE organisation_people SET given_name = \(givenName), family_name = \(familyName), email = \(email),
                language = \(language) WHERE id = \(person)
            """)
        let principal = Principal.staff(person.text)
        if before.email != email { try transaction.perform(ChangeAddress(principal: principal, email: email)) }
        try transaction.perform(
            DescribeCredential(principal: principal, name: "\(givenName) \(familyName)", language: language))
        try Organisation.noteChange(in: transaction)
        transaction.audit("person", person, detail: ["email": .bool(before.email != email)])
        // Whoever changes the address can have the next key sent there.
        if before.email != email { try transaction.leaveWord(.invited, about: person.text) }
        try transaction.emit(PersonChanged(person: person.text), subject: person)
    }
}

public struct PersonChanged: Event {
    public static let name = "organisation.person-changed"
    public let person: String
}

/// Somebody who had left comes back: the sign-in opens again; posts are given anew.
public struct ReadmitPerson: Action {
    public static let name = "organisation.readmit-person"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>

    public init(person: ID<Person>) { self.person = person }

    public func perform(in transaction: Transaction) throws {
        guard
            try transaction.run("UPDATE organisation_people SET left_on = NULL WHERE id = \(person) AND left_on IS NOT NULL") == 1
        else { throw OrganisationFault.personUnknown }
        try transaction.perform(SuspendCredential(principal: .staff(person.text), isSuspended: false))
        try Organisation.noteChange(in: transaction)
        transaction.audit("person", person)
        try transaction.emit(PersonReadmitted(person: person.text), subject: person)
    }
}

public struct PersonReadmitted: Event {
    public static let name = "organisation.person-readmitted"
    public let person: String
}

/// Lets a person of the staff try to sign in again at once.
public struct UnlockPerson: Action {
    public static let name = "organisation.unlock-person"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>

    public init(person: ID<Person>) { self.person = person }

    public func perform(in transaction: Transaction) throws {
        try transaction.perform(Unlock(principal: .staff(person.text)))
        transaction.audit("person", person)
    }
}

/// Takes the one-time codes from a person of the staff whose telephone is lost.
public struct ResetPersonFactor: Action {
    public static let name = "organisation.reset-factor"
    public static let audience: Audience = [.staff, .system]
    let person: ID<Person>

    public init(person: ID<Person>) { self.person = person }

    public func perform(in transaction: Transaction) throws {
        try transaction.perform(ResetSecondFactor(principal: .staff(person.text)))
        try transaction.leaveWord(.factor, about: person.text)
        transaction.audit("person", person)
    }
}
