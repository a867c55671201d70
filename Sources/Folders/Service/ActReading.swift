import Calendar
import FEEL
import Kernel

extension ServiceReading {
    func acts(_ item: Item?, retention: Set<String>) -> [String: Act] {
        var found: [String: Act] = [:]
        for (id, item) in item?.entries ?? [] {
            item.checkName(id)
            if id == "withdraw" { item.problem("bad-name", "\"withdraw\" is an act of the platform, not of a service.") }
            found[id] = act(id, item, retention)
        }
        return found
    }

    private func act(_ id: String, _ item: Item, _ retention: Set<String>) -> Act? {
        item.members(["by"], optional: ["permission", "outcome", "fields", "supplements", "eyes"])
        guard let by = item["by"]?.choice(Act.Actor.self) else { return nil }
        let permission = item["permission"]?.text
        if by == .staff, permission == nil {
            item.problem("missing-member", "An act of staff needs the \"permission\" that it takes.")
        }
        let outcome = item["outcome"]?.text
        if let outcome, !ServiceReading.outcomes.contains(outcome) {
            item["outcome"]?.problem(
                "wrong-value",
                "\"\(outcome)\" is no outcome; possible are \(ServiceReading.outcomes.sorted().joined(separator: ", ")).")
        }
        var seen: Set<String> = []
        let reading = FormReading(names: names.all, retention: retention, report: report)
        let type = FormReading.contextType(item["fields"]?.json)
        var local: [String: ValueType] = [:]
        if case .context(let fields) = type { for field in fields { local[field.name] = field.type } }
        let fields = reading.fields(item["fields"], names.all.adding(local), &seen)
        for field in fields where ["act", "by", "at", "outcome"].contains(field.id) {
            item["fields"]?.problem(
                "bad-name", "\"\(field.id)\" is what the platform calls a part of every act; the field needs another name.")
        }
        let supplements = item["supplements"]?.texts ?? []
        for name in supplements where form.field(name) == nil {
            item["supplements"]?.problem("wrong-value", "The form has no field \"\(name)\" that could be supplied.")
        }
        return Act(
            id: id, by: by, permission: permission, outcome: outcome, fields: fields, supplements: supplements,
            eyes: item["eyes"]?.whole ?? 1)
    }

    func deadlines(_ item: Item?, law: ProceduralLaw?) -> [String: ServiceDeadline] {
        var found: [String: ServiceDeadline] = [:]
        var named: [String: NamedDeadline] = [:]
        for (name, item) in item?.entries ?? [] {
            item.checkName(name)
            item.members(["starts", "rule", "norm"], optional: ["day", "when", "audience", "extendable", "suspended"])
            let (day, when) = (item["day"]?.expression(names.all), item["when"]?.expression(names.all))
            let audience = item["audience"]?.choice(ServiceDeadline.Audience.self)
            let norm = item["norm"]?.reference()
            if let rule = item["rule"] {
                findings(DeadlineRule.read(rule.json, at: rule.pointer, serviceLaw: law, language: .en).problems, rule)
            }
            guard let norm, let deadline = decode(item) else { continue }
            named[name] = deadline
            found[name] = ServiceDeadline(named: deadline, day: day, when: when, audience: audience, norm: norm)
        }
        if let item { findings(NamedDeadlines(named).problems(at: item.pointer, language: .en), item) }
        return found
    }

    private func decode(_ item: Item) -> NamedDeadline? {
        do {
            return try item.json.decode(NamedDeadline.self)
        } catch {
            // What the rule itself lacks has been said already, at its own line.
            if item["rule"].map({ DeadlineRule.read($0.json, at: "").problems.isEmpty }) ?? false {
                item.problem("deadline", "The deadline cannot be read: \(ServiceReading.reason(error)).")
            }
            return nil
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else { return "a member is missing or has the wrong form" }
        return context.debugDescription
    }

    /// Calendar's problems, each at its own line.
    private func findings(_ problems: [FieldProblem], _ item: Item) {
        for problem in problems {
            report.add(item.file.path, item.file.document.line(problem.pointer), problem.code, problem.detail)
        }
    }

    func filing(_ root: Item, _ about: ServiceFolder.About?) -> FilingRule? {
        root.members(["position", "dossier", "title", "retention"], optional: ["access", "documents", "forwarded"])
        let positions: [(when: Expression?, position: String)]
        if let item = root["position"], item.json.array != nil {
            positions = item.items.compactMap { item in
                guard item.members(["position"], optional: ["when"]), let position = item["position"]?.text else { return nil }
                return (item["when"]?.expression(names.all), position)
            }
            if positions.last?.when != nil {
                item.problem("filing", "The last position must hold always, so it has no \"when\".")
            }
        } else {
            positions = [root["position"]?.text].compactMap { $0 }.map { (nil, $0) }
        }
        var documents: [String: String] = [:]
        for (kind, item) in root["documents"]?.entries ?? [] {
            documents[kind] = template(item)
            if kind != "application", kind != "evidence", about?.notices[kind] == nil {
                item.problem(
                    "filing",
                    "There is no kind of document \"\(kind)\": it is \"application\", \"evidence\" or the name of a template.")
            }
        }
        guard let dossier = root["dossier"]?.choice(FilingRule.Dossier.self), let title = root["title"].flatMap(template),
            let retention = root["retention"]?.text, !positions.isEmpty
        else { return nil }
        if let about, about.retention[retention] == nil {
            root["retention"]?.problem("retention", "service.json declares no retention class \"\(retention)\".")
        }
        return FilingRule(
            positions: positions, dossier: dossier, title: title, retention: retention,
            access: root["access"]?.choice(FilingRule.Access.self) ?? .unit,
            forwarded: root["forwarded"]?.choice(FilingRule.Forwarded.self) ?? .moves, documents: documents)
    }

    /// A text with insertions.
    private func template(_ item: Item) -> String? {
        guard let text = item.text else { return nil }
        for mistake in Template.segments(of: text, names: names.all).mistakes {
            item.problem(mistake.code, "\(mistake.sentence).")
        }
        return text
    }
}
