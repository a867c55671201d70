import Kernel

extension CityReading {
    /// The member `handling` of services.json.
    func handling(_ item: Item?, _ organisation: OrganisationChart?) -> [String: ServiceHandling] {
        var found: [String: ServiceHandling] = [:]
        for (slug, item) in item?.entries ?? [] {
            guard item.members([], optional: ["forwards", "objections", "demo", "source"]) else { continue }
            var handling = ServiceHandling()
            for entry in item["forwards"]?.items ?? [] {
                guard entry.members(["unit", "letter"]), let key = unit(entry["unit"], organisation) else { continue }
                handling.forwards.append(.init(unit: key, sendsLetter: entry["letter"]?.flag ?? true))
            }
            if let objections = item["objections"],
                objections.members(["conveyance"], optional: ["authority", "norm", "demo", "source"])
            {
                handling.objectionAuthority = objections["authority"].flatMap { unit($0, organisation) }
                handling.conveyance = objections["conveyance"]?.choice(ServiceHandling.Conveyance.self) ?? .notification
                _ = objections["norm"]?.reference()
            }
            found[slug] = handling
        }
        return found
    }

    private func unit(_ item: Item?, _ organisation: OrganisationChart?) -> String? {
        guard let item, let key = item.text else { return nil }
        if let organisation, organisation.unit(key) == nil { item.problem("unit", "There is no unit \"\(key)\".") }
        return key
    }
}
