import Kernel
import Procedures
import Store
import Web

/// One's own applications, newest first.
enum ApplicationListPages {
    private static let size = 20

    static func list(_ request: Request) async throws -> Response {
        guard request.caller.staff == nil else { return .redirect("/procedures") }
        let caller = try await Admission.caller(of: request)
        let state = request.query("state").flatMap { Procedure.State(rawValue: $0) }
        let before = request.query("before").flatMap { ID<Procedure>(checking: $0) }
        let found = try await request.read { reader in
            let condition: SQL = state.map { "p.state = \($0)" } ?? "1 = 1"
            return try reader.procedures(visibleTo: caller, where: condition, before: before?.text, limit: size + 1)
        }
        let shown = found.prefix(size)
        return request.page(request.say("applications.title")) { html in
            if request.caller.isAnonymous { visitor(&html) }
            filter(&html, state)
            if shown.isEmpty {
                html.emptyState(
                    html.say("applications.none"),
                    html.say(state == nil ? "applications.none.hint" : "applications.none.filtered")
                ) { _ in }
            } else {
                table(&html, Array(shown))
                html.paging(
                    next: found.count > size ? shown.last.map { request.address(with: ["before": $0.id.text]) } : nil,
                    first: before == nil ? nil : request.address(with: ["before": nil]))
            }
        }
    }

    private static func visitor(_ html: inout HTML) {
        html.alert(.info, title: html.say("applications.visitor.title")) { html in
            html.p(html.say("applications.visitor"))
            html.p { html in html.linkButton(html.say("applications.access.title"), "/applications/access", style: .secondary) }
        }
    }

    private static func filter(_ html: inout HTML, _ state: Procedure.State?) {
        html.searchForm("/applications") { html in
            html.selectField(
                "state", FieldText(html.say("applications.filter"), optional: true),
                choices: Procedure.State.allCases.map { Choice($0.rawValue, html.say("applications.state.\($0.rawValue)")) },
                value: state?.rawValue, empty: html.say("applications.filter.all"))
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func table(_ html: inout HTML, _ procedures: [Procedure]) {
        let columns = [
            Column(html.say("applications.column.service"), header: true), Column(html.say("applications.column.reference")),
            Column(html.say("applications.column.received")), Column(html.say("applications.column.state")),
        ]
        let language = html.language
        html.table(html.say("applications.title"), columns: columns, items: procedures, hidesCaption: true) { procedure, row in
            row.link(procedure.title, "/applications/\(procedure.id)")
            row.cell(procedure.reference)
            row.cell(Written.date(procedure.receivedAt.date(), language))
            let outcome = procedure.outcome.map { Texts.shared("applications.outcome.\($0.rawValue)", language) }
            row.cell(
                [Texts.shared("applications.state.\(procedure.state.rawValue)", language), outcome].compactMap { $0 }.joined(
                    separator: ", "))
        }
    }
}
