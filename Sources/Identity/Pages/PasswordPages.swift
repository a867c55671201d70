import Kernel
import Store
public import Web

/// Changing one's own password.
enum PasswordPages {
    static func show(_ request: Request) async throws -> Response {
        page(request, problems: [:], isDone: request.query("done") != nil)
    }

    static func change(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let present = form["present"] ?? ""
        let new = form["password"] ?? ""
        var problems: [String: String] = [:]
        if present.isEmpty { problems["present"] = request.say("identity.password.missing") }
        if let problem = PasswordRules.problem(new, about: [request.session.name ?? ""]) {
            problems["password"] = sentence(problem, request)
        }
        if problems.isEmpty, form.has("repeated"), form["repeated"] != new {
            problems["repeated"] = request.say("identity.password.differs")
        }
        guard problems.isEmpty else { return page(request, problems: problems) }
        guard let session = try await request.identitySession() else { throw WebFault.signInNeeded }
        do {
            try await ChangePassword.run(present: present, new: new, session: session, in: request.store, as: request.caller)
        } catch let fault as IdentityFault {
            switch fault {
            case .weakPassword(let problem): return page(request, problems: ["password": sentence(problem, request)])
            case .wrongPassword, .blocked:
                return page(
                    request, problems: ["present": request.say("faults." + fault.code, fault.details)], status: fault.kind.status)
            default: throw fault
            }
        }
        return .redirect("/identity/password?done=1")
    }

    static func sentence(_ problem: PasswordProblem, _ request: Request) -> String {
        let fault = IdentityFault.weakPassword(problem)
        return request.say("faults." + fault.code, fault.details)
    }

    private static func page(_ request: Request, problems: [String: String], isDone: Bool = false, status: Int = 422) -> Response
    {
        let title = request.say("identity.password.title")
        let layout = PageLayout(windowTitle: problems.isEmpty ? nil : request.say("identity.error.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : status, layout: layout) { html in
            if isDone { html.alert(.success, html.say("identity.password.done")) }
            if !problems.isEmpty {
                html.errorSummary(
                    ["present", "password", "repeated"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            }
            html.form("/identity/password", action: ChangePassword.name) { html in
                html.textField(
                    "present", FieldText(html.say("identity.password.present"), error: problems["present"]), kind: .password,
                    autocomplete: "current-password", width: .half)
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
                html.submit(html.say("identity.password.button"))
            }
        }
    }
}

extension PasswordProblem {
    /// What is wrong with a new password, in the reader's language.
    public func sentence(for request: Request) -> String { PasswordPages.sentence(self, request) }
}
