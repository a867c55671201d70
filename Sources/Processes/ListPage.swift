import Catalogue
import Folders
import Kernel
import Procedures
import Store
import Web

/// The processes of all services, for the authority; for others those that are public.
enum ListPage {
    private struct Item {
        let service: Service
        let unit: String
        let since: LocalDate
        let running: Int
    }

    static func show(_ request: Request) async throws -> Response {
        let portal = Portal(request: request)
        let services = try portal.services()
        let items = try await request.read { reader -> [Item] in
            let units = try UnitNames(reader, request.language)
            let running = try portal.isStaff ? reader.runningCases(visibleTo: request.caller) : [:]
            return try services.map { service -> Item in
                let versions = try reader.keptVersions(of: service.slug)
                return Item(
                    service: service, unit: units.role(service.folder.about.unit),
                    since: InForce(service, versions, on: request.now.date()).since,
                    running: running[service.slug] ?? 0)
            }
        }
        return request.page(request.say("processes.title"), layout: PageLayout(area: portal.area, isWide: true)) { html in
            html.p(html.say("processes.lead"), .class("lead"))
            guard !items.isEmpty else { return html.emptyState(html.say("processes.empty")) { _ in } }
            let columns =
                [Column(html.say("processes.service"), header: true)]
                + ["unit", "version", "since"].map { Column(html.say("processes.\($0)")) }
                + (portal.isStaff ? [Column(html.say("processes.running"), number: true)] : [])
            html.table(html.say("processes.title"), columns: columns, items: items, hidesCaption: true) { item, cells in
                cells.link(item.service.title(request.language), Portal.address(item.service))
                cells.cell(item.unit)
                cells.cell(item.service.folder.about.version)
                cells.cell(Written.date(item.since, request.language))
                if portal.isStaff { cells.cell(String(item.running)) }
            }
            if portal.isStaff { html.p(html.say("processes.running.hint"), .class("hint")) }
        }
    }
}
