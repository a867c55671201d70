import BPMN
import FEEL
import Calendar
import Catalogue
import Folders
import Kernel
import Store
import Web

/// Asking the applicant, and what can be done with what was asked.
enum RequestPages {
    private static func documents(_ request: Request) async throws -> CaseForm<RequestDocuments> {
        let head = try await CaseHead.load(request, for: RequestDocuments.name)
        let id = head.procedure.id
        let run = try await request.read { try CaseRun(reading: id, in: $0) }
        let fields = run.service.folder.form.fields.filter { $0.type == .file }.map {
            Choice($0.id, run.service.folder.texts.text("fields.\($0.id).label", request.language) ?? $0.id)
        }
        return CaseForm(
            view: head, title: request.say("procedures.request.documents.title"),
            lead: request.say("procedures.request.documents.lead"), address: head.address + "/requests/documents",
            button: request.say("procedures.request.button"), isPreviewed: true,
            fields: { html, form, mistakes in
                if !fields.isEmpty {
                    html.checkboxes(
                        "fields", request.field("fields", "request.fields", mistakes, optional: true), choices: fields,
                        values: Set(form.all("fields")))
                }
                html.textArea(
                    "items", request.field("items", "request.items", mistakes, optional: !fields.isEmpty), value: form["items"])
                html.textArea(
                    "remark", request.field("remark", "request.remark", mistakes, optional: true), value: form["remark"])
                SetPeriod.write(&html, request, form, mistakes)
            },
            action: { form in
                RequestDocuments(
                    procedure: id, items: lines(form.all("items")), fields: form.all("fields").filter { !$0.isEmpty },
                    remark: form.text("remark"), period: try SetPeriod.read(form))
            })
    }

    private static func hearing(_ request: Request) async throws -> CaseForm<HearApplicant> {
        guard let id = ID<Procedure>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let head = try await CaseHead.load(request) {
            try ObjectionAccess.either(HearApplicant.name, at: id, by: $0, in: $1).procedure
        }
        return CaseForm(
            view: head, title: request.say("procedures.request.hearing.title"),
            lead: request.say("procedures.request.hearing.lead"), address: head.address + "/requests/hearing",
            button: request.say("procedures.request.button"), isPreviewed: true,
            fields: { html, form, mistakes in
                html.textArea(
                    "intended", request.field("intended", "request.intended", mistakes), value: form["intended"], rows: 8)
                SetPeriod.write(&html, request, form, mistakes)
            },
            action: { HearApplicant(procedure: id, intended: $0.text("intended"), period: try SetPeriod.read($0)) })
    }

    private static func extending(_ request: Request) async throws -> CaseForm<ExtendRequest> {
        let id = try await asked(request)
        let head = try await CaseHead.load(request) {
            try ObjectionAccess.demand(ExtendRequest.name, at: try $1.request(id), by: $0, in: $1)
        }
        return CaseForm(
            view: head, title: request.say("procedures.request.extend.title"),
            lead: request.say("procedures.request.extend.lead"), address: head.address + "/requests/\(id)/extension",
            button: request.say("procedures.request.extend.button"),
            fields: { html, form, mistakes in
                let labels = SetPeriod.choices.map { Choice($0, request.say("procedures.period.\($0)")) }
                html.radios(
                    "period", request.field("period", "request.extend.period", mistakes), choices: labels,
                    value: form["period"] ?? "P14D", inline: true)
                html.textArea("reason", request.field("reason", "request.extend.reason", mistakes), value: form["reason"])
            },
            action: { ExtendRequest(request: id, period: $0.text("period"), reason: $0.text("reason")) })
    }

    /// One thing a line, as people type lists.
    private static func lines(_ texts: [String]) -> [String] {
        texts.flatMap { $0.split(whereSeparator: \.isNewline) }.map { line in
            String(line.drop { $0 == " " || $0 == "-" || $0 == "•" }).trimmingSpaces
        }.filter { !$0.isEmpty }
    }

    /// The request of the address; it belongs to the procedure of the address.
    private static func asked(_ request: Request) async throws -> ID<ApplicantRequest> {
        guard let id = ID<ApplicantRequest>(checking: request.parameter("request")) else { throw ProcedureFault.notFound }
        let procedure = request.parameter("id")
        guard try await request.read({ try $0.request(id).procedure.text }) == procedure else { throw ProcedureFault.notFound }
        return id
    }

    static func askDocuments(_ request: Request) async throws -> Response { try await documents(request).show(request) }
    static func requestDocuments(_ request: Request) async throws -> Response { try await documents(request).take(request) }
    static func askHearing(_ request: Request) async throws -> Response { try await hearing(request).show(request) }
    static func hear(_ request: Request) async throws -> Response { try await hearing(request).take(request) }
    static func askExtension(_ request: Request) async throws -> Response { try await extending(request).show(request) }
    static func extend(_ request: Request) async throws -> Response { try await extending(request).take(request) }

    static func remind(_ request: Request) async throws -> Response {
        try await request.perform(RemindApplicant(request: try await asked(request)))
        return .redirect("/procedures/\(Address.encode(request.parameter("id")))")
    }

    static func cancel(_ request: Request) async throws -> Response {
        try await request.perform(CancelRequest(request: try await asked(request)))
        return .redirect("/procedures/\(Address.encode(request.parameter("id")))")
    }

    // MARK: On the page of the procedure

    static func section(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        guard !view.requests.isEmpty else { return }
        html.h2(html.say("procedures.request.list"), .id("requests"))
        for asked in view.requests.reversed() { write(asked, view, request, &html) }
    }

    private static func write(_ asked: ApplicantRequest, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        html.section(.class("panel")) { html in
            html.h3 { html in
                html.text(html.say("procedures.request.\(asked.kind.rawValue).name") + " ")
                html.badge(
                    html.say("procedures.request.ending.\(asked.ending?.rawValue ?? "open")"),
                    asked.ending == .lapsed ? .warning : asked.isOpen ? .info : nil)
            }
            html.p(
                html.say(
                    "procedures.request.asked",
                    [
                        "day": Written.date(asked.askedAt.date(), html.language), "due": Written.date(asked.due, html.language),
                        "name": view.names[asked.askedBy] ?? asked.askedBy,
                    ]), .class("hint"))
            if !asked.items.isEmpty || !asked.fields.isEmpty {
                html.ul { html in
                    for field in asked.fields { html.li(view.text("fields.\(field).label", html.language, or: field)) }
                    for item in asked.items { html.li(item) }
                }
            }
            if !asked.text.isEmpty { html.p { html in html.lines(asked.text) } }
            html.disclosure(html.say("procedures.case.why-date")) { html in
                html.p { html in html.lines(asked.deadline.explanation(html.language)) }
            }
            if let answer = asked.answer {
                html.h4(
                    html.say(
                        "procedures.request.answer",
                        ["day": asked.answeredAt.map { Written.moment($0, html.language) } ?? ""]))
                if !answer.isEmpty { html.p { html in html.lines(answer) } }
            }
            buttons(asked, view, request, &html)
        }
    }

    private static func buttons(_ asked: ApplicantRequest, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        let address = "/procedures/\(view.procedure.id)/requests/\(asked.id)"
        func offers(_ action: String) -> Bool { ObjectionAccess.offers(action, at: asked, of: view, to: request.caller) }
        if asked.isOpen, offers(RemindApplicant.name) {
            html.form(address + "/reminder", action: RemindApplicant.name) { html in
                html.submit(html.say("procedures.request.remind"), style: .secondary)
            }
        }
        if asked.takesAnswer, asked.isOpen || view.procedure.decidedAt == nil, offers(ExtendRequest.name) {
            html.p { html in
                html.linkButton(html.say("procedures.request.extend.title"), address + "/extension", style: .secondary)
            }
        }
        if asked.takesAnswer, asked.isOpen || view.procedure.decidedAt == nil,
            CaseAccess.offers(AnswerRequest.name, at: view.procedure, to: request.caller)
        {
            html.p { html in
                html.a(
                    html.say("procedures.request.enter-answer"),
                    .href("/applications/counter/cases/\(view.procedure.id)/requests/\(asked.id)"))
            }
        }
        if asked.isOpen, offers(CancelRequest.name) {
            html.form(address + "/cancellation", action: CancelRequest.name) { html in
                html.submit(html.say("procedures.request.cancel"), style: .link)
            }
        }
    }
}

/// What staff can do at every procedure, whatever its process draws.
enum CaseSteps {
    static func write(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        let links = links(view, request)
        guard !links.isEmpty else { return }
        html.h2(html.say("procedures.steps"), .id("steps"))
        html.ul(.class("acts steps-offered")) { html in
            for link in links {
                html.li { html in html.a(html.say(link.key), .href("/procedures/\(view.procedure.id)/" + link.path)) }
            }
            if request.caller.may("applications.enter", in: view.procedure.unit) {
                html.li { html in
                    html.a(html.say("procedures.counter"), .href("/applications/counter/cases/\(view.procedure.id)"))
                }
            }
        }
    }

    private static func links(_ view: CaseView, _ request: Request) -> [(key: String, path: String)] {
        let (procedure, caller) = (view.procedure, request.caller)
        guard view.isOwn, procedure.state != .withdrawn else { return [] }
        var links: [(key: String, path: String)] = []
        func offer(_ action: String, _ key: String, _ path: String, _ isPossible: Bool = true) {
            if isPossible, CaseAccess.offers(action, at: procedure, to: caller) { links.append((key, path)) }
        }
        let isAsked = { (kind: ApplicantRequest.Kind) in view.requests.contains { $0.isOpen && $0.kind == kind } }
        let hasWork = view.tasks.contains { $0.item.audience == .staff }
        offer(
            RequestDocuments.name, "procedures.request.documents.title", "requests/documents",
            hasWork && !isAsked(.documents))
        offer(HearApplicant.name, "procedures.request.hearing.title", "requests/hearing", !isAsked(.hearing))
        offer(ConsultOffice.name, "procedures.consult.title", "consultations", !procedure.state.isOver)
        offer(
            ForwardProcedure.name, "procedures.forward.title", "forwarding",
            !view.forwards.isEmpty && procedure.decidedAt == nil && !procedure.state.isOver)
        offer(ExtendDeadline.name, "procedures.extend.title", "deadlines/extension", !view.extendable.isEmpty)
        offer(MoveVersion.name, "procedures.version.title", "version", view.hasOtherVersion && !procedure.state.isOver)
        offer(CorrectNotice.name, "procedures.correction.title", "rulings/correction", !view.notices.isEmpty)
        offer(WithdrawNotice.name, "procedures.withdrawal.title", "rulings/withdrawal", view.hasRuling)
        offer(RevokeNotice.name, "procedures.revocation.title", "rulings/revocation", view.hasRuling)
        offer(
            RaiseObjection.name, "procedures.objection.enter", "objections",
            view.hasRuling && !view.objections.contains { $0.ending == nil })
        offer(ReopenProcedure.name, "procedures.reopening.title", "reopening", procedure.decidedAt != nil)
        return links
    }
}
