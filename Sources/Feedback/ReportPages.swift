import Calendar
import Folders
import Identity
import Kernel
import Store
import Web

/// Reporting a barrier: for everybody, with or without an address.
enum ReportPages {
    /// So many characters are enough for a report, and for its answer.
    static let longest = 5000

    static func show(_ request: Request) async throws -> Response {
        try page(request, ["page": request.query("page") ?? ""], [:])
    }

    static func send(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let typed = ["page": form.text("page"), "text": form.text("text"), "email": form.text("email")]
        var problems: [String: String] = [:]
        let text = typed["text"] ?? ""
        if text.isEmpty { problems["text"] = request.say("feedback.text.missing") }
        if text.count > longest { problems["text"] = request.say("feedback.text.long") }
        if (typed["page"] ?? "").count > 500 { problems["page"] = request.say("feedback.page.long") }
        let email = EmailAddress.normalised(typed["email"] ?? "")
        if !email.isEmpty, !EmailAddress.isPlausible(email) { problems["email"] = request.say("feedback.email.wrong") }
        guard problems.isEmpty else { return try page(request, typed, problems) }
        if !email.isEmpty { try request.limitMails(to: email) }
        _ = try await request.perform(
            ReportBarrier(
                page: typed["page"] ?? "", text: text, email: email.isEmpty ? nil : email, language: request.language))
        return .redirect("/feedback/sent")
    }

    static func sent(_ request: Request) async throws -> Response {
        request.page(request.say("feedback.sent.title")) { html in
            html.p(html.say("feedback.sent.text"))
            html.p { html in html.a(html.say("feedback.statement"), .href("/catalogue/pages/accessibility")) }
        }
    }

    private static func page(_ request: Request, _ typed: [String: String], _ problems: [String: String]) throws -> Response {
        guard let way = try request.store.part(City.self).feedback else { throw FeedbackFault.notTaken }
        let title = request.say("feedback.title")
        let layout = PageLayout(
            area: .portal, breadcrumb: [Crumb(request.say("feedback.statement"), "/catalogue/pages/accessibility")],
            windowTitle: problems.isEmpty ? nil : request.say("feedback.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(["text", "page", "email"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            html.p(html.say("feedback.lead", ["period": way.answer.words(html.language)]))
            html.form("/feedback", action: ReportBarrier.name) { html in
                html.textArea(
                    "text", FieldText(html.say("feedback.text"), hint: html.say("feedback.text.hint"), error: problems["text"]),
                    value: typed["text"])
                html.textField(
                    "page",
                    FieldText(
                        html.say("feedback.page"), hint: html.say("feedback.page.hint"), error: problems["page"], optional: true),
                    value: typed["page"])
                html.textField(
                    "email",
                    FieldText(
                        html.say("feedback.email"), hint: html.say("feedback.email.hint"), error: problems["email"],
                        optional: true),
                    value: typed["email"], kind: .email, autocomplete: "email", width: .half)
                html.submit(html.say("feedback.button"))
            }
        }
    }
}
