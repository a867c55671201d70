import Kernel
import Store
import Web

/// Into the mailbox or by post: one's own choice, with what it means and what was chosen before.
enum ChoicePages {
    static func show(_ request: Request) async throws -> Response { try await page(request, error: nil) }

    static func choose(_ request: Request) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let way = try await request.form().text("way")
        guard way == "mailbox" || way == "post" else {
            return try await page(request, error: request.say("delivery.choice.missing"))
        }
        try await request.perform(
            ChooseDelivery(account: account, isElectronic: way == "mailbox", language: request.language))
        return .redirect("/delivery/choice?saved=1")
    }

    private static func page(_ request: Request, error: String?) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let choices = try await request.read { try $0.deliveryChoices(of: account) }
        let title = request.say("delivery.choice.title")
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("delivery.mailbox"), "/delivery/mailbox")],
            windowTitle: error == nil ? nil : request.say("delivery.choice.window", ["title": title]))
        return request.page(title, status: error == nil ? 200 : 422, layout: layout) { html in
            if let error { html.errorSummary([ErrorLine("way", error)]) }
            if error == nil, request.query("saved") != nil { html.alert(.success, html.say("delivery.choice.saved")) }
            html.p(html.say("delivery.choice.lead"))
            html.form("/delivery/choice", action: ChooseDelivery.name) { html in
                let present = choices.first.map { $0.isElectronic ? "mailbox" : "post" }
                html.radios(
                    "way", FieldText(html.say("delivery.choice.question"), error: error),
                    choices: [
                        Choice(
                            "mailbox", html.say("delivery.choice.electronic"), hint: html.say("delivery.choice.electronic.hint")),
                        Choice("post", html.say("delivery.choice.post"), hint: html.say("delivery.choice.post.hint")),
                    ], value: present)
                html.submit(html.say("delivery.choice.button"))
            }
            html.p(html.say("delivery.choice.law"), .class("hint"))
            html.h2(html.say("delivery.choice.history"))
            if choices.isEmpty {
                html.p(html.say("delivery.choice.none"))
            } else {
                html.timeline(
                    choices.reversed().map { TimelineEntry(at: Written.moment($0.at, html.language), $0.wording) })
            }
        }
    }
}
