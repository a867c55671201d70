public import Kernel
public import Store

/// A change of the chart that was made in the product: it lies over what the city's folder says, from a day on, perhaps until a day.
///
///     asked ──second person──▶ in force from its day ──until its day / ended / folder says the same──▶ past
///
/// The folder's own item is kept beside it as a digest, so that a later change of the folder is noticed.
public struct OrganisationEdit: Codable, Sendable {
    public enum Kind: String, Codable, Sendable, SQLConvertible, CaseIterable { case unit, post, role, duty }

    public let id: ID<OrganisationEdit>
    public let kind: Kind
    /// Key of the unit, post or role; of a duty the name that services call a unit by.
    public let key: String
    /// The whole item as it shall be; null closes it.
    public let content: JSON
    public let since: LocalDate
    public let until: LocalDate?
    public let reason: String
    /// Digest of the folder's item when the edit was made; empty where the folder had none.
    public let folder: String
    public let madeBy: String
    public let madeAt: Instant
    public let endedAt: Instant?

    public func covers(_ date: LocalDate) -> Bool { endedAt == nil && since <= date && until.map { date <= $0 } ?? true }
}

extension OrganisationPlan {
    /// Digest of one item, to notice that the folder has changed it.
    func digest(of kind: OrganisationEdit.Kind, _ key: String) -> String {
        guard let item = item(kind, key) else { return "" }
        return Digest(of: item.bytes).hex
    }

    /// An item as its edit would hold it; nil where there is none.
    func item(_ kind: OrganisationEdit.Kind, _ key: String) -> JSON? {
        switch kind {
        case .unit: units.first { $0.key == key }.flatMap { try? JSON(encoding: $0) }
        case .post: posts.first { $0.key == key }.flatMap { try? JSON(encoding: $0) }
        case .role: roles[key].flatMap { try? JSON(encoding: $0) }
        case .duty: unitRoles[key].map { .string($0) }
        }
    }

    /// The chart with edits laid over it in their order. An edit that would make the chart contradict itself, because the folder
    /// has changed below it, is left out and named.
    func applying(_ edits: [OrganisationEdit]) -> (plan: OrganisationPlan, left: [ID<OrganisationEdit>]) {
        var plan = self
        var waiting = edits
        // What refers to something that is put in by an edit of the same moment fits in the next round. An edit that a later one
        // of the same item has overtaken is not tried again.
        while true {
            var left: [OrganisationEdit] = []
            for edit in waiting {
                var next = plan
                if next.put(edit), next.mistakes().isEmpty { plan = next } else { left.append(edit) }
            }
            let again = left.filter { edit in
                let place = edits.firstIndex { $0.id == edit.id } ?? 0
                return !edits[(place + 1)...].contains { $0.kind == edit.kind && $0.key == edit.key }
            }
            guard left.count < waiting.count, !again.isEmpty else { return (plan, left.map(\.id)) }
            waiting = again
        }
    }

    /// Puts an item in its place; false where the content cannot be read.
    private mutating func put(_ edit: OrganisationEdit) -> Bool {
        if case .null = edit.content {
            remove(edit.kind, edit.key)
            return true
        }
        switch edit.kind {
        case .unit:
            guard let unit = try? edit.content.decode(Unit.self), unit.key == edit.key else { return false }
            if let place = units.firstIndex(where: { $0.key == edit.key }) { units[place] = unit } else { units.append(unit) }
        case .post:
            guard let post = try? edit.content.decode(Post.self), post.key == edit.key else { return false }
            if let place = posts.firstIndex(where: { $0.key == edit.key }) { posts[place] = post } else { posts.append(post) }
        case .role:
            guard let role = try? edit.content.decode(Role.self) else { return false }
            roles[edit.key] = role
        case .duty:
            guard let unit = edit.content.string else { return false }
            unitRoles[edit.key] = unit
        }
        return true
    }

    private mutating func remove(_ kind: OrganisationEdit.Kind, _ key: String) {
        switch kind {
        case .unit: units.removeAll { $0.key == key }
        case .post: posts.removeAll { $0.key == key }
        case .role: roles[key] = nil
        case .duty: unitRoles[key] = nil
        }
    }
}

extension Reader {
    /// Every edit, oldest first; `current` leaves out those that were ended.
    public func organisationEdits(current: Bool = true) throws -> [OrganisationEdit] {
        try all(
            "SELECT * FROM organisation_edits WHERE \(current ? "ended_at IS NULL" : "1 = 1" as SQL) ORDER BY since, id")
    }
}
