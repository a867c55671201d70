import Catalogue
import Folders
import Kernel
import Procedures
import Store
import Web

/// One decision as a page: its table with the hits of its rows, or its expressions.
enum DecisionPage {
    static func address(_ service: Service, _ decision: String) -> String {
        "\(Portal.address(service))/decisions/\(Address.encode(decision))"
    }

    static func show(_ request: Request) async throws -> Response {
        let portal = Portal(request: request)
        let service = try portal.service()
        let sheets = DecisionSheet.all(in: service.folder)
        guard let sheet = sheets.first(where: { $0.name == request.parameter("decision") }) else {
            throw ProcessesFault.notFound
        }
        let asked = NumberFilter(request, slug: service.slug, isStaff: portal.isStaff)
        let (hits, uses, units) = try await request.read { reader -> ([RuleHits], Int, [Choice]) in
            let units = try UnitNames(reader, request.language).choices(request.caller)
            guard asked.problems.isEmpty, case .table = sheet.logic else { return ([], 0, units) }
            return (
                try reader.ruleHits(asked.filter, table: sheet.name), try reader.tableUses(asked.filter, table: sheet.name),
                units
            )
        }
        let view = DecisionView(
            service: service, known: Set(sheets.map(\.name)), hits: HitCounts(hits),
            discretion: Discretion(isStaff: portal.isStaff, language: request.language))
        if portal.isStaff, asked.problems.isEmpty, request.query("format") == "csv", case .table(let table) = sheet.logic {
            return view.export(table, "hits-\(service.slug)-\(request.now.date()).csv")
        }
        let layout = PageLayout(
            area: portal.area,
            breadcrumb: [
                Crumb(request.say("processes.title"), "/processes"),
                Crumb(service.title(request.language), Portal.address(service)),
            ], isWide: true, kicker: service.title(request.language))
        return request.page(
            request.say("processes.decision.title", ["name": sheet.name]), status: asked.problems.isEmpty ? 200 : 422,
            layout: layout
        ) { html in
            html.errorSummary(asked.errors)
            view.head(sheet, &html)
            guard case .table(let table) = sheet.logic else { return view.write(sheet.logic, &html) }
            if portal.isStaff { asked.write(address(service, sheet.name), units, request, &html) }
            guard asked.problems.isEmpty else { return }
            let values = [
                "uses": view.discretion.words(uses), "from": Written.date(asked.filter.from, html.language),
                "to": Written.date(asked.filter.to, html.language),
            ]
            html.p(html.say("processes.hits.text", values))
            view.table(table, sheet.name, &html)
            guard portal.isStaff else { return }
            html.p { html in
                html.a(html.say("processes.export.hits"), .href(request.address(with: ["format": "csv"])))
            }
        }
    }
}

/// Hits by row: by the row's identifier where it has one, which stays when rows are moved.
struct HitCounts: Sendable {
    private var byRule: [String: Int] = [:]
    private var byRow: [Int: Int] = [:]

    init(_ hits: [RuleHits]) {
        for hit in hits {
            if let rule = hit.rule {
                byRule[rule, default: 0] += hit.number
            } else {
                byRow[hit.row, default: 0] += hit.number
            }
        }
    }

    func of(_ row: DecisionSheet.Table.Row) -> Int {
        if let rule = row.rule { return byRule[rule] ?? 0 }
        return byRow[row.number] ?? 0
    }
}
