import Folders
public import Kernel
public import Organisation
public import Store

/// From which day on a version of a service is offered, decided by two people. Without a version the service is withdrawn.
///
///     proposed ──second person──▶ confirmed ─▶ holds from its day until the next one
///              └─refused / taken back──▶ nothing
public struct Release: Codable, AwaitsSecondPerson {
    public static let table: StaticString = "catalogue_releases"
    public static var over: any Fault { CatalogueFault.decided }
    public static var secondPersonNeeded: any Fault { CatalogueFault.secondPersonNeeded }
    public var author: String { proposedBy }

    public let id: ID<Release>
    public let slug: String
    /// The version; nil withdraws the service.
    public let hash: String?
    public let since: LocalDate
    public let reason: String
    public let proposedBy: String
    public let proposedAt: Instant
    public let decidedBy: String?
    public let decidedAt: Instant?
    /// `confirmed`, `refused` or `withdrawn`.
    public let decision: String?
}

/// Wants a version of a service to be offered from a day on, or the service to be withdrawn.
public struct ProposeRelease: Action {
    public static let name = "catalogue.propose-release"
    public static let audience: Audience = [.staff]
    let slug: String
    let hash: String?
    let since: LocalDate
    let reason: String

    public init(slug: String, hash: String?, since: LocalDate, reason: String) {
        self.slug = slug
        self.hash = hash
        self.since = since
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws -> ID<Release> {
        guard since >= transaction.now.date() else { throw CatalogueFault.past }
        guard !reason.isEmpty else { throw CatalogueFault.reasonMissing }
        if let hash {
            let kept = try transaction.value(
                String.self, "SELECT slug FROM catalogue_versions WHERE hash = \(hash) AND slug = \(slug)")
            guard kept != nil else { throw CatalogueFault.versionUnknown }
        }
        let id = ID<Release>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO catalogue_releases (id, slug, hash, since, reason, proposed_by, proposed_at)
            VALUES (\(id), \(slug), \(hash), \(since), \(reason), \(transaction.caller.label), \(transaction.now))
            """)
        transaction.audit(
            "service", slug, retention: .permanent,
            detail: ["hash": .string(hash ?? ""), "since": .string(since.description), "reason": .string(reason)])
        try transaction.emit(
            ReleaseProposed(slug: slug, hash: hash, since: since), subject: slug, retention: .permanent)
        return id
    }
}

public struct ReleaseProposed: Event {
    public static let name = "catalogue.release-proposed"
    public let slug: String
    public let hash: String?
    public let since: LocalDate
}

/// A second person lets a version be offered, or refuses; whoever proposed it may only take it back.
public struct DecideRelease: Action {
    public static let name = "catalogue.decide-release"
    public static let audience: Audience = [.staff]
    let release: ID<Release>
    let confirms: Bool

    public init(release: ID<Release>, confirms: Bool) {
        self.release = release
        self.confirms = confirms
    }

    public func perform(in transaction: Transaction) throws {
        let (open, ruling) = try transaction.decide(Release.self, id: release.text, confirms: confirms) { _ in
            try transaction.noteCatalogueChange()
        }
        // What was to hold from a day that has passed meanwhile holds from today: nobody changes what was offered.
        let since = max(open.since, transaction.now.date())
        try transaction.run("UPDATE catalogue_releases SET since = \(since) WHERE id = \(release)")
        transaction.audit(
            "service", open.slug, retention: .permanent,
            detail: [
                "hash": .string(open.hash ?? ""), "decision": .string(ruling.rawValue), "since": .string(since.description),
            ])
        try transaction.emit(
            ReleaseDecided(slug: open.slug, hash: open.hash, since: since, confirmed: confirms), subject: open.slug,
            retention: .permanent)
    }
}

public struct ReleaseDecided: Event {
    public static let name = "catalogue.release-decided"
    public let slug: String
    public let hash: String?
    public let since: LocalDate
    public let confirmed: Bool
}

extension Transaction {
    /// To be called by every action that changes what is offered or what texts and amounts hold.
    func noteCatalogueChange() throws {
        try run("UPDATE catalogue_state SET version = version + 1 WHERE id = 'catalogue'")
    }
}

extension Reader {
    /// Releases of a service, newest first.
    func releases(of slug: String) throws -> [Release] {
        try all("SELECT * FROM catalogue_releases WHERE slug = \(slug) ORDER BY id DESC LIMIT 200")
    }

    /// Everything that two people have decided, in the order in which it holds.
    func confirmedReleases() throws -> [Release] {
        try all("SELECT * FROM catalogue_releases WHERE decision = 'confirmed' ORDER BY since, decided_at, id")
    }
}
