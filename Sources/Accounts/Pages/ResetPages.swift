import Identity
import Kernel
import Store
import Web

/// A forgotten password: asking for the link, and setting a new one.
enum ResetPages {
    static func show(_ request: Request) async throws -> Response {
        guard let token = request.query("token") else { return ask(request, email: "", problem: nil) }
        guard try await request.read({ try Reset.open(token, in: $0) }) != nil else { return expired(request) }
        return password(request, token: token, problem: nil)
    }

    static func request(_ request: Request) async throws -> Response {
        let typed = try await request.form().text("email")
        let email = EmailAddress.normalised(typed)
        guard EmailAddress.isPlausible(email) else {
            return ask(
                request, email: typed,
                problem: request.say(typed.isEmpty ? "identity.email.missing" : "faults.accounts.address-invalid"))
        }
        try request.limitMails(to: email)
        _ = try await request.store.perform(RequestReset(email: email, language: request.language), as: .anonymous)
        return .redirect("/accounts/reset/sent")
    }

    static func sent(_ request: Request) async throws -> Response {
        request.page(request.say("accounts.reset.sent.title")) { html in html.p(html.say("accounts.reset.sent.text")) }
    }

    static func confirm(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let token = form.text("token")
        let new = form["password"] ?? ""
        guard let reset = try await request.read({ try Reset.open(token, in: $0) }) else { return expired(request) }
        if let problem = PasswordRules.problem(new, about: [reset.email]) {
            return password(request, token: token, problem: problem.sentence(for: request))
        }
        let hash = try await Identity.hash(new, in: request.store)
        do {
            try await request.store.perform(ConfirmReset(token: token, password: hash), as: .anonymous)
        } catch let fault as AccountFault where fault == .linkExpired {
            return expired(request)
        }
        return request.page(request.say("accounts.reset.done.title")) { html in
            html.p(html.say("accounts.reset.done.text"))
            html.p { html in html.a(html.say("accounts.sign-in"), .href("/identity/sign-in")) }
        }
    }

    private static func ask(_ request: Request, email: String, problem: String?) -> Response {
        let title = request.say("accounts.reset.title")
        let layout = PageLayout(windowTitle: problem == nil ? nil : request.say("accounts.error.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("email", problem)]) }
            html.p(html.say("accounts.reset.text"))
            html.form("/accounts/reset", action: RequestReset.name) { html in
                html.textField(
                    "email", FieldText(html.say("identity.email"), error: problem), value: email, kind: .email,
                    autocomplete: "username", width: .half)
                html.submit(html.say("accounts.reset.button"))
            }
        }
    }

    private static func password(_ request: Request, token: String, problem: String?) -> Response {
        let title = request.say("accounts.reset.new.title")
        let layout = PageLayout(windowTitle: problem == nil ? nil : request.say("accounts.error.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("password", problem)]) }
            html.form("/accounts/reset/password", action: ConfirmReset.name) { html in
                html.hidden("token", token)
                html.textField(
                    "password",
                    FieldText(
                        html.say("identity.password.new"),
                        hint: html.say("identity.password.hint", ["length": String(PasswordRules.shortest)]),
                        error: problem),
                    kind: .password, autocomplete: "new-password", width: .half)
                html.submit(html.say("accounts.reset.new.button"))
            }
        }
    }

    private static func expired(_ request: Request) -> Response {
        request.page(request.say("accounts.link.title"), status: 410) { html in
            html.p(html.say("faults.accounts.link-expired"))
            html.p { html in html.a(html.say("accounts.reset.title"), .href("/accounts/reset")) }
        }
    }
}
