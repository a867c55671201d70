import Accesses
import BPMN
import Calendar
import Catalogue
import FEEL
import Notices
import Delivery
import Documents
import Folders
import Kernel
import Store
import Web

/// Asking another office, and answering for one.
enum ConsultationPages {
    private static func asking(_ request: Request) async throws -> CaseForm<ConsultOffice> {
        let head = try await CaseHead.load(request, for: ConsultOffice.name)
        let (id, caller, language) = (head.procedure.id, request.caller, request.language)
        let city = try request.store.part(City.self)
        let units = city.organisation.units.filter { $0.key != head.procedure.unit }.map { Choice($0.key, $0.name[language]) }
        let documents = try await request.read { try $0.documents(of: id, visibleTo: caller) }.filter { !$0.isInternal }.map {
            Choice($0.id.text, $0.name)
        }
        return CaseForm(
            view: head, title: request.say("procedures.consult.title"), lead: request.say("procedures.consult.lead"),
            address: head.address + "/consultations", button: request.say("procedures.consult.button"),
            fields: { html, form, mistakes in
                html.selectField(
                    "unit", request.field("unit", "consult.unit", mistakes), choices: units, value: form["unit"], empty: "")
                html.textArea("question", request.field("question", "consult.question", mistakes), value: form["question"])
                if !documents.isEmpty {
                    html.checkboxes(
                        "documents", request.field("documents", "consult.documents", mistakes, optional: true),
                        choices: documents, values: Set(form.all("documents")))
                }
                SetPeriod.write(&html, request, form, mistakes)
            },
            action: { form in
                ConsultOffice(
                    procedure: id, unit: form.text("unit"), question: form.text("question"),
                    documents: form.all("documents").filter { !$0.isEmpty }, period: try SetPeriod.read(form))
            })
    }

    static func ask(_ request: Request) async throws -> Response { try await asking(request).show(request) }
    static func consult(_ request: Request) async throws -> Response { try await asking(request).take(request) }

    static func end(_ request: Request) async throws -> Response {
        try await request.perform(EndConsultation(consultation: try await asked(request).id))
        return .redirect("/procedures/\(Address.encode(request.parameter("id")))")
    }

    private static func asked(_ request: Request) async throws -> OfficeConsultation {
        guard let id = ID<OfficeConsultation>(checking: request.parameter("consultation")) else { throw ProcedureFault.notFound }
        let found = try await request.read { try $0.consultation(id) }
        guard found.procedure.text == request.parameter("id") else { throw ProcedureFault.notFound }
        return found
    }

    // MARK: The opinion

    static func showOpinion(_ request: Request) async throws -> Response {
        try await opinion(request, FormData(), Mistakes(), status: 200)
    }

    static func giveOpinion(_ request: Request) async throws -> Response {
        let found = try await asked(request)
        let form = try await request.form()
        var mistakes = Mistakes()
        var file = request.isProgram ? form.optional("document") : nil
        if let upload = form.file("document"), upload.size > 0 {
            do { file = try await Uploads.take(upload, from: request).text } catch let fault as DocumentFault
                where fault.kind != .internalError
            {
                mistakes.add("document", fault)
                return try await opinion(request, form, mistakes, status: 422)
            }
        }
        do {
            try await request.perform(
                GiveOpinion(
                    consultation: found.id, stance: form.text("stance"), opinion: form.text("opinion"), file: file,
                    session: Uploads.session(of: request)))
        } catch let invalid as InvalidInput where !request.isProgram {
            return try await opinion(request, form, Mistakes(invalid.problems), status: 422)
        }
        return .redirect("/procedures/inbox")
    }

    private static func opinion(_ request: Request, _ form: FormData, _ mistakes: Mistakes, status: Int) async throws -> Response
    {
        let found = try await asked(request)
        let caller = request.caller
        let view = try await request.read { reader in
            guard try reader.task(found.task, visibleTo: caller).endedAt == nil else { throw ProcedureFault.taskOver }
            return try CaseView.read(found.procedure, caller, in: reader)
        }
        guard caller.may(GiveOpinion.name, in: found.unit) else { throw StoreFault.forbidden(GiveOpinion.name) }
        try await request.noteAccess(to: found.procedure, for: CaseHead.purpose, unit: view.procedure.unit)
        let title = request.say("procedures.opinion.title")
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("procedures.inbox.title"), "/procedures/inbox"),
                Crumb(view.procedure.reference, "/procedures/\(found.procedure)"),
            ], kicker: view.procedure.reference,
            windowTitle: status == 422 ? request.say("web.error.prefix") + title : nil)
        return request.page(title, status: status, layout: layout) { html in
            html.errorSummary(mistakes.lines(html.language).map { ErrorLine($0.field, $0.sentence) })
            html.div(.class("panel")) { html in html.p { html in html.lines(found.question) } }
            html.form(
                "/procedures/\(found.procedure)/consultations/\(found.id)/opinion", action: GiveOpinion.name, files: true
            ) { html in
                html.radios(
                    "stance", request.field("stance", "opinion.stance", mistakes),
                    choices: OfficeConsultation.Stance.allCases.map {
                        Choice($0.rawValue, request.say("procedures.opinion.stance.\($0.rawValue)"))
                    }, value: form["stance"])
                html.textArea(
                    "opinion", request.field("opinion", "opinion.text", mistakes), value: form["opinion"], rows: 8)
                html.fileField(
                    "document", request.field("document", "opinion.document", mistakes, optional: true),
                    accept: MediaType.uploads.joined(separator: ","))
                html.submit(html.say("procedures.opinion.button"))
            }
        }
    }

    // MARK: On the page of the procedure

    static func section(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        guard !view.consultations.isEmpty else { return }
        html.h2(html.say("procedures.consult.list"), .id("consultations"))
        for asked in view.consultations.reversed() { write(asked, view, request, &html) }
    }

    private static func write(_ asked: OfficeConsultation, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        html.section(.class("panel")) { html in
            html.h3 { html in
                html.text((view.units[asked.unit]?[html.language] ?? asked.unit) + " ")
                html.badge(html.say("procedures.consult.ending.\(asked.ending?.rawValue ?? "open")"), .info)
            }
            html.p(
                html.say(
                    "procedures.request.asked",
                    [
                        "day": Written.date(asked.askedAt.date(), html.language), "due": Written.date(asked.due, html.language),
                        "name": asked.token == nil
                            ? view.names[asked.askedBy] ?? asked.askedBy : html.say("procedures.consult.by-process"),
                    ]), .class("hint"))
            html.p { html in html.lines(asked.question) }
            html.disclosure(html.say("procedures.case.why-date")) { html in
                html.p { html in html.lines(asked.deadline.explanation(html.language)) }
            }
            if let stance = asked.stance {
                html.h4(html.say("procedures.opinion.stance.\(stance.rawValue)"))
                html.p { html in html.lines(asked.opinion ?? "") }
            }
            if asked.ending == nil, CaseAccess.offers(EndConsultation.name, at: view.procedure, to: request.caller), view.isOwn {
                html.form(
                    "/procedures/\(view.procedure.id)/consultations/\(asked.id)/end", action: EndConsultation.name
                ) { html in html.submit(html.say("procedures.consult.end"), style: .secondary) }
            }
            if asked.ending == nil, request.caller.may(GiveOpinion.name, in: asked.unit) {
                html.p { html in
                    html.linkButton(
                        html.say("procedures.opinion.title"),
                        "/procedures/\(view.procedure.id)/consultations/\(asked.id)/opinion")
                }
            }
        }
    }
}
