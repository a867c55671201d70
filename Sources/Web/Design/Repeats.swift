import Kernel

/// When a field is shown, judged by the script from the other fields of the page; the server judges again.
public indirect enum ShowWhen: Sendable, Hashable {
    /// One of the field's values is among these.
    case field(String, isOneOf: [String])
    case all([ShowWhen])
    case any([ShowWhen])
    case not(ShowWhen)

    var json: JSON {
        switch self {
        case .field(let name, let values): .object(["field": .string(name), "in": .array(values.map { .string($0) })])
        case .all(let parts): .object(["all": .array(parts.map(\.json))])
        case .any(let parts): .object(["any": .array(parts.map(\.json))])
        case .not(let part): .object(["not": part.json])
        }
    }
}

extension HTML {
    /// Fields that the script hides while the condition is false. Without the script they are always there.
    public mutating func when(_ condition: ShowWhen, body: (inout HTML) throws -> Void) rethrows {
        try div(.class("conditional"), .data("show-when", condition.json.description), body: body)
    }

    /// A group of fields that may come several times. `title` names an entry: `Hund {number}`. `body` writes the fields of
    /// one entry; their names begin with the prefix it is given, `dogs.0.`.
    ///
    /// Without the script the buttons send the form with `_add=dogs` or `_remove=dogs.1`, and the page comes back changed;
    /// with it they change the page themselves.
    public mutating func repeated(
        _ name: String, legend: String, title: String, count: Int, least: Int = 1, most: Int = 20, addLabel: String? = nil,
        body: (inout HTML, _ prefix: String, _ index: Int) throws -> Void
    ) rethrows {
        try fields(
            legend, .data("repeat", name), .data("repeat-least", String(least)), .data("repeat-most", String(most)),
            .data("repeat-title", title)
        ) { html in
            // The enter key presses the first button of a form; this one makes sure that it removes nothing.
            html.button(
                "", .type("submit"), .class("visually-hidden"), .attribute("tabindex", "-1"), .attribute("aria-hidden", "true"))
            try html.div(.class("repeat-entries")) { html in
                for index in 0..<count {
                    try html.entry(name, title, index: index, marker: String(index), removable: count > least, body)
                }
            }
            try html.element("template") { html in
                // The script puts the next number in the place of this marker.
                try html.entry(name, title, index: count, marker: "__index__", removable: true, body)
            }
            html.button(
                addLabel ?? html.say("web.add"), .type("submit"), .class("button secondary"), .name("_add"), .value(name),
                .data("repeat-add", name),
                .flag("hidden", count >= most))
        }
    }

    private mutating func entry(
        _ name: String, _ title: String, index: Int, marker: String, removable: Bool,
        _ body: (inout HTML, String, Int) throws -> Void
    ) rethrows {
        let shown = Texts.fill(title, ["number": marker == "__index__" ? "__number__" : String(index + 1)])
        try element("fieldset", [.class("repeat-entry"), .data("repeat-entry", marker)]) { html in
            html.element("legend", text: shown)
            try body(&html, "\(name).\(marker).", index)
            html.button(
                .type("submit"), .class("button link"), .name("_remove"), .value("\(name).\(marker)"), .data("repeat-remove", ""),
                .data("label", html.say("web.remove.entry")),
                .flag("hidden", !removable)
            ) { html in
                html.text(html.say("web.remove.entry", ["entry": shown]))
            }
        }
    }

    /// Where the script says that a draft was saved.
    public mutating func autosaveStatus() {
        p(.class("autosave-status"), .data("autosave-status", ""), .attribute("aria-live", "polite")) { _ in }
    }
}
