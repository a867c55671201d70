import Kernel

/// Reads organisation.json.
struct OrganisationReading {
    let root: Item

    func organisation() -> OrganisationChart? {
        guard root.members(["units", "posts", "roles", "unitRoles"], optional: ["agencies"]) else { return nil }
        let units = (root["units"]?.items ?? []).compactMap { unit($0) }
        let roles = roles()
        let posts = (root["posts"]?.items ?? []).compactMap { post($0, Set(units.map(\.key)), Set(roles.keys)) }
        tree(units)
        duplicates(root["posts"], posts.map(\.key))
        var unitRoles: [String: String] = [:]
        for (role, item) in root["unitRoles"]?.entries ?? [] {
            item.checkKebab(role)
            guard let unit = item.text else { continue }
            if !units.contains(where: { $0.key == unit }) { item.problem("unit", "There is no unit \"\(unit)\".") }
            unitRoles[role] = unit
        }
        return OrganisationChart(units: units, posts: posts, roles: roles, unitRoles: unitRoles, agencies: agencies())
    }

    private func unit(_ item: Item) -> OrganisationChart.Unit? {
        item.members(["key", "name"], optional: ["short", "parent", "contact", "demo", "source"])
        guard let key = item["key"]?.text, let name = item["name"]?.localText([.de, .en]) else { return nil }
        item.checkKebab(key)
        item["contact"]?.members([], optional: CityReading.contactMembers)
        return OrganisationChart.Unit(
            key: key, name: name, short: item["short"]?.text ?? "", parent: item["parent"]?.text,
            contact: item["contact"].map { CityReading.contact($0) })
    }

    /// Exactly one root, no circle, no parent that does not exist.
    private func tree(_ units: [OrganisationChart.Unit]) {
        duplicates(root["units"], units.map(\.key))
        let parents = Dictionary(units.map { ($0.key, $0.parent) }, uniquingKeysWith: { first, _ in first })
        let roots = units.filter { $0.parent == nil }
        if roots.count != 1 {
            root["units"]?.problem("organisation", "Exactly one unit has no parent, but \(roots.count) have none.")
        }
        for (index, unit) in units.enumerated() {
            let item = root["units"]?.items[index]
            var seen: Set<String> = [unit.key]
            var next = unit.parent
            while let key = next {
                guard let above = parents[key] else {
                    item?.problem("unit", "The unit \"\(unit.key)\" stands below \"\(key)\", which does not exist.")
                    break
                }
                guard seen.insert(key).inserted else {
                    item?.problem("organisation", "The unit \"\(unit.key)\" stands below itself.")
                    break
                }
                next = above
            }
        }
    }

    private func duplicates(_ list: Item?, _ keys: [String]) {
        var seen: Set<String> = []
        for key in keys where !seen.insert(key).inserted { list?.problem("duplicate", "\"\(key)\" stands twice.") }
    }

    private func roles() -> [String: OrganisationChart.Role] {
        var found: [String: OrganisationChart.Role] = [:]
        for (key, item) in root["roles"]?.entries ?? [] {
            item.checkKebab(key)
            item.members(["title", "permissions"], optional: ["scope"])
            guard let title = item["title"]?.localText([.de, .en]) else { continue }
            let permissions = item["permissions"]?.texts ?? []
            for permission in permissions where permission.wholeMatch(of: /[a-z]+\.(?:\*|[a-z][a-z-]*)/) == nil {
                item["permissions"]?.problem(
                    "wrong-value", "\"\(permission)\" is no permission; it is \"<component>.<action>\" or \"<component>.*\".")
            }
            found[key] = OrganisationChart.Role(
                title: title, permissions: permissions, scope: item["scope"]?.choice(OrganisationChart.Role.Scope.self) ?? .unit)
        }
        return found
    }

    private func post(_ item: Item, _ units: Set<String>, _ roles: Set<String>) -> OrganisationChart.Post? {
        item.members(["key", "unit", "title", "roles"], optional: ["leads"])
        guard let key = item["key"]?.text, let unit = item["unit"]?.text, let title = item["title"]?.localText([.de, .en]) else {
            return nil
        }
        item.checkKebab(key)
        if !units.contains(unit) { item["unit"]?.problem("unit", "There is no unit \"\(unit)\".") }
        let held = item["roles"]?.texts ?? []
        for role in held where !roles.contains(role) { item["roles"]?.problem("organisation", "There is no role \"\(role)\".") }
        return OrganisationChart.Post(key: key, unit: unit, title: title, roles: held, leads: item["leads"]?.flag ?? false)
    }

    private func agencies() -> [String: OrganisationChart.Agency] {
        var found: [String: OrganisationChart.Agency] = [:]
        for (key, item) in root["agencies"]?.entries ?? [] {
            item.checkKebab(key)
            guard item.members(["name", "email"], optional: ["demo", "source"]), let name = item["name"]?.text,
                let email = item["email"]?.text
            else { continue }
            found[key] = OrganisationChart.Agency(name: name, email: email)
        }
        return found
    }
}
