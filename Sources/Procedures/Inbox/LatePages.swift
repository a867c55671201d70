import Kernel
import Store
import Web

/// For those who answer for a unit: what is late, and why.
enum LatePages {
    /// The right to oversee the work of units; it shows cases and sums, never what single people achieve.
    static let permission = "procedures.oversee"

    static func list(_ request: Request) async throws -> Response {
        let (caller, language, unit) = (request.caller, request.language, request.query("unit"))
        let isExport = request.query("format") == "csv"
        let after = isExport ? nil : request.query("after")
        let view = try await request.read {
            try LateView(
                unit: unit, caller, language, after: after, limit: isExport ? ListFilters.export : ListFilters.page, in: $0)
        }
        if isExport { return export(view, request) }
        return request.page(request.say("procedures.late.title"), layout: PageLayout(isWide: true)) { html in
            html.workbenchLists("/procedures/late", caller)
            html.p(html.say("procedures.late.lead"), .class("lead"))
            if view.units.count > 1 || unit != nil {
                html.searchForm("/procedures/late", .class("filters")) { html in
                    html.filter("unit", html.say("procedures.unit"), choices: view.units, value: unit)
                    html.submit(html.say("web.filter"), style: .secondary)
                }
            }
            if view.lines.isEmpty {
                html.emptyState(html.say("procedures.late.empty"), html.say("procedures.late.empty-hint")) { _ in }
            } else {
                table(view, request, &html)
                html.p { html in
                    html.a(html.say("procedures.export"), .href(request.address(with: ["format": "csv", "after": nil])))
                }
            }
            html.paging(
                next: view.next.map { request.address(with: ["after": $0]) },
                first: after == nil ? nil : request.address(with: ["after": nil]))
            html.shortcuts(["j", "k", "enter", "?"])
        }
    }

    private static func table(_ view: LateView, _ request: Request, _ html: inout HTML) {
        let columns = [
            Column(request.say("procedures.reference"), header: true), Column(request.say("procedures.applicant")),
            Column(request.say("procedures.service")), Column(request.say("procedures.late.step")),
            Column(request.say("procedures.late.due")), Column(request.say("procedures.late.waits-for")),
        ]
        let language = request.language
        html.div(.data("rows", "")) { html in
            html.table(request.say("procedures.late.title"), columns: columns, items: view.lines, hidesCaption: true) {
                line, cells in
                cells.link(line.row.reference, "/procedures/\(line.row.procedure)")
                cells.cell(line.row.applicant)
                cells.cell(line.service)
                cells.cell { html in
                    html.text(line.step)
                    let since = Written.date(line.row.openedAt.date(), language)
                    html.p(html.say("procedures.case.since", ["day": since]), .class("hint"))
                }
                cells.cell { html in
                    html.text(Written.date(line.row.due, language) + " ")
                    html.badge(Texts.shared("procedures.late.days", count: line.days, language), .error)
                    if let deadline = line.deadline {
                        html.disclosure(deadline.name) { html in html.p { html in html.lines(deadline.why) } }
                    }
                }
                cells.cell(waiting(line.waitsFor, language))
            }
        }
    }

    static func waiting(_ waiting: LateView.Waiting, _ language: Language) -> String {
        func say(_ key: String, _ values: [String: String] = [:]) -> String {
            Texts.shared("procedures.late.\(key)", language, values)
        }
        switch waiting {
        case .applicant: return say("applicant")
        case .office(let unit): return say("office", ["unit": unit])
        case .unit(let unit): return say("nobody", ["unit": unit])
        case .person(let name, nil): return name
        case .person(let name, let until?):
            return say("away", ["name": name, "until": Written.date(until, language)])
        }
    }

    private static func export(_ view: LateView, _ request: Request) -> Response {
        var table = CSVTable(
            ["reference", "applicant", "service", "late.step", "since", "late.due", "late.waits-for"].map {
                request.say("procedures.\($0)")
            })
        for line in view.lines {
            table.add([
                line.row.reference, line.row.applicant, line.service, line.step, line.row.openedAt.date().description,
                line.row.due.description, waiting(line.waitsFor, request.language),
            ])
        }
        return table.response(named: "late-\(request.now.date())")
    }
}
