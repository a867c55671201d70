import Calendar
import Kernel

/// Reads `demo/story.json` (city-folder.md, section 7) and names whatever cannot be told.
struct StoryReading {
    let root: Item
    let examples: ExampleReading
    let people: People
    /// Nil where the organisation could not be read; then no unit is checked.
    let units: Set<String>?

    func story() -> Story? {
        guard root.members(["begins", "steps"]) else { return nil }
        var cases: Set<String> = []
        let steps = (root["steps"]?.items ?? []).compactMap { step($0, &cases) }
        guard let begins = root["begins"].flatMap({ examples.moment($0, isReceipt: true) }) else { return nil }
        return Story(begins: begins, steps: steps)
    }

    private func step(_ item: Item, _ cases: inout Set<String>) -> Story.Step? {
        guard let at = item["at"].flatMap({ examples.moment($0) }) else {
            if item["at"] == nil { item.problem("missing-member", "Every step of the story has a moment \"at\".") }
            return nil
        }
        let what: Story.Happening? =
            if item["apply"] != nil { apply(item, &cases) } else if item["act"] != nil { act(item, cases) } else {
                deed(item, cases)
            }
        return what.map { Story.Step(at: at, what: $0) }
    }

    private func apply(_ item: Item, _ cases: inout Set<String>) -> Story.Happening? {
        item.members(["at", "apply", "example", "person", "as"], optional: ["follows", "own", "answers"])
        guard let service = item["apply"]?.text, let example = item["example"]?.text, let person = item["person"]?.text,
            let name = item["as"]?.text
        else { return nil }
        if !people.citizens.contains(where: { $0.key == person }) {
            item["person"]?.problem("organisation", "There is no citizen \"\(person)\".")
        }
        let follows = item["follows"]?.text
        if let follows, !cases.contains(follows) {
            item["follows"]?.problem("wrong-value", "No application was called \"\(follows)\" before.")
        }
        if !cases.insert(name).inserted { item["as"]?.problem("duplicate", "Two applications are called \"\(name)\".") }
        let answers = Dictionary(
            (item["answers"]?.entries ?? []).map { ($0.key, $0.item.json) }, uniquingKeysWith: { first, _ in first })
        return .apply(
            Story.Applying(
                service: service, example: example, person: person, name: name, follows: follows,
                isOwn: item["own"]?.flag ?? false, answers: answers))
    }

    private func act(_ item: Item, _ cases: Set<String>) -> Story.Happening? {
        item.members(["at", "act", "on", "by"], optional: ["fields", "files"])
        guard let act = item["act"]?.text, let on = item["on"]?.text, let by = item["by"]?.text else { return nil }
        known(item["on"], cases)
        if by != "applicant" { member(item["by"]) }
        return .act(
            Example.Acting(at: nil, act: act, by: by, fields: item["fields"]?.json ?? [:], files: files(item["files"])), on: on)
    }

    /// Paths in the service's folder by field; whether they are there is checked with the service (`OfferCheck`).
    private func files(_ item: Item?) -> [String: [String]] {
        let found = (item?.entries ?? []).map { field, item in
            (field, item.json.array == nil ? [item.text].compactMap { $0 } : item.texts)
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private func deed(_ item: Item, _ cases: Set<String>) -> Story.Happening? {
        guard let action = item["do"]?.text else {
            if item["do"] == nil { item.problem("missing-member", "A step of the story has \"apply\", \"act\" or \"do\".") }
            return nil
        }
        guard let verb = StoryVocabulary.verbs[action] else {
            item["do"]?.problem(
                "wrong-value",
                "A story cannot tell of \"\(action)\"; it can of \(StoryVocabulary.verbs.keys.sorted().joined(separator: ", ")).")
            return nil
        }
        item.members(["at", "do", "by"] + (verb.isOnCase ? ["on"] : []), optional: ["with"])
        if verb.isOnCase { known(item["on"], cases) }
        actor(item["by"], verb)
        values(item, verb)
        guard let by = item["by"]?.text else { return nil }
        return .action(Story.Deed(action: action, by: by, on: item["on"]?.text, values: item["with"]?.json ?? [:]))
    }

    private func known(_ item: Item?, _ cases: Set<String>) {
        guard let item, let name = item.text, !cases.contains(name) else { return }
        item.problem("wrong-value", "No application was called \"\(name)\" before.")
    }

    private func member(_ item: Item?) {
        guard let item, let key = item.text, !people.staff.contains(where: { $0.key == key }) else { return }
        item.problem("organisation", "There is no member of staff \"\(key)\".")
    }

    /// At a case it is the applicant who acts; elsewhere a citizen with an account, by name.
    private func actor(_ item: Item?, _ verb: StoryVocabulary.Verb) {
        guard let item, let key = item.text else { return }
        if verb.by != .staff, verb.isOnCase, key == "applicant" { return }
        switch verb.by {
        case .staff, .either: member(item)
        case .citizen:
            if verb.isOnCase {
                item.problem("wrong-value", "Only \"applicant\" does this.")
            } else if !people.citizens.contains(where: { $0.key == key && $0.account }) {
                item.problem("organisation", "There is no citizen \"\(key)\" with an account.")
            }
        }
    }

    private func values(_ item: Item, _ verb: StoryVocabulary.Verb) {
        guard let with = item["with"] else {
            for name in verb.required { item.problem("missing-member", "\"with\" lacks its member \"\(name)\".") }
            return
        }
        guard with.members(verb.required, optional: verb.optional) else { return }
        for (name, value) in with.entries {
            if StoryVocabulary.staff.contains(name) { member(value) }
            if StoryVocabulary.days.contains(name) { _ = value.date }
            if StoryVocabulary.periods.contains(name) { _ = value.period }
            if StoryVocabulary.flags.contains(name) { _ = value.flag }
            if StoryVocabulary.units.contains(name), let key = value.text, let units, !units.contains(key) {
                value.problem("organisation", "There is no unit \"\(key)\".")
            }
        }
    }
}
