/// Who asks, resolved once per request: the only facts that permissions look at.
public struct Caller: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Nobody has signed in.
        case anonymous
        /// A citizen or business account.
        case account(String)
        /// A person of the staff.
        case staff(String)
        /// The program itself; the name says which part.
        case system(String)
    }

    public var kind: Kind
    /// Units whose records the caller may see: own and subordinate, with those of deputised posts.
    public var units: Set<String>
    /// Posts held or deputised.
    public var posts: Set<String>
    /// Names of actions and other permissions, `*` within a component allowed: `procedures.*`.
    public var permissions: Set<String>
    /// Records opened by an access code or a protected link.
    public var grants: Set<String>
    /// Where which permissions hold: a person with two posts may decide in one unit and only read in the other.
    /// Empty where every permission holds in every unit.
    public var reaches: Set<Reach> = []

    /// The permissions of one post and the units in which they hold.
    public struct Reach: Hashable, Sendable {
        public let units: Set<String>
        public let permissions: Set<String>
        /// The person of the staff whose post the caller deputises; nil for a post of one's own.
        public let inPlaceOf: String?
        public init(units: Set<String>, permissions: Set<String>, inPlaceOf: String? = nil) {
            self.units = units
            self.permissions = permissions
            self.inPlaceOf = inPlaceOf
        }
    }

    public init(
        _ kind: Kind, units: Set<String> = [], posts: Set<String> = [], permissions: Set<String> = [], grants: Set<String> = []
    ) {
        self.kind = kind
        self.units = units
        self.posts = posts
        self.permissions = permissions
        self.grants = grants
    }

    public static let anonymous = Caller(.anonymous)
    public static func system(_ name: String) -> Caller { Caller(.system(name)) }

    public var account: String? { if case .account(let id) = kind { id } else { nil } }
    public var staff: String? { if case .staff(let id) = kind { id } else { nil } }
    public var isSystem: Bool { if case .system = kind { true } else { false } }
    public var isAnonymous: Bool { kind == .anonymous }

    /// Whether the caller holds a permission by its name or by its component's wildcard, anywhere.
    public func may(_ permission: String) -> Bool { isSystem || Caller.holds(permission, in: permissions) }

    /// Whether the caller holds a permission in the unit of a record. A record without a unit asks for the permission anywhere.
    public func may(_ permission: String, in unit: String?) -> Bool {
        guard !isSystem, let unit else { return may(permission) }
        if reaches.isEmpty { return units.contains(unit) && may(permission) }
        return reaches.contains { $0.units.contains(unit) && Caller.holds(permission, in: $0.permissions) }
    }

    /// The units in which the caller holds a permission.
    public func units(with permission: String) -> Set<String> {
        if reaches.isEmpty { return may(permission) ? units : [] }
        return reaches.reduce(into: []) { sum, reach in
            if Caller.holds(permission, in: reach.permissions) { sum.formUnion(reach.units) }
        }
    }

    /// The people of the staff for whom the caller stands in at this moment.
    public var standsInFor: Set<String> { Set(reaches.compactMap(\.inPlaceOf)) }

    /// For whom the caller acts when using a permission in a unit: nil where a post of their own gives it.
    public func inPlaceOf(using permission: String, in unit: String?) -> String? {
        let giving = reaches.filter { reach in
            (unit.map { reach.units.contains($0) } ?? true) && Caller.holds(permission, in: reach.permissions)
        }
        guard !giving.isEmpty, !giving.contains(where: { $0.inPlaceOf == nil }) else { return nil }
        return giving.compactMap(\.inPlaceOf).min()
    }

    private static func holds(_ permission: String, in held: Set<String>) -> Bool {
        if held.contains(permission) || held.contains("*") { return true }
        guard let dot = permission.firstIndex(of: ".") else { return false }
        return held.contains(permission[..<dot] + ".*")
    }

    /// How the caller stands in audit entries: `account:…`, `staff:…`, `system:…`, `anonymous`.
    public var label: String {
        switch kind {
        case .anonymous: "anonymous"
        case .account(let id): "account:\(id)"
        case .staff(let id): "staff:\(id)"
        case .system(let name): "system:\(name)"
        }
    }
}
