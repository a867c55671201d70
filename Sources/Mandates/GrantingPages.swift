import Catalogue
import Kernel
import Store
import Web

/// Authorising somebody.
enum GrantingPages {
    static func show(_ request: Request) async throws -> Response { try page(request, nil, []) }

    static func grant(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let action = GrantMandate(
            email: form.text("email"), services: form.all("services").filter { !$0.isEmpty }, from: form.date("from"),
            until: form.date("until"), isUntilWrong: form.optional("until") != nil && form.date("until") == nil,
            wantsCopies: form.isOn("copies"), language: request.language)
        do {
            let id = try await request.perform(action)
            return .redirect("\(MandatePages.path)/\(id)")
        } catch let invalid as InvalidInput where !request.wantsJSON {
            return try page(
                request, form, invalid.problems.map { ErrorLine(String($0.pointer.dropFirst()), $0.detail) })
        }
    }

    private static func page(_ request: Request, _ form: FormData?, _ lines: [ErrorLine]) throws -> Response {
        let title = request.say("mandates.grant")
        let layout = PageLayout(
            breadcrumb: MandatePages.crumbs(request),
            windowTitle: lines.isEmpty ? nil : request.say("web.error.prefix") + title)
        let services = try MandatePages.services(request)
        func error(_ field: String) -> String? { lines.first { $0.field == field }?.message }
        return request.page(title, status: lines.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(lines)
            html.p(html.say("mandates.grant.lead"))
            html.form(MandatePages.path + "/granting", action: GrantMandate.name) { html in
                html.textField(
                    "email",
                    FieldText(html.say("mandates.email"), hint: html.say("mandates.email.hint"), error: error("email")),
                    value: form?["email"], kind: .email, autocomplete: "off", width: .half)
                html.checkboxes(
                    "services",
                    FieldText(
                        html.say("mandates.services"), hint: html.say("mandates.services.hint"), error: error("services"),
                        optional: true), choices: services.map { Choice($0.service.slug, $0.title) },
                    values: Set(form?.all("services") ?? []))
                html.dateField(
                    "from", FieldText(html.say("mandates.from.label"), error: error("from")),
                    value: form?["from"] ?? request.now.date().description)
                html.dateField(
                    "until",
                    FieldText(
                        html.say("mandates.until.label"), hint: html.say("mandates.until.hint"), error: error("until"),
                        optional: true), value: form?["until"])
                html.checkbox(
                    "copies",
                    FieldText(html.say("mandates.copies.label"), hint: html.say("mandates.copies.hint"), optional: true),
                    isOn: form?.isOn("copies") ?? false)
                html.p(html.say("mandates.wording"), .class("panel"))
                html.submit(html.say("mandates.grant.button"))
            }
        }
    }
}
