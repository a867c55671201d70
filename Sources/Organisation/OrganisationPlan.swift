public import Kernel

/// The organisation as a city describes it, in plain values.
public struct OrganisationPlan: Codable, Hashable, Sendable {
    public var units: [Unit]
    public var posts: [Post]
    public var roles: [String: Role]
    /// What services call a unit by → key of the unit.
    public var unitRoles: [String: String]
    public var agencies: [String: Agency]

    public init(
        units: [Unit], posts: [Post], roles: [String: Role], unitRoles: [String: String] = [:], agencies: [String: Agency] = [:]
    ) {
        self.units = units
        self.posts = posts
        self.roles = roles
        self.unitRoles = unitRoles
        self.agencies = agencies
    }

    public struct Unit: Codable, Hashable, Sendable {
        public var key: String
        public var name: LocalText
        public var short: String
        public var parent: String?
        /// `phone`, `email`, `room` and their like; only what the unit has of its own.
        public var contact: [String: String]

        public init(key: String, name: LocalText, short: String, parent: String? = nil, contact: [String: String] = [:]) {
            self.key = key
            self.name = name
            self.short = short
            self.parent = parent
            self.contact = contact
        }
    }

    /// A place in a unit that a person holds. Rights belong to it, never to the person.
    public struct Post: Codable, Hashable, Sendable {
        public var key: String
        public var unit: String
        public var title: LocalText
        public var roles: [String]
        public var leads: Bool

        public init(key: String, unit: String, title: LocalText, roles: [String], leads: Bool = false) {
            self.key = key
            self.unit = unit
            self.title = title
            self.roles = roles
            self.leads = leads
        }
    }

    public struct Role: Codable, Hashable, Sendable {
        public enum Scope: String, Codable, Hashable, Sendable {
            /// Permissions hold in the post's unit and those below it.
            case unit
            /// Permissions hold everywhere.
            case city
        }
        public var title: LocalText
        public var permissions: [String]
        public var scope: Scope

        public init(title: LocalText, permissions: [String], scope: Scope = .unit) {
            self.title = title
            self.permissions = permissions
            self.scope = scope
        }
    }

    /// A body outside the city that is consulted.
    public struct Agency: Codable, Hashable, Sendable {
        public var name: String
        public var email: String
        public init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    /// The same plan has the same digest.
    var digest: String { (try? JSON(encoding: self)).map { Digest(of: $0.bytes).hex } ?? "" }

    /// What is wrong with the tree or its names; the city folder's reader has said it with file and line before.
    func mistakes() -> [String] {
        var found: [String] = []
        let keys = Set(units.map(\.key))
        if keys.count != units.count { found.append("a unit stands twice") }
        if Set(posts.map(\.key)).count != posts.count { found.append("a post stands twice") }
        let parents = Dictionary(units.map { ($0.key, $0.parent) }, uniquingKeysWith: { first, _ in first })
        for unit in units {
            var next = unit.parent
            var steps = 0
            while let key = next, steps <= units.count {
                guard keys.contains(key) else {
                    found.append("the unit \(unit.key) stands under \(key), which does not exist")
                    break
                }
                next = parents[key] ?? nil
                steps += 1
            }
            if steps > units.count { found.append("the unit \(unit.key) stands under itself") }
        }
        for post in posts {
            if !keys.contains(post.unit) { found.append("the post \(post.key) is in \(post.unit), which does not exist") }
            for role in post.roles where roles[role] == nil { found.append("the post \(post.key) has the unknown role \(role)") }
        }
        for (role, unit) in unitRoles.sorted(by: { $0.key < $1.key }) where !keys.contains(unit) {
            found.append("\(role) is mapped to \(unit), which does not exist")
        }
        return found
    }
}
