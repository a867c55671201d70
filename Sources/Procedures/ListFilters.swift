import Catalogue
import Kernel
import Store
import Web

/// Words and conditions that the lists of the workbench share.
enum ListFilters {
    /// Rows of a page; one more is asked for to know whether there is a next page.
    static let page = 50
    /// Rows of an export at most.
    static let export = 10_000

    /// Part of a reference or a name, upper and lower case alike; the text's own signs of patterns count as letters.
    static func contains(_ text: String) -> SQL {
        let escaped = text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
        let pattern = "%\(escaped)%"
        return """
            (LOWER(p.reference) LIKE LOWER(CAST(\(pattern) AS TEXT)) ESCAPE '!'
             OR LOWER(p.applicant) LIKE LOWER(CAST(\(pattern) AS TEXT)) ESCAPE '!')
            """
    }

    /// The services to choose from.
    static func services(_ shelf: CatalogueShelf, on day: LocalDate, _ language: Language) -> [Choice] {
        shelf.all(on: day).map { Choice($0.slug, $0.title(language)) }.sorted { $0.label < $1.label }
    }

    static func states(_ request: Request) -> [Choice] {
        Procedure.State.allCases.map { Choice($0.rawValue, request.say("procedures.state.\($0.rawValue)")) }
    }
}

extension HTML {
    /// A choice among filters; the first entry means "all".
    mutating func filter(_ name: String, _ label: String, choices: [Choice], value: String?) {
        div(.class("field")) { html in
            html.label(label, .for(FieldID.of(name)))
            html.select(.class("input select"), .id(FieldID.of(name)), .name(name)) { html in
                html.option(html.say("procedures.filter.all"), .value(""))
                for choice in choices {
                    html.option(choice.label, .value(choice.value), .flag("selected", choice.value == value))
                }
            }
        }
    }

    /// A filter that is typed.
    mutating func filter(_ name: String, _ label: String, value: String?, hint: String? = nil) {
        let id = FieldID.of(name)
        div(.class("field")) { html in
            html.label(label, .for(id))
            if let hint { html.p(hint, .class("hint"), .id(id + "-hint")) }
            html.void(
                "input", .type("text"), .class("input"), .id(id), .name(name), .value(value ?? ""),
                .aria("describedby", hint == nil ? nil : id + "-hint"))
        }
    }

    /// The state as a word on a ground.
    mutating func state(_ state: Procedure.State, _ outcome: Procedure.Outcome?) {
        let kind: AlertKind? =
            switch state {
            case .documentsRequested, .hearing, .consulting: .warning
            case .decided: .success
            case .received, .inReview: .info
            case .withdrawn, .closed: nil
            }
        badge(say("procedures.state.\(state.rawValue)"), kind)
        if let outcome {
            raw(" ")
            badge(say("procedures.outcome.\(outcome.rawValue)"), outcome == .refused ? .error : .success)
        }
    }

    /// The three lists of the workbench, the present one marked.
    mutating func workbenchLists(_ current: String) {
        nav(.aria("label", say("procedures.lists"))) { html in
            html.ul(.class("tabs")) { html in
                for (address, key) in [
                    ("/procedures/inbox", "procedures.inbox.title"), ("/procedures", "procedures.list.title"),
                    ("/procedures/incidents", "procedures.incidents.title"),
                ] {
                    html.li { html in html.a(html.say(key), .href(address), .aria("current", address == current ? "page" : nil)) }
                }
            }
        }
    }
}
