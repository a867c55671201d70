import Catalogue
import Folders
import Identity
public import Kernel
public import Store

/// Somebody authorises the holder of an address to act for them.
public struct GrantMandate: Action {
    public static let name = "mandates.grant"
    public static let audience: Audience = [.account]
    /// Living mandates of one person.
    static let most = 30
    let email: String
    /// Slugs; empty for all.
    let services: [String]
    /// Nil where what was typed is no day.
    let from: LocalDate?
    let until: LocalDate?
    /// Something was typed as the last day that is none.
    let isUntilWrong: Bool
    let wantsCopies: Bool
    let language: Language

    public init(
        email: String, services: [String], from: LocalDate?, until: LocalDate?, isUntilWrong: Bool = false, wantsCopies: Bool,
        language: Language
    ) {
        self.email = EmailAddress.normalised(email)
        self.services = services
        self.from = from
        self.until = until
        self.isUntilWrong = isUntilWrong
        self.wantsCopies = wantsCopies
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<Mandate> {
        guard let account = transaction.caller.account, let own = try Credential.own(transaction.caller, in: transaction) else {
            throw MandateFault.notFound
        }
        let from = try check(own, account, in: transaction)
        let id = ID<Mandate>(at: transaction.now)
        let wording = Texts.shared("mandates.wording", language)
        try transaction.run(
            """
            INSERT INTO mandates (id, principal, principal_name, email, services, from_day, until_day, wants_copies, wording, offered_at)
            VALUES (\(id), \(account), \(own.name), \(email), \(JSON.array(services.map { .string($0) })), \(from), \(until), \(wantsCopies),
                    \(wording), \(transaction.now))
            """)
        transaction.audit(
            "mandate", id,
            detail: ["principal": .string(account), "services": .array(services.map { .string($0) }), "from": .string("\(from)")])
        try transaction.emit(MandateGranted(mandate: id.text, principal: account), subject: id)
        return id
    }

    /// Everything that is wrong, at once.
    private func check(_ own: Credential, _ account: String, in reader: Reader) throws -> LocalDate {
        let today = reader.now.date()
        var problems: [FieldProblem] = []
        func add(_ field: String, _ code: String) {
            problems.append(
                FieldProblem(pointer: "/\(field)", code: code, detail: Texts.shared("mandates.problem.\(code)", language)))
        }
        if !EmailAddress.isPlausible(email) { add("email", "no-address") } else if email == own.email { add("email", "own") }
        let offered = Set(try reader.part(City.self).services)
        if !services.allSatisfy(offered.contains) { add("services", "no-service") }
        if from == nil { add("from", "not-a-date") }
        if isUntilWrong { add("until", "not-a-date") }
        if let until, until < max(from ?? today, today) { add("until", "until-before") }
        let living = try reader.mandates(givenBy: account).filter { ![.ended, .expired].contains($0.state(on: today)) }
        if living.count >= GrantMandate.most { add("email", "too-many") }
        guard problems.isEmpty, let from else { throw InvalidInput(problems) }
        return from
    }
}

/// Somebody was offered to act for somebody.
public struct MandateGranted: Event {
    public static let name = "mandates.granted"
    public let mandate: String
    public let principal: String
}
