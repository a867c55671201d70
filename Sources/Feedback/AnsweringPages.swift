import Kernel
import Store
import Web

/// Reports of barriers for the unit that answers them.
enum AnsweringPages {
    private static let size = 50

    static func list(_ request: Request) async throws -> Response {
        let caller = request.caller
        let isAnswered = request.query("state") == "answered"
        let after = request.query("after").flatMap { ID<BarrierReport>(checking: $0) }
        let found = try await request.read { reader in
            let key = try after.flatMap { try reader.barrierReport($0, visibleTo: caller) }
            return try reader.barrierReports(visibleTo: caller, answered: isAnswered, after: key, limit: size + 1)
        }
        let shown = Array(found.prefix(size))
        return request.page(request.say("feedback.reports.title"), layout: PageLayout(isWide: true)) { html in
            html.searchForm("/feedback/reports", .class("filters")) { html in
                html.selectField(
                    "state", FieldText(html.say("feedback.state"), optional: true),
                    choices: [Choice("answered", html.say("feedback.state.answered"))],
                    value: isAnswered ? "answered" : nil, empty: html.say("feedback.state.open"))
                html.submit(html.say("web.filter"), style: .secondary)
            }
            if shown.isEmpty {
                html.emptyState(html.say("feedback.reports.none"), html.say("feedback.reports.none.hint")) { _ in }
            } else {
                table(&html, shown)
                html.paging(
                    next: found.count > size ? shown.last.map { request.address(with: ["after": $0.id.text]) } : nil,
                    first: after == nil ? nil : request.address(with: ["after": nil]))
            }
        }
    }

    private static func table(_ html: inout HTML, _ reports: [BarrierReport]) {
        let columns = [
            Column(html.say("feedback.text"), header: true), Column(html.say("feedback.page")), Column(html.say("feedback.at")),
            Column(html.say("feedback.due")),
        ]
        let language = html.language
        html.table(html.say("feedback.reports.title"), columns: columns, items: reports, hidesCaption: true) { report, row in
            row.link(String(report.text.prefix(80)), "/feedback/reports/\(report.id)")
            row.cell(report.page.isEmpty ? "–" : report.page)
            row.cell(Written.date(report.at.date(), language))
            row.cell(Written.date(report.due, language))
        }
    }

    static func show(_ request: Request) async throws -> Response {
        try await page(request, try await report(request), typed: "", problem: nil)
    }

    static func answer(_ request: Request) async throws -> Response {
        let report = try await report(request)
        let text = try await request.form().text("answer")
        guard !text.isEmpty, text.count <= ReportPages.longest else {
            let key = text.isEmpty ? "feedback.answer.missing" : "feedback.text.long"
            return try await page(request, report, typed: text, problem: request.say(key))
        }
        try await request.perform(AnswerReport(report: report.id, answer: text))
        return .redirect("/feedback/reports/\(report.id)")
    }

    private static func report(_ request: Request) async throws -> BarrierReport {
        guard let id = ID<BarrierReport>(checking: request.parameter("id")) else { throw FeedbackFault.notFound }
        let caller = request.caller
        guard let report = try await request.read({ try $0.barrierReport(id, visibleTo: caller) }) else {
            throw FeedbackFault.notFound
        }
        return report
    }

    private static func page(_ request: Request, _ report: BarrierReport, typed: String, problem: String?) async throws
        -> Response
    {
        let title = request.say("feedback.report.title")
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("feedback.reports.title"), "/feedback/reports")],
            windowTitle: problem == nil ? nil : request.say("feedback.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("answer", problem)]) }
            html.summaryList([
                SummaryRow(html.say("feedback.at"), Written.moment(report.at, html.language)),
                SummaryRow(html.say("feedback.due"), Written.longDate(report.due, html.language)),
                SummaryRow(html.say("feedback.page"), report.page.isEmpty ? "–" : report.page),
                SummaryRow(html.say("feedback.text"), html: html.piece { $0.lines(report.text) }),
            ])
            if let answer = report.answer {
                html.h2(html.say("feedback.answer"))
                html.p { html in html.lines(answer) }
            } else {
                html.p(html.say(report.email == nil ? "feedback.answer.nowhere" : "feedback.answer.by-mail"))
                html.form("/feedback/reports/\(report.id)/answer", action: AnswerReport.name) { html in
                    html.textArea("answer", FieldText(html.say("feedback.answer"), error: problem), value: typed)
                    html.submit(html.say("feedback.answer.button"))
                }
            }
        }
    }
}
