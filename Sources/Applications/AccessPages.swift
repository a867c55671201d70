import Identity
import Kernel
import Store
import Web

/// Finding an application again without an account. The code is typed in, never part of an address.
enum AccessPages {
    static func show(_ request: Request) async throws -> Response { page(request, error: nil, status: 200) }

    static func open(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let code = form.text("code")
        if form.isOn("link"), request.caller.account != nil, AccessCode.normal(code) != nil {
            do {
                let id = try await request.perform(LinkApplication(code: code))
                return .redirect("/applications/\(id)")
            } catch ApplicationFault.codeUnknown where !request.wantsJSON {
                return page(request, error: request.say("applications.access.unknown"), status: 422)
            }
        }
        guard AccessCode.normal(code) != nil else {
            return page(
                request, error: request.say(code.isEmpty ? "applications.access.empty" : "applications.access.form"), status: 422)
        }
        var opened: OpenedSession?
        var visit = Admission.visit(request)
        if request.caller.isAnonymous, request.session.id == nil {
            let session = try await request.visit()
            opened = session.opened
            visit = "session:\(session.id)"
        }
        guard let visit else { throw WebFault.forbidden }
        do {
            let id = try await request.perform(OpenAccess(code: code, visit: visit))
            return Response.redirect("/applications/\(id)").with(opened, settings: IdentitySettings.of(request.store.parts))
        } catch ApplicationFault.codeUnknown where !request.wantsJSON {
            return page(request, error: request.say("applications.access.unknown"), status: 422)
        }
    }

    private static func page(_ request: Request, error: String?, status: Int) -> Response {
        let layout = PageLayout(breadcrumb: [Crumb(request.say("applications.title"), "/applications")])
        return request.page(request.say("applications.access.title"), status: status, layout: layout) { html in
            if let error { html.errorSummary([ErrorLine("code", error)]) }
            html.p(html.say("applications.access.lead"))
            html.form("/applications/access", action: OpenAccess.name) { html in
                html.textField(
                    "code",
                    FieldText(
                        html.say("applications.access.code"), hint: html.say("applications.access.code.hint"), error: error),
                    autocomplete: "off", width: .medium)
                if request.caller.account != nil {
                    html.checkbox(
                        "link",
                        FieldText(html.say("applications.link"), hint: html.say("applications.link.hint"), optional: true))
                }
                html.submit(html.say("applications.access.button"))
            }
        }
    }
}
