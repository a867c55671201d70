import Catalogue
import Folders
import Kernel
import Web

/// The fields of an act: from what a form sent to JSON, and back onto a page.
struct ActFields {
    /// What stands before a field's name in forms, and around the fields in JSON: `{"fields": {"reason": "…"}}`.
    static let prefix = "fields."

    let act: Act
    let service: Service
    let language: Language

    // MARK: Reading

    /// The fields as plain JSON; blank ones are left out, what cannot be read stays a text, so that the check names it.
    static func json(_ fields: [Field], _ form: FormData) -> JSON {
        var members: [String: JSON] = [:]
        for field in fields { members[field.id] = value(field, prefix + field.id, form) }
        let known = Set(fields.map(\.id))
        for (name, value) in form.fields where name.hasPrefix(prefix) {
            let own = String(name.dropFirst(prefix.count).prefix { $0 != "." })
            if !own.isEmpty, !known.contains(own) { members[own] = .string(value) }
        }
        return .object(members)
    }

    private static func value(_ field: Field, _ name: String, _ form: FormData) -> JSON? {
        switch field.type {
        case .multiChoice, .clauses:
            let chosen = form.all(name).filter { !$0.isEmpty }
            return chosen.isEmpty ? nil : .array(chosen.map { .string($0) })
        case .address:
            let parts = addressParts.compactMap { part in form.optional("\(name).\(part)").map { (part, JSON.string($0)) } }
            return parts.isEmpty ? nil : .object(Dictionary(parts, uniquingKeysWith: { first, _ in first }))
        default: break
        }
        guard let text = form.optional(name) else { return nil }
        switch field.type {
        case .number, .money: return number(text).map { .number($0) } ?? .string(text)
        case .date: return .string(FormData.date(text)?.description ?? text)
        case .yesNo: return text == "true" ? true : text == "false" ? false : .string(text)
        default: return .string(text)
        }
    }

    /// A number as people write it: `1.234,50` and `1234.5`, with or without a sign for euros.
    static func number(_ text: String) -> Decimal128? {
        var digits = text.filter { !$0.isWhitespace && $0 != "€" }
        if digits.contains(",") { digits = digits.replacing(".", with: "").replacing(",", with: ".") }
        return Decimal128(digits)
    }

    // MARK: Showing

    private static let addressParts = ["addition", "street", "houseNumber", "postalCode", "place", "country"]

    /// Writes the fields that are shown. `required` names those that must be filled.
    func write(_ visible: Set<String>, required: Set<String>, _ form: FormData, _ problems: [FieldProblem], _ html: inout HTML) {
        for field in act.fields where visible.contains("/\(field.id)") {
            let name = ActFields.prefix + field.id
            let error = problems.first { ActFields.name(of: $0) == name }?.detail
            write(field, name, text(field, error, optional: !required.contains(field.id)), form, problems, &html)
        }
    }

    /// The lines above the form, each leading to its field.
    static func lines(_ problems: [FieldProblem]) -> [ErrorLine] { problems.map { ErrorLine(name(of: $0), $0.detail) } }

    /// `/fields/missing/0` belongs to the field `fields.missing`.
    static func name(of problem: FieldProblem) -> String {
        problem.pointer.split(separator: "/").prefix(2).joined(separator: ".")
    }

    private func text(_ field: Field, _ error: String?, optional: Bool) -> FieldText {
        let texts = service.folder.texts
        let key = "staff.acts.\(act.id).fields.\(field.id)"
        return FieldText(
            texts.text(key + ".label", language) ?? field.id, hint: texts.text(key + ".hint", language), error: error,
            optional: optional)
    }

    private func write(
        _ field: Field, _ name: String, _ text: FieldText, _ form: FormData, _ problems: [FieldProblem], _ html: inout HTML
    ) {
        switch field.type {
        case .text: html.textField(name, text, value: form[name])
        case .email: html.textField(name, text, value: form[name], kind: .email)
        case .phone: html.textField(name, text, value: form[name], kind: .telephone)
        case .textarea: html.textArea(name, text, value: form[name])
        case .number, .money: html.textField(name, text, value: form[name], kind: .decimal, width: .short)
        case .date: html.dateField(name, text, value: form[name])
        case .choice where field.options.count > 7:
            html.selectField(name, text, choices: choices(field), value: form[name], empty: "")
        case .choice: html.radios(name, text, choices: choices(field), value: form[name])
        case .multiChoice, .clauses: html.checkboxes(name, text, choices: choices(field), values: Set(form.all(name)))
        case .yesNo:
            let both = [Choice("true", html.say("procedures.yes")), Choice("false", html.say("procedures.no"))]
            html.radios(name, text, choices: both, value: form[name], inline: true)
        case .address: address(name, text, form, problems, &html)
        // Staff attach documents at the procedure; groups belong to applications.
        case .file, .group: break
        }
    }

    private func choices(_ field: Field) -> [Choice] {
        let texts = service.folder.texts
        if field.type == .clauses {
            return service.folder.about.clauses.keys.sorted().map { Choice($0, texts.text("clauses.\($0)", language) ?? $0) }
        }
        return field.options.map {
            Choice($0, texts.text("staff.acts.\(act.id).fields.\(field.id).options.\($0)", language) ?? $0)
        }
    }

    private func address(_ name: String, _ text: FieldText, _ form: FormData, _ problems: [FieldProblem], _ html: inout HTML) {
        html.fields(text.label, hint: text.hint) { html in
            for part in ActFields.addressParts {
                let pointer = "/" + name.replacing(".", with: "/") + "/" + part
                let label = FieldText(
                    html.say("procedures.address.\(part)"), error: problems.first { $0.pointer == pointer }?.detail,
                    optional: text.isOptional || part == "addition" || part == "country")
                html.textField("\(name).\(part)", label, value: form["\(name).\(part)"])
            }
        }
    }

    // MARK: In words

    /// What was filled in, for the page that asks once more.
    func rows(_ values: JSON) -> [SummaryRow] {
        act.fields.compactMap { field in
            guard let value = values[field.id] else { return nil }
            return SummaryRow(text(field, nil, optional: true).label, words(value, field))
        }
    }

    private func words(_ value: JSON, _ field: Field) -> String {
        switch value {
        case .array(let items): items.map { words($0, field) }.joined(separator: ", ")
        case .bool(let flag): Texts.shared(flag ? "procedures.yes" : "procedures.no", language)
        case .number(let number): field.type == .money ? Written.euros(number, language) : Written.number(number, language)
        case .object(let members): ActFields.addressParts.compactMap { members[$0]?.string }.joined(separator: ", ")
        case .string(let text) where field.type == .date: LocalDate(text).map { Written.date($0, language) } ?? text
        case .string(let text): choices(field).first { $0.value == text }?.label ?? text
        case .null: ""
        }
    }
}
