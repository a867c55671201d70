import Kernel

/// The four kinds of messages; each has a sign, a word and a colour, so that none speaks by colour alone.
public enum AlertKind: String, Sendable, CaseIterable {
    case info, success, warning, error

    fileprivate var sign: StaticString {
        switch self {
        case .info: "i"
        case .success: "✓"
        case .warning: "!"
        case .error: "×"
        }
    }

    fileprivate var classes: StaticString {
        switch self {
        case .info: "alert info"
        case .success: "alert success"
        case .warning: "alert warning"
        case .error: "alert error"
        }
    }
}

/// One line of the list of mistakes: what is wrong, and at which field.
public struct ErrorLine: Sendable {
    /// Name of the field, as in the form; nil where the mistake belongs to none.
    public let field: String?
    public let message: String
    public init(_ field: String?, _ message: String) {
        self.field = field
        self.message = message
    }
}

extension HTML {
    /// A message with its sign, its word and a text.
    public mutating func alert(_ kind: AlertKind, title: String? = nil, _ text: String) {
        alert(kind, title: title) { html in html.p(text) }
    }

    /// A message with a body. Errors are announced at once, the others when there is time.
    public mutating func alert(_ kind: AlertKind, title: String? = nil, body: (inout HTML) throws -> Void) rethrows {
        try div(.class(kind.classes), .role(kind == .error ? "alert" : "note")) { html in
            html.span(.class("alert-sign"), .attribute("aria-hidden", "true")) { html in html.raw(kind.sign) }
            try html.div(.class("alert-body")) { html in
                html.p(.class("alert-title")) { html in html.text(title ?? html.say("web.alert.\(kind.rawValue)")) }
                try body(&html)
            }
        }
    }

    /// The list of mistakes at the top of a form; the script puts the focus on it, each line leads to its field.
    public mutating func errorSummary(_ lines: [ErrorLine]) {
        guard !lines.isEmpty else { return }
        div(.class("error-summary"), .role("alert"), .attribute("tabindex", "-1"), .id("errors"), .data("focus", "")) { html in
            html.h2(html.say("web.errors.title"))
            html.p(Texts.shared("web.errors.count", count: lines.count, html.language))
            html.ul { html in
                for line in lines {
                    html.li { html in
                        if let field = line.field {
                            html.a(line.message, .href("#" + FieldID.of(field)))
                        } else {
                            html.text(line.message)
                        }
                    }
                }
            }
        }
    }

    /// A short word on a coloured ground: a state. The word says everything, the colour helps.
    public mutating func badge(_ text: String, _ kind: AlertKind? = nil) {
        span(text, .classes("badge" + (kind.map { " " + $0.rawValue } ?? "")))
    }

    /// What a page says where there is nothing to show, and what can be done about it.
    public mutating func emptyState(_ title: String, _ text: String? = nil, body: (inout HTML) throws -> Void = { _ in }) rethrows
    {
        try div(.class("empty")) { html in
            html.p(title, .class("empty-title"))
            if let text { html.p(text) }
            try body(&html)
        }
    }

    /// Something that can be opened.
    public mutating func disclosure(_ summary: String, open: Bool = false, body: (inout HTML) throws -> Void) rethrows {
        try details(.flag("open", open)) { html in
            html.summary(summary)
            try html.div(.class("details-body"), body: body)
        }
    }

    /// A region whose content the script renews from a stream of events at `address`. Without the script it stays as it is.
    /// Small regions are read aloud when they change; of a long one only `news` is said, once it has changed.
    public mutating func liveRegion(_ address: String, news: String? = nil, body: (inout HTML) throws -> Void) rethrows {
        if let news { p(.class("visually-hidden"), .role("status"), .data("live-news", news)) { _ in } }
        try div(
            .class("live"), .data("live", Address.checked(address)), .aria("live", news == nil ? "polite" : nil), body: body)
    }

    /// A text in a fixed-width face with a button that copies it; the button is there only with the script.
    public mutating func copyable(_ text: String, label: String) {
        span(.class("copyable")) { html in
            html.code(text)
            html.button(
                .type("button"), .class("button secondary small"), .data("copy", text), .data("copied", html.say("web.copied")),
                .flag("hidden")
            ) { html in
                html.say(text: "web.copy")
                html.span(" " + label, .class("visually-hidden"))
            }
        }
    }
}
