import Delivery
import Forms
import Kernel
import Store
import Web

/// At the first application of an account: into the mailbox or by post? Nobody is taken at a word they never gave
/// (docs/decisions/0014); the answer holds for all later letters, until it is changed.
enum SendingPages {
    static func address(_ draft: ID<Draft>) -> String { Address.path("/applications/sending", ["draft": draft.text]) }

    static func ask(_ request: Request) async throws -> Response {
        guard let draft = ID<Draft>(checking: request.query("draft") ?? "") else { throw FormFault.draftNotFound }
        return try await page(request, draft, problem: nil)
    }

    /// What is still to be done before a draft can be sent; nil where nothing is.
    static func missing(_ request: Request, _ draft: ID<Draft>) async throws -> Response? {
        guard let account = request.caller.account, !request.wantsJSON,
            try await request.read({ try $0.deliveryWish(of: account) }) == .unasked
        else { return nil }
        let form = try await request.form()
        switch form.text("way") {
        case "mailbox", "post":
            try await request.perform(
                ChooseDelivery(account: account, isElectronic: form.text("way") == "mailbox", language: request.language))
            return nil
        default:
            guard form.optional("asked") != nil else { return .redirect(address(draft)) }
            return try await page(request, draft, problem: request.say("delivery.choice.missing"))
        }
    }

    private static func page(_ request: Request, _ draft: ID<Draft>, problem: String?) async throws -> Response {
        let key = DraftKey(request)
        _ = try await request.read { try $0.draft(draft, of: key) }
        let title = request.say("applications.sending.title")
        let layout = PageLayout(
            area: .portal, breadcrumb: [Crumb(request.say("forms.summary.title"), "/forms/drafts/\(draft)/summary")],
            windowTitle: problem == nil ? nil : request.say("delivery.choice.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("way", problem)]) }
            html.p(html.say("applications.sending.lead"))
            html.form("/applications", action: SubmitApplication.name) { html in
                html.hidden("draft", draft.text)
                html.hidden("asked", "1")
                html.radios(
                    "way", FieldText(html.say("delivery.choice.question"), error: problem),
                    choices: [
                        Choice(
                            "mailbox", html.say("delivery.choice.electronic"), hint: html.say("delivery.choice.electronic.hint")),
                        Choice("post", html.say("delivery.choice.post"), hint: html.say("delivery.choice.post.hint")),
                    ])
                html.submit(html.say("forms.submit"))
            }
            html.p(html.say("delivery.choice.law"), .class("hint"))
        }
    }
}
