import Catalogue
import Kernel
import Store
import Web

/// What waits for the staff: who took it, since when, until when.
enum InboxPages {
    /// What the page needs besides the rows.
    struct Beside: Sendable {
        let glance: InboxGlance
        let filters: [SavedFilter]
        /// The caller's units by name.
        let units: [Choice]
        let colleagues: [Colleagues.Colleague]
    }

    static func show(_ request: Request) async throws -> Response {
        let filter = InboxFilter(request)
        let isExport = request.query("format") == "csv"
        let after = isExport ? nil : request.query("after")
        let (caller, language) = (request.caller, request.language)
        let view = try await request.read {
            try InboxView(filter, caller, language, after: after, limit: isExport ? ListFilters.export : ListFilters.page, in: $0)
        }
        if isExport { return export(view, request) }
        let beside = try await request.read { try self.beside(filter, caller, language, in: $0) }
        return request.page(request.say("procedures.inbox.title"), layout: PageLayout(isWide: true)) { html in
            html.workbenchLists("/procedures/inbox", request.caller)
            tabs(filter, beside.glance, request, &html)
            SavedFilterPages.list(filter, beside.filters, units: beside.units, request, &html)
            filters(filter, view, request, &html)
            let live = request.at("/procedures/inbox/live").address(with: ["mark": InboxLive.mark(view, beside, request)])
            html.liveRegion(live, news: html.say("procedures.inbox.news")) { html in
                content(filter, view, beside, request, &html)
            }
            html.paging(
                next: view.next.map { request.address(with: ["after": $0, "select": nil]) },
                first: after == nil ? nil : request.address(with: ["after": nil, "select": nil]))
            html.shortcuts(["j", "k", "enter", "x", "c", "/", "?"])
        }
    }

    static func beside(_ filter: InboxFilter, _ caller: Caller, _ language: Language, in reader: Reader) throws -> Beside {
        let units = caller.units(with: HandOverTask.name)
        return Beside(
            glance: try InboxGlance(filter, caller, in: reader), filters: try reader.savedFilters(visibleTo: caller),
            units: filter.isNarrow ? try ListFilters.units(caller, language, in: reader) : [],
            colleagues: units.isEmpty ? [] : try reader.part(Colleagues.self).workers(in: units.sorted(), reader))
    }

    /// What is due, and the list.
    static func content(_ filter: InboxFilter, _ view: InboxView, _ beside: Beside, _ request: Request, _ html: inout HTML) {
        due(filter, beside.glance, request, &html)
        if view.lines.isEmpty {
            html.emptyState(html.say("procedures.inbox.empty"), html.say("procedures.inbox.empty-hint")) { html in
                html.p { html in html.a(html.say("web.filter.clear"), .href("/procedures/inbox?tab=\(filter.tab.rawValue)")) }
            }
        } else {
            InboxTable(view: view, colleagues: beside.colleagues, request: request).write(&html)
            html.p { html in
                html.a(html.say("procedures.export"), .href(request.address(with: ["format": "csv", "after": nil])))
            }
        }
    }

    private static func tabs(_ filter: InboxFilter, _ glance: InboxGlance, _ request: Request, _ html: inout HTML) {
        html.nav(.aria("label", html.say("procedures.inbox.tabs"))) { html in
            html.ul(.class("tabs")) { html in
                for tab in InboxFilter.Tab.shown(to: request.caller) {
                    html.li { html in
                        let count = InboxGlance.text(glance.tabs[tab] ?? 0)
                        html.a(
                            html.say("procedures.inbox.tab.\(tab.rawValue)") + " (\(count))",
                            .href("/procedures/inbox?tab=\(tab.rawValue)"), .aria("current", tab == filter.tab ? "page" : nil))
                    }
                }
            }
        }
    }

    /// How much is late, due today, due this week: each leads to its list.
    private static func due(_ filter: InboxFilter, _ glance: InboxGlance, _ request: Request, _ html: inout HTML) {
        html.nav(.aria("label", html.say("procedures.inbox.due"))) { html in
            html.ul(.class("glance")) { html in
                for due in InboxFilter.Due.allCases {
                    let count = glance.due[due] ?? 0
                    var only = InboxFilter(filter.tab)
                    only.due = due
                    html.li(.class(due == .overdue && count > 0 ? "late" : "plain")) { html in
                        html.a(.href(only.address), .aria("current", filter.due == due ? "true" : nil)) { html in
                            html.strong(InboxGlance.text(count))
                            html.text(" " + html.say("procedures.inbox.due.\(due.rawValue)"))
                        }
                    }
                }
                guard glance.aside > 0 else { return }
                var only = InboxFilter(filter.tab)
                only.aside = .only
                html.li(.class("plain")) { html in
                    html.a(.href(only.address), .aria("current", filter.aside == .only ? "true" : nil)) { html in
                        html.strong(InboxGlance.text(glance.aside))
                        html.text(" " + html.say("procedures.inbox.aside"))
                    }
                }
            }
        }
    }

    private static func filters(_ filter: InboxFilter, _ view: InboxView, _ request: Request, _ html: inout HTML) {
        html.searchForm("/procedures/inbox", .class("filters")) { html in
            html.hidden("tab", filter.tab.rawValue)
            html.filter("text", html.say("procedures.filter.text"), value: filter.text)
            html.filter("service", html.say("procedures.service"), choices: view.services, value: filter.service)
            html.filter(
                "state", html.say("procedures.state"), choices: ListFilters.states(request), value: filter.state?.rawValue)
            html.filter(
                "due", html.say("procedures.due"),
                choices: InboxFilter.Due.allCases.map {
                    Choice($0.rawValue, request.say("procedures.filter.due.\($0.rawValue)"))
                },
                value: filter.due?.rawValue)
            html.filter(
                "claim", html.say("procedures.claimed-by"),
                choices: InboxFilter.Claim.allCases.map {
                    Choice($0.rawValue, request.say("procedures.filter.claim.\($0.rawValue)"))
                }, value: filter.claim?.rawValue)
            html.filter(
                "aside", html.say("procedures.resubmission"),
                choices: InboxFilter.Aside.allCases.map {
                    Choice($0.rawValue, request.say("procedures.filter.aside.\($0.rawValue)"))
                }, value: filter.aside?.rawValue, none: html.say("procedures.filter.aside.without"))
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func export(_ view: InboxView, _ request: Request) -> Response {
        let today = request.now.date()
        var table = CSVTable(
            ["reference", "applicant", "service", "step", "state", "since", "due", "overdue", "claimed-by"].map {
                request.say("procedures.\($0)")
            })
        for line in view.lines {
            let row = line.row
            table.add([
                row.reference, row.applicant, line.service, line.step, request.say("procedures.state.\(row.state.rawValue)"),
                row.openedAt.date().description, row.due?.description ?? "",
                request.say(row.due.map { $0 < today } ?? false ? "procedures.yes" : "procedures.no"), line.claimedBy ?? "",
            ])
        }
        return table.response(named: "inbox-\(today)")
    }
}

extension HTML {
    /// A day by which something is to be done; what is late, or due today, says so in a word.
    mutating func due(_ day: LocalDate?, on today: LocalDate) {
        guard let day else { return text("–") }
        text(Written.date(day, language))
        guard day <= today else { return }
        raw(" ")
        if day == today { badge(say("procedures.due-today"), .warning) } else { badge(say("procedures.overdue"), .error) }
    }
}
