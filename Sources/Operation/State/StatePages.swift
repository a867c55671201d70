import Catalogue
import Delivery
import Folders
import Kernel
import Store
import Web

/// How the house stands: for whoever keeps it running. Each fact with what it means; what is wrong first.
enum StatePages {
    struct View: Sendable {
        let state: HouseState
        let doctor: [HouseDoctor.Finding]?
        let outside: HouseOutside?
        let ready: String?
        let room: DiskRoom?
        let services: [Service]
        let mail: MailSettings?
        let hasMailer: Bool
        let today: LocalDate
    }

    static func show(_ request: Request) async throws -> Response {
        let view = try await read(request)
        return request.page(request.say("operation.state.title"), layout: PageLayout(isWide: true)) { html in
            html.p(html.say("operation.state.lead"), .class("lead"))
            concerns(view, &html)
            html.h2(html.say("operation.state.work"))
            html.summaryList(work(view, html))
            html.h2(html.say("operation.state.keeping"))
            html.summaryList(keeping(view, html))
            html.h2(html.say("operation.state.outside"))
            html.summaryList(outside(view, html))
            services(view, &html)
            doctor(view, &html)
        }
    }

    private static func read(_ request: Request) async throws -> View {
        let parts = request.store.parts
        let outside = try? parts.get(HouseOutside.self)
        let state = try await request.read { try HouseState(in: $0) }
        let today = request.now.date()
        return View(
            state: state, doctor: await (try? parts.get(HouseDoctor.self))?.findings(), outside: outside,
            ready: await outside?.isReady(), room: outside.flatMap { DiskRoom($0.documents) },
            services: try parts.get(CatalogueShelf.self).all(on: today), mail: try? parts.get(MailSettings.self),
            hasMailer: (try? parts.get((any Mailer).self)) != nil, today: today)
    }

    private static func concerns(_ view: View, _ html: inout HTML) {
        let found = view.state.concerns
        guard !found.isEmpty || view.ready != nil else { return html.alert(.success, html.say("operation.state.fine")) }
        if let ready = view.ready { html.alert(.error, html.say("operation.state.not-ready", ["reason": ready])) }
        for concern in found {
            html.alert(concern.isGrave ? .error : .warning, title: concern.sentence(html.language), concern.remedy(html.language))
        }
    }

    private static func work(_ view: View, _ html: HTML) -> [SummaryRow] {
        let jobs = view.state.jobs
        func number(_ count: Int) -> String { count < 1000 ? String(count) : "1000+" }
        return [
            SummaryRow(html.say("operation.state.ready"), html.say(view.ready == nil ? "operation.yes" : "operation.no")),
            SummaryRow(html.say("operation.state.jobs"), number(jobs.waiting)),
            SummaryRow(
                html.say("operation.state.oldest"), jobs.oldest.map { Written.moment($0, html.language) } ?? "–"),
            SummaryRow(html.say("operation.state.running"), String(jobs.running)),
            SummaryRow(html.say("operation.state.trying"), number(jobs.trying)),
            SummaryRow(
                html.say("operation.state.incidents"),
                html: html.piece { $0.a(number(jobs.incidents), .href("/operation/incidents")) }),
        ]
    }

    private static func keeping(_ view: View, _ html: HTML) -> [SummaryRow] {
        let state = view.state
        func check(_ check: HouseCheck?) -> String {
            guard let check else { return html.say("operation.state.never") }
            let moment = Written.moment(check.at, html.language)
            if check.kind == .backup { return "\(moment), \(check.place)" }
            let word = check.findings == 1 ? "one" : "other"
            return html.say("operation.state.verified.\(word)", ["moment": moment, "count": String(check.findings)])
        }
        var rows = [
            SummaryRow(
                html.say("operation.state.database"),
                "\(state.dialect == .sqlite ? "SQLite" : "PostgreSQL") \(state.databaseVersion), "
                    + size(state.databaseBytes, html.language))
        ]
        if let room = view.room, room.all > 0 {
            rows.append(
                SummaryRow(
                    html.say("operation.state.disk"),
                    html.say(
                        "operation.state.room",
                        [
                            "free": size(room.free, html.language), "all": size(room.all, html.language),
                            "share": String(room.free / max(1, room.all / 100)),
                        ])))
        }
        rows += [
            SummaryRow(html.say("operation.state.backup"), check(state.lastBackup)),
            SummaryRow(html.say("operation.state.verify"), check(state.lastVerify)),
        ]
        return rows
    }

    private static func outside(_ view: View, _ html: HTML) -> [SummaryRow] {
        var rows = [
            SummaryRow(
                html.say("operation.state.mail"),
                html: html.piece { html in
                    html.text(
                        view.hasMailer
                            ? view.mail.map { "\($0.host):\($0.port) " } ?? "" : html.say("operation.state.no-mail") + " ")
                    html.a(html.say("operation.mail.title"), .href("/operation/mail"))
                }),
            SummaryRow(html.say("operation.state.clock"), Written.moment(view.state.now, html.language)),
        ]
        if let difference = view.state.clockDifference {
            rows.append(
                SummaryRow(
                    html.say("operation.state.clock-database"),
                    html.say("operation.state.seconds", ["seconds": String(Int(difference.rounded()))])))
        }
        guard let outside = view.outside else { return rows }
        rows += [
            SummaryRow(html.say("operation.state.origin"), outside.origin ?? html.say("operation.state.no-origin")),
            SummaryRow(
                html.say("operation.state.tls"), html.say(outside.isSecure ? "operation.state.tls.yes" : "operation.state.tls.no")
            ),
            SummaryRow(
                html.say("operation.state.proxies"), outside.proxies.isEmpty ? "–" : outside.proxies.joined(separator: ", ")),
            SummaryRow(html.say("operation.state.started"), Written.moment(outside.started, html.language)),
        ]
        return rows
    }

    /// Bytes, above a thousand megabytes in gigabytes.
    static func size(_ bytes: Int, _ language: Language) -> String {
        guard bytes >= 1_000_000_000 else { return Written.bytes(bytes, language) }
        let tenths = bytes / 100_000_000
        return "\(tenths / 10)\(language == .en ? "." : ",")\(tenths % 10)\u{A0}GB"
    }

    private static func services(_ view: View, _ html: inout HTML) {
        html.h2(html.say("operation.state.services"))
        let language = html.language
        let columns = ["service", "version", "valid", "hash"].map {
            Column(html.say("operation.state.\($0)"), header: $0 == "service")
        }
        html.table(html.say("operation.state.services"), columns: columns, items: view.services, hidesCaption: true) {
            service, cells in
            cells.cell(service.title(language))
            cells.cell(service.folder.about.version)
            cells.cell(Written.date(service.folder.about.validFrom, language))
            cells.cell { html in html.element("code", text: String(service.hash.hex.prefix(12))) }
        }
    }

    private static func doctor(_ view: View, _ html: inout HTML) {
        guard let findings = view.doctor else { return }
        html.h2(html.say("operation.state.doctor"))
        html.p(html.say("operation.state.doctor.text"))
        guard !findings.isEmpty else { return html.p(html.say("operation.state.doctor.fine")) }
        html.ul(.lang("en")) { html in
            for finding in findings {
                html.li { html in
                    html.text(finding.what + ": ")
                    html.element("code", text: finding.mend)
                }
            }
        }
    }
}
