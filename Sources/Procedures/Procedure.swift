public import Kernel
public import Store

/// One case of a public service: from receipt to closure.
///
///     received ──first user task──▶ in-review ⇄ documents-requested / consulting / hearing
///         │                             │
///         └────────── decided ◀─────────┘        withdrawn ◀── any state before decided
///                        │
///                      closed (process ended and remedy period over)
public struct Procedure: Codable, Sendable {
    public enum State: String, Codable, Sendable, SQLConvertible, CaseIterable {
        case received
        case inReview = "in-review"
        case documentsRequested = "documents-requested"
        case consulting, hearing, decided, withdrawn, closed

        /// Whether nothing more will be decided.
        public var isOver: Bool { self == .withdrawn || self == .closed }
    }

    public enum Outcome: String, Codable, Sendable, SQLConvertible, CaseIterable {
        case granted, partly, refused
        case deemedGranted = "deemed-granted"
    }

    public let id: ID<Procedure>
    public let reference: String
    public let slug: String
    public let serviceHash: String
    public let serviceVersion: String
    /// The service's German title, for lists.
    public let title: String
    public let applicant: String
    public let state: State
    public let outcome: Outcome?
    public let automatic: Bool
    public let unit: String
    public let owner: String?
    public let post: String?
    public let confidential: Bool
    public let channel: String
    public let language: Language
    public let receivedAt: Instant
    public let decidedAt: Instant?
    public let closedAt: Instant?
    /// The next day on which staff must have acted.
    public let due: LocalDate?
    public let changedAt: Instant
}

extension Reader {
    private static let columns: SQL = """
        p.id, p.reference, p.slug, p.service_hash, p.service_version, p.title, p.applicant, p.state, p.outcome, p.automatic, p.unit,
        p.owner, p.post, p.confidential, p.channel, p.language, p.received_at, p.decided_at, p.closed_at, p.due, p.changed_at
        """

    /// The procedure, if the caller may see it; otherwise it does not exist for them.
    public func procedure(_ id: ID<Procedure>, visibleTo caller: Caller) throws -> Procedure {
        let found: Procedure? = try first(
            "SELECT " + Reader.columns + " FROM procedures p WHERE p.id = \(id) AND " + Visibility.of(caller, columns: "p"))
        guard let found else { throw ProcedureFault.notFound }
        return found
    }

    /// A page of procedures, newest first, after the key `before`.
    public func procedures(visibleTo caller: Caller, where condition: SQL = "1 = 1", before: String? = nil, limit: Int = 50)
        throws
        -> [Procedure]
    {
        let key: SQL = before.map { "p.id < \($0)" } ?? "1 = 1"
        return try all(
            "SELECT " + Reader.columns + " FROM procedures p WHERE " + key + " AND " + condition + " AND "
                + Visibility.of(caller, columns: "p") + " ORDER BY p.id DESC LIMIT \(limit)")
    }

    /// The procedure of a reference, whoever may see it: for the counter, to which its applicant has told the reference.
    public func procedure(reference: String) throws -> Procedure? {
        try first("SELECT " + Reader.columns + " FROM procedures p WHERE p.reference = \(reference)")
    }

    /// The procedure that an access code opens, by the code's digest.
    public func procedure(code: String) throws -> ID<Procedure>? {
        try value(ID<Procedure>.self, "SELECT id FROM procedures WHERE code_digest = \(Digest(of: code))")
    }
}

extension Reader {
    /// The names that a case's expressions see, as typed JSON.
    public func caseContext(of procedure: ID<Procedure>) throws -> JSON { try CaseRun(reading: procedure, in: self).context }
}
