import Kernel
import Store
import Web

/// A company: its address, who belongs to it and may do what.
enum CompanyPages {
    static let path = "/mandates/companies"

    static func ask(_ request: Request) async throws -> Response { founding(request, FormData(), []) }

    static func found(_ request: Request) async throws -> Response {
        let form = try await request.form()
        do {
            let id = try await request.perform(
                FoundCompany(
                    name: form.text("name"), street: form.text("street"), houseNumber: form.text("houseNumber"),
                    postalCode: form.text("postalCode"), place: form.text("place"), language: request.language))
            return .redirect("\(path)/\(id)")
        } catch let invalid as InvalidInput where !request.wantsJSON {
            return founding(request, form, invalid.problems.map { ErrorLine(String($0.pointer.dropFirst()), $0.detail) })
        }
    }

    private static func founding(_ request: Request, _ form: FormData, _ lines: [ErrorLine]) -> Response {
        let title = request.say("mandates.company.found")
        let layout = PageLayout(
            breadcrumb: MandatePages.crumbs(request),
            windowTitle: lines.isEmpty ? nil : request.say("web.error.prefix") + title)
        return request.page(title, status: lines.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(lines)
            html.p(html.say("mandates.company.lead"))
            html.form(path, action: FoundCompany.name) { html in
                for (name, width) in [
                    ("name", FieldWidth.half), ("street", .half), ("houseNumber", .short), ("postalCode", .short),
                    ("place", .half),
                ] {
                    html.textField(
                        name,
                        FieldText(html.say("mandates.company.\(name)"), error: lines.first { $0.field == name }?.message),
                        value: form[name], width: width)
                }
                html.submit(html.say("mandates.company.found"))
            }
        }
    }

    static func show(_ request: Request) async throws -> Response { try await page(request, FormData(), []) }

    static func invite(_ request: Request) async throws -> Response {
        guard let id = ID<Company>(checking: request.parameter("id")) else { throw MandateFault.notFound }
        let form = try await request.form()
        do {
            _ = try await request.perform(
                InviteMember(
                    company: id, email: form.text("email"), role: Mandate.Role(rawValue: form.text("role")),
                    language: request.language))
            return .redirect("\(path)/\(id)?invited=1")
        } catch let invalid as InvalidInput where !request.wantsJSON {
            return try await page(
                request, form, invalid.problems.map { ErrorLine(String($0.pointer.dropFirst()), $0.detail) })
        }
    }

    private static func page(_ request: Request, _ form: FormData, _ lines: [ErrorLine]) async throws -> Response {
        guard let id = ID<Company>(checking: request.parameter("id")) else { throw MandateFault.notFound }
        let caller = request.caller
        let (company, own) = try await request.read { try $0.company(id, visibleTo: caller) }
        let members = try await request.read { try $0.members(of: id.text) }
        let layout = PageLayout(
            breadcrumb: MandatePages.crumbs(request),
            windowTitle: lines.isEmpty ? nil : request.say("web.error.prefix") + company.name)
        return request.page(company.name, status: lines.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(lines)
            if lines.isEmpty, request.query("invited") != nil { html.alert(.success, html.say("mandates.company.invited")) }
            html.summaryList([
                SummaryRow(
                    html.say("mandates.company.address"),
                    "\(company.street) \(company.houseNumber)\n\(company.postalCode) \(company.place)"),
                SummaryRow(html.say("mandates.role"), html.say("mandates.role.\((own.role ?? .reader).rawValue)")),
            ])
            html.h2(html.say("mandates.company.members"))
            html.ul { html in
                for member in members {
                    html.li { html in
                        html.a(member.representativeName ?? member.email ?? "", .href("/mandates/\(member.id)"))
                        html.text(", " + html.say("mandates.role.\((member.role ?? .reader).rawValue)"))
                        if member.acceptedAt == nil {
                            html.text(" ")
                            html.badge(html.say("mandates.state.offered"), .info)
                        }
                    }
                }
            }
            html.p(html.say(own.role == .owner ? "mandates.company.remove.hint" : "mandates.company.leave.hint"), .class("hint"))
            if own.role == .owner { invitation(&html, id, form, lines) }
        }
    }

    private static func invitation(_ html: inout HTML, _ id: ID<Company>, _ form: FormData, _ lines: [ErrorLine]) {
        html.h2(html.say("mandates.company.invite"))
        html.form("\(path)/\(id)/invitations", action: InviteMember.name) { html in
            html.textField(
                "email",
                FieldText(
                    html.say("mandates.email"), hint: html.say("mandates.email.hint"),
                    error: lines.first { $0.field == "email" }?.message), value: form["email"], kind: .email, autocomplete: "off",
                width: .half)
            html.radios(
                "role", FieldText(html.say("mandates.role"), error: lines.first { $0.field == "role" }?.message),
                choices: Mandate.Role.allCases.map {
                    Choice(
                        $0.rawValue, html.say("mandates.role.\($0.rawValue)"), hint: html.say("mandates.role.\($0.rawValue).hint")
                    )
                }, value: form["role"])
            html.submit(html.say("mandates.company.invite"))
        }
    }
}
