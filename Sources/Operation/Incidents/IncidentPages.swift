import Folders
import Kernel
import Store
import Web

/// What failed and waits for a person, of all components: filtered, paged by key, as CSV, renewed while it is looked at.
enum IncidentPages {
    static let size = 50
    /// Rows of an export that are read at once.
    static let export = 500

    struct Filter: Sendable {
        enum State: String, CaseIterable { case open, over, all }
        let state: State
        let kind: String?
        let unit: String?
        let number: String?

        init(_ request: Request) {
            state = request.query("state").flatMap { State(rawValue: $0) } ?? .open
            kind = request.query("kind")
            unit = request.query("unit")
            number = request.query("number")
        }

        var search: IncidentSearch {
            IncidentSearch(
                isOpen: number != nil || state == .all ? nil : state == .open, kind: kind, unit: unit, number: number)
        }
    }

    struct View: Sendable {
        let lines: [IncidentLine]
        let next: String?
        let kinds: [IncidentKindCount]

        /// Changes with whatever the region shows.
        var mark: String {
            let rows = lines.map { "\($0.incident.id) \($0.incident.resolvedAt?.description ?? "") \($0.care?.person ?? "")" }
            let text = rows + kinds.map { "\($0.kind) \($0.number)" } + [next ?? ""]
            return String(Digest(of: text.joined(separator: "\n")).hex.prefix(16))
        }
    }

    static func list(_ request: Request) async throws -> Response {
        let filter = Filter(request)
        if request.query("format") == "csv" { return csv(filter, request) }
        let view = try await read(filter, request)
        let kinds = request.store.jobKinds.map { Choice($0.name, IncidentWords.kind($0.name, request.language)) }
            .sorted { $0.label < $1.label }
        let units = try await units(request)
        return request.page(request.say("operation.incidents.title"), layout: PageLayout(isWide: true)) { html in
            html.p(html.say("operation.incidents.lead"), .class("lead"))
            if let done = request.query("retried").flatMap({ Int($0) }) {
                html.alert(.success, html.say("operation.retry-all.done.\(done == 1 ? "one" : "other")", ["count": String(done)]))
            }
            filters(filter, kinds, units, request, &html)
            let live = request.at("/operation/incidents/live").address(with: ["mark": view.mark, "retried": nil])
            html.liveRegion(live, news: html.say("operation.incidents.news")) { html in content(filter, view, request, &html) }
        }
    }

    static func live(_ request: Request) async throws -> Response {
        request.live(concerns: { _, occurrences in
            occurrences.contains { $0.name.hasPrefix("incidents.") || $0.name.hasPrefix("operation.incident") }
        }) { present in
            let filter = Filter(present)
            let view = try await read(filter, present)
            var html = HTML(present.context)
            content(filter, view, present.at("/operation/incidents"), &html)
            return LivePiece(mark: view.mark, html: html)
        }
    }

    static func retryAll(_ request: Request) async throws -> Response {
        let kind = try await request.form().text("kind")
        let count = try await request.perform(RetryAll(kind: kind))
        return .redirect("/operation/incidents?retried=\(count)")
    }

    private static func read(_ filter: Filter, _ request: Request) async throws -> View {
        let before = request.query("before")
        let (caller, language) = (request.caller, request.language)
        return try await request.read { reader in
            let found = try reader.incidents(filter.search, visibleTo: caller, before: before, limit: size + 1)
            let shown = Array(found.prefix(size))
            return View(
                lines: try IncidentLine.of(shown, for: caller, language, in: reader),
                next: found.count > size ? shown.last?.id.text : nil,
                kinds: try reader.openIncidentKinds(visibleTo: caller))
        }
    }

    private static func units(_ request: Request) async throws -> [Choice] {
        let (caller, language) = (request.caller, request.language)
        return try await request.read { reader in
            let units = try reader.part(City.self).organisation.units
            let seen = caller.may("incidents.all") ? units : units.filter { caller.units.contains($0.key) }
            return seen.map { Choice($0.key, $0.name[language]) }.sorted { $0.label < $1.label }
        }
    }

    private static func filters(_ filter: Filter, _ kinds: [Choice], _ units: [Choice], _ request: Request, _ html: inout HTML) {
        html.searchForm("/operation/incidents", .class("filters")) { html in
            html.selectField(
                "state", FieldText(html.say("operation.incidents.state"), optional: true),
                choices: Filter.State.allCases.map {
                    Choice($0.rawValue, request.say("operation.incidents.state.\($0.rawValue)"))
                },
                value: filter.state.rawValue)
            html.selectField(
                "kind", FieldText(html.say("operation.incidents.kind"), optional: true), choices: kinds, value: filter.kind,
                empty: html.say("operation.all"))
            if units.count > 1 {
                html.selectField(
                    "unit", FieldText(html.say("operation.incidents.unit"), optional: true), choices: units, value: filter.unit,
                    empty: html.say("operation.all"))
            }
            html.textField(
                "number",
                FieldText(
                    html.say("operation.incidents.number"), hint: html.say("operation.incidents.number.hint"), optional: true),
                value: filter.number, width: .medium)
            html.submit(html.say("web.filter"), style: .secondary)
            html.linkButton(html.say("web.filter.clear"), "/operation/incidents", style: .link)
        }
    }

    /// What is open by kind, and the list.
    static func content(_ filter: Filter, _ view: View, _ request: Request, _ html: inout HTML) {
        if filter.state == .open, filter.number == nil, !view.kinds.isEmpty { kinds(view.kinds, request, &html) }
        html.h2(html.say("operation.incidents.list.\(filter.number == nil ? filter.state.rawValue : "all")"))
        if view.lines.isEmpty {
            html.emptyState(html.say("operation.incidents.none"), html.say("operation.incidents.none.hint")) { _ in }
        } else {
            table(view.lines, request, &html)
            html.p { html in
                html.a(
                    html.say("operation.export"), .href(request.address(with: ["format": "csv", "before": nil, "retried": nil])))
            }
        }
        html.paging(
            next: view.next.map { request.address(with: ["before": $0, "retried": nil]) },
            first: request.query("before") == nil ? nil : request.address(with: ["before": nil, "retried": nil]))
    }

    private static func kinds(_ kinds: [IncidentKindCount], _ request: Request, _ html: inout HTML) {
        html.h2(html.say("operation.incidents.kinds"))
        let columns = [
            Column(html.say("operation.incidents.kind"), header: true),
            Column(html.say("operation.incidents.open"), number: true),
            Column(html.say("operation.incidents.do")),
        ]
        html.table(html.say("operation.incidents.kinds"), columns: columns, items: kinds, hidesCaption: true) { kind, cells in
            let label = IncidentWords.kind(kind.kind, request.language)
            cells.link(label, Address.path("/operation/incidents", ["kind": kind.kind]))
            cells.cell(kind.number < 1000 ? String(kind.number) : "1000+")
            cells.cell { html in
                guard RetryAll.units(of: request.caller)?.isEmpty != true else { return html.text("–") }
                html.form("/operation/incidents/retry", action: RetryAll.name) { html in
                    html.hidden("kind", kind.kind)
                    html.button(.class("button secondary"), .type("submit")) { html in
                        html.say(text: "operation.retry-all.button")
                        html.span(": \(label)", .class("visually-hidden"))
                    }
                }
            }
        }
    }

    private static func table(_ lines: [IncidentLine], _ request: Request, _ html: inout HTML) {
        let columns = ["number", "what", "concerns", "unit", "since", "tries", "care", "ended"].map {
            Column(html.say("operation.incidents.\($0)"), number: $0 == "tries", header: $0 == "number")
        }
        html.table(html.say("operation.incidents.title"), columns: columns, items: lines, hidesCaption: true) { line, cells in
            let incident = line.incident
            cells.link(incident.number, "/operation/incidents/\(incident.id)")
            cells.cell(IncidentWords.happened(incident.kind, request.language))
            cells.cell { html in html.concerned(line) }
            cells.cell(line.unit ?? "–")
            cells.cell(Written.moment(incident.at, request.language))
            cells.cell(incident.attempts == 0 ? "–" : String(incident.attempts))
            cells.cell(line.carer ?? "–")
            cells.cell { html in html.ending(incident) }
        }
    }

    /// All of a filter's incidents, read a piece at a time while they go out.
    private static func csv(_ filter: Filter, _ request: Request) -> Response {
        let (store, caller, language, search) = (request.store, request.caller, request.language, filter.search)
        let head = ["number", "what", "concerns", "unit", "since", "tries", "care", "ended", "program"].map {
            request.say("operation.incidents.\($0)")
        }
        return CSV.response(name: "incidents-\(request.now.date()).csv", head: head) { write in
            var key: String?
            while true {
                let lines = try await store.read { [key] reader in
                    let found = try reader.incidents(search, visibleTo: caller, before: key, limit: export)
                    return try IncidentLine.of(found, for: caller, language, in: reader)
                }
                guard let last = lines.last else { return }
                try await write(
                    lines.map { line in
                        let incident = line.incident
                        return [
                            incident.number, IncidentWords.happened(incident.kind, language), line.reference ?? "",
                            line.unit ?? "", incident.at.description, String(incident.attempts), line.carer ?? "",
                            incident.resolvedAt?.description ?? "", incident.sentence,
                        ]
                    })
                key = last.incident.id.text
            }
        }
    }
}

extension HTML {
    /// Whom an incident concerns: the reference, and a link for those who may open it.
    mutating func concerned(_ line: IncidentLine) {
        switch (line.reference, line.address) {
        case (let reference?, let address?): a(reference, .href(address))
        case (let reference?, nil): text(reference)
        case (nil, _): say(text: "operation.incidents.no-case")
        }
    }

    /// Whether an incident is open, and how it ended.
    mutating func ending(_ incident: Incident) {
        guard let at = incident.resolvedAt else { return badge(say("operation.ending.open"), .warning) }
        badge(say("operation.ending.\(incident.ending?.rawValue ?? "over")"), .success)
        text(" " + Written.moment(at, language))
    }
}
