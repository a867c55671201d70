import Kernel
import Store
import Web

/// Work that failed and waits for a person: why, since when, and a button to try again.
enum IncidentPages {
    struct Line: Sendable {
        let incident: Incident
        /// The procedure it belongs to, if the caller may see it.
        let procedure: Procedure?
    }

    struct Found: Sendable {
        let open: [Line]
        let next: String?
        let resolved: [Line]
    }

    static func list(_ request: Request) async throws -> Response {
        let before = request.query("before")
        let found = try await request.read { [caller = request.caller] in try find(caller, before: before, in: $0) }
        return request.page(request.say("procedures.incidents.title"), layout: PageLayout(isWide: true)) { html in
            html.workbenchLists("/procedures/incidents", request.caller)
            html.p(html.say("procedures.incidents.lead"), .class("lead"))
            html.h2(html.say("procedures.incidents.open"))
            if found.open.isEmpty {
                html.emptyState(html.say("procedures.incidents.none"), html.say("procedures.incidents.none-hint")) { _ in }
            }
            for line in found.open { open(line, request, &html) }
            html.paging(
                next: found.next.map { request.address(with: ["before": $0]) },
                first: before == nil ? nil : request.address(with: ["before": nil]))
            if !found.resolved.isEmpty {
                html.h2(html.say("procedures.incidents.resolved"))
                resolved(found.resolved, request, &html)
            }
        }
    }

    static func retry(_ request: Request) async throws -> Response {
        guard let id = ID<Incident>(checking: request.parameter("id")) else { throw WebFault.notFound }
        try await request.perform(RetryIncident(incident: id))
        return .redirect("/procedures/incidents")
    }

    private static func find(_ caller: Caller, before: String?, in reader: Reader) throws -> Found {
        func line(_ incident: Incident) throws -> Line {
            guard let id = ID<Procedure>(checking: incident.subject) else { return Line(incident: incident, procedure: nil) }
            let seen = try reader.procedures(visibleTo: caller, where: "p.id = \(id)", limit: 1).first
            return Line(incident: incident, procedure: seen)
        }
        let open = try reader.incidents(visibleTo: caller, openOnly: true, before: before, limit: ListFilters.page + 1)
        let shown = open.prefix(ListFilters.page)
        let recent = try reader.incidents(visibleTo: caller, limit: ListFilters.page).filter { $0.resolvedAt != nil }
        return Found(
            open: try shown.map(line), next: open.count > shown.count ? shown.last?.id.text : nil,
            resolved: try recent.prefix(20).map(line))
    }

    private static func open(_ line: Line, _ request: Request, _ html: inout HTML) {
        let incident = line.incident
        html.section(.class("panel"), .aria("label", incident.kind)) { html in
            html.h3 { html in
                if let procedure = line.procedure {
                    html.a("\(procedure.reference), \(procedure.applicant)", .href("/procedures/\(procedure.id)"))
                } else {
                    html.text(html.say("procedures.incidents.elsewhere"))
                }
            }
            html.p(incident.sentence)
            html.p(
                html.say(
                    "procedures.incidents.at", ["moment": Written.moment(incident.at, html.language), "kind": incident.kind]),
                .class("hint"))
            if request.caller.may(RetryIncident.name) {
                html.form("/procedures/incidents/\(incident.id)/retry", action: RetryIncident.name) { html in
                    html.submit(html.say("procedures.incidents.retry"), style: .secondary)
                }
            }
        }
    }

    private static func resolved(_ lines: [Line], _ request: Request, _ html: inout HTML) {
        let columns = ["reference", "incidents.when", "incidents.resolved-at", "incidents.sentence"].map {
            Column(request.say("procedures.\($0)"), header: $0 == "reference")
        }
        html.table(request.say("procedures.incidents.resolved"), columns: columns, items: lines, hidesCaption: true) {
            line, cells in
            if let procedure = line.procedure {
                cells.link(procedure.reference, "/procedures/\(procedure.id)")
            } else {
                cells.cell("–")
            }
            cells.cell(Written.moment(line.incident.at, request.language))
            cells.cell(line.incident.resolvedAt.map { Written.moment($0, request.language) } ?? "")
            cells.cell(line.incident.sentence)
        }
    }
}
