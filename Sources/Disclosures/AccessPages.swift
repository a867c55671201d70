import Applications
import Catalogue
import Kernel
import Procedures
import Store
import Web

/// "Who saw my data": the page of the account.
enum AccessPages {
    private static let size = 50

    static func show(_ request: Request) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let chosen = request.query("application").flatMap { ID<Procedure>(checking: $0) }
        let before = request.query("before").flatMap { AccessKey($0) }
        let (found, own) = try await request.read { reader in
            let own = try Applications.cases(of: account, limit: AccessRecords.mostCases, in: reader)
            let records =
                try chosen.map { try AccessRecords.only($0, of: account, in: reader) }
                ?? AccessRecords(own, of: account, in: reader)
            let found = try records.map {
                try AccessEntry.read($0, of: account, before: before, limit: size + 1, in: reader)
            }
            return (found ?? [], own)
        }
        let lines = Array(found.prefix(size))
        let layout = PageLayout(breadcrumb: [Crumb(request.say("accounts.profile.title"), "/accounts/profile")])
        return request.page(request.say("disclosures.accesses.title"), layout: layout) { html in
            html.p(html.say("disclosures.accesses.lead"))
            if own.count > 1 {
                html.searchForm("/disclosures/accesses", .class("filters")) { html in
                    html.selectField(
                        "application", FieldText(html.say("disclosures.accesses.application"), optional: true),
                        choices: own.map { Choice($0.id.text, "\($0.reference), \($0.title)") }, value: chosen?.text,
                        empty: html.say("disclosures.accesses.all"))
                    html.submit(html.say("web.filter"), style: .secondary)
                }
            }
            if lines.isEmpty {
                html.emptyState(html.say("disclosures.accesses.none"), html.say("disclosures.accesses.none.hint")) { _ in }
            } else {
                table(&html, lines)
                html.paging(
                    next: found.count > size
                        ? lines.last.map { request.address(with: ["before": $0.key.text]) } : nil,
                    first: before == nil ? nil : request.address(with: ["before": nil]))
            }
            html.disclosure(html.say("disclosures.accesses.how")) { html in
                html.p(html.say("disclosures.accesses.how.text"))
            }
            html.p { html in html.a(html.say("disclosures.title"), .href("/disclosures")) }
        }
    }

    private static func table(_ html: inout HTML, _ lines: [AccessEntry]) {
        let columns = [
            Column(html.say("disclosures.accesses.at"), header: true), Column(html.say("disclosures.accesses.unit")),
            Column(html.say("disclosures.accesses.why")), Column(html.say("disclosures.accesses.application")),
        ]
        let (language, standing) = (html.language, html.say("disclosures.accesses.in-place"))
        html.table(html.say("disclosures.accesses.title"), columns: columns, items: lines, hidesCaption: true) { line, row in
            row.cell(Written.moment(line.at, language))
            row.cell(line.unit(language))
            row.cell(line.purpose(language) + (line.inPlace ? " (\(standing))" : ""))
            row.link(line.reference, "/applications/\(line.procedure)")
        }
    }
}
