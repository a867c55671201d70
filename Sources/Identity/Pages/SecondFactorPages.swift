import Kernel
import Store
import Web

/// Switching one-time codes on and off.
enum SecondFactorPages {
    static func show(_ request: Request) async throws -> Response { try await page(request) }

    static func offer(_ request: Request) async throws -> Response {
        _ = try await request.perform(OfferSecondFactor())
        return .redirect("/identity/second-factor")
    }

    static func add(_ request: Request) async throws -> Response {
        let code = try await request.form().text("code")
        guard !code.isEmpty else { return try await page(request, problem: request.say("identity.code.missing")) }
        guard let codes = try await request.perform(AddSecondFactor(code: code, session: request.session.id)) else {
            return try await page(request, problem: request.say("faults.identity.wrong-code"))
        }
        if request.wantsJSON || request.session.isBearer {
            return .json(.object(["recoveryCodes": .array(codes.map { .string($0) })]))
        }
        return request.page(request.say("identity.second-factor.title")) { html in
            html.alert(.success, html.say("identity.second-factor.on"))
            html.h2(html.say("identity.second-factor.recovery"))
            html.p(html.say("identity.second-factor.recovery.text"))
            html.ul(.class("codes")) { html in for code in codes { html.li { html in html.code(code) } } }
            let next = request.session.duty.map { _ in IdentitySettings.of(request.store.parts).staffHome }
            html.p { html in html.a(html.say("identity.second-factor.back"), .href(next ?? "/identity/second-factor")) }
        }
    }

    static func remove(_ request: Request) async throws -> Response {
        let password = try await request.form()["password"] ?? ""
        do {
            try await RemoveSecondFactor.run(password: password, in: request.store, as: request.caller)
        } catch let fault as IdentityFault where fault == .wrongPassword {
            return try await page(request, problem: request.say("faults." + fault.code))
        }
        return .redirect("/identity/second-factor")
    }

    private static func page(_ request: Request, problem: String? = nil) async throws -> Response {
        let caller = request.caller
        let (credential, offered) = try await request.read {
            (try Credential.own(caller, in: $0), try OfferSecondFactor.pending(caller, in: $0))
        }
        let isDemanded = IdentitySettings.of(request.store.parts).staffSecondFactor == .required
        let title = request.say("identity.second-factor.title")
        let layout = PageLayout(windowTitle: problem == nil ? nil : request.say("identity.error.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine(credential?.hasCodes == true ? "password" : "code", problem)]) }
            if request.session.duty != nil { html.alert(.info, html.say("identity.second-factor.demanded")) }
            html.p(html.say("identity.second-factor.text"))
            if credential?.hasCodes == true {
                removal(&html, problem, isDemanded: request.caller.staff != nil && isDemanded)
            } else if let offered {
                confirmation(&html, offered, problem)
            } else {
                html.form("/identity/second-factor", action: OfferSecondFactor.name) { html in
                    html.submit(html.say("identity.second-factor.offer"))
                }
            }
        }
    }

    private static func removal(_ html: inout HTML, _ problem: String?, isDemanded: Bool) {
        html.alert(.info, html.say("identity.second-factor.is-on"))
        if isDemanded { html.p(html.say("identity.second-factor.anew")) }
        html.form("/identity/second-factor/removal", action: RemoveSecondFactor.name) { html in
            html.textField(
                "password", FieldText(html.say("identity.password.present"), error: problem), kind: .password,
                autocomplete: "current-password", width: .half)
            html.submit(html.say("identity.second-factor.remove"), style: .danger)
        }
    }

    private static func confirmation(_ html: inout HTML, _ offered: OfferedSecret, _ problem: String?) {
        html.ol { html in
            html.li(html.say("identity.second-factor.step.program"))
            html.li { html in
                html.p(html.say("identity.second-factor.step.secret"))
                html.copyable(spaced(offered.text), label: html.say("identity.second-factor.secret"))
                html.disclosure(html.say("identity.second-factor.address")) { html in
                    html.p { html in html.code(offered.address) }
                }
            }
            html.li(html.say("identity.second-factor.step.code"))
        }
        html.form("/identity/second-factor/confirmation", action: AddSecondFactor.name) { html in
            html.textField("code", FieldText(html.say("identity.code"), error: problem), kind: .oneTimeCode, width: .medium)
            html.submit(html.say("identity.second-factor.confirm"))
        }
        html.form("/identity/second-factor", action: OfferSecondFactor.name) { html in
            html.submit(html.say("identity.second-factor.again"), style: .link)
        }
    }

    /// Groups of four, which people type without losing their place.
    private static func spaced(_ text: String) -> String {
        stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
    }
}
