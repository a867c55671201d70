import Calendar
import Catalogue
import Documents
import Folders
import Kernel
import Procedures
import Store
import Web

/// What the applicant was asked for at a procedure, and the way to answer: with files, with words, or both.
enum AnswerPages {
    /// A request with the status that it belongs to.
    private struct Asked: Sendable {
        let status: ApplicationStatus
        let request: ApplicantRequest
        let side: ActingSide
        var address: String { side.address(status.procedure.id) + "/requests/\(request.id)" }
        var fields: [Field] { request.fields.compactMap { status.words.service.folder.form.field($0) } }
    }

    private static func load(_ request: Request) async throws -> Asked {
        let side = try await ActingSide.of(request)
        let status = try await ApplicationStatus.load(request, side.caller)
        guard let asked = status.requests.first(where: { $0.id.text == request.parameter("request") }) else {
            throw ProcedureFault.notFound
        }
        return Asked(status: status, request: asked, side: side)
    }

    static func show(_ request: Request) async throws -> Response {
        let asked = try await load(request)
        return page(asked, request, FormData(), [], status: 200)
    }

    static func answer(_ request: Request) async throws -> Response {
        let asked = try await load(request)
        let form = try await request.form()
        var lines: [ErrorLine] = []
        var files: [(field: String?, id: String)] = []
        for name in asked.request.fields + ["files"] {
            for file in form.files(name) where file.size > 0 || !file.filename.isEmpty {
                do {
                    let id = try await Uploads.take(file, from: request)
                    files.append((field: name == "files" ? nil : name, id: id.text))
                } catch let fault as DocumentFault where fault.kind != .internalError {
                    lines.append(ErrorLine(name, request.say("faults." + fault.code, fault.details)))
                }
            }
        }
        if isProgram(request) { for id in form.all("documents") { files.append((field: nil, id: id)) } }
        guard lines.isEmpty else { return page(asked, request, form, lines, status: 422) }
        do {
            try await asked.side.perform(
                AnswerRequest(
                    request: asked.request.id, text: form.text("text"), files: files, session: Uploads.session(of: request),
                    arrival: try asked.side.arrival(form)), at: asked.status.procedure, in: request.store)
        } catch let invalid as InvalidInput where !isProgram(request) {
            return page(asked, request, form, invalid.lines(request), status: 422)
        }
        return .redirect(asked.side.address(asked.status.procedure.id))
    }

    private static func isProgram(_ request: Request) -> Bool {
        request.wantsJSON || request.headers["content-type"]?.lowercased().hasPrefix("application/json") ?? false
    }

    private static func page(_ asked: Asked, _ request: Request, _ form: FormData, _ lines: [ErrorLine], status: Int) -> Response
    {
        let kind = asked.request.kind.rawValue
        let title = request.say(
            asked.side.isCounter ? "applications.counter.answer.\(kind)" : "applications.answer.\(kind).title")
        let layout = asked.side.layout(request, asked.status, isFaulty: status == 422, title: title)
        return request.page(title, status: status, layout: layout) { html in
            html.errorSummary(lines)
            what(asked, &html)
            guard asked.status.takesAnswer(asked.request) else {
                html.alert(.info, html.say("applications.answer.over"))
                return
            }
            html.form(asked.address, action: AnswerRequest.name, files: true) { html in
                asked.side.arrivalFields(&html, form, lines)
                for field in asked.fields {
                    html.fileField(
                        field.id,
                        FieldText(
                            asked.status.words("fields.\(field.id).label"), error: lines.first { $0.field == field.id }?.message,
                            optional: true), accept: MediaType.uploads.joined(separator: ","), multiple: field.multiple)
                }
                html.fileField(
                    "files",
                    FieldText(
                        html.say("applications.answer.files"), hint: html.say("applications.answer.files.hint"),
                        error: lines.first { $0.field == "files" }?.message, optional: true),
                    accept: MediaType.uploads.joined(separator: ","), multiple: true)
                html.textArea(
                    "text",
                    FieldText(
                        html.say("applications.answer.\(kind).text"), error: lines.first { $0.field == "text" }?.message,
                        optional: true), value: form["text"])
                html.submit(html.say("applications.answer.button"))
            }
        }
    }

    /// What is asked for, until when, and why until then.
    private static func what(_ asked: Asked, _ html: inout HTML) {
        if !asked.side.isCounter { html.p(html.say("applications.answer.\(asked.request.kind.rawValue).lead"), .class("lead")) }
        if !asked.request.items.isEmpty || !asked.fields.isEmpty {
            html.ul { html in
                for field in asked.fields { html.li(asked.status.words("fields.\(field.id).label")) }
                for item in asked.request.items { html.li(item) }
            }
        }
        if !asked.request.text.isEmpty {
            html.div(.class("panel")) { html in html.p { html in html.lines(asked.request.text) } }
        }
        html.p { html in
            html.strong(
                html.say("applications.request.due", ["date": Written.longDate(asked.request.due, html.language)]))
        }
        html.disclosure(html.say("applications.date.why")) { html in
            html.p(asked.request.deadline.explanation(html.language))
        }
    }
}

extension ApplicationStatus {
    /// Whether an answer still counts: also after its day, as long as nothing has been decided.
    func takesAnswer(_ request: ApplicantRequest) -> Bool {
        request.takesAnswer && procedure.state != .withdrawn && (request.isOpen || procedure.decidedAt == nil)
    }
}

/// Requests of the platform on the status page, before everything else.
enum StatusRequests {
    static func write(_ status: ApplicationStatus, _ html: inout HTML) {
        for request in status.requests where status.takesAnswer(request) {
            let kind = request.kind.rawValue
            html.alert(.warning, title: html.say("applications.answer.\(kind).title")) { html in
                html.p(html.say("applications.answer.\(kind).lead"))
                if !request.items.isEmpty { html.ul { html in for item in request.items { html.li(item) } } }
                html.p(
                    html.say(
                        request.isOpen ? "applications.request.due" : "applications.answer.late",
                        ["date": Written.longDate(request.due, html.language)]))
                html.p { html in
                    html.linkButton(
                        html.say("applications.answer.\(kind).open"),
                        "/applications/\(status.procedure.id)/requests/\(request.id)")
                }
            }
        }
    }
}
