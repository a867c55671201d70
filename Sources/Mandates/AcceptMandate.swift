import Identity
public import Kernel
public import Store

/// The holder of the address to which it was offered takes a mandate on.
public struct AcceptMandate: Action {
    public static let name = "mandates.accept"
    public static let audience: Audience = [.account]
    let mandate: ID<Mandate>

    public init(mandate: ID<Mandate>) { self.mandate = mandate }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.mandate(mandate, visibleTo: transaction.caller)
        guard let account = transaction.caller.account, let own = try Credential.own(transaction.caller, in: transaction),
            try transaction.isOffer(found, to: transaction.caller), found.principal != account
        else { throw MandateFault.settled }
        guard found.state(on: transaction.now.date()) == .offered else { throw MandateFault.holdsNoMore }
        let changed = try transaction.run(
            """
            UPDATE mandates SET representative = \(account), representative_name = \(own.name), email = NULL,
                accepted_at = \(transaction.now) WHERE id = \(mandate) AND accepted_at IS NULL AND ended_at IS NULL
            """)
        guard changed == 1 else { throw MandateFault.settled }
        transaction.audit("mandate", mandate, detail: ["representative": .string(account)])
        try transaction.emit(MandateAccepted(mandate: mandate.text, representative: account), subject: mandate)
    }
}

/// Somebody acts for somebody from now on.
public struct MandateAccepted: Event {
    public static let name = "mandates.accepted"
    public let mandate: String
    public let representative: String
}

/// A mandate ends at once: revoked or taken back by the principal, declined or returned by the representative, or revoked by letter
/// and recorded by staff (`by: .staff`, from an action of theirs).
public struct EndMandate: Action {
    public static let name = "mandates.end"
    public static let audience: Audience = [.account, .system]
    let mandate: ID<Mandate>

    public init(mandate: ID<Mandate>) { self.mandate = mandate }

    public func perform(in transaction: Transaction) throws {
        let caller = transaction.caller
        let side: Mandate.Side
        if let account = caller.account {
            let found = try transaction.mandate(mandate, visibleTo: caller)
            // Whoever owns the company speaks for it.
            let isPrincipal =
                try found.principal == account
                || (found.representative != account && transaction.isOwner(account, of: found))
            side = isPrincipal ? .principal : .representative
            if found.role == .owner, found.acceptedAt != nil, found.endedAt == nil, let company = found.principal {
                try transaction.lock("mandates_companies", id: company)
                guard try transaction.owners(of: company).count > 1 else { throw MandateFault.lastOwner }
            }
        } else {
            side = .staff
        }
        transaction.audit("mandate", mandate, detail: ["by": .string(side.rawValue)])
        let changed = try transaction.run(
            "UPDATE mandates SET ended_at = \(transaction.now), ended_by = \(side) WHERE id = \(mandate) AND ended_at IS NULL")
        // Asked twice, the answer is the same.
        guard changed == 1 else { return }
        try transaction.emit(MandateEnded(mandate: mandate.text, by: side.rawValue), subject: mandate)
    }
}

/// Nobody acts by this mandate any more.
public struct MandateEnded: Event {
    public static let name = "mandates.ended"
    public let mandate: String
    /// `principal`, `representative` or `staff`.
    public let by: String
}
