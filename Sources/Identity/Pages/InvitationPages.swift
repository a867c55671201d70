import Kernel
import Store
import Web

/// Using a one-time key: from the link of a mail, or typed from a printed sheet.
enum InvitationPages {
    static func show(_ request: Request) async throws -> Response {
        guard let key = request.query("key") else { return ask(request, problem: nil) }
        guard try await request.read({ try Invitation.open(key, in: $0) }) != nil else { return over(request) }
        return password(request, key: key, problems: [:])
    }

    static func accept(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let key = form.text("key")
        guard let invitation = try await request.read({ try Invitation.open(key, in: $0) }) else { return over(request) }
        let about = try await request.read { reader in
            try Credential.of(invitation.principal, in: reader).map { [$0.email, $0.name] } ?? []
        }
        let new = form["password"] ?? ""
        var problems: [String: String] = [:]
        if let problem = PasswordRules.problem(new, about: about) {
            problems["password"] = problem.sentence(for: request)
        } else if form.has("repeated"), form["repeated"] != new {
            problems["repeated"] = request.say("identity.password.differs")
        }
        guard problems.isEmpty else { return password(request, key: key, problems: problems) }
        let hash = try await Identity.hash(new, about: about, in: request.store)
        let action = AcceptInvitation(key: key, password: hash, visitor: request.visitor, former: request.sessionToken)
        let hasCodes = try await request.read { try Credential.of(invitation.principal, in: $0)?.hasCodes ?? false }
        do {
            let opened = try await request.store.perform(action, as: .anonymous)
            guard !hasCodes else {
                return Response.redirect("/identity/sign-in/code").with(Cookie(SessionCookies.halfway, opened.token, maxAge: 600))
            }
            return SessionCookies.enter(opened, response: .redirect("/identity/second-factor"))
        } catch let fault as IdentityFault where fault == .invitationOver {
            return over(request)
        }
    }

    private static func ask(_ request: Request, problem: String?) -> Response {
        request.page(request.say("identity.invitation.title"), status: problem == nil ? 200 : 422) { html in
            html.p(html.say("identity.invitation.ask"))
            html.searchForm("/identity/invitation") { html in
                html.textField(
                    "key", FieldText(html.say("identity.invitation.key"), hint: html.say("identity.invitation.key.hint")),
                    autocomplete: "off", width: .half)
                html.submit(html.say("identity.invitation.next"))
            }
        }
    }

    private static func password(_ request: Request, key: String, problems: [String: String]) -> Response {
        let title = request.say("identity.invitation.title")
        let layout = PageLayout(windowTitle: problems.isEmpty ? nil : request.say("identity.error.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(["password", "repeated"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            html.p(html.say("identity.invitation.text"))
            html.form("/identity/invitation", action: AcceptInvitation.name) { html in
                html.hidden("key", key)
                html.textField(
                    "password",
                    FieldText(
                        html.say("identity.password.new"),
                        hint: html.say("identity.password.hint", ["length": String(PasswordRules.shortest)]),
                        error: problems["password"]),
                    kind: .password, autocomplete: "new-password", width: .half)
                html.textField(
                    "repeated", FieldText(html.say("identity.password.repeated"), error: problems["repeated"]), kind: .password,
                    autocomplete: "new-password", width: .half)
                html.submit(html.say("identity.invitation.button"))
            }
        }
        .with("cache-control", "no-store")
    }

    private static func over(_ request: Request) -> Response {
        request.page(request.say("identity.invitation.title"), status: 410) { html in
            html.alert(.error, html.say("faults.identity.invitation-over"))
            html.p { html in html.a(html.say("identity.sign-in.title"), .href("/identity/sign-in")) }
        }
    }
}
