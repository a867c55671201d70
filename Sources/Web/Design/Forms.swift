import Kernel

/// What a form shows at one field.
public struct FieldText: Sendable {
    public let label: String
    public let hint: String?
    /// What is wrong with the value, in the reader's language.
    public let error: String?
    /// Optional fields say so; required ones say nothing.
    public let isOptional: Bool

    public init(_ label: String, hint: String? = nil, error: String? = nil, optional: Bool = false) {
        self.label = label
        self.hint = hint
        self.error = error
        isOptional = optional
    }
}

/// One choice of a select, radio or checkbox group.
public struct Choice: Sendable {
    public let value: String
    public let label: String
    public let hint: String?
    public init(_ value: String, _ label: String, hint: String? = nil) {
        self.value = value
        self.label = label
        self.hint = hint
    }
}

/// Kinds of one-line fields, with what browsers need to know of them.
public enum TextKind: Sendable {
    case text, email, telephone, number, decimal, password, search, url, oneTimeCode

    var type: StaticString {
        switch self {
        case .text, .number, .decimal, .oneTimeCode: "text"
        case .email: "email"
        case .telephone: "tel"
        case .password: "password"
        case .search: "search"
        case .url: "url"
        }
    }

    var inputMode: String? {
        switch self {
        case .number, .oneTimeCode: "numeric"
        case .decimal: "decimal"
        default: nil
        }
    }
}

extension HTML {
    /// A form that posts, with its token. `action` is the name of the action it performs: `data-action` on the form.
    /// With `autosave` the script posts the form's contents to that address while they are typed.
    public mutating func form(
        _ address: String, action: String? = nil, files: Bool = false, autosave: String? = nil, _ attributes: Attribute...,
        body: (inout HTML) throws -> Void
    ) rethrows {
        var all: [Attribute] = [
            .literal("method", "post"), .formTarget(address), .data("action", action), .flag("novalidate"),
        ]
        if files { all += [.literal("enctype", "multipart/form-data"), .data("upload", say("web.upload.progress"))] }
        if let autosave {
            all += [
                .data("autosave", Address.checked(autosave)), .data("saved", say("web.saved")),
                .data("saving-failed", say("web.saving-failed")),
            ]
        }
        try element("form", all + attributes) { html in
            html.hidden(FormTokens.field, html.context.token())
            try body(&html)
        }
    }

    /// A form that asks: filters and searches. Its fields stand in the address.
    public mutating func searchForm(_ address: String, _ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("form", [.literal("method", "get"), .formTarget(address), .role("search")] + attributes, body)
    }

    public mutating func hidden(_ name: String, _ value: String) { void("input", .type("hidden"), .name(name), .value(value)) }

    /// The button that sends a form. A `name` and `value` tell which of several was pressed.
    public mutating func submit(
        _ label: String, style: ButtonStyle = .primary, name: String? = nil, value: String? = nil, to address: String? = nil
    ) {
        var attributes: [Attribute] = [
            .type("submit"), .classes(style.classes), .optional("name", name), .optional("value", value),
        ]
        if let address { attributes.append(.formaction(address)) }
        element("button", attributes, text: label)
    }

    /// A link that looks like a button.
    public mutating func linkButton(_ label: String, _ address: String, style: ButtonStyle = .primary) {
        a(label, .classes(style.classes), .href(address))
    }

    // MARK: Fields

    /// One line of text. Names become ids, so they stand once on a page.
    public mutating func textField(
        _ name: String, _ text: FieldText, value: String? = nil, kind: TextKind = .text, autocomplete: String? = nil,
        width: FieldWidth = .full,
        _ attributes: Attribute...
    ) {
        field(name, text) { html, described in
            let all: [Attribute] = [
                .id(FieldID.of(name)), .name(name), .type(kind.type), .value(value ?? ""), .optional("inputmode", kind.inputMode),
                .optional("autocomplete", autocomplete ?? (kind == .oneTimeCode ? "one-time-code" : nil)),
                .classes("input " + width.rawValue),
                .aria("describedby", described), .aria("invalid", text.error == nil ? nil : "true"),
                .aria("required", text.isOptional ? nil : "true"),
            ]
            html.void("input", all + attributes)
        }
    }

    /// Several lines of text.
    public mutating func textArea(
        _ name: String, _ text: FieldText, value: String? = nil, rows: Int = 5, _ attributes: Attribute...
    ) {
        field(name, text) { html, described in
            let all: [Attribute] = [
                .id(FieldID.of(name)), .name(name), .attribute("rows", String(rows)), .class("input"),
                .aria("describedby", described),
                .aria("invalid", text.error == nil ? nil : "true"), .aria("required", text.isOptional ? nil : "true"),
            ]
            html.element("textarea", all + attributes, text: value ?? "")
        }
    }

    /// A date as one field, typed as 24.12.2026 (one field is quicker and works with every screen reader; the
    /// browser's own calendar is not used because it cannot be read out reliably).
    public mutating func dateField(
        _ name: String, _ text: FieldText, value: String? = nil, autocomplete: String? = nil, _ attributes: Attribute...
    ) {
        let hint = text.hint ?? say("web.date.hint")
        let shown = value.flatMap { LocalDate($0) }.map { Written.date($0, .de) } ?? value
        let full = FieldText(text.label, hint: hint, error: text.error, optional: text.isOptional)
        field(name, full) { html, described in
            let all: [Attribute] = [
                .id(FieldID.of(name)), .name(name), .type("text"), .value(shown ?? ""), .optional("autocomplete", autocomplete),
                .classes("input w-date"), .aria("describedby", described),
                .aria("invalid", text.error == nil ? nil : "true"), .aria("required", text.isOptional ? nil : "true"),
            ]
            html.void("input", all + attributes)
        }
    }

    public mutating func selectField(
        _ name: String, _ text: FieldText, choices: [Choice], value: String? = nil, empty: String? = nil,
        _ attributes: Attribute...
    ) {
        field(name, text) { html, described in
            let all: [Attribute] = [
                .id(FieldID.of(name)), .name(name), .class("input select"), .aria("describedby", described),
                .aria("invalid", text.error == nil ? nil : "true"), .aria("required", text.isOptional ? nil : "true"),
            ]
            html.element("select", all + attributes) { html in
                if let empty { html.option(empty, .value("")) }
                for choice in choices {
                    html.option(choice.label, .value(choice.value), .flag("selected", choice.value == value))
                }
            }
        }
    }

    /// A choice of one.
    public mutating func radios(
        _ name: String, _ text: FieldText, choices: [Choice], value: String? = nil, inline: Bool = false,
        _ attributes: Attribute...
    ) {
        group(name, text, type: "radio", choices: choices, chosen: value.map { [$0] } ?? [], inline: inline, attributes)
    }

    /// A choice of any number.
    public mutating func checkboxes(
        _ name: String, _ text: FieldText, choices: [Choice], values: Set<String> = [], _ attributes: Attribute...
    ) {
        group(name, text, type: "checkbox", choices: choices, chosen: values, inline: false, attributes)
    }

    /// One checkbox with its sentence.
    public mutating func checkbox(
        _ name: String, _ text: FieldText, isOn: Bool = false, value: String = "true", _ attributes: Attribute...
    ) {
        let id = FieldID.of(name)
        element("div", [.classes(text.error == nil ? "field" : "field has-error")] + attributes) { html in
            html.error(id, text.error)
            html.div(.class("choice")) { html in
                html.void(
                    "input", .type("checkbox"), .id(id), .name(name), .value(value), .flag("checked", isOn),
                    .aria("describedby", FieldID.described(id, hint: text.hint != nil, error: text.error != nil)),
                    .aria("invalid", text.error == nil ? nil : "true"))
                html.label(text.label, .for(id))
                if let hint = text.hint { html.p(hint, .class("hint"), .id(id + "-hint")) }
            }
        }
    }

    /// A file; `present` names what is there already.
    public mutating func fileField(
        _ name: String, _ text: FieldText, accept: String? = nil, multiple: Bool = false, present: [String] = [],
        _ attributes: Attribute...
    ) {
        field(name, text) { html, described in
            if !present.isEmpty { html.ul(.class("files")) { html in for file in present { html.li(file) } } }
            let all: [Attribute] = [
                .id(FieldID.of(name)), .name(name), .type("file"), .class("input file"), .optional("accept", accept),
                .flag("multiple", multiple),
                .aria("describedby", described), .aria("invalid", text.error == nil ? nil : "true"),
            ]
            html.void("input", all + attributes)
        }
    }

    /// Fields that belong together, with a legend as their heading.
    public mutating func fields(
        _ legend: String, hint: String? = nil, id: String? = nil, _ attributes: Attribute..., body: (inout HTML) throws -> Void
    ) rethrows {
        try element("fieldset", [.class("fields")] + (id.map { [.id($0)] } ?? []) + attributes) { html in
            html.element("legend", text: legend)
            if let hint { html.p(hint, .class("hint")) }
            try body(&html)
        }
    }

    private mutating func group(
        _ name: String, _ text: FieldText, type: StaticString, choices: [Choice], chosen: Set<String>, inline: Bool,
        _ attributes: [Attribute]
    ) {
        let id = FieldID.of(name)
        let described = FieldID.described(id, hint: text.hint != nil, error: text.error != nil)
        let isRadio = type.withUTF8Buffer { $0.elementsEqual("radio".utf8) }
        let base: [Attribute] = [
            .classes(text.error == nil ? "field group" : "field group has-error"), .id(id + "-group"),
            .aria("describedby", described),
        ]
        let radio: [Attribute] =
            isRadio
            ? [
                .role("radiogroup"), .aria("required", text.isOptional ? nil : "true"),
                .aria("invalid", text.error == nil ? nil : "true"),
            ] : []
        element("fieldset", base + radio + attributes) { html in
            html.element("legend") { html in html.labelText(text) }
            if let hint = text.hint { html.p(hint, .class("hint"), .id(id + "-hint")) }
            html.error(id, text.error)
            html.div(.classes(inline ? "choices inline" : "choices")) { html in
                for (index, choice) in choices.enumerated() {
                    let own = index == 0 ? id : "\(id)-\(index)"
                    html.div(.class("choice")) { html in
                        html.void(
                            "input", .type(type), .id(own), .name(name), .value(choice.value),
                            .flag("checked", chosen.contains(choice.value)),
                            .aria("describedby", choice.hint == nil ? nil : own + "-about"))
                        html.label(choice.label, .for(own))
                        if let hint = choice.hint { html.p(hint, .class("hint"), .id(own + "-about")) }
                    }
                }
            }
        }
    }

    private mutating func field(_ name: String, _ text: FieldText, input: (inout HTML, String?) -> Void) {
        let id = FieldID.of(name)
        div(.classes(text.error == nil ? "field" : "field has-error")) { html in
            html.label(.for(id)) { html in html.labelText(text) }
            if let hint = text.hint { html.p(hint, .class("hint"), .id(id + "-hint")) }
            html.error(id, text.error)
            input(&html, FieldID.described(id, hint: text.hint != nil, error: text.error != nil))
        }
    }

    private mutating func labelText(_ text: FieldText) {
        self.text(text.label)
        if text.isOptional {
            raw(" ")
            span(say("web.optional"), .class("optional"))
        }
    }

    private mutating func error(_ id: String, _ error: String?) {
        guard let error else { return }
        p(.class("field-error"), .id(id + "-error")) { html in
            html.span(html.say("web.error.prefix"), .class("visually-hidden"))
            html.text(error)
        }
    }
}

/// Widths of fields, as a hint to what goes in.
public enum FieldWidth: String, Sendable {
    case full = "w-full", half = "w-half", medium = "w-medium", short = "w-short", tiny = "w-tiny"
}

public enum ButtonStyle: Sendable {
    case primary, secondary, danger, link

    var classes: String {
        switch self {
        case .primary: "button"
        case .secondary: "button secondary"
        case .danger: "button danger"
        case .link: "button link"
        }
    }
}

/// Identifiers of fields in a page.
public enum FieldID {
    /// `dogs.0.name` is `f-dogs-0-name`; error summaries link to it.
    public static func of(_ name: String) -> String {
        "f-"
            + String(
                decoding: name.utf8.map { byte -> UInt8 in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: byte
                    default: 0x2D
                    }
                }, as: UTF8.self)
    }

    static func described(_ id: String, hint: Bool, error: Bool) -> String? {
        let parts = (hint ? [id + "-hint"] : []) + (error ? [id + "-error"] : [])
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
