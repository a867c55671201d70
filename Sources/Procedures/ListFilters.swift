import Catalogue
import Folders
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

    /// The caller's units, by name.
    static func units(_ caller: Caller, _ language: Language, in reader: Reader) throws -> [Choice] {
        try reader.part(City.self).organisation.units.filter { caller.units.contains($0.key) }
            .map { Choice($0.key, $0.name[language]) }.sorted { $0.label < $1.label }
    }

    static func states(_ request: Request) -> [Choice] {
        Procedure.State.allCases.map { Choice($0.rawValue, request.say("procedures.state.\($0.rawValue)")) }
    }
}

extension HTML {
    /// A choice among filters; the first entry means "all", or what `none` says.
    mutating func filter(_ name: String, _ label: String, choices: [Choice], value: String?, none: String? = nil) {
        div(.class("field")) { html in
            html.label(label, .for(FieldID.of(name)))
            html.select(.class("input select"), .id(FieldID.of(name)), .name(name)) { html in
                html.option(none ?? html.say("procedures.filter.all"), .value(""))
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

    /// The lists of the workbench that the caller may see, the present one marked.
    mutating func workbenchLists(_ current: String, _ caller: Caller) {
        nav(.aria("label", say("procedures.lists"))) { html in
            html.ul(.class("tabs")) { html in
                for list in WorkbenchList.all where list.permission.map({ caller.may($0) }) ?? true {
                    html.li { html in
                        html.a(
                            html.say(list.title), .href(list.address), .aria("current", list.address == current ? "page" : nil))
                    }
                }
            }
        }
    }
}

extension HTML {
    /// The keys of a list and what they do; with the script they can be switched off here. Without it there are none, and every
    /// row is reached by the tab key.
    mutating func shortcuts(_ keys: [String]) {
        details(.class("shortcuts"), .data("keys", "")) { html in
            html.summary(html.say("procedures.keys"))
            html.div(.class("details-body")) { html in
                html.dl(.class("summary")) { html in
                    for key in keys {
                        html.div(.class("summary-row")) { html in
                            html.dt { html in html.element("kbd", text: key == "enter" ? "↵" : key) }
                            html.dd(.class("summary-value")) { html in
                                html.say(text: "procedures.keys.\(HTML.keyNames[key] ?? key)")
                            }
                        }
                    }
                }
                html.p(.flag("hidden")) { html in
                    html.void("input", .type("checkbox"), .id("keys-on"), .data("keys-off", ""))
                    html.text(" ")
                    html.label(html.say("procedures.keys.on"), .for("keys-on"))
                }
            }
        }
    }

    private static let keyNames = ["/": "search", "?": "help"]
}

/// A list of the workbench.
struct WorkbenchList {
    let address: String
    let title: String
    /// The right without which it is not offered; nil where all of the staff see what is theirs.
    var permission: String?

    static let all = [
        WorkbenchList(address: "/procedures/inbox", title: "procedures.inbox.title"),
        WorkbenchList(address: "/procedures", title: "procedures.list.title"),
        WorkbenchList(
            address: "/procedures/handovers", title: "procedures.handovers.title", permission: HandOverMany.name),
        WorkbenchList(address: "/procedures/late", title: "procedures.late.title", permission: LatePages.permission),
        WorkbenchList(address: "/procedures/workload", title: "procedures.workload.title", permission: LatePages.permission),
    ]
}
