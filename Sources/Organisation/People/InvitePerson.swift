public import Identity
public import Kernel
public import Store

/// Gives a person of the staff a one-time key to set a password: by mail, or on a printed sheet. The key is returned for the sheet
/// only; mailed, it is sealed in its job and nobody else sees it.
public struct InvitePerson: Action {
    public static let name = "organisation.invite-person"
    public static let audience: Audience = [.staff, .system]
    public enum Way: String, Sendable { case mail, paper }
    let person: ID<Person>
    let way: Way

    public init(person: ID<Person>, way: Way) {
        self.person = person
        self.way = way
    }

    public func perform(in transaction: Transaction) throws -> InvitationKey? {
        let found: Person? = try transaction.first(
            "SELECT * FROM organisation_people WHERE id = \(person) AND left_on IS NULL")
        guard let found else { throw OrganisationFault.personUnknown }
        let key = try transaction.perform(InvitePrincipal(principal: .staff(person.text)))
        if way == .mail {
            try InvitationLetter(
                to: found.email, name: found.name, path: key.path, expires: key.expires, language: found.language
            ).enqueue(about: person.text, in: transaction)
        }
        transaction.audit("person", person, detail: ["way": .string(way.rawValue)])
        // A key opens the person's cases to whoever holds it. Somebody new has no post yet, and nobody hears of it.
        try transaction.leaveWord(.invited, about: person.text)
        try transaction.emit(PersonInvited(person: person.text, way: way.rawValue), subject: person)
        return way == .paper ? key : nil
    }
}

public struct PersonInvited: Event {
    public static let name = "organisation.person-invited"
    public let person: String
    public let way: String
}

/// The mail with a key. Address and link are sealed in the job, so that neither the database nor a list of jobs shows them.
struct InvitationLetter: Codable {
    let to: String
    let name: String
    let path: String
    let expires: Instant
    let language: Language

    static let kind = "organisation.mail"

    static let job = JobKind(kind, isDispensable: true) { job, store in
        guard let sealed = job.payload["sealed"]?.string,
            let text = try store.part(SecretKey.self).open(sealed, place: place(job.subject))
        else { throw PermanentFailure("the letter cannot be opened with this key") }
        let letter = try JSON(parsing: text).decode(InvitationLetter.self)
        let origin = try store.part(PublicOrigin.self).text
        let language = letter.language
        let values = [
            "site": IdentitySettings.of(store.parts).issuer, "name": letter.name, "link": origin + letter.path,
            "days": String(Invitation.days),
        ]
        let mail = Mail(
            to: letter.to, subject: Texts.shared("organisation.invitation.mail.subject", language, values),
            text: Texts.shared("organisation.invitation.mail.text", language, values))
        guard let mailer = try? store.part((any Mailer).self) else {
            throw PermanentFailure("no mail server is set up: print the invitation, or set the server and retry")
        }
        try await mailer.send(mail, key: job.key)
    }

    func enqueue(about person: String, in transaction: Transaction) throws {
        let sealed = try transaction.part(SecretKey.self).seal(
            try JSON(encoding: self).description, place: InvitationLetter.place(person))
        try transaction.enqueue(
            InvitationLetter.kind, key: "\(InvitationLetter.kind):\(ID<Person>(at: transaction.now))", subject: person,
            payload: ["sealed": .string(sealed)])
    }

    private static func place(_ person: String) -> String { "organisation.mail:\(person)" }
}
