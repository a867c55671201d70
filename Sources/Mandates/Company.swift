import Identity
public import Kernel
public import Store

/// A company, an association, an office: several people apply for it, each by their own account and with their own name. Its
/// identifier stands where the account of a person stands, so that its applications belong to it and not to whoever sent them.
public struct Company: Codable, Sendable {
    public let id: ID<Company>
    public let name: String
    public let street: String
    public let houseNumber: String
    public let postalCode: String
    public let place: String
    public let foundedBy: String
    public let createdAt: Instant
}

extension Reader {
    /// Whether an identifier that stands where accounts stand is that of a company.
    public func isCompany(_ account: String) throws -> Bool {
        try value(String.self, "SELECT id FROM mandates_companies WHERE id = \(account)") != nil
    }

    /// Who belongs to a company today.
    public func peopleOf(company: String) throws -> [Mandate] {
        let today = now.date()
        return try members(of: company).filter { $0.state(on: today) == .holds }
    }

    /// The company, for whoever is a member of it; it does not exist for the others.
    func company(_ id: ID<Company>, visibleTo caller: Caller) throws -> (company: Company, own: Mandate) {
        let found: Company? = try first(
            """
            SELECT id, name, street, house_number, postal_code, place, founded_by, created_at FROM mandates_companies WHERE id = \(id)
            """)
        let own = try members(of: id.text).first { $0.acceptedAt != nil && $0.representative == caller.account }
        guard let found, let own, caller.account != nil else { throw MandateFault.notFound }
        return (found, own)
    }
}

/// Somebody sets up a company, and owns it.
public struct FoundCompany: Action {
    public static let name = "mandates.found-company"
    public static let audience: Audience = [.account]
    let name: String
    let street: String
    let houseNumber: String
    let postalCode: String
    let place: String
    let language: Language

    public init(name: String, street: String, houseNumber: String, postalCode: String, place: String, language: Language) {
        self.name = name
        self.street = street
        self.houseNumber = houseNumber
        self.postalCode = postalCode
        self.place = place
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<Company> {
        guard let account = transaction.caller.account else { throw MandateFault.notFound }
        try check()
        let id = ID<Company>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO mandates_companies (id, name, street, house_number, postal_code, place, founded_by, created_at)
            VALUES (\(id), \(name), \(street), \(houseNumber), \(postalCode), \(place), \(account), \(transaction.now))
            """)
        try Membership.insert(id.text, name, .owner, email: nil, account: account, language, in: transaction)
        transaction.audit("company", id, detail: ["owner": .string(account)])
        try transaction.emit(CompanyFounded(company: id.text), subject: id)
        return id
    }

    private func check() throws {
        var problems: [FieldProblem] = []
        func need(_ field: String, _ text: String, _ isRight: Bool = true, code: String = "missing") {
            let found = text.isEmpty || text.count > 200 ? "missing" : isRight ? nil : code
            guard let found else { return }
            problems.append(
                FieldProblem(pointer: "/\(field)", code: found, detail: Texts.shared("mandates.problem.\(found)", language)))
        }
        need("name", name)
        need("street", street)
        need("houseNumber", houseNumber)
        need(
            "postalCode", postalCode, postalCode.utf8.count == 5 && postalCode.allSatisfy { ("0"..."9").contains($0) },
            code: "postal-code")
        need("place", place)
        guard problems.isEmpty else { throw InvalidInput(problems) }
    }
}

/// A company is there.
public struct CompanyFounded: Event {
    public static let name = "mandates.company-founded"
    public let company: String
}

/// The owner of a company invites somebody by address, as a mandate is offered.
public struct InviteMember: Action {
    public static let name = "mandates.invite-member"
    public static let audience: Audience = [.account]
    /// People of one company.
    static let most = 90
    let company: ID<Company>
    let email: String
    let role: Mandate.Role?
    let language: Language

    public init(company: ID<Company>, email: String, role: Mandate.Role?, language: Language) {
        self.company = company
        self.email = EmailAddress.normalised(email)
        self.role = role
        self.language = language
    }

    public func perform(in transaction: Transaction) throws -> ID<Mandate> {
        let (found, own) = try transaction.company(company, visibleTo: transaction.caller)
        guard own.role == .owner else { throw StoreFault.forbidden(InviteMember.name) }
        var problems: [FieldProblem] = []
        func add(_ field: String, _ code: String) {
            problems.append(
                FieldProblem(pointer: "/\(field)", code: code, detail: Texts.shared("mandates.problem.\(code)", language)))
        }
        if !EmailAddress.isPlausible(email) { add("email", "no-address") }
        if role == nil { add("role", "no-role") }
        if try transaction.members(of: company.text).count >= InviteMember.most { add("email", "too-many") }
        guard problems.isEmpty, let role else { throw InvalidInput(problems) }
        let id = try Membership.insert(company.text, found.name, role, email: email, account: nil, language, in: transaction)
        transaction.audit("mandate", id, detail: ["company": .string(company.text), "role": .string(role.rawValue)])
        try transaction.emit(MandateGranted(mandate: id.text, principal: company.text), subject: id)
        return id
    }
}

/// The rows of membership are mandates of the company.
enum Membership {
    @discardableResult
    static func insert(
        _ company: String, _ name: String, _ role: Mandate.Role, email: String?, account: String?, _ language: Language,
        in transaction: Transaction
    ) throws -> ID<Mandate> {
        let id = ID<Mandate>(at: transaction.now)
        let own = account == nil ? nil : try Credential.own(transaction.caller, in: transaction)?.name
        try transaction.run(
            """
            INSERT INTO mandates (id, principal, principal_name, representative, email, representative_name, services, from_day,
                                  wants_copies, wording, role, offered_at, accepted_at)
            VALUES (\(id), \(company), \(name), \(account), \(email), \(own), \(JSON.array([])), \(transaction.now.date()), 1,
                    \(Texts.shared("mandates.wording.company", language)), \(role), \(transaction.now),
                    \(account == nil ? nil : transaction.now))
            """)
        return id
    }
}
