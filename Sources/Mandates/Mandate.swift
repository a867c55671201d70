import Identity
public import Kernel
public import Store

/// The authority to act for somebody.
public struct Mandate: Codable, Sendable {
    public enum State: String, Sendable { case offered, coming, holds, expired, ended }
    /// What somebody may do in a company.
    public enum Role: String, Codable, Sendable, SQLConvertible, CaseIterable {
        /// Sees the applications.
        case reader
        /// Applies and acts.
        case filer
        /// Applies, acts, invites and removes.
        case owner
    }

    public enum Side: String, Codable, Sendable, SQLConvertible { case principal, representative, staff }

    public let id: ID<Mandate>
    /// The account of whoever is represented; nil for somebody without one, whose mandate holds for one case.
    public let principal: String?
    public let principalName: String
    /// The account of the representative, once it has accepted.
    public let representative: String?
    /// To which it was offered, as long as nobody has accepted.
    public let email: String?
    public let representativeName: String?
    /// Slugs; empty for all services.
    public let services: [String]
    /// The only case for which it holds.
    public let procedure: String?
    public let fromDay: LocalDate
    public let untilDay: LocalDate?
    /// Messages to the principal go to the representative as well.
    public let wantsCopies: Bool
    /// The sentence that was agreed to, as it stood on the page or what the paper was called.
    public let wording: String
    /// The person of the staff who recorded it from paper.
    public let recordedBy: String?
    public let offeredAt: Instant
    public let acceptedAt: Instant?
    public let endedAt: Instant?
    public let endedBy: Side?
    /// Set where the principal is a company.
    public let role: Role?

    /// Whether more than looking is allowed.
    public var mayAct: Bool { role != .reader }

    public func state(on day: LocalDate) -> State {
        if endedAt != nil { return .ended }
        if let untilDay, day > untilDay { return .expired }
        if acceptedAt == nil { return .offered }
        return day < fromDay ? .coming : .holds
    }

    /// Whether new applications for a service may be made by it.
    public func covers(_ slug: String) -> Bool { mayAct && procedure == nil && (services.isEmpty || services.contains(slug)) }
}

/// What a representative did.
struct MandateUse: Codable, Sendable {
    let id: ID<MandateUse>
    let mandate: ID<Mandate>
    let procedure: String
    let action: String
    let at: Instant
}

extension Reader {
    private static let columns: SQL = """
        m.id, m.principal, m.principal_name, m.representative, m.email, m.representative_name, m.services, m.procedure, m.from_day,
        m.until_day, m.wants_copies, m.wording, m.recorded_by, m.offered_at, m.accepted_at, m.ended_at, m.ended_by, m.role
        """

    /// How many a page shows of what is over.
    private static let shown = 100

    private func mandates(where condition: SQL, limit: SQL = "") throws -> [Mandate] {
        try all("SELECT " + Reader.columns + " FROM mandates m WHERE " + condition + " ORDER BY m.id DESC" + limit)
    }

    /// What a page lists: everything that is not over, and the newest of the rest.
    private func listed(where condition: SQL) throws -> [Mandate] {
        let open = try mandates(where: condition + " AND m.ended_at IS NULL")
        let over = try mandates(where: condition + " AND m.ended_at IS NOT NULL", limit: " LIMIT \(Reader.shown)")
        return (open + over).sorted { $0.id > $1.id }
    }

    /// What an account has given to others, the newest first.
    func mandates(givenBy account: String) throws -> [Mandate] { try listed(where: "m.principal = \(account)") }

    /// What an account may do for others, or once could, the newest first.
    func mandates(heldBy account: String) throws -> [Mandate] { try listed(where: "m.representative = \(account)") }

    /// Offers that wait for the holder of an address.
    func mandates(offeredTo email: String) throws -> [Mandate] {
        try mandates(where: "m.email = \(email) AND m.accepted_at IS NULL AND m.ended_at IS NULL")
    }

    /// The mandates by which an account may act on a day. A mandate that was revoked is none from that moment on.
    public func mandatesThatHold(for account: String) throws -> [Mandate] {
        let today = now.date()
        return try mandates(where: "m.representative = \(account) AND m.accepted_at IS NOT NULL AND m.ended_at IS NULL").filter {
            $0.state(on: today) == .holds
        }
    }

    /// The mandates that hold today for a case of somebody without an account, or were recorded for it from paper.
    public func mandates(ofCase procedure: some CustomStringConvertible) throws -> [Mandate] {
        try mandates(where: "m.procedure = \(procedure.description) AND m.ended_at IS NULL")
    }

    /// A mandate, whoever may see it.
    public func mandate(_ id: ID<Mandate>) throws -> Mandate? { try mandates(where: "m.id = \(id)").first }

    /// A mandate of the caller: given, held, or offered to the caller's own address. To everybody else it does not exist.
    func mandate(_ id: ID<Mandate>, visibleTo caller: Caller) throws -> Mandate {
        guard let account = caller.account else { throw MandateFault.notFound }
        let found = try mandate(id)
        guard let found else { throw MandateFault.notFound }
        let isSide = found.principal == account || found.representative == account
        guard try isSide || isOffer(found, to: caller) || isOwner(account, of: found) else { throw MandateFault.notFound }
        return found
    }

    /// Whether an account owns the company that gave a mandate.
    func isOwner(_ account: String, of mandate: Mandate) throws -> Bool {
        guard mandate.role != nil, let company = mandate.principal else { return false }
        return try owners(of: company).contains { $0.representative == account }
    }

    /// The members of a company, and who was invited, the newest first.
    func members(of company: String) throws -> [Mandate] {
        try mandates(where: "m.principal = \(company) AND m.role IS NOT NULL AND m.ended_at IS NULL")
    }

    func owners(of company: String) throws -> [Mandate] {
        try members(of: company).filter { $0.role == .owner && $0.acceptedAt != nil }
    }

    func isOffer(_ mandate: Mandate, to caller: Caller) throws -> Bool {
        guard mandate.acceptedAt == nil, let email = mandate.email else { return false }
        return try Credential.own(caller, in: self)?.email == email
    }

    /// What was done by a mandate, the newest first.
    func uses(of mandate: ID<Mandate>) throws -> [MandateUse] {
        try all(
            "SELECT id, mandate, procedure, action, at FROM mandates_uses WHERE mandate = \(mandate) ORDER BY id DESC LIMIT 100")
    }
}
