import Identity
import Kernel
import Store
import Web

/// Registering and confirming the address.
enum RegistrationPages {
    static func show(_ request: Request) async throws -> Response {
        request.caller.account == nil ? form(request, [:], [:]) : .redirect("/accounts/profile")
    }

    static func register(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let email = EmailAddress.normalised(form.text("email"))
        let names = (form.text("givenName"), form.text("familyName"))
        let password = form["password"] ?? ""
        var problems: [String: String] = [:]
        if email.isEmpty {
            problems["email"] = request.say("identity.email.missing")
        } else if !EmailAddress.isPlausible(email) {
            problems["email"] = request.say("faults.accounts.address-invalid")
        }
        for problem in Profile(givenName: names.0, familyName: names.1).problems(today: request.now.date()) {
            problems[problem.field] = request.say("accounts.problem.\(problem.code)")
        }
        if let problem = PasswordRules.problem(password, about: [email, names.0, names.1]) {
            problems["password"] = problem.sentence(for: request)
        }
        guard problems.isEmpty else {
            return self.form(
                request, Dictionary(form.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }), problems)
        }
        try request.limitMails(to: email)
        let hash = try await Identity.hash(password, about: [email, names.0, names.1], in: request.store)
        let action = RequestRegistration(
            email: email, givenName: names.0, familyName: names.1, language: request.language, password: hash)
        _ = try await request.store.perform(action, as: .anonymous)
        return .redirect("/accounts/registration/sent")
    }

    static func sent(_ request: Request) async throws -> Response {
        request.page(request.say("accounts.registration.sent.title")) { html in
            html.p(html.say("accounts.registration.sent.text"))
            html.p(html.say("accounts.registration.sent.again"))
        }
    }

    static func showConfirmation(_ request: Request) async throws -> Response {
        let token = request.query("token") ?? ""
        guard try await request.read({ try Registration.open(token, in: $0) }) != nil else { return expired(request) }
        return confirmation(request, token: token)
    }

    static func confirm(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let token = form.text("token")
        guard let password = form["password"], !password.isEmpty else {
            guard try await request.read({ try Registration.open(token, in: $0) }) != nil else { return expired(request) }
            return confirmation(request, token: token, problem: request.say("identity.password.missing"))
        }
        do {
            let opened = try await ConfirmRegistration.run(
                token: token, password: password, visitor: request.visitor, former: request.sessionToken, in: request.store)
            return SessionCookies.enter(opened, response: .redirect("/accounts/profile?welcome=1"))
        } catch let fault as AccountFault {
            if fault == .wrongPassword {
                return confirmation(request, token: token, problem: request.say("faults." + fault.code))
            }
            return expired(request)
        }
    }

    private static func form(_ request: Request, _ typed: [String: String], _ problems: [String: String]) -> Response {
        let title = request.say("accounts.registration.title")
        let layout = PageLayout(windowTitle: problems.isEmpty ? nil : request.say("accounts.error.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            if !problems.isEmpty {
                html.errorSummary(
                    ["email", "password", "givenName", "familyName"].compactMap { name in
                        problems[name].map { ErrorLine(name, $0) }
                    })
            }
            html.p(html.say("accounts.registration.text"))
            html.form("/accounts/registration", action: RequestRegistration.name) { html in
                html.textField(
                    "email",
                    FieldText(
                        html.say("identity.email"), hint: html.say("accounts.registration.email.hint"), error: problems["email"]),
                    value: typed["email"], kind: .email, autocomplete: "username", width: .half)
                html.textField(
                    "password",
                    FieldText(
                        html.say("identity.password"),
                        hint: html.say("identity.password.hint", ["length": String(PasswordRules.shortest)]),
                        error: problems["password"]),
                    kind: .password, autocomplete: "new-password", width: .half)
                html.textField(
                    "givenName", FieldText(html.say("accounts.givenName"), error: problems["givenName"], optional: true),
                    value: typed["givenName"], autocomplete: "given-name", width: .half)
                html.textField(
                    "familyName", FieldText(html.say("accounts.familyName"), error: problems["familyName"], optional: true),
                    value: typed["familyName"], autocomplete: "family-name", width: .half)
                html.submit(html.say("accounts.registration.button"))
            }
            html.p { html in html.a(html.say("accounts.sign-in"), .href("/identity/sign-in")) }
        }
    }

    private static func confirmation(_ request: Request, token: String, problem: String? = nil) -> Response {
        let title = request.say("accounts.confirmation.title")
        let layout = PageLayout(windowTitle: problem == nil ? nil : request.say("accounts.error.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("password", problem)]) }
            html.p(html.say("accounts.confirmation.text"))
            html.form("/accounts/confirmation", action: ConfirmRegistration.name) { html in
                html.hidden("token", token)
                html.textField(
                    "password", FieldText(html.say("identity.password"), error: problem), kind: .password,
                    autocomplete: "current-password",
                    width: .half)
                html.submit(html.say("accounts.confirmation.button"))
            }
        }
    }

    private static func expired(_ request: Request) -> Response {
        request.page(request.say("accounts.link.title"), status: 410) { html in
            html.p(html.say("faults.accounts.link-expired"))
            html.ul(.class("plain")) { html in
                html.li { html in html.a(html.say("accounts.sign-in"), .href("/identity/sign-in")) }
                html.li { html in html.a(html.say("accounts.registration.title"), .href("/accounts/registration")) }
            }
        }
    }
}
