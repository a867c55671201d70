import BPMN
import Catalogue
import Folders
import Kernel
import Procedures
import Store
import Web

/// One service's process: drawing, figures, outline, decisions, legal basis, versions.
enum ProcessPage {
    private struct View {
        let service: Service
        let versions: [KeptVersion]
        let since: LocalDate
        let units: UnitNames
        let numbers: ProcessNumbers?
        /// The version that the offered one is compared with.
        let compared: Service?
    }

    static func show(_ request: Request) async throws -> Response {
        let portal = Portal(request: request)
        let service = try portal.service()
        let asked = NumberFilter(request, slug: service.slug, isStaff: portal.isStaff)
        let view = try await read(service, asked, portal)
        let outline = Outline(service.folder)
        let words = StepWords(service.folder, outline, request.language)
        let tables = view.numbers.map {
            NumberTables(
                outline: outline, words: words, numbers: $0,
                discretion: Discretion(isStaff: portal.isStaff, language: request.language), now: request.now)
        }
        if portal.isStaff, let tables, request.query("format") == "csv" {
            let name = "\(service.slug)-\(request.now.date())"
            return request.query("table") == "ways"
                ? tables.exportWays("ways-\(name).csv") : tables.exportSteps("steps-\(name).csv")
        }
        let layout = PageLayout(
            area: portal.area, breadcrumb: [Crumb(request.say("processes.title"), "/processes")], isWide: true,
            kicker: request.say("processes.kicker"))
        return request.page(
            service.title(request.language), status: asked.problems.isEmpty ? 200 : 422, layout: layout
        ) { html in
            html.errorSummary(asked.errors)
            head(view, &html)
            drawing(view, tables, asked, portal, &html)
            numbers(view, tables, asked, portal, &html)
            html.h2(html.say("processes.outline"), .id("outline"))
            html.p(html.say("processes.outline.lead"))
            OutlineView(
                outline: outline, words: words, units: view.units, service: service,
                decisions: Set(DecisionSheet.all(in: service.folder).map(\.name))
            ).write(&html)
            decisions(service, &html)
            law(service, &html)
            versions(view, portal, &html)
        }
    }

    private static func read(_ service: Service, _ asked: NumberFilter, _ portal: Portal) async throws -> View {
        let request = portal.request
        return try await request.read { reader in
            let versions = try reader.keptVersions(of: service.slug)
            let compared =
                try portal.isStaff
                ? request.query("against").flatMap {
                    try portal.version($0, of: service, among: versions, in: reader)
                } : nil
            return View(
                service: service, versions: versions,
                since: InForce(service, versions, on: request.now.date()).since,
                units: try UnitNames(reader, request.language),
                numbers: asked.problems.isEmpty ? try ProcessNumbers(asked.filter, service, in: reader) : nil,
                compared: compared)
        }
    }

    private static func head(_ view: View, _ html: inout HTML) {
        let (about, model) = (view.service.folder.about, view.service.folder.process)
        if !model.documentation.isEmpty { html.p(model.documentation, .class("lead")) }
        html.summaryList([
            SummaryRow(html.say("processes.unit"), view.units.role(about.unit)),
            SummaryRow(
                html.say("processes.version"),
                html.say(
                    "processes.version.since", ["version": about.version, "day": Written.date(view.since, html.language)])),
        ])
    }

    private static func drawing(
        _ view: View, _ tables: NumberTables?, _ asked: NumberFilter, _ portal: Portal, _ html: inout HTML
    ) {
        html.h2(html.say("processes.drawing"))
        let drawing = Drawing(view.service.folder.process, beside: tables?.beside ?? [:])
        guard !drawing.isEmpty else { return html.p(html.say("processes.drawing.none")) }
        html.p { html in
            html.text(html.say("processes.drawing.text") + " ")
            html.a(html.say("processes.drawing.outline"), .href("#outline"))
        }
        let name = html.say("processes.drawing.name", ["service": view.service.title(html.language)])
        let former = view.service.folder.formerProcess.map { Drawing($0) }
        html.div(.class(former == nil ? "drawings" : "drawings drawn-beside")) { html in
            if let former {
                frame(former, html.say("processes.drawing.former"), html.say("processes.drawing.former.name"), [:], &html)
            }
            frame(
                drawing, former == nil ? nil : html.say("processes.drawing.target"), name, tables?.marks ?? [:], &html)
        }
        if tables != nil {
            html.p(html.say(portal.isStaff ? "processes.drawing.key" : "processes.drawing.key.public"), .class("hint"))
        }
    }

    /// A drawing in a frame that scrolls and that the keyboard reaches.
    private static func frame(
        _ drawing: Drawing, _ title: String?, _ name: String, _ marks: [String: Mark], _ html: inout HTML
    ) {
        html.section { html in
            if let title { html.h3(title) }
            html.div(
                .class("drawing-frame"), .attribute("tabindex", "0"), .role("region"),
                .aria("label", html.say("web.table.scroll") + ": " + (title ?? html.say("processes.drawing")))
            ) { html in html.drawing(drawing, name: name, marks: marks) }
        }
    }

    private static func numbers(
        _ view: View, _ tables: NumberTables?, _ asked: NumberFilter, _ portal: Portal, _ html: inout HTML
    ) {
        let request = portal.request
        html.h2(html.say("processes.numbers"))
        if portal.isStaff {
            asked.write(Portal.address(view.service), view.units.choices(request.caller), request, &html)
        }
        guard let tables else { return }
        let values = [
            "cases": tables.discretion.words(tables.numbers.cases), "from": Written.date(asked.filter.from, html.language),
            "to": Written.date(asked.filter.to, html.language),
        ]
        html.p(html.say(portal.isStaff ? "processes.numbers.text" : "processes.numbers.public", values))
        tables.write(&html)
        guard portal.isStaff else { return }
        html.ul { html in
            html.li { html in
                html.a(html.say("processes.export.steps"), .href(request.address(with: ["format": "csv", "table": nil])))
            }
            html.li { html in
                html.a(html.say("processes.export.ways"), .href(request.address(with: ["format": "csv", "table": "ways"])))
            }
        }
    }

    private static func decisions(_ service: Service, _ html: inout HTML) {
        let sheets = DecisionSheet.all(in: service.folder)
        guard !sheets.isEmpty else { return }
        html.h2(html.say("processes.decisions"))
        html.ul { html in
            for sheet in sheets {
                html.li { html in
                    html.a(sheet.name, .href(DecisionPage.address(service, sheet.name)))
                    html.text(" (\(html.say("processes.logic.\(sheet.logic.kind)")))")
                }
            }
        }
    }

    private static func law(_ service: Service, _ html: inout HTML) {
        let norms = service.folder.about.legalBasis
        html.h2(html.say("processes.law"))
        html.ul { html in
            for norm in norms {
                html.li(
                    norm.norm + (norm.title.map { ": \($0)" } ?? "")
                        + (norm.checked ? "" : " (\(html.say("catalogue.service.unchecked")))"))
            }
        }
    }

    private static func versions(_ view: View, _ portal: Portal, _ html: inout HTML) {
        html.h2(html.say("processes.versions"), .id("versions"))
        let request = portal.request
        let offered = view.service.hash.hex
        var columns = [
            Column(html.say("processes.version"), header: true), Column(html.say("processes.hash")),
            Column(html.say("processes.read")), Column(html.say("processes.days")),
        ]
        if portal.isStaff { columns.append(Column(html.say("processes.differences"))) }
        html.table(html.say("processes.versions"), columns: columns, items: view.versions, hidesCaption: true) {
            version, cells in
            cells.cell(version.version)
            cells.cell(String(version.hash.prefix(12)))
            cells.cell(Written.moment(version.at, request.language))
            let days = version.since.map { Written.date($0, request.language) }.joined(separator: ", ")
            let isOffered = version.hash == offered
            cells.cell(
                isOffered
                    ? request.say("processes.in-force", ["day": Written.date(view.since, request.language)])
                    : days.isEmpty ? "–" : days)
            guard portal.isStaff else { return }
            if isOffered {
                cells.cell("–")
            } else {
                cells.link(
                    request.say("processes.compare"),
                    request.address(with: ["against": version.hash, "format": nil]) + "#versions")
            }
        }
        guard let compared = view.compared else { return }
        let difference = VersionDifference(from: compared.folder, to: view.service.folder)
        html.p(
            html.say(
                difference.lines.isEmpty ? "processes.compared.same" : "processes.compared",
                ["version": compared.folder.about.version, "hash": String(compared.hash.hex.prefix(8))]))
        for part in VersionDifference.Part.allCases { DifferenceView.write(difference.lines(part), part, &html) }
    }
}
