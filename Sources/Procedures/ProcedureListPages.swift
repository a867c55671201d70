import Catalogue
import Kernel
import Store
import Web

/// All procedures that a member of the staff may see.
enum ProcedureListPages {
    struct Filter: Sendable {
        let state: Procedure.State?
        /// Whatever is not decided yet.
        let isRunning: Bool
        let service: String?
        /// Hash of a version of the service.
        let version: String?
        let from: LocalDate?
        let to: LocalDate?
        let text: String?

        init(_ request: Request) {
            state = request.query("state").flatMap { Procedure.State(rawValue: $0) }
            isRunning = request.query("state") == Filter.running
            service = request.query("service")
            version = request.query("version").flatMap { $0.isEmpty ? nil : String($0.prefix(64)) }
            from = request.query("from").flatMap { FormData.date($0) }
            to = request.query("to").flatMap { FormData.date($0) }
            text = request.query("text").map { String($0.prefix(100)) }
        }

        static let running = "running"

        var condition: SQL {
            var parts: [SQL] = []
            if let state { parts.append("p.state = \(state)") }
            if isRunning { parts.append(VersionUse.running) }
            if let version { parts.append("p.service_hash = \(version)") }
            if let service { parts.append("p.slug = \(service)") }
            if let from { parts.append("p.received_at >= \(Instant(startOf: from))") }
            if let to { parts.append("p.received_at < \(Instant(startOf: to.adding(days: 1)))") }
            if let text { parts.append(ListFilters.contains(text)) }
            return SQL.all(parts)
        }
    }

    struct Found: Sendable {
        let procedures: [Procedure]
        let services: [Choice]
    }

    static func list(_ request: Request) async throws -> Response {
        let filter = Filter(request)
        let isExport = request.query("format") == "csv"
        let before = isExport ? nil : request.query("before")
        let limit = isExport ? ListFilters.export : ListFilters.page
        let found = try await request.read { [caller = request.caller, language = request.language] reader in
            Found(
                procedures: try reader.procedures(visibleTo: caller, where: filter.condition, before: before, limit: limit + 1),
                services: ListFilters.services(try reader.part(CatalogueShelf.self), on: reader.now.date(), language))
        }
        let shown = Array(found.procedures.prefix(limit))
        if isExport { return export(shown, request) }
        return request.page(request.say("procedures.list.title"), layout: PageLayout(isWide: true)) { html in
            html.workbenchLists("/procedures", request.caller)
            filters(filter, found.services, request, &html)
            if let version = filter.version {
                html.p { html in
                    html.text(html.say("procedures.list.version", ["version": String(version.prefix(12))]) + " ")
                    html.a(
                        html.say("procedures.list.version.all"), .href(request.address(with: ["version": nil, "before": nil])))
                }
            }
            if shown.isEmpty {
                html.emptyState(html.say("procedures.list.empty"), html.say("procedures.list.empty-hint")) { html in
                    html.p { html in html.a(html.say("web.filter.clear"), .href("/procedures")) }
                }
            } else {
                table(shown, request, &html)
                html.p { html in
                    html.a(html.say("procedures.export"), .href(request.address(with: ["format": "csv", "before": nil])))
                }
            }
            html.paging(
                next: found.procedures.count > limit ? shown.last.map { request.address(with: ["before": $0.id.text]) } : nil,
                first: before == nil ? nil : request.address(with: ["before": nil]))
            html.shortcuts(["j", "k", "enter", "/", "?"])
        }
    }

    private static func filters(_ filter: Filter, _ services: [Choice], _ request: Request, _ html: inout HTML) {
        let hint = html.say("web.date.hint")
        html.searchForm("/procedures", .class("filters")) { html in
            html.filter("text", html.say("procedures.filter.text"), value: filter.text)
            html.filter("service", html.say("procedures.service"), choices: services, value: filter.service)
            html.filter(
                "state", html.say("procedures.state"),
                choices: [Choice(Filter.running, html.say("procedures.state.running"))] + ListFilters.states(request),
                value: filter.isRunning ? Filter.running : filter.state?.rawValue)
            if let version = filter.version { html.hidden("version", version) }
            html.filter("from", html.say("procedures.filter.from"), value: request.query("from"), hint: hint)
            html.filter("to", html.say("procedures.filter.to"), value: request.query("to"), hint: hint)
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func table(_ procedures: [Procedure], _ request: Request, _ html: inout HTML) {
        let today = request.now.date()
        let columns = ["reference", "applicant", "service", "received", "due", "state"].map {
            Column(request.say("procedures.\($0)"), header: $0 == "reference")
        }
        html.div(.data("rows", "")) { html in
            html.table(request.say("procedures.list.title"), columns: columns, items: procedures, hidesCaption: true) {
                procedure, cells in
                cells.link(procedure.reference, "/procedures/\(procedure.id)")
                cells.cell(procedure.applicant)
                cells.cell(procedure.title)
                cells.cell(Written.date(procedure.receivedAt.date(), request.language))
                cells.cell { html in html.due(procedure.due, on: today) }
                cells.cell { html in html.state(procedure.state, procedure.outcome) }
            }
        }
    }

    private static func export(_ procedures: [Procedure], _ request: Request) -> Response {
        var table = CSVTable(
            ["reference", "applicant", "service", "received", "due", "state", "outcome", "decided", "automatic"].map {
                request.say("procedures.\($0)")
            })
        for procedure in procedures {
            table.add([
                procedure.reference, procedure.applicant, procedure.title, procedure.receivedAt.date().description,
                procedure.due?.description ?? "", request.say("procedures.state.\(procedure.state.rawValue)"),
                procedure.outcome.map { request.say("procedures.outcome.\($0.rawValue)") } ?? "",
                procedure.decidedAt?.date().description ?? "",
                procedure.outcome == nil ? "" : request.say(procedure.automatic ? "procedures.yes" : "procedures.no"),
            ])
        }
        return table.response(named: "procedures-\(request.now.date())")
    }
}
