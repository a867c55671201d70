import FEEL
import Kernel

/// Reads form.json, and the fields of acts, and reports every mistake.
struct FormReading {
    /// What expressions may read besides the fields.
    let names: Names
    let retention: Set<String>
    let report: Report

    static let prefills: Set<String> = [
        "person.givenName", "person.familyName", "person.birthDate", "person.email", "person.phone", "person.address",
        "company.name",
    ]

    func form(_ root: Item) -> Form {
        root.members(["steps"], optional: ["rules"])
        let names = names.adding(["answers": FormReading.answersType(root.json)])
        var seen: Set<String> = []
        let steps = (root["steps"]?.items ?? []).compactMap { step(in: $0, names, &seen) }
        if steps.isEmpty { root.problem("missing-member", "A form has at least one step.") }
        var stepIDs: Set<String> = []
        for (index, step) in steps.enumerated() where !stepIDs.insert(step.id).inserted {
            root["steps"]?.items[index].problem("duplicate", "Two steps are called \"\(step.id)\".")
        }
        var ruleIDs: Set<String> = []
        let fields = Set(steps.flatMap(\.fields).map(\.id))
        let rules = (root["rules"]?.items ?? []).compactMap { item -> Form.Rule? in
            guard item.members(["id", "at", "check"], optional: ["when"]), let id = item["id"]?.text, let at = item["at"]?.text
            else { return nil }
            item.checkName(id)
            if !ruleIDs.insert(id).inserted { item.problem("duplicate", "Two rules are called \"\(id)\".") }
            if !fields.contains(at) { item["at"]?.problem("wrong-value", "There is no field \"\(at)\" to show the message at.") }
            let when = item["when"]?.expression(names)
            guard let check = item["check"]?.expression(names) else { return nil }
            return Form.Rule(id: id, at: at, when: when, check: check)
        }
        return Form(steps: steps, rules: rules)
    }

    private func step(in item: Item, _ names: Names, _ seen: inout Set<String>) -> Form.Step? {
        guard item.members(["id", "fields"], optional: ["showWhen"]), let id = item["id"]?.text else { return nil }
        item.checkName(id)
        let show = item["showWhen"]?.condition(names) ?? .always
        return Form.Step(id: id, showWhen: show, fields: fields(item["fields"], names, &seen))
    }

    /// Fields of a step, a group or an act; ids are unique in `seen`.
    func fields(_ list: Item?, _ names: Names, _ seen: inout Set<String>, inGroup: Bool = false) -> [Field] {
        (list?.items ?? []).compactMap { item -> Field? in
            guard let field = field(item, names, inGroup: inGroup) else { return nil }
            if !seen.insert(field.id).inserted { item.problem("duplicate", "Two fields are called \"\(field.id)\".") }
            return field
        }
    }

    static let general = ["required", "showWhen", "prefill", "reuse", "sensitive", "retention", "check"]
    static let special: [FieldType: [String]] = [
        .text: ["minLength", "maxLength", "pattern", "autocomplete"], .textarea: ["minLength", "maxLength"],
        .email: ["minLength", "maxLength", "autocomplete"], .phone: ["minLength", "maxLength", "autocomplete"],
        .date: ["min", "max"], .number: ["min", "max", "decimals"], .money: ["min", "max"], .choice: ["options"],
        .multiChoice: ["options", "min", "max"], .file: ["accept", "maxBytes", "multiple"], .group: ["fields", "min", "max"],
    ]

    private func field(_ item: Item, _ names: Names, inGroup: Bool) -> Field? {
        guard let type = item["type"]?.choice(FieldType.self), let id = item["id"]?.text else {
            item.members(["id", "type"], optional: FormReading.general + FormReading.special.values.flatMap { $0 })
            return nil
        }
        var needed = ["id", "type"]
        if type == .choice || type == .multiChoice { needed.append("options") }
        if type == .group { needed.append("fields") }
        item.members(needed, optional: FormReading.general + (FormReading.special[type] ?? []).filter { !needed.contains($0) })
        item.checkName(id)
        var field = Field(id: id, type: type)
        if type == .group {
            if inGroup { item.problem("wrong-value", "A group cannot stand inside a group.") }
            var seen: Set<String> = []
            let inner = FormReading.contextType(item["fields"]?.json)
            field.fields = fields(item["fields"], names.adding(["entry": inner, "position": .number]), &seen, inGroup: true)
            if field.fields.isEmpty { item.problem("missing-member", "The group \"\(id)\" has no fields.") }
        }
        conditions(item, names, &field)
        limits(item, names, &field)
        choices(item, &field)
        return field
    }

    private func conditions(_ item: Item, _ names: Names, _ field: inout Field) {
        field.required = item["required"]?.condition(names) ?? .never
        field.showWhen = item["showWhen"]?.condition(names) ?? .always
        field.check = item["check"]?.expression(names)
        field.sensitive = item["sensitive"]?.flag ?? false
        if let prefill = item["prefill"], let name = prefill.text {
            if FormReading.prefills.contains(name) {
                field.prefill = name
            } else {
                prefill.problem(
                    "wrong-value",
                    "An account does not know \"\(name)\"; it knows \(FormReading.prefills.sorted().joined(separator: ", ")).")
            }
        }
        if let reuse = item["reuse"], let name = reuse.text {
            field.reuse = name
            if name.wholeMatch(of: /[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*/) == nil {
                reuse.problem(
                    "wrong-value", "\"\(name)\" is no meaning: a noun and a name with a dot between them, like vehicle.plate.")
            }
            if [.file, .group, .clauses].contains(field.type) || field.sensitive || field.prefill != nil {
                reuse.problem(
                    "wrong-value",
                    "\"reuse\" does not go with files, groups, clauses, sensitive fields and fields that the account fills in.")
            }
        }
        if let item = item["retention"], let name = item.text {
            field.retention = name
            if !retention.contains(name) { item.problem("retention", "service.json declares no retention class \"\(name)\".") }
        }
        field.autocomplete = item["autocomplete"]?.text
    }

    private func limits(_ item: Item, _ names: Names, _ field: inout Field) {
        field.minLength = item["minLength"]?.whole
        field.maxLength = item["maxLength"]?.whole
        field.min = bound(item["min"], field.type, names)
        field.max = bound(item["max"], field.type, names)
        field.decimals = field.type == .money ? 2 : item["decimals"]?.whole ?? 0
        if let pattern = item["pattern"], let text = pattern.text {
            let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            if let expression = try? Expression(parsing: "matches(value, \"^(\(quoted))$\")", names: Names(["value"])),
                !expression.evaluate(in: Scope(["value": .string("")], now: Instant(microseconds: 0))).isNull
            {
                field.pattern = Field.Pattern(text: text, expression: expression)
            } else {
                pattern.problem("wrong-value", "\"\(text)\" is not a regular expression.")
            }
        }
    }

    private func bound(_ item: Item?, _ type: FieldType, _ names: Names) -> Field.Bound? {
        guard let item else { return nil }
        if let number = item.json.number {
            if type == .date { item.problem("wrong-type", "The limit of a date is a date or an expression.") }
            return .number(number)
        }
        if let date = item.json.string.flatMap({ LocalDate($0) }) {
            if type != .date { item.problem("wrong-type", "The limit of a number is a number or an expression.") }
            return .date(date)
        }
        return item.expression(names).map { .formula($0) }
    }

    private func choices(_ item: Item, _ field: inout Field) {
        if let list = item["options"] {
            field.options = list.texts
            for option in list.items { if let text = option.json.string { option.checkKebab(text) } }
            if field.options.isEmpty { list.problem("wrong-value", "A choice needs options.") }
            if Set(field.options).count != field.options.count { list.problem("duplicate", "An option stands twice.") }
        }
        if let accept = item["accept"] { field.accept = accept.texts }
        if let bytes = item["maxBytes"]?.whole { field.maxBytes = bytes }
        field.multiple = item["multiple"]?.flag ?? false
    }

    // MARK: types, before anything is known to be right

    /// The type of `answers`, from the raw form: expressions of the form itself need it.
    static func answersType(_ form: JSON) -> ValueType {
        .context((form["steps"]?.array ?? []).flatMap { members($0["fields"]) })
    }

    static func contextType(_ fields: JSON?) -> ValueType { .context(members(fields)) }

    static func members(_ fields: JSON?) -> [ValueType.Field] {
        (fields?.array ?? []).compactMap { json in
            guard let id = json["id"]?.string, let type = json["type"]?.string.flatMap({ FieldType(rawValue: $0) }) else {
                return nil
            }
            var field = Field(id: id, type: type)
            field.multiple = json["multiple"]?.bool ?? false
            guard type == .group else { return ValueType.Field(name: id, type: field.valueType) }
            return ValueType.Field(name: id, type: .list(contextType(json["fields"])))
        }
    }
}
