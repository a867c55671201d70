import Kernel
import Store
import Web

/// Signing in, in two steps where the principal has one-time codes.
enum SignInPages {
    static func show(_ request: Request) async throws -> Response {
        guard request.caller.isAnonymous else {
            return .redirect(home(request, Principal(request.caller), request.query("returnTo")))
        }
        return page(request, returnTo: request.query("returnTo"))
    }

    static func signIn(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let email = form.text("email")
        let returnTo = form.optional("returnTo")
        guard !email.isEmpty, let password = form["password"], !password.isEmpty else {
            return page(request, email: email, returnTo: returnTo, missing: true)
        }
        let outcome = try await Identity.signIn(
            email: email, password: password, code: nil, kind: .browser, visitor: request.visitor, former: request.sessionToken,
            in: request.store)
        switch outcome {
        case .signedIn(let opened): return enter(request, opened, returnTo)
        case .codeNeeded(let halfway):
            let address = Address.path("/identity/sign-in/code", ["returnTo": returnTo.map { Address.local($0) }])
            return Response.redirect(address).with(Cookie(SessionCookies.halfway, halfway?.token ?? "", maxAge: 600))
        case .refused: return page(request, email: email, returnTo: returnTo, fault: .refused)
        case .blocked(let seconds): return page(request, email: email, returnTo: returnTo, fault: .blocked(seconds: seconds))
        }
    }

    static func showCode(_ request: Request) async throws -> Response {
        guard try await halfway(request) != nil else {
            return .redirect(Address.path("/identity/sign-in", ["returnTo": request.query("returnTo").map { Address.local($0) }]))
        }
        return codePage(request, returnTo: request.query("returnTo"))
    }

    static func complete(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let returnTo = form.optional("returnTo")
        guard let token = request.cookies[SessionCookies.halfway], try await halfway(request) != nil else {
            return page(request, returnTo: returnTo, fault: .sessionEnded)
        }
        guard let code = form.optional("code") else { return codePage(request, returnTo: returnTo, missing: true) }
        let action = CompleteSignIn(halfway: token, code: code, visitor: request.visitor, former: request.sessionToken)
        switch try await request.store.perform(action, as: .anonymous) {
        case .signedIn(let opened): return enter(request, opened, returnTo)
        case .refused, .codeNeeded: return codePage(request, returnTo: returnTo, fault: .wrongCode)
        case .blocked(let seconds): return codePage(request, returnTo: returnTo, fault: .blocked(seconds: seconds))
        }
    }

    private static func halfway(_ request: Request) async throws -> IdentitySession? {
        guard let token = request.cookies[SessionCookies.halfway] else { return nil }
        return try await Identity.resolve(token, kinds: [.halfway], in: request.store)
    }

    private static func enter(_ request: Request, _ opened: OpenedSession, _ returnTo: String?) -> Response {
        SessionCookies.enter(opened, response: .redirect(home(request, opened.principal, returnTo)))
    }

    private static func home(_ request: Request, _ principal: Principal?, _ returnTo: String?) -> String {
        let settings = IdentitySettings.of(request.store.parts)
        let home = if case .staff? = principal { settings.staffHome } else { settings.accountHome }
        return Address.local(returnTo, or: home)
    }

    private static func page(
        _ request: Request, email: String = "", returnTo: String?, missing: Bool = false, fault: IdentityFault? = nil
    ) -> Response {
        let hasError = missing || fault != nil
        let title = request.say("identity.sign-in.title")
        let layout = PageLayout(windowTitle: hasError ? request.say("identity.error.window", ["title": title]) : nil)
        return request.page(title, status: status(missing, fault), layout: layout) { html in
            if let fault { html.errorSummary([ErrorLine("email", html.say("faults." + fault.code, fault.details))]) }
            if missing { html.errorSummary([ErrorLine("email", html.say("identity.sign-in.missing"))]) }
            html.form("/identity/sign-in", action: SignIn.name) { html in
                html.textField(
                    "email",
                    FieldText(
                        html.say("identity.email"), error: missing && email.isEmpty ? html.say("identity.email.missing") : nil),
                    value: email, kind: .email, autocomplete: "username", width: .half)
                html.textField(
                    "password",
                    FieldText(html.say("identity.password"), error: missing ? html.say("identity.password.missing") : nil),
                    kind: .password, autocomplete: "current-password", width: .half)
                if let returnTo { html.hidden("returnTo", Address.local(returnTo)) }
                html.submit(html.say("identity.sign-in.button"))
            }
            html.ul(.class("plain")) { html in
                html.li { html in html.a(html.say("identity.sign-in.forgotten"), .href("/accounts/reset")) }
                html.li { html in html.a(html.say("identity.sign-in.register"), .href("/accounts/registration")) }
            }
        }
    }

    private static func codePage(_ request: Request, returnTo: String?, missing: Bool = false, fault: IdentityFault? = nil)
        -> Response
    {
        let title = request.say("identity.code.title")
        let message =
            fault.map { request.say("faults." + $0.code, $0.details) } ?? (missing ? request.say("identity.code.missing") : nil)
        let layout = PageLayout(windowTitle: message == nil ? nil : request.say("identity.error.window", ["title": title]))
        return request.page(title, status: status(missing, fault), layout: layout) { html in
            if let message { html.errorSummary([ErrorLine("code", message)]) }
            html.form("/identity/sign-in/code", action: CompleteSignIn.name) { html in
                html.textField(
                    "code", FieldText(html.say("identity.code"), hint: html.say("identity.code.hint"), error: message),
                    kind: .oneTimeCode,
                    width: .medium)
                if let returnTo { html.hidden("returnTo", Address.local(returnTo)) }
                html.submit(html.say("identity.code.button"))
            }
            html.p { html in html.a(html.say("identity.code.back"), .href("/identity/sign-in")) }
        }
    }

    private static func status(_ missing: Bool, _ fault: IdentityFault?) -> Int {
        if case .blocked? = fault { return 429 }
        return missing || fault != nil ? 422 : 200
    }
}
