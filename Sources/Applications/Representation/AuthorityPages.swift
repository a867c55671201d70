import Documents
import Kernel
import Mandates
import Procedures
import Store
import Web

/// An authority on paper, at the counter's page of one case.
enum AuthorityPages {
    static func show(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        return try await page(request, side, try await side.load(request), FormData(), [])
    }

    static func record(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await side.load(request)
        let form = try await request.form()
        var lines: [ErrorLine] = []
        var papers: [String] = []
        for file in form.files("papers") where file.size > 0 || !file.filename.isEmpty {
            do {
                papers.append(try await Uploads.take(file, from: request).text)
            } catch let fault as DocumentFault where fault.kind != .internalError {
                lines.append(ErrorLine("papers", request.say("faults." + fault.code, fault.details)))
            }
        }
        guard lines.isEmpty else { return try await page(request, side, status, form, lines) }
        try request.limit("counter-account:\(request.caller.label)", RateLimit(60, per: 3600))
        do {
            _ = try await request.store.perform(
                RecordAuthority(
                    procedure: status.procedure.id, email: form.text("email"), familyName: form.text("familyName"),
                    until: form.date("until"), isUntilWrong: form.optional("until") != nil && form.date("until") == nil,
                    papers: papers, session: Uploads.session(of: request)), as: side.caller)
        } catch let invalid as InvalidInput where !request.wantsJSON {
            return try await page(request, side, status, form, invalid.lines(request))
        }
        return .redirect(side.address(status.procedure.id) + "/authority")
    }

    static func end(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await side.load(request)
        guard let mandate = ID<Mandate>(checking: request.parameter("mandate")) else { throw MandateFault.notFound }
        try await request.store.perform(EndAuthority(procedure: status.procedure.id, mandate: mandate), as: side.caller)
        return .redirect(side.address(status.procedure.id) + "/authority")
    }

    private static func page(
        _ request: Request, _ side: ActingSide, _ status: ApplicationStatus, _ form: FormData, _ lines: [ErrorLine]
    ) async throws -> Response {
        let address = side.address(status.procedure.id)
        let title = request.say("applications.authority")
        let present = try await request.read { try $0.mandates(ofCase: status.procedure.id) }
        func error(_ field: String) -> String? { lines.first { $0.field == field }?.message }
        let layout = side.layout(request, status, isFaulty: !lines.isEmpty, title: title)
        return request.page(title, status: lines.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(lines)
            html.p(html.say("applications.authority.lead"))
            for mandate in present {
                html.section(.class("panel")) { html in
                    html.h2(mandate.representativeName ?? "")
                    html.p(
                        mandate.untilDay.map {
                            html.say("applications.authority.until", ["day": Written.longDate($0, html.language)])
                        } ?? html.say("applications.authority.open"))
                    html.form("\(address)/authority/\(mandate.id)/end", action: EndAuthority.name) { html in
                        html.submit(html.say("applications.authority.end"), style: .danger)
                    }
                }
            }
            html.form(address + "/authority", action: RecordAuthority.name, files: true) { html in
                html.textField(
                    "email", FieldText(html.say("applications.authority.email"), error: error("email")), value: form["email"],
                    kind: .email, autocomplete: "off", width: .half)
                html.textField(
                    "familyName", FieldText(html.say("applications.authority.name"), error: error("familyName")),
                    value: form["familyName"], autocomplete: "off", width: .half)
                html.dateField(
                    "until", FieldText(html.say("applications.authority.last"), error: error("until"), optional: true),
                    value: form["until"])
                html.fileField(
                    "papers", FieldText(html.say("applications.authority.paper"), error: error("papers")),
                    accept: MediaType.uploads.joined(separator: ","), multiple: true)
                html.submit(html.say("applications.authority.button"))
            }
        }
    }
}
