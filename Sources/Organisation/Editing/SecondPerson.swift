public import Kernel
public import Store

/// Something that concerns the rights of whoever wants it, and so needs a second person.
///
///     asked ──confirmed by somebody else──▶ done
///           └─refused / taken back───────▶ nothing
public struct OrganisationRequest: Codable, AwaitsSecondPerson {
    public static let table: StaticString = "organisation_requests"
    public static var over: any Fault { OrganisationFault.requestOver }
    public static var secondPersonNeeded: any Fault { OrganisationFault.secondPersonNeeded }
    public static func mark(of caller: Caller) -> String { caller.staff ?? "" }
    public var author: String { askedBy }
    public func checkSecond(_ caller: Caller, in transaction: Transaction) throws {
        let chart = try Organisation.snapshot(in: transaction)
        guard chart.mayDecide(caller, self, on: transaction.now.date()) else { throw OrganisationFault.notYours }
    }

    public enum Kind: String, Codable, Sendable, SQLConvertible { case assignment, edit, ending }

    public let id: ID<OrganisationRequest>
    public let kind: Kind
    public let payload: JSON
    /// The unit that it concerns; nil where it concerns the whole house.
    public let unit: String?
    public let askedBy: String
    public let askedAt: Instant
    public let decidedBy: String?
    public let decidedAt: Instant?
    public let decision: String?
}

/// What a request asks for, as it is stored.
struct AskedAssignment: Codable {
    let person: ID<Person>
    let post: String
    let since: LocalDate
    let until: LocalDate?
}

struct AskedEdit: Codable {
    let kind: OrganisationEdit.Kind
    let key: String
    let content: JSON
    let since: LocalDate
    let until: LocalDate?
    let reason: String
}

struct AskedEnding: Codable {
    let edit: ID<OrganisationEdit>
}

/// Puts a wish that concerns one's own rights before a second person.
public struct AskSecondPerson: Action {
    public static let name = "organisation.ask"
    public static let audience: Audience = [.staff]
    let kind: OrganisationRequest.Kind
    let payload: JSON
    let unit: String?

    init(_ asked: AskedAssignment, unit: String?) throws {
        (kind, payload, self.unit) = (.assignment, try JSON(encoding: asked), unit)
    }

    init(_ asked: AskedEdit, unit: String?) throws { (kind, payload, self.unit) = (.edit, try JSON(encoding: asked), unit) }

    init(_ asked: AskedEnding, unit: String?) throws { (kind, payload, self.unit) = (.ending, try JSON(encoding: asked), unit) }

    public func perform(in transaction: Transaction) throws -> ID<OrganisationRequest> {
        guard let own = transaction.caller.staff else { throw OrganisationFault.notYours }
        guard transaction.caller.may(kind == .assignment ? AssignPost.name : EditOrganisation.name, in: unit) else {
            throw OrganisationFault.notYours
        }
        let id = ID<OrganisationRequest>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO organisation_requests (id, kind, payload, unit, asked_by, asked_at)
            VALUES (\(id), \(kind), \(payload), \(unit), \(own), \(transaction.now))
            """)
        transaction.audit("request", id, unit: unit, detail: payload)
        try transaction.emit(SecondPersonAsked(request: id.text, kind: kind.rawValue, by: own), subject: id)
        return id
    }
}

public struct SecondPersonAsked: Event {
    public static let name = "organisation.second-person-asked"
    public let request: String
    public let kind: String
    public let by: String
}

/// A second person lets happen what a colleague asked for, or refuses. Whoever asked may take it back.
public struct DecideRequest: Action {
    public static let name = "organisation.decide-request"
    public static let audience: Audience = [.staff]
    let request: ID<OrganisationRequest>
    let confirms: Bool

    public init(request: ID<OrganisationRequest>, confirms: Bool) {
        self.request = request
        self.confirms = confirms
    }

    public func perform(in transaction: Transaction) throws {
        let (asked, _) = try transaction.decide(OrganisationRequest.self, id: request.text, confirms: confirms) {
            try carryOut($0, in: transaction)
        }
        transaction.audit("request", request, unit: asked.unit, detail: ["confirmed": .bool(confirms)])
        try transaction.emit(
            RequestDecided(request: request.text, confirmed: confirms, by: transaction.caller.staff ?? ""), subject: request)
    }

    /// Done in the name of whoever asked, with the second person as the caller of the whole.
    private func carryOut(_ request: OrganisationRequest, in transaction: Transaction) throws {
        switch request.kind {
        case .assignment:
            let asked = try request.payload.decode(AskedAssignment.self)
            let since = max(asked.since, transaction.now.date())
            var action = AssignPost(person: asked.person, post: asked.post, since: since, until: asked.until)
            action.confirmedBy = transaction.caller.label
            _ = try transaction.perform(action)
        case .edit:
            let asked = try request.payload.decode(AskedEdit.self)
            var action = EditOrganisation(
                asked.kind, asked.key, content: asked.content, since: max(asked.since, transaction.now.date()),
                until: asked.until,
                reason: asked.reason)
            action.askedBy = "staff:\(request.askedBy)"
            _ = try transaction.perform(action)
        case .ending:
            var action = EndEdit(edit: try request.payload.decode(AskedEnding.self).edit)
            action.isConfirmed = true
            try transaction.perform(action)
        }
    }
}

public struct RequestDecided: Event {
    public static let name = "organisation.request-decided"
    public let request: String
    public let confirmed: Bool
    public let by: String
}

extension OrganisationSnapshot {
    /// Whether a caller may be the second person: somebody else who could do it, or who leads the unit that it concerns.
    func mayDecide(_ caller: Caller, _ request: OrganisationRequest, on date: LocalDate) -> Bool {
        guard let person = caller.staff, person != request.askedBy else { return false }
        if caller.may(request.kind == .assignment ? AssignPost.name : EditOrganisation.name, in: request.unit) { return true }
        return request.unit.map { leaders(of: $0, on: date).contains(person) } ?? false
    }
}

extension Reader {
    /// Requests that wait, oldest first.
    func openRequests() throws -> [OrganisationRequest] {
        try all("SELECT * FROM organisation_requests WHERE decided_at IS NULL ORDER BY id LIMIT 200")
    }
}
