import Identity
import Kernel
import Store
import Web

/// Another e-mail address: asked for with the password, confirmed by the link that goes there.
enum AddressPages {
    static func show(_ request: Request) async throws -> Response { try await page(request, email: "", [:]) }

    static func request(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let typed = form.text("email")
        let email = EmailAddress.normalised(typed)
        let present = try await present(request)
        var problems: [String: String] = [:]
        if !EmailAddress.isPlausible(email) {
            problems["email"] = request.say(typed.isEmpty ? "identity.email.missing" : "faults.accounts.address-invalid")
        } else if email == present {
            problems["email"] = request.say("accounts.address.same")
        }
        let password = form["password"] ?? ""
        if password.isEmpty { problems["password"] = request.say("identity.password.missing") }
        if problems.isEmpty, let problem = try await OwnPassword.problem(password, request) { problems["password"] = problem }
        guard problems.isEmpty else { return try await page(request, email: typed, problems) }
        try request.limitMails(to: email)
        _ = try await request.perform(RequestAddress(email: email, language: request.language))
        return .redirect("/accounts/address/sent")
    }

    static func sent(_ request: Request) async throws -> Response {
        request.page(request.say("accounts.address.sent.title"), layout: layout(request)) { html in
            html.p(html.say("accounts.address.sent.text"))
            html.p { html in html.a(html.say("accounts.profile.title"), .href("/accounts/profile")) }
        }
    }

    static func ask(_ request: Request) async throws -> Response {
        let token = request.query("token") ?? ""
        guard let change = try await request.read({ try AddressChange.open(token, in: $0) }) else { return expired(request) }
        return request.page(request.say("accounts.address.confirm.title")) { html in
            html.p(html.say("accounts.address.confirm.text", ["email": change.email]))
            html.form("/accounts/address/confirmation", action: ConfirmAddress.name) { html in
                html.hidden("token", token)
                html.submit(html.say("accounts.address.confirm.button"))
            }
        }
    }

    static func confirm(_ request: Request) async throws -> Response {
        let token = try await request.form().text("token")
        do {
            try await request.store.perform(ConfirmAddress(token: token), as: .anonymous)
        } catch let fault as AccountFault where fault == .linkExpired {
            return expired(request)
        }
        return request.page(request.say("accounts.address.done.title")) { html in
            html.p(html.say("accounts.address.done.text"))
            html.p { html in html.a(html.say("accounts.profile.title"), .href("/accounts/profile")) }
        }
    }

    private static func expired(_ request: Request) -> Response {
        request.page(request.say("accounts.link.title"), status: 410) { html in
            html.p(html.say("faults.accounts.link-expired"))
            html.p { html in html.a(html.say("accounts.address.title"), .href("/accounts/address")) }
        }
    }

    private static func present(_ request: Request) async throws -> String {
        let caller = request.caller
        return try await request.read { try Account.own(caller, in: $0)?.email ?? "" }
    }

    private static func layout(_ request: Request, hasProblems: Bool = false) -> PageLayout {
        let title = request.say("accounts.address.title")
        return PageLayout(
            breadcrumb: [Crumb(request.say("accounts.profile.title"), "/accounts/profile")],
            windowTitle: hasProblems ? request.say("accounts.error.window", ["title": title]) : nil)
    }

    private static func page(_ request: Request, email: String, _ problems: [String: String]) async throws -> Response {
        let present = try await present(request)
        return request.page(
            request.say("accounts.address.title"), status: problems.isEmpty ? 200 : 422,
            layout: layout(request, hasProblems: !problems.isEmpty)
        ) { html in
            html.errorSummary(["email", "password"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            html.p(html.say("accounts.address.text", ["email": present]))
            html.form("/accounts/address", action: RequestAddress.name) { html in
                html.textField(
                    "email", FieldText(html.say("accounts.address.new"), error: problems["email"]), value: email, kind: .email,
                    autocomplete: "email", width: .half)
                OwnPassword.field(&html, problems["password"])
                html.submit(html.say("accounts.address.button"))
            }
        }
    }
}

/// The password once more, before something that cannot be taken back.
enum OwnPassword {
    static func field(_ html: inout HTML, _ problem: String?) {
        html.textField(
            "password", FieldText(html.say("identity.password.present"), error: problem), kind: .password,
            autocomplete: "current-password", width: .half)
    }

    /// What is wrong with it, as a sentence.
    static func problem(_ password: String, _ request: Request) async throws -> String? {
        do {
            try await Identity.confirm(password, of: request.caller, in: request.store)
            return nil
        } catch let fault as IdentityFault {
            switch fault {
            case .wrongPassword, .blocked: return request.say("faults." + fault.code, fault.details)
            default: throw fault
            }
        }
    }
}
