import Folders
public import Kernel
public import Store

/// Changes a unit, a post, a role or a duty from a day on.
public struct EditOrganisation: Action {
    public static let name = "organisation.edit"
    public static let audience: Audience = [.staff, .system]
    let kind: OrganisationEdit.Kind
    let key: String
    /// The whole item; null closes it.
    let content: JSON
    let since: LocalDate
    let until: LocalDate?
    let reason: String
    /// Who asked for it, where a second person lets it happen.
    var askedBy: String?

    public init(
        _ kind: OrganisationEdit.Kind, _ key: String, content: JSON, since: LocalDate, until: LocalDate? = nil, reason: String
    ) {
        self.kind = kind
        self.key = key
        self.content = content
        self.since = since
        self.until = until
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws -> ID<OrganisationEdit> {
        let today = transaction.now.date()
        guard key.wholeMatch(of: /[a-z0-9]+(?:-[a-z0-9]+)*/) != nil, key.utf8.count <= 60 else { throw OrganisationFault.badKey }
        if let until, until < since { throw OrganisationFault.badPeriod }
        // The past is what it was: whoever had a right on a day had it.
        guard since >= today else { throw OrganisationFault.past }
        guard !reason.isEmpty else { throw OrganisationFault.reasonMissing }
        let plan = try Organisation.folderPlan(in: transaction)
        if askedBy == nil, let own = transaction.caller.staff, try touches(own, in: transaction) {
            throw OrganisationFault.secondPersonNeeded
        }
        let id = ID<OrganisationEdit>(at: transaction.now)
        let administrators = try LastAdministrator(before: transaction)
        try transaction.run(
            """
            INSERT INTO organisation_edits (id, kind, key, content, since, until, reason, folder, made_by, made_at)
            VALUES (\(id), \(kind), \(key), \(content), \(since), \(until), \(reason), \(plan.digest(of: kind, key)),
                    \(askedBy ?? transaction.caller.label), \(transaction.now))
            """)
        try Organisation.noteChange(in: transaction)
        // The day of its beginning decides whether it fits.
        guard try !Organisation.edited(in: transaction, on: since).left.contains(id) else {
            throw OrganisationFault.contradiction
        }
        try administrators.check(in: transaction)
        transaction.audit(
            kind.rawValue, key,
            detail: [
                "since": .string(since.description), "until": .string(until?.description ?? ""), "content": content,
                "askedBy": .string(askedBy ?? ""),
            ])
        try transaction.emit(
            OrganisationEdited(edit: id.text, kind: kind.rawValue, key: key, since: since, until: until), subject: key)
        return id
    }

    /// Whether it changes what the person themselves may do: a post they hold, or a role of such a post.
    private func touches(_ person: String, in transaction: Transaction) throws -> Bool {
        let chart = try Organisation.snapshot(in: transaction)
        let own = Set(chart.holders.filter { $0.person == person }.map(\.post))
            .union(chart.deputies.filter { $0.person == person }.map(\.post))
        switch kind {
        case .post:
            guard own.contains(key), let before = chart.posts[key] else { return false }
            guard let after = try? content.decode(OrganisationPlan.Post.self) else { return false }
            return after.unit != before.unit || !Set(after.roles).isSubset(of: before.roles) || after.leads != before.leads
        case .role:
            guard chart.posts.values.contains(where: { own.contains($0.key) && $0.roles.contains(key) }) else { return false }
            guard let before = chart.roles[key], let after = try? content.decode(OrganisationPlan.Role.self) else { return false }
            return after.scope != before.scope || !Set(after.permissions).isSubset(of: before.permissions)
        case .unit:
            // A unit that comes below one's own unit brings its cases along.
            guard let after = try? content.decode(OrganisationPlan.Unit.self) else { return false }
            let reach = own.compactMap { chart.posts[$0]?.unit }.reduce(into: Set<String>()) {
                $0.formUnion(chart.units(from: $1))
            }
            return chart.units[key] != nil && !reach.contains(key) && after.parent.map { reach.contains($0) } ?? false
        case .duty:
            let units = Set(own.compactMap { chart.posts[$0]?.unit })
            return content.string.map { units.contains($0) } ?? false
        }
    }
}

public struct OrganisationEdited: Event {
    public static let name = "organisation.edited"
    public let edit: String
    public let kind: String
    public let key: String
    public let since: LocalDate
    public let until: LocalDate?
}

/// Takes an edit back: from now on the folder's word, or an earlier edit, holds again.
public struct EndEdit: Action {
    public static let name = "organisation.end-edit"
    public static let audience: Audience = [.staff, .system]
    let edit: ID<OrganisationEdit>
    /// Whether a second person has let it happen.
    var isConfirmed = false

    public init(edit: ID<OrganisationEdit>) { self.edit = edit }

    public func perform(in transaction: Transaction) throws {
        let found: OrganisationEdit? = try transaction.first(
            "SELECT * FROM organisation_edits WHERE id = \(edit) AND ended_at IS NULL")
        guard let found else { throw OrganisationFault.editUnknown }
        let chart = try Organisation.snapshot(in: transaction)
        if !isConfirmed, let own = transaction.caller.staff, found.kind == .role || found.kind == .post {
            // Ending an edit may give back what it took; whoever it concerns asks a colleague.
            let posts = chart.posts(heldBy: own, on: transaction.now.date())
            let isOwn =
                found.kind == .post
                ? posts.contains(found.key) : posts.contains { chart.posts[$0]?.roles.contains(found.key) ?? false }
            if isOwn { throw OrganisationFault.secondPersonNeeded }
        }
        let administrators = try LastAdministrator(before: transaction)
        try transaction.run("UPDATE organisation_edits SET ended_at = \(transaction.now) WHERE id = \(edit)")
        try Organisation.noteChange(in: transaction)
        try administrators.check(in: transaction)
        transaction.audit(found.kind.rawValue, found.key, detail: ["edit": .string(edit.text)])
        try transaction.emit(EditEnded(edit: edit.text, kind: found.kind.rawValue, key: found.key), subject: found.key)
    }
}

public struct EditEnded: Event {
    public static let name = "organisation.edit-ended"
    public let edit: String
    public let kind: String
    public let key: String
}
