import Calendar
import Kernel

/// Filing plan, fees, people and story.
extension CityReading {
    func filingPlan(_ organisation: OrganisationChart?) -> [FilingPosition] {
        guard let root = JSONFile.read("filing-plan.json", in: files, report: report),
            root.members(["positions"], optional: ["source", "demo"])
        else { return [] }
        let items = root["positions"]?.items ?? []
        let positions = items.compactMap { item -> FilingPosition? in
            item.members(["key", "number", "title"], optional: ["parent", "retention", "unit"])
            guard let key = item["key"]?.text, let number = item["number"]?.text, let title = item["title"]?.text else {
                return nil
            }
            item.checkKebab(key)
            let unit = item["unit"]?.text
            if let unit, let organisation, organisation.unitRoles[unit] == nil {
                item["unit"]?.problem("unit", "organisation.json maps no unit role \"\(unit)\".")
            }
            return FilingPosition(
                key: key, number: number, title: title, parent: item["parent"]?.text, retention: item["retention"]?.period,
                unit: unit)
        }
        var seen: Set<String> = []
        for position in positions {
            let item = items.first { $0.json["key"]?.string == position.key }
            // A parent stands above its children, so there can be no circle.
            if let parent = position.parent, !seen.contains(parent) {
                item?.problem(
                    "position",
                    "The position \"\(position.key)\" stands below \"\(parent)\", which does not stand above it in the file.")
            }
            if !seen.insert(position.key).inserted {
                item?.problem("duplicate", "The position \"\(position.key)\" stands twice.")
            }
        }
        return positions
    }

    func feeList(_ file: String) -> FeeList? {
        guard let root = JSONFile.read(file, in: files, report: report) else { return nil }
        root.members(["name", "title", "amounts"], optional: ["source"])
        let source = root["source"]?.reference()
        var amounts: [String: [FeeList.Value]] = [:]
        for (name, item) in root["amounts"]?.entries ?? [] {
            item.checkName(name)
            let values = item.items.compactMap { feeValue($0, source) }
            amounts[name] = values.sorted { $0.from < $1.from }
            if Set(values.map(\.from)).count != values.count {
                item.problem("duplicate", "Two values of \"\(name)\" begin on the same day.")
            }
            if values.isEmpty { item.problem("fee", "\"\(name)\" has no value.") }
        }
        guard let name = root["name"]?.text, let title = root["title"]?.text else { return nil }
        root["name"]?.checkName(name)
        return FeeList(name: name, title: title, amounts: amounts)
    }

    private func feeValue(_ item: Item, _ general: LegalReference?) -> FeeList.Value? {
        item.members(["from", "value", "unit"], optional: ["source", "demo"])
        let own = item["source"]?.reference()
        let demo = item["demo"]?.flag ?? false
        guard let from = item["from"]?.date, let value = item["value"]?.number, let unit = item["unit"]?.text else { return nil }
        let source = own ?? (general?.checked == true ? general : nil)
        if source == nil, !demo {
            item.problem(
                "fee",
                "This amount needs its source (\"source\" with its norm), or \"demo\": true if nobody has compared it with one.")
        }
        return FeeList.Value(from: from, value: value, unit: unit, isDemo: demo, source: source)
    }

    func people(_ organisation: OrganisationChart?) -> People {
        guard files.contents["demo/people.json"] != nil, let root = JSONFile.read("demo/people.json", in: files, report: report),
            root.members(["staff", "citizens"])
        else { return People(staff: [], citizens: []) }
        let staff = (root["staff"]?.items ?? []).compactMap { item -> People.Staff? in
            item.members(["key", "givenName", "familyName", "post", "email"], optional: ["language"])
            guard let key = item["key"]?.text, let given = item["givenName"]?.text, let family = item["familyName"]?.text,
                let post = item["post"]?.text, let email = item["email"]?.text
            else { return nil }
            if let organisation, !organisation.posts.contains(where: { $0.key == post }) {
                item["post"]?.problem("organisation", "There is no post \"\(post)\".")
            }
            return People.Staff(
                key: key, givenName: given, familyName: family, post: post, email: email,
                language: item["language"]?.choice(Language.self) ?? .de)
        }
        let citizens = (root["citizens"]?.items ?? []).compactMap { item -> People.Citizen? in
            item.members(["key", "givenName", "familyName", "address"], optional: ["email", "born", "account", "language"])
            guard let key = item["key"]?.text, let given = item["givenName"]?.text, let family = item["familyName"]?.text else {
                return nil
            }
            let account = item["account"]?.flag ?? false
            if account, item.json["email"] == nil { item.problem("missing-member", "An account needs an e-mail address.") }
            return People.Citizen(
                key: key, givenName: given, familyName: family, email: item["email"]?.text, born: item["born"]?.date,
                address: item["address"]?.json ?? [:], account: account, language: item["language"]?.choice(Language.self) ?? .de)
        }
        var seen: Set<String> = ["applicant"]
        for key in staff.map(\.key) + citizens.map(\.key) where !seen.insert(key).inserted {
            root.problem("duplicate", "Two people are called \"\(key)\".")
        }
        return People(staff: staff, citizens: citizens)
    }

    func story(_ people: People, _ organisation: OrganisationChart?) -> Story? {
        guard let root = JSONFile.read("demo/story.json", in: files, report: report) else { return nil }
        return StoryReading(
            root: root, examples: ExampleReading(files: files, report: report), people: people,
            units: organisation.map { Set($0.units.map(\.key)) }
        ).story()
    }
}
