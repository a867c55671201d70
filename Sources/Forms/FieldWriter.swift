import Catalogue
public import Documents
import FEEL
public import Folders
public import Kernel
public import Web

/// Writes the fields of a form or an act into a page.
struct FieldWriter {
    let words: FieldWords
    let messages: FormMessages
    /// What is known of the uploads that the answers name.
    let files: [String: Document]
    /// Where answers were taken over from, by field.
    let origins: [String: String]
    /// Fields of the page at the first level.
    let page: [Field]
    /// What stands before the names of the page's fields.
    let outer: String
    var scope: Scope
    var entry: [Field] = []
    /// `dogs.0.` in a group.
    var prefix: String
    /// `dogs.` in a group.
    var path = ""
    var entryValue: Value?

    init(
        words: FieldWords, messages: FormMessages, files: [String: Document], origins: [String: String], page: [Field],
        outer: String = ""
    ) {
        self.words = words
        self.messages = messages
        self.files = files
        self.origins = origins
        self.page = page
        self.outer = outer
        scope = words.scope
        prefix = outer
    }

    func write(_ html: inout HTML, _ fields: [Field], _ answers: JSON?) {
        for field in fields {
            let reading = ShowWhenReading(
                fields: page, entry: entry, prefix: prefix, outer: outer, isAct: words.root != "fields", scope: scope)
            switch reading.showing(field.showWhen) {
            case .always: self.field(&html, field, answers?[field.id])
            case .never: break
            case .when(let rule):
                html.when(rule) { html in
                    html.element("noscript") { html in html.p(html.say("forms.if-it-applies"), .class("hint")) }
                    self.field(&html, field, answers?[field.id])
                }
            case .perhaps:
                html.p(html.say("forms.if-it-applies"), .class("hint"))
                self.field(&html, field, answers?[field.id])
            }
        }
    }

    private func text(_ field: Field, _ name: String, label: String? = nil) -> FieldText {
        let place = path + field.id
        let isRequired = field.required.holds(in: scope)
        let hint = [words.text(place, "hint", entry: entryValue), origins[place]].compactMap { $0 }.joined(separator: " ")
        return FieldText(
            label ?? words.text(place, "label", entry: entryValue) ?? place, hint: hint.isEmpty ? nil : hint,
            error: messages[name], optional: !isRequired)
    }

    private func field(_ html: inout HTML, _ field: Field, _ value: JSON?) {
        let name = prefix + field.id
        let text = text(field, name)
        let token = field.autocomplete ?? FieldWriter.token(field.prefill)
        switch field.type {
        case .text: html.textField(name, text, value: value?.plain, autocomplete: token, width: FieldWriter.width(field))
        case .email: html.textField(name, text, value: value?.plain, kind: .email, autocomplete: token ?? "email", width: .half)
        case .phone: html.textField(name, text, value: value?.plain, kind: .telephone, autocomplete: token ?? "tel", width: .half)
        case .textarea: html.textArea(name, text, value: value?.plain)
        case .number, .money:
            html.textField(name, text, value: shown(value), kind: field.decimals == 0 ? .number : .decimal, width: .short)
        case .date: html.dateField(name, dated(text, html), value: value?.plain, autocomplete: token)
        case .yesNo: yesNo(&html, name, text, value)
        case .choice: choice(&html, field, name, text, value)
        case .multiChoice, .clauses:
            html.checkboxes(name, text, choices: choices(field), values: Set((value?.array ?? []).compactMap(\.string)))
        case .address: address(&html, field, name, text, value)
        case .file: file(&html, field, name, text, value)
        case .group: group(&html, field, name, value)
        }
    }

    /// How a date is written stands at every date, behind the hint that the service gives.
    private func dated(_ text: FieldText, _ html: HTML) -> FieldText {
        let hint = [text.hint, html.say("web.date.hint")].compactMap { $0 }.joined(separator: " ")
        return FieldText(text.label, hint: hint, error: text.error, optional: text.isOptional)
    }

    /// A number with the reader's decimal mark; what was no number, as it was typed.
    private func shown(_ value: JSON?) -> String? {
        guard let number = value?.number else { return value?.plain }
        return words.language == .en ? number.description : number.description.replacing(".", with: ",")
    }

    private func choices(_ field: Field) -> [Choice] {
        let options = field.type == .clauses ? words.words.service.folder.about.clauses.keys.sorted() : field.options
        return options.map { Choice($0, words.option(field, path + field.id, $0)) }
    }

    private func yesNo(_ html: inout HTML, _ name: String, _ text: FieldText, _ value: JSON?) {
        let choices = [Choice("true", html.say("forms.yes")), Choice("false", html.say("forms.no"))]
        html.radios(name, text, choices: choices, value: value?.bool.map { $0 ? "true" : "false" }, inline: true)
    }

    private func choice(_ html: inout HTML, _ field: Field, _ name: String, _ text: FieldText, _ value: JSON?) {
        if field.options.count > 7 {
            html.selectField(name, text, choices: choices(field), value: value?.string, empty: html.say("forms.choose"))
        } else {
            html.radios(name, text, choices: choices(field), value: value?.string)
        }
    }

    private func address(_ html: inout HTML, _ field: Field, _ name: String, _ text: FieldText, _ value: JSON?) {
        let own = field.prefill == "person.address" || field.autocomplete != nil
        html.fields(text.label, hint: text.hint) { html in
            for part in AddressPart.allCases {
                let inner = "\(name).\(part.rawValue)"
                let width: FieldWidth =
                    switch part {
                    case .houseNumber, .postalCode: .short
                    case .country: .tiny
                    default: .half
                    }
                html.textField(
                    inner,
                    FieldText(
                        html.say("forms.address.\(part.rawValue)"),
                        hint: part == .country ? html.say("forms.address.country.hint") : nil,
                        error: messages[inner], optional: part.isOptional || text.isOptional),
                    value: value?[part.rawValue]?.plain, autocomplete: own ? part.autocomplete : nil, width: width)
            }
        }
    }

    /// A file that is there is sent along by its identifier; a button takes it out.
    private func file(_ html: inout HTML, _ field: Field, _ name: String, _ text: FieldText, _ value: JSON?) {
        let ids = value?.string.map { [$0] } ?? (value?.array ?? []).compactMap(\.string)
        for id in ids {
            html.div(.class("file-present")) { html in
                html.hidden(name, id)
                let shown =
                    files[id].map { "\($0.name), \(Written.bytes($0.bytes, html.language))" } ?? html.say("forms.file.gone")
                html.span(shown)
                html.text(" ")
                html.submit(html.say("forms.file.remove"), style: .link, name: "_drop", value: "\(name):\(id)")
            }
        }
        let key = ids.isEmpty ? nil : field.multiple ? "forms.file.more" : "forms.file.replace"
        let hint = [text.hint, key.map { html.say($0) }].compactMap { $0 }.joined(separator: " ")
        html.fileField(
            name, FieldText(text.label, hint: hint.isEmpty ? nil : hint, error: text.error, optional: text.isOptional),
            accept: field.accept.joined(separator: ","), multiple: field.multiple)
    }

    private func group(_ html: inout HTML, _ field: Field, _ name: String, _ value: JSON?) {
        let entries = value?.array ?? []
        func limit(_ bound: Field.Bound?, _ standard: Int) -> Int { bound?.value(in: scope).number?.integer ?? standard }
        let least = max(field.required.holds(in: scope) ? 1 : 0, limit(field.min, 0))
        if let error = messages[name] {
            html.p(error, .class("field-error"), .id(FieldID.of(name)), .attribute("tabindex", "-1"))
        }
        html.repeated(
            name, legend: words.label(field.id), title: words.entry(field.id, number: "{number}"),
            count: max(entries.count, least),
            least: least, most: limit(field.max, 20), addLabel: words.text(field.id, "add")
        ) { html, prefix, index in
            let answers: JSON? = entries.indices.contains(index) ? .some(entries[index]) : .none
            var inner = self
            inner.entry = field.fields
            inner.prefix = prefix
            inner.path = field.id + "."
            let value = FieldWriter.value(answers ?? [:], field.fields)
            inner.entryValue = value
            inner.scope = scope.adding(["entry": value, "position": .number(index + 1)])
            // Without it an entry of nothing but unanswered choices would not be sent at all.
            html.hidden(prefix + "_", "1")
            inner.write(&html, field.fields, answers)
        }
    }

    /// The entry as expressions see it: every field, null where there is no answer.
    private static func value(_ answers: JSON, _ fields: [Field]) -> Value {
        .context(Context(fields.map { ($0.id, Value(json: answers[$0.id] ?? JSON.null)) }))
    }

    private static func width(_ field: Field) -> FieldWidth {
        field.characters <= 10 ? .short : field.characters <= 40 ? .medium : .half
    }

    private static func token(_ prefill: String?) -> String? {
        switch prefill {
        case "person.givenName": "given-name"
        case "person.familyName": "family-name"
        case "person.birthDate": "bday"
        case "person.email": "email"
        case "person.phone": "tel"
        case "company.name": "organization"
        default: nil
        }
    }
}

/// The fields of forms and acts for the pages of other components.
public enum FormPages {
    /// Writes the fields into a form that the caller has opened (`files: true` where there are file fields).
    ///
    /// - Parameters:
    ///   - answers: what stands in the fields, as the interface takes it.
    ///   - messages: what is wrong, by the names of the fields.
    ///   - prefix: what stands before the names of the fields, `fields.`; the same for `AnswerReading.json`.
    ///   - files: the uploads that the answers name.
    ///   - origins: where answers were taken over from, as sentences by field.
    public static func fields(
        _ html: inout HTML, _ fields: [Field], answers: JSON, messages: FormMessages = FormMessages(), words: FieldWords,
        prefix: String = "",
        files: [String: Document] = [:], origins: [String: String] = [:]
    ) {
        FieldWriter(words: words, messages: messages, files: files, origins: origins, page: fields, outer: prefix).write(
            &html, fields, answers)
    }
}
