public import Store
import Kernel

/// Takes over the organisation that the city's folder describes. The same plan again changes nothing.
public struct LoadOrganisation: Action {
    public static let name = "organisation.load"
    public static let audience: Audience = [.staff, .system]
    let plan: OrganisationPlan

    public init(_ plan: OrganisationPlan) { self.plan = plan }

    public func perform(in transaction: Transaction) throws -> Bool {
        let mistakes = plan.mistakes()
        guard mistakes.isEmpty else { throw OrganisationFault.badPlan(mistakes.joined(separator: "; ")) }
        transaction.audit("organisation", "organisation", detail: ["plan": .string(plan.digest)])
        let known = try transaction.value(String.self, "SELECT chart FROM organisation_versions WHERE id = 'organisation'")
        guard known != plan.digest else { return false }
        try units(in: transaction)
        try posts(in: transaction)
        try names(in: transaction)
        try transaction.run("UPDATE organisation_versions SET chart = \(plan.digest) WHERE id = 'organisation'")
        try Organisation.noteChange(in: transaction)
        try transaction.emit(OrganisationLoaded(units: plan.units.count, posts: plan.posts.count), subject: "organisation")
        return true
    }

    private func units(in transaction: Transaction) throws {
        try transaction.run("UPDATE organisation_units SET closed = 1")
        for (position, unit) in plan.units.enumerated() {
            let name = try JSON(encoding: unit.name)
            let contact = try JSON(encoding: unit.contact)
            try transaction.run(
                """
                INSERT INTO organisation_units (id, name, short, parent, contact, position, closed)
                VALUES (\(unit.key), \(name), \(unit.short), \(unit.parent), \(contact), \(position), 0)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, short = excluded.short, parent = excluded.parent,
                    contact = excluded.contact, position = excluded.position, closed = 0
                """)
        }
    }

    private func posts(in transaction: Transaction) throws {
        try transaction.run("UPDATE organisation_posts SET closed = 1")
        for (position, post) in plan.posts.enumerated() {
            let title = try JSON(encoding: post.title)
            let roles = try JSON(encoding: post.roles)
            try transaction.run(
                """
                INSERT INTO organisation_posts (id, unit, title, leads, roles, position, closed)
                VALUES (\(post.key), \(post.unit), \(title), \(post.leads), \(roles), \(position), 0)
                ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, title = excluded.title, leads = excluded.leads,
                    roles = excluded.roles, position = excluded.position, closed = 0
                """)
        }
    }

    private func names(in transaction: Transaction) throws {
        try transaction.run("DELETE FROM organisation_roles")
        for (key, role) in plan.roles.sorted(by: { $0.key < $1.key }) {
            try transaction.run(
                """
                INSERT INTO organisation_roles (id, title, permissions, scope)
                VALUES (\(key), \(try JSON(encoding: role.title)), \(try JSON(encoding: role.permissions)), \(role.scope.rawValue))
                """)
        }
        try transaction.run("DELETE FROM organisation_unit_roles")
        for (role, unit) in plan.unitRoles.sorted(by: { $0.key < $1.key }) {
            try transaction.run("INSERT INTO organisation_unit_roles (id, unit) VALUES (\(role), \(unit))")
        }
        try transaction.run("DELETE FROM organisation_agencies")
        for (key, agency) in plan.agencies.sorted(by: { $0.key < $1.key }) {
            try transaction.run(
                "INSERT INTO organisation_agencies (id, name, email) VALUES (\(key), \(agency.name), \(agency.email))")
        }
    }
}

public struct OrganisationLoaded: Event {
    public static let name = "organisation.loaded"
    public let units: Int
    public let posts: Int
}
