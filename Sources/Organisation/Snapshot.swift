import Identity
public import Kernel
public import Store
import Synchronization

/// A person holds a post, `until` included; nil is without end.
public struct Holder: Codable, Hashable, Sendable {
    public let id: ID<Holder>
    public let post: String
    public let person: String
    public let since: LocalDate
    public let until: LocalDate?

    public func covers(_ date: LocalDate) -> Bool { since <= date && until.map { date <= $0 } ?? true }
}

/// A person stands in for a post, first and last day included.
public struct Deputy: Codable, Hashable, Sendable {
    public let id: ID<Deputy>
    public let post: String
    public let person: String
    public let since: LocalDate
    public let until: LocalDate
    /// The absence that it belongs to; nil where a deputy was named for the post as such.
    public var absence: String? = nil

    public func covers(_ date: LocalDate) -> Bool { since <= date && date <= until }
}

/// The whole organisation as one value: small enough to be held in memory, and resolved without asking the database.
public struct OrganisationSnapshot: Sendable {
    /// By key; closed ones are not in it.
    public let units: [String: OrganisationPlan.Unit]
    /// Keys in the order of the chart.
    public let unitOrder: [String]
    public let posts: [String: OrganisationPlan.Post]
    public let postOrder: [String]
    public let roles: [String: OrganisationPlan.Role]
    public let unitRoles: [String: String]
    public let agencies: [String: OrganisationPlan.Agency]
    /// People who have not left, by identifier.
    public let people: [String: Person]
    public let holders: [Holder]
    public let deputies: [Deputy]
    public let absences: [Absence]
    private let below: [String: Set<String>]

    init(
        units: [OrganisationPlan.Unit], posts: [OrganisationPlan.Post], roles: [String: OrganisationPlan.Role],
        unitRoles: [String: String],
        agencies: [String: OrganisationPlan.Agency], people: [Person], holders: [Holder], deputies: [Deputy],
        absences: [Absence] = []
    ) {
        self.units = Dictionary(units.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        unitOrder = units.map(\.key)
        self.posts = Dictionary(posts.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        postOrder = posts.map(\.key)
        self.roles = roles
        self.unitRoles = unitRoles
        self.agencies = agencies
        self.people = Dictionary(people.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        self.holders = holders
        self.deputies = deputies
        self.absences = absences
        below = OrganisationSnapshot.closure(self.units)
    }

    /// Every unit with itself and all units below it.
    private static func closure(_ units: [String: OrganisationPlan.Unit]) -> [String: Set<String>] {
        var below: [String: Set<String>] = [:]
        for key in units.keys {
            var next: String? = key
            var steps = 0
            while let current = next, steps <= units.count {
                below[current, default: []].insert(key)
                next = units[current]?.parent
                steps += 1
            }
        }
        return below
    }

    /// A unit and everything below it; empty for an unknown one.
    public func units(from key: String) -> Set<String> { units[key] == nil ? [] : below[key] ?? [] }

    /// Posts that a person holds on a day.
    public func posts(heldBy person: String, on date: LocalDate) -> Set<String> {
        Set(holders.filter { $0.person == person && $0.covers(date) && posts[$0.post] != nil }.map(\.post))
    }

    /// Posts for which a person stands in on a day.
    public func posts(deputisedBy person: String, on date: LocalDate) -> Set<String> {
        Set(deputies.filter { $0.person == person && $0.covers(date) && posts[$0.post] != nil }.map(\.post))
    }

    /// People who hold a post on a day, in the order in which they got it.
    public func people(holding post: String, on date: LocalDate) -> [Person] {
        holders.filter { $0.post == post && $0.covers(date) }.compactMap { people[$0.person] }
    }

    /// Units, posts and permissions of a person of the staff on a day.
    ///
    /// A post gives the permissions of its roles in its unit and those below it; a role of scope `city` gives them in every unit.
    /// What one may see grows by a role of scope `city` only where it has the permission `records.read`: running the city's
    /// computers is no reason to read its files. Every post lets its holder read in its units, so these reaches hold `records.read`
    /// whatever its roles say: for whom somebody reads is found by it (docs/decisions/0015).
    public func caller(for person: String, on date: LocalDate, deputising: Bool = true) -> Caller {
        var caller = Caller(.staff(person), permissions: Organisation.ownPermissions)
        guard people[person] != nil else { return Caller(.staff(person)) }
        var reaches: [Place: Set<String>] = [:]
        let everywhere = Set(units.keys)
        let own = posts(heldBy: person, on: date)
        caller.posts = own.union(deputising ? posts(deputisedBy: person, on: date) : [])
        for key in caller.posts {
            guard let post = posts[key] else { continue }
            let local = units(from: post.unit)
            caller.units.formUnion(local)
            var people = inPlace(post: key, deputy: person, on: date)
            if own.contains(key) || people.isEmpty { people.insert(nil) }
            for absent in people { reaches[Place(units: local, inPlaceOf: absent), default: []].insert("records.read") }
            for role in post.roles.compactMap({ roles[$0] }) {
                let isEverywhere = role.scope == .city
                for absent in people {
                    let place = Place(units: isEverywhere ? everywhere : local, inPlaceOf: absent)
                    reaches[place, default: []].formUnion(role.permissions)
                }
                caller.permissions.formUnion(role.permissions)
                if isEverywhere, role.permissions.contains("records.read") { caller.units.formUnion(everywhere) }
            }
        }
        caller.reaches = Set(
            reaches.map { Caller.Reach(units: $0.key.units, permissions: $0.value, inPlaceOf: $0.key.inPlaceOf) })
        return caller
    }

    private struct Place: Hashable {
        let units: Set<String>
        let inPlaceOf: String?
    }

    /// For whom a deputy of a post stands in: the person who is away, or all its holders; nobody where the post is vacant.
    private func inPlace(post: String, deputy: String, on date: LocalDate) -> Set<String?> {
        let entries = deputies.filter { $0.post == post && $0.person == deputy && $0.covers(date) }
        var people: Set<String?> = []
        for entry in entries {
            if let absence = entry.absence.flatMap({ id in absences.first { $0.id.text == id } }) {
                people.insert(absence.person)
            } else {
                people.formUnion(self.people(holding: post, on: date).map(\.id.text).filter { $0 != deputy })
            }
        }
        return people
    }

    /// The absence of a person on a day.
    public func absence(of person: String, on date: LocalDate) -> Absence? {
        absences.first { $0.person == person && $0.covers(date) }
    }

    /// People who hold a permission in a unit by a post of their own, by family name.
    public func people(holding permission: String, in unit: String, on date: LocalDate) -> [Person] {
        let giving = posts.values.filter { post in
            post.roles.compactMap { roles[$0] }.contains { role in
                (role.scope == .city || units(from: post.unit).contains(unit))
                    && Caller(.staff(""), permissions: Set(role.permissions)).may(permission)
            }
        }
        let keys = Set(giving.map(\.key))
        let found = Set(holders.filter { keys.contains($0.post) && $0.covers(date) }.compactMap { people[$0.person] })
        return found.sorted { ($0.familyName, $0.givenName, $0.id.text) < ($1.familyName, $1.givenName, $1.id.text) }
    }

    /// Whether a caller leads a unit in which a person holds a post, or one above it, or may give its posts.
    func mayCare(_ caller: Caller, for person: String, on date: LocalDate) -> Bool {
        posts(heldBy: person, on: date).compactMap { posts[$0] }.contains { post in
            caller.may(AssignPost.name, in: post.unit) || leads(caller, post.unit)
        }
    }

    private func leads(_ caller: Caller, _ unit: String) -> Bool {
        caller.posts.compactMap { posts[$0] }.contains { $0.leads && units(from: $0.unit).contains(unit) }
    }

    /// The people who lead a unit on a day: holders of a leading post in it or in a unit above it.
    func leaders(of unit: String, on date: LocalDate) -> Set<String> {
        let leading = posts.values.filter { $0.leads && units(from: $0.unit).contains(unit) }.map(\.key)
        return Set(leading.flatMap { people(holding: $0, on: date).map(\.id.text) })
    }

    /// Whether a caller may name deputies of a post: who holds it, who may assign it, or who leads its unit or one above. A post
    /// whose rights reach beyond its unit is not in the hands of the unit's head, who would else give it to themselves.
    func mayAppoint(_ caller: Caller, post: OrganisationPlan.Post, on date: LocalDate) -> Bool {
        if caller.may(AssignPost.name, in: post.unit) { return true }
        if leads(caller, post.unit), !post.roles.contains(where: { roles[$0]?.scope == .city }) { return true }
        guard let person = caller.staff else { return false }
        return posts(heldBy: person, on: date).contains(post.key)
    }
}

extension Organisation {
    /// The organisation as it stands. Held in memory of the process and read again when its version has grown.
    public static func snapshot(in reader: Reader) throws -> OrganisationSnapshot {
        let cache = cache(of: reader.parts)
        for _ in 0..<5 {
            let version = try version(in: reader)
            let day = reader.now.date()
            if let held = cache.held.withLock({ $0 }), held.version == version, held.day == day { return held.snapshot }
            let snapshot = try chart(in: reader, on: day)
            // What a transaction reads may be taken back, and a read outside one may have met a change half way.
            if reader is Transaction { return snapshot }
            guard try self.version(in: reader) == version else { continue }
            cache.held.withLock { $0 = (version, day, snapshot) }
            return snapshot
        }
        throw StoreFault.contention
    }

    /// To be called by every action of this component that changes something.
    static func noteChange(in transaction: Transaction) throws {
        try transaction.run("UPDATE organisation_versions SET version = version + 1 WHERE id = 'organisation'")
    }

    /// Counts the changes of chart, people, holders and absences: whoever holds something made from them looks here whether it is old.
    public static func version(in reader: Reader) throws -> Int {
        try reader.value(Int.self, "SELECT version FROM organisation_versions WHERE id = 'organisation'") ?? 0
    }

    private static func cache(of parts: Parts) -> Cache {
        if let cache = try? parts.get(Cache.self) { return cache }
        let cache = Cache()
        parts.set(cache)
        return cache
    }

    private final class Cache: Sendable {
        let held = Mutex<(version: Int, day: LocalDate, snapshot: OrganisationSnapshot)?>(nil)
    }

    private struct UnitRow: Codable {
        let id: String
        let name: LocalText
        let short: String
        let parent: String?
        let contact: [String: String]
    }
    private struct PostRow: Codable {
        let id: String
        let unit: String
        let title: LocalText
        let leads: Bool
        let roles: [String]
    }
    private struct RoleRow: Codable {
        let id: String
        let title: LocalText
        let permissions: [String]
        let scope: String
    }
    private struct NameRow: Codable {
        let id: String
        let unit: String
    }
    private struct AgencyRow: Codable {
        let id: String
        let name: String
        let email: String
    }

    /// The chart as the city's folder has it, without what was edited in the product.
    public static func folderPlan(in reader: Reader) throws -> OrganisationPlan {
        let units = try reader.all(
            UnitRow.self, "SELECT id, name, short, parent, contact FROM organisation_units WHERE closed = 0 ORDER BY position")
        let posts = try reader.all(
            PostRow.self, "SELECT id, unit, title, leads, roles FROM organisation_posts WHERE closed = 0 ORDER BY position")
        let roles = try reader.all(RoleRow.self, "SELECT id, title, permissions, scope FROM organisation_roles ORDER BY id")
        let names = try reader.all(NameRow.self, "SELECT id, unit FROM organisation_unit_roles ORDER BY id")
        let agencies = try reader.all(AgencyRow.self, "SELECT id, name, email FROM organisation_agencies ORDER BY id")
        return OrganisationPlan(
            units: units.map { .init(key: $0.id, name: $0.name, short: $0.short, parent: $0.parent, contact: $0.contact) },
            posts: posts.map { .init(key: $0.id, unit: $0.unit, title: $0.title, roles: $0.roles, leads: $0.leads) },
            roles: Dictionary(
                roles.map {
                    ($0.id, .init(title: $0.title, permissions: $0.permissions, scope: .init(rawValue: $0.scope) ?? .unit))
                },
                uniquingKeysWith: { first, _ in first }),
            unitRoles: Dictionary(names.map { ($0.id, $0.unit) }, uniquingKeysWith: { first, _ in first }),
            agencies: Dictionary(
                agencies.map { ($0.id, .init(name: $0.name, email: $0.email)) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The chart of a day: the folder's, with the edits of the day over it. `left` are edits that do not fit the folder any more.
    public static func edited(in reader: Reader, on day: LocalDate) throws -> (
        plan: OrganisationPlan, left: [ID<OrganisationEdit>]
    ) {
        let edits = try reader.organisationEdits().filter { $0.covers(day) }
        return try folderPlan(in: reader).applying(edits)
    }

    /// The organisation of a day, from the database.
    static func chart(in reader: Reader, on day: LocalDate) throws -> OrganisationSnapshot {
        let plan = try edited(in: reader, on: day).plan
        return OrganisationSnapshot(
            units: plan.units, posts: plan.posts, roles: plan.roles, unitRoles: plan.unitRoles, agencies: plan.agencies,
            people: try reader.all("SELECT * FROM organisation_people WHERE left_on IS NULL ORDER BY id"),
            holders: try reader.all("SELECT * FROM organisation_holders ORDER BY since, id"),
            deputies: try reader.all("SELECT * FROM organisation_deputies ORDER BY since, id"),
            absences: try reader.all("SELECT * FROM organisation_absences ORDER BY since, id"))
    }
}
