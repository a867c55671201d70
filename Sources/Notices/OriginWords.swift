import Catalogue
import FEEL
import Folders
import Kernel

/// Puts into words what a sentence comes from, in German and English.
struct OriginWords {
    let service: Service
    let facts: CaseFacts
    let city: City
    /// Typed JSON of the names that expressions see.
    let context: JSON

    private var texts: ServiceTexts { service.folder.texts }

    /// Nil for marks that say nothing to anybody, such as the parameter of a function.
    func source(_ mark: String) -> SentenceOrigin.Source? {
        if mark.hasPrefix("rule:") { return rule(mark) }
        return switch Origins.head(of: mark) {
        case "answers": answer(mark)
        case "dates": deadline(mark)
        case "tasks": act(mark)
        case "letter": letter(mark)
        case "fees": amount(mark)
        case "city", "procedure", "applicant": fact(mark)
        default: nil
        }
    }

    private func both(_ text: (Language) -> String) -> LocalText { LocalText(de: text(.de), en: text(.en)) }

    private func value(_ path: String) -> Value { Value(typed: OriginWords.look(up: path, in: context) ?? .null) }

    // MARK: Rules

    private func rule(_ mark: String) -> SentenceOrigin.Source? {
        guard let row = (facts.rows ?? [:]).values.lazy.flatMap({ $0 }).first(where: { $0.mark == mark }) else { return nil }
        let name = "\(row.table)/\(row.rule ?? String(row.row))"
        return SentenceOrigin.Source(
            kind: .rule, path: name, label: LocalText(de: row.source ?? name),
            text: row.text.de.isEmpty ? LocalText(de: name) : row.text)
    }

    // MARK: Answers

    /// Nil for a path that the form does not have: a name inside a filter is looked for among the item's members first.
    private func answer(_ mark: String) -> SentenceOrigin.Source? {
        let isCount = mark.hasPrefix("count(")
        let path = isCount ? String(mark.dropFirst(6).dropLast()) : mark.hasSuffix("?") ? String(mark.dropLast()) : mark
        let parts = path.split(separator: ".").dropFirst().map { FormPart($0) }
        let field = parts.first.flatMap { service.folder.form.field($0.name) }
        let inner = parts.count > 1 ? service.folder.form.field("\(parts[0].name).\(parts[1].name)") : nil
        if parts.count > 1, field?.type == .group, inner == nil { return nil }
        let label = both { language in
            let label = parts.enumerated().map { self.label($1, below: parts.first, $0, language) }.joined(separator: ", ")
            return isCount ? "\(label), \(Texts.shared("notices.why.count", language))" : label
        }
        let value = value(path)
        let text = both { language in
            if isCount { return String(value.list?.count ?? 0) }
            if mark.hasSuffix("?") { return "" }
            return written(value, inner ?? field, parts.map(\.name).joined(separator: "."), language)
        }
        return SentenceOrigin.Source(
            kind: .answer, path: mark, label: label, text: text, isSensitive: (inner ?? field)?.sensitive == true ? true : nil)
    }

    /// A step of a path: `dogs[2]`.
    private struct FormPart {
        let name: String
        let position: Int?
        init(_ text: Substring) {
            name = String(text.prefix { $0 != "[" })
            position = text.firstIndex(of: "[").flatMap { Int(text[text.index(after: $0)...].dropLast()) }
        }
    }

    private func label(_ part: FormPart, below first: FormPart?, _ depth: Int, _ language: Language) -> String {
        guard depth > 0, let first else {
            let label = texts.text("fields.\(part.name).label", language) ?? part.name
            guard let position = part.position else { return label }
            let scope = Scope(["position": .number(position)], now: Instant(microseconds: 0))
            return (try? texts.filled("fields.\(part.name).entry", language, in: scope)) ?? "\(label) \(position)"
        }
        if let label = texts.text("fields.\(first.name).\(part.name).label", language) { return label }
        let address = "forms.address.\(part.name)"
        return Texts.shared.has(address) ? Texts.shared(address, language) : part.name
    }

    private func written(_ value: Value, _ field: Field?, _ path: String, _ language: Language) -> String {
        switch (field?.type, value) {
        case (.choice, .string(let option)), (.multiChoice, .string(let option)):
            texts.text("fields.\(path).options.\(option)", language) ?? option
        case (.multiChoice, .list(let items)): items.map { written($0, field, path, language) }.joined(separator: ", ")
        case (.file, .string), (.file, .list): Texts.shared("notices.why.uploaded", language)
        case (.money, .number(let number)): TemplateFormat.money(number, language)
        default: written(value, language)
        }
    }

    /// What the person who wrote a letter beside the process put in.
    private func letter(_ path: String) -> SentenceOrigin.Source {
        let name = path.split(separator: ".").dropFirst().first.map(String.init) ?? ""
        return SentenceOrigin.Source(
            kind: .act, path: path, label: LocalText(de: name), text: both { OriginWords.written(value(path), $0) })
    }

    private func written(_ value: Value, _ language: Language) -> String { OriginWords.written(value, language) }

    static func written(_ value: Value, _ language: Language) -> String {
        switch value {
        case .date(let date): TemplateFormat.date(date, language)
        case .dateTime(let moment): TemplateFormat.date(moment.date, language)
        case .number(let number): TemplateFormat.number(number, language)
        case .boolean(let flag): Texts.shared(flag ? "notices.why.yes" : "notices.why.no", language)
        case .null: Texts.shared("notices.why.nothing", language)
        case .list(let items): items.map { written($0, language) }.joined(separator: ", ")
        case .context(let context): context.values.filter { !$0.isNull }.map { written($0, language) }.joined(separator: " ")
        default: value.plain
        }
    }

    // MARK: Dates, acts, amounts

    private func deadline(_ path: String) -> SentenceOrigin.Source {
        let name = String(path.split(separator: ".").dropFirst().first ?? "")
        let none = value(path).isNull ? both { Texts.shared("notices.why.not-begun", $0) } : LocalText(de: "")
        return SentenceOrigin.Source(
            kind: .deadline, path: path, label: both { texts.text("deadlines.\(name)", $0) ?? name },
            text: facts.reasons?[name] ?? none)
    }

    /// What somebody entered at a task, who and when.
    private func act(_ path: String) -> SentenceOrigin.Source {
        let names = path.split(separator: ".").dropFirst().map(String.init)
        let task = names.first ?? ""
        let title = both { texts.text("staff.tasks.\(task)", $0) ?? task }
        guard let done = value("tasks.\(task)").context, let act = done["act"]?.string else {
            return SentenceOrigin.Source(
                kind: .act, path: path, label: title, text: both { Texts.shared("notices.why.not-done", $0) })
        }
        let definition = service.folder.about.acts[act]
        let prefix = definition?.by == .applicant ? "acts.\(act)" : "staff.acts.\(act)"
        let who = done["by"]?.string.flatMap { $0 == "applicant" ? nil : $0 }
        func signed(_ text: String, _ language: Language) -> String {
            let day = done["at"].map { written($0, language) }
            let signature = [who, day].compactMap { $0 }.joined(separator: ", ")
            return signature.isEmpty ? text : "\(text) (\(signature))"
        }
        let field = names.count > 1 ? names[1] : "act"
        guard let entered = definition?.fields.first(where: { $0.id == field }) else {
            // Another act has this entry; what counts is which one was chosen.
            return SentenceOrigin.Source(
                kind: .act, path: path, label: title, text: both { signed(texts.text("\(prefix).label", $0) ?? act, $0) })
        }
        let value = done[field] ?? .null
        return SentenceOrigin.Source(
            kind: .act, path: path, label: both { texts.text("\(prefix).fields.\(field).label", $0) ?? field },
            text: both { language in
                let options = (value.list ?? [value]).map { option in
                    option.string.flatMap { texts.text("\(prefix).fields.\(field).options.\($0)", language) }
                        ?? written(option, entered, field, language)
                }
                return signed(options.joined(separator: ", "), language)
            })
    }

    private func amount(_ path: String) -> SentenceOrigin.Source {
        let names = path.split(separator: ".").dropFirst().map(String.init)
        let list = city.feeLists.first { $0.name == names.first }
        let entry = list.flatMap { list in
            names.dropFirst().first.flatMap { list.amounts[$0]?.last { $0.from <= facts.receivedOn } }
        }
        let value = value(path)
        return SentenceOrigin.Source(
            kind: .amount, path: path, label: LocalText(de: list?.title ?? path),
            text: both { language in
                let amount = value.number.map { TemplateFormat.money($0, language) } ?? written(value, language)
                return entry?.source.map { "\(amount) (\($0.norm))" } ?? amount
            })
    }

    // MARK: Facts

    /// `procedure.received`, `city.unit.name`: labels of the program's own.
    private func fact(_ path: String) -> SentenceOrigin.Source {
        let known = Texts.shared.has("notices.origin.\(path)")
        let value = value(path)
        return SentenceOrigin.Source(
            kind: .fact, path: path,
            label: both { Texts.shared(known ? "notices.origin.\(path)" : "notices.origin.other", $0) },
            text: both { language in
                let word = "notices.origin.\(path).\(value.string ?? "")"
                return Texts.shared.has(word) ? Texts.shared(word, language) : written(value, language)
            })
    }

    /// The member at a path such as `answers.dogs[1].name`.
    static func look(up path: String, in context: JSON) -> JSON? {
        var current: JSON? = context
        for part in path.split(separator: ".") {
            let step = FormPart(part)
            current = current?[step.name]
            if let position = step.position { current = current?[position - 1] }
        }
        return current
    }
}
