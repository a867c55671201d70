import Catalogue
import Folders
import Kernel
import Procedures
import Store
import Web

/// Objecting to a notice, and taking the objection back.
enum ObjectingPages {
    static func ask(_ request: Request) async throws -> Response {
        let status = try await ApplicationStatus.load(request, try await Admission.caller(of: request))
        guard status.canObject else { return .redirect("/applications/\(status.procedure.id)") }
        return page(status, request, FormData(), [], status: 200)
    }

    static func object(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await ApplicationStatus.load(request, side.caller)
        let form = try await request.form()
        if !request.wantsJSON, form.text("reason").count > 20_000 {
            let line = ErrorLine("reason", request.say("applications.answer.problem.text-too-long"))
            return page(status, request, form, [line], status: 422)
        }
        try await side.perform(
            RaiseObjection(procedure: status.procedure.id, reason: form.text("reason"), excuse: form.text("excuse")),
            at: status.procedure, in: request.store)
        return .redirect("/applications/\(status.procedure.id)")
    }

    static func withdraw(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await ApplicationStatus.load(request, side.caller)
        guard let open = status.objections.last(where: { $0.ending == nil }) else { throw ProcedureFault.taskOver }
        try await side.perform(WithdrawObjection(objection: open.id), at: status.procedure, in: request.store)
        return .redirect("/applications/\(status.procedure.id)")
    }

    private static func page(
        _ status: ApplicationStatus, _ request: Request, _ form: FormData, _ lines: [ErrorLine], status code: Int
    ) -> Response {
        let address = "/applications/\(status.procedure.id)"
        let layout = PageLayout(
            area: .portal, breadcrumb: StatusPages.crumbs(request) + [Crumb(status.procedure.reference, address)],
            kicker: status.words.title)
        return request.page(request.say("applications.objection.title"), status: code, layout: layout) { html in
            html.errorSummary(lines)
            if let against = status.objectionable {
                html.p(html.say("applications.objection.against", ["notice": status.title(of: against.template)]), .class("lead"))
                deadline(against.deadline, status, &html)
            }
            html.p(html.say("applications.objection.lead"))
            html.form(address + "/objection", action: RaiseObjection.name) { html in
                html.textArea(
                    "reason",
                    FieldText(
                        html.say("applications.objection.reason"), hint: html.say("applications.objection.reason.hint"),
                        error: lines.first?.message, optional: true), value: form["reason"], rows: 8)
                if status.isObjectionLate {
                    html.textArea(
                        "excuse",
                        FieldText(
                            html.say("applications.objection.excuse"), hint: html.say("applications.objection.excuse.hint"),
                            optional: true), value: form["excuse"], rows: 4)
                }
                html.submit(html.say("applications.objection.button"))
            }
            html.p { html in html.a(html.say("applications.objection.back"), .href(address)) }
        }
    }

    private static func deadline(_ deadline: CaseDeadline?, _ status: ApplicationStatus, _ html: inout HTML) {
        guard let deadline else { return }
        let values = ["date": Written.longDate(deadline.date, html.language)]
        if status.isObjectionLate {
            html.alert(
                .warning, title: html.say("applications.objection.late"), html.say("applications.objection.late.text", values))
        } else {
            html.p { html in html.strong(html.say("applications.objection.until", values)) }
        }
        html.disclosure(html.say("applications.date.why")) { html in html.p(deadline.why[html.language]) }
    }
}

extension ApplicationStatus {
    var canObject: Bool { objectionable != nil && !objections.contains { $0.ending == nil } }
    var isObjectionLate: Bool { objectionable?.deadline.map { today > $0.date } ?? false }
}

/// An objection that is being decided on, on the status page.
enum StatusObjections {
    static func write(_ status: ApplicationStatus, _ html: inout HTML) {
        guard let open = status.objections.last(where: { $0.ending == nil }) else { return }
        html.alert(.info, title: html.say("applications.objection.open")) { html in
            html.p(
                html.say("applications.objection.open.text", ["date": Written.longDate(open.receivedOn, html.language)]))
            html.form("/applications/\(status.procedure.id)/objection/withdrawal", action: WithdrawObjection.name) { html in
                html.submit(html.say("applications.objection.withdraw"), style: .secondary)
            }
        }
    }
}
