import Kernel
import Web

/// What waits for the staff: who took it, since when, until when.
enum InboxPages {
    static func show(_ request: Request) async throws -> Response {
        let filter = InboxFilter(request)
        let isExport = request.query("format") == "csv"
        let after = isExport ? nil : request.query("after")
        let view = try await request.read { [caller = request.caller, language = request.language] in
            try InboxView(filter, caller, language, after: after, limit: isExport ? ListFilters.export : ListFilters.page, in: $0)
        }
        if isExport { return export(view, request) }
        return request.page(request.say("procedures.inbox.title"), layout: PageLayout(isWide: true)) { html in
            html.workbenchLists("/procedures/inbox")
            tabs(filter, request, &html)
            filters(filter, view, request, &html)
            if view.lines.isEmpty {
                html.emptyState(html.say("procedures.inbox.empty"), html.say("procedures.inbox.empty-hint")) { html in
                    html.p { html in html.a(html.say("web.filter.clear"), .href("/procedures/inbox?tab=\(filter.tab.rawValue)")) }
                }
            } else {
                table(view, request, &html)
                html.p { html in
                    html.a(html.say("procedures.export"), .href(request.address(with: ["format": "csv", "after": nil])))
                }
            }
            html.paging(
                next: view.next.map { request.address(with: ["after": $0]) },
                first: after == nil ? nil : request.address(with: ["after": nil]))
        }
    }

    private static func tabs(_ filter: InboxFilter, _ request: Request, _ html: inout HTML) {
        html.nav(.aria("label", html.say("procedures.inbox.tabs"))) { html in
            html.ul(.class("tabs")) { html in
                for tab in InboxFilter.Tab.allCases {
                    html.li { html in
                        html.a(
                            html.say("procedures.inbox.tab.\(tab.rawValue)"),
                            .href(request.address(with: ["tab": tab.rawValue, "after": nil])),
                            .aria("current", tab == filter.tab ? "page" : nil))
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
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func table(_ view: InboxView, _ request: Request, _ html: inout HTML) {
        let today = request.now.date()
        let columns = [
            Column(request.say("procedures.reference"), header: true), Column(request.say("procedures.applicant")),
            Column(request.say("procedures.service")), Column(request.say("procedures.step")),
            Column(request.say("procedures.since")),
            Column(request.say("procedures.due")), Column(request.say("procedures.claimed-by")),
        ]
        html.table(request.say("procedures.inbox.title"), columns: columns, items: view.lines, hidesCaption: true) {
            line, cells in
            cells.link(line.row.reference, "/procedures/\(line.row.procedure)")
            cells.cell(line.row.applicant)
            cells.cell(line.service)
            cells.cell(line.step)
            cells.cell(Written.date(line.row.openedAt.date(), request.language))
            cells.cell { html in html.due(line.row.due, on: today) }
            cells.cell(line.claimedBy ?? request.say("procedures.claimed-by.nobody"))
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
    /// A day by which something is to be done; what is late says so in a word.
    mutating func due(_ day: LocalDate?, on today: LocalDate) {
        guard let day else { return text("–") }
        text(Written.date(day, language))
        if day < today {
            raw(" ")
            badge(say("procedures.overdue"), .error)
        }
    }
}
