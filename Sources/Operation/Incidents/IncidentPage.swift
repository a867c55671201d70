import Kernel
import Organisation
import Store
import Web

/// One incident: what happened, what to look at, who looks after it, what was noted.
enum IncidentPage {
    struct View: Sendable {
        let line: IncidentLine
        let remarks: [IncidentRemark]
        let people: [Choice]
        /// Names by label, `staff:…`.
        let names: [String: String]
        /// Earlier and later failures of the same work.
        let siblings: [Incident]
    }

    static func show(_ request: Request) async throws -> Response { try await page(request) }

    static func retry(_ request: Request) async throws -> Response {
        try await request.perform(RetryIncident(incident: try id(request)))
        return .redirect("/operation/incidents?retried=1")
    }

    static func drop(_ request: Request) async throws -> Response {
        let reason = try await request.form().text("reason")
        do {
            try await request.perform(DropIncident(incident: try id(request), reason: reason))
        } catch let fault as IncidentFault where fault.kind == .invalid {
            return try await page(request, problems: ["reason": request.say("faults." + fault.code)])
        }
        return .redirect(address(try id(request)))
    }

    static func assign(_ request: Request) async throws -> Response {
        let form = try await request.form()
        do {
            try await request.perform(AssignIncident(incident: try id(request), person: form.optional("person")))
        } catch let fault as OperationFault where fault.kind == .invalid {
            return try await page(request, problems: ["person": request.say("faults." + fault.code)])
        }
        return .redirect(address(try id(request)))
    }

    static func note(_ request: Request) async throws -> Response {
        let text = try await request.form().text("text")
        do {
            try await request.perform(NoteIncident(incident: try id(request), text: text))
        } catch let fault as OperationFault where fault.kind == .invalid {
            return try await page(request, problems: ["text": request.say("faults." + fault.code)], typed: text)
        }
        return .redirect(address(try id(request)))
    }

    private static func id(_ request: Request) throws -> ID<Incident> {
        guard let id = ID<Incident>(checking: request.parameter("id")) else { throw WebFault.notFound }
        return id
    }

    private static func address(_ id: ID<Incident>) -> String { "/operation/incidents/\(id)" }

    private static func read(_ request: Request) async throws -> View {
        let id = try id(request)
        let (caller, language) = (request.caller, request.language)
        return try await request.read { reader in
            guard let incident = try reader.incidents(visibleTo: caller, id: id).first,
                let line = try IncidentLine.of([incident], for: caller, language, in: reader).first
            else { throw WebFault.notFound }
            let remarks = try reader.remarks(of: id)
            let labels = Set(remarks.map(\.author) + (line.care.map { [$0.assignedBy] } ?? []))
            var names: [String: String] = [:]
            for label in labels where label.hasPrefix("staff:") {
                names[label] = try Organisation.name(of: String(label.dropFirst(6)), in: reader)
            }
            var people: [Choice] = []
            if incident.resolvedAt == nil, caller.may(AssignIncident.name, at: incident) {
                people = try IncidentCare.people(for: incident, in: reader).map { Choice($0.id.text, $0.name) }
            }
            var search = IncidentSearch()
            search.job = incident.jobId
            let siblings = try reader.incidents(search, visibleTo: caller, limit: 20).filter { $0.id != id }
            return View(line: line, remarks: remarks, people: people, names: names, siblings: siblings)
        }
    }

    private static func page(_ request: Request, problems: [String: String] = [:], typed: String? = nil) async throws -> Response
    {
        let view = try await read(request)
        let incident = view.line.incident
        let title = IncidentWords.kind(incident.kind, request.language)
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("operation.incidents.title"), "/operation/incidents")], kicker: incident.number,
            windowTitle: problems.isEmpty ? nil : request.say("web.error.prefix") + title)
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            if !problems.isEmpty {
                html.errorSummary(["person", "reason", "text"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            }
            html.p(IncidentWords.happened(incident.kind, request.language), .class("lead"))
            facts(view, &html)
            if incident.resolvedAt == nil {
                html.h2(html.say("operation.incident.advice"))
                html.p(IncidentWords.advice(incident.kind, request.language))
                acts(view, problems, request, &html)
            }
            remarks(view, problems, typed, request, &html)
        }
    }

    private static func facts(_ view: View, _ html: inout HTML) {
        let incident = view.line.incident
        var rows = [
            SummaryRow(html.say("operation.incidents.state"), html: html.piece { $0.ending(incident) }),
            SummaryRow(html.say("operation.incidents.concerns"), html: html.piece { $0.concerned(view.line) }),
            SummaryRow(html.say("operation.incidents.unit"), view.line.unit ?? "–"),
            SummaryRow(html.say("operation.incidents.since"), Written.moment(incident.at, html.language)),
            SummaryRow(html.say("operation.incidents.tries"), incident.attempts == 0 ? "–" : String(incident.attempts)),
            SummaryRow(
                html.say("operation.incidents.program"),
                html: html.piece { $0.element("code", [.lang("en")], text: incident.sentence) }),
        ]
        if let carer = view.line.carer, let care = view.line.care {
            rows.append(
                SummaryRow(
                    html.say("operation.incidents.care"),
                    html.say(
                        "operation.incident.cared",
                        [
                            "person": carer, "by": view.names[care.assignedBy] ?? care.assignedBy,
                            "moment": Written.moment(care.assignedAt, html.language),
                        ])))
        }
        html.summaryList(rows)
        guard !view.siblings.isEmpty else { return }
        html.p(html.say("operation.incident.siblings"))
        html.ul { html in
            for sibling in view.siblings {
                html.li { html in
                    html.a(
                        "\(sibling.number), \(Written.moment(sibling.at, html.language))",
                        .href("/operation/incidents/\(sibling.id)"))
                }
            }
        }
    }

    private static func acts(_ view: View, _ problems: [String: String], _ request: Request, _ html: inout HTML) {
        let incident = view.line.incident
        let address = "/operation/incidents/\(incident.id)"
        if request.caller.may(RetryIncident.name, at: incident) {
            html.form(address + "/retry", action: RetryIncident.name) { html in html.submit(html.say("operation.incident.retry"))
            }
        }
        if request.caller.may(AssignIncident.name, at: incident) {
            html.h2(html.say("operation.incidents.care"))
            html.form(address + "/care", action: AssignIncident.name) { html in
                html.selectField(
                    "person", FieldText(html.say("operation.incident.person"), error: problems["person"], optional: true),
                    choices: view.people, value: view.line.care?.person ?? request.caller.staff,
                    empty: html.say("operation.incident.nobody"))
                html.submit(html.say("operation.incident.assign"), style: .secondary)
            }
        }
        let isDispensable = request.store.jobKinds.first { $0.name == incident.kind }?.isDispensable ?? true
        if isDispensable, request.caller.may(DropIncident.name, at: incident) {
            html.h2(html.say("operation.incident.drop.title"))
            html.p(html.say("operation.incident.drop.text"))
            html.form(address + "/ending", action: DropIncident.name) { html in
                html.textField(
                    "reason", FieldText(html.say("operation.incident.drop.reason"), error: problems["reason"]),
                    value: problems["reason"] == nil ? nil : "")
                html.submit(html.say("operation.incident.drop"), style: .danger)
            }
        }
    }

    private static func remarks(
        _ view: View, _ problems: [String: String], _ typed: String?, _ request: Request, _ html: inout HTML
    ) {
        html.h2(html.say("operation.incident.remarks"))
        if view.remarks.isEmpty { html.p(html.say("operation.incident.remarks.none")) }
        for remark in view.remarks {
            html.section(.class("panel"), .aria("label", html.say("operation.incident.remarks"))) { html in
                html.p(remark.text)
                html.p(
                    "\(view.names[remark.author] ?? remark.author), \(Written.moment(remark.at, html.language))", .class("hint"))
            }
        }
        guard request.caller.may(NoteIncident.name, at: view.line.incident) else { return }
        html.form("/operation/incidents/\(view.line.incident.id)/remarks", action: NoteIncident.name) { html in
            html.textArea(
                "text",
                FieldText(
                    html.say("operation.incident.remark"), hint: html.say("operation.incident.remark.hint"),
                    error: problems["text"]),
                value: typed, rows: 3)
            html.submit(html.say("operation.incident.note"), style: .secondary)
        }
    }
}
