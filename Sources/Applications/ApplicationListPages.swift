import Catalogue
import Folders
import Kernel
import Procedures
import Store
import Web

/// One's own applications, past and present, newest first.
enum ApplicationListPages {
    private static let size = 20
    private static let exported = 500

    /// What the address asks for.
    private struct Filter: Sendable {
        let scope: CaseScope?
        let slug: String?

        init(_ request: Request) {
            scope = request.query("scope").flatMap { CaseScope(rawValue: $0) }
            slug = request.query("service")
        }

        var isSet: Bool { scope != nil || slug != nil }

        func cases(_ reader: Reader, _ caller: Caller, before: String?, limit: Int) throws -> [Procedure] {
            try reader.cases(visibleTo: caller, scope, slug: slug, before: before, limit: limit)
        }
    }

    /// A case with the words of its service, and the date that comes next.
    private struct Line: Sendable {
        let procedure: Procedure
        let title: String
        let next: (date: LocalDate, name: String)?
        /// What can be applied for on top of it, in the service's words.
        let offers: [(kind: FollowUpKind, label: String)]

        /// The service, and for whom where it is somebody else's.
        func shown(to account: String?, _ language: Language) -> String {
            guard let account, procedure.owner != account else { return title }
            return Texts.shared("applications.list.for", language, ["service": title, "name": procedure.applicant])
        }

        static func read(_ procedures: [Procedure], _ caller: Caller, _ language: Language, in reader: Reader) throws -> [Line] {
            let (shelf, city) = (try reader.part(CatalogueShelf.self), try reader.part(City.self))
            let ahead = try reader.nextDeadlines(
                of: procedures.filter { !$0.state.isOver }.map(\.id), from: reader.now.date())
            return try procedures.map { procedure in
                let words = ServiceWords(
                    try shelf.pinned(procedure.serviceHash, in: reader), city: city, language: language, now: reader.now)
                let next = ahead[procedure.id].map { ($0.date, words("deadlines.\($0.name)")) }
                let offers = try reader.followUps(of: procedure, for: caller).map {
                    ($0.kind, words("\($0.kind.rawValue).label"))
                }
                return Line(procedure: procedure, title: words.title, next: next, offers: offers)
            }
        }
    }

    static func list(_ request: Request) async throws -> Response {
        guard request.caller.staff == nil else { return .redirect("/procedures") }
        let caller = try await Admission.caller(of: request)
        let filter = Filter(request)
        let language = request.language
        let before = request.query("before").flatMap { ID<Procedure>(checking: $0) }
        let (lines, services) = try await request.read { reader in
            let found = try filter.cases(reader, caller, before: before?.text, limit: size + 1)
            return (try Line.read(found, caller, language, in: reader), try choices(caller, language, in: reader))
        }
        let shown = Array(lines.prefix(size))
        return request.page(request.say("applications.title")) { html in
            if request.caller.isAnonymous { visitor(&html) }
            fields(&html, filter, services)
            if shown.isEmpty {
                html.emptyState(
                    html.say("applications.none"),
                    html.say(filter.isSet ? "applications.none.filtered" : "applications.none.hint")
                ) { html in
                    if filter.isSet {
                        html.p { html in html.a(html.say("web.filter.clear"), .href("/applications")) }
                    } else {
                        html.p { html in html.a(html.say("applications.services"), .href("/")) }
                    }
                }
            } else {
                table(&html, shown, caller.account)
                html.paging(
                    next: lines.count > size
                        ? shown.last.map { request.address(with: ["before": $0.procedure.id.text]) } : nil,
                    first: before == nil ? nil : request.address(with: ["before": nil]))
                html.p { html in
                    html.a(
                        html.say("applications.export"),
                        .href(
                            Address.path(
                                "/applications/export", ["scope": filter.scope?.rawValue, "service": filter.slug])))
                }
            }
        }
    }

    private static func choices(_ caller: Caller, _ language: Language, in reader: Reader) throws -> [Choice] {
        let (shelf, city) = (try reader.part(CatalogueShelf.self), try reader.part(City.self))
        return try reader.servicesOfCases(visibleTo: caller).map { slug, hash in
            let service = try shelf.pinned(hash, in: reader)
            return Choice(slug, ServiceWords(service, city: city, language: language, now: reader.now).title)
        }.sorted { $0.label < $1.label }
    }

    private static func visitor(_ html: inout HTML) {
        html.alert(.info, title: html.say("applications.visitor.title")) { html in
            html.p(html.say("applications.visitor"))
            html.p { html in html.linkButton(html.say("applications.access.title"), "/applications/access", style: .secondary) }
        }
    }

    private static func fields(_ html: inout HTML, _ filter: Filter, _ services: [Choice]) {
        html.searchForm("/applications", .class("filters")) { html in
            html.selectField(
                "scope", FieldText(html.say("applications.filter"), optional: true),
                choices: CaseScope.allCases.map { Choice($0.rawValue, html.say("applications.scope.\($0.rawValue)")) },
                value: filter.scope?.rawValue, empty: html.say("applications.filter.all"))
            if services.count > 1 || filter.slug != nil {
                html.selectField(
                    "service", FieldText(html.say("applications.column.service"), optional: true), choices: services,
                    value: filter.slug, empty: html.say("applications.filter.all"))
            }
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func table(_ html: inout HTML, _ lines: [Line], _ account: String?) {
        let columns = [
            Column(html.say("applications.column.service"), header: true), Column(html.say("applications.column.reference")),
            Column(html.say("applications.column.received")), Column(html.say("applications.column.state")),
            Column(html.say("applications.column.next")),
        ]
        let language = html.language
        html.table(html.say("applications.title"), columns: columns, items: lines, hidesCaption: true) { line, row in
            row.link(line.shown(to: account, language), "/applications/\(line.procedure.id)")
            row.cell(line.procedure.reference)
            row.cell(Written.date(line.procedure.receivedAt.date(), language))
            row.cell(state(line.procedure, language))
            row.cell { html in
                html.text(next(line, language) ?? (line.offers.isEmpty ? "–" : ""))
                for offer in line.offers {
                    html.p { html in html.a(offer.label, .href(FollowUpPages.address(line.procedure.id, offer.kind))) }
                }
            }
        }
    }

    private static func state(_ procedure: Procedure, _ language: Language) -> String {
        let outcome = procedure.outcome.map { Texts.shared("applications.outcome.\($0.rawValue)", language) }
        return [Texts.shared("applications.state.\(procedure.state.rawValue)", language), outcome].compactMap { $0 }.joined(
            separator: ", ")
    }

    /// The next date as a sentence.
    private static func next(_ line: Line, _ language: Language) -> String? {
        line.next.map {
            Texts.shared("applications.list.next", language, ["name": $0.name, "date": Written.longDate($0.date, language)])
        }
    }

    /// All of them as a table for spreadsheets, read page by page.
    static func export(_ request: Request) async throws -> Response {
        guard request.caller.staff == nil else { throw WebFault.forbidden }
        let caller = try await Admission.caller(of: request)
        let (filter, language) = (Filter(request), request.language)
        let head = ["service", "reference", "received", "state", "next"].map { request.say("applications.column.\($0)") }
        return CSV.response(name: "\(request.say("applications.export.file"))-\(request.now.date()).csv", head: head) { write in
            var before: String?
            repeat {
                let lines = try await request.read { [before] reader in
                    try Line.read(
                        try filter.cases(reader, caller, before: before, limit: exported), caller, language, in: reader)
                }
                try await write(
                    lines.map { line in
                        [
                            line.title, line.procedure.reference, line.procedure.receivedAt.date().description,
                            state(line.procedure, language), next(line, language) ?? "",
                        ]
                    })
                before = lines.count < exported ? nil : lines.last?.procedure.id.text
            } while before != nil
        }
    }
}
