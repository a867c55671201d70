import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Notices
import Delivery
import Folders
import Kernel
import Store
import Web

/// Objections on the side of the staff: entered from paper, remedied, refused.
enum ObjectionPages {
    private static func entering(_ request: Request) async throws -> CaseForm<RaiseObjection> {
        let head = try await CaseHead.load(request, for: RaiseObjection.name)
        let id = head.procedure.id
        let today = Written.date(request.now.date(), .de)
        return CaseForm(
            view: head, title: request.say("procedures.objection.enter"), lead: request.say("procedures.objection.enter.lead"),
            address: head.address + "/objections", button: request.say("procedures.objection.enter.button"),
            fields: { html, form, mistakes in
                html.dateField(
                    "receivedOn", request.field("receivedOn", "objection.received", mistakes), value: form["receivedOn"] ?? today)
                html.textArea(
                    "reason", request.field("reason", "objection.reason", mistakes, optional: true), value: form["reason"])
                html.textArea(
                    "excuse", request.field("excuse", "objection.excuse", mistakes, optional: true), value: form["excuse"],
                    rows: 3)
            },
            action: { form in
                guard let day = form.date("receivedOn") else {
                    var mistakes = Mistakes()
                    mistakes.add("receivedOn", "not-a-date")
                    throw InvalidInput(mistakes.problems)
                }
                return RaiseObjection(procedure: id, reason: form.text("reason"), excuse: form.text("excuse"), receivedOn: day)
            })
    }

    private static func found(_ request: Request) async throws -> Objection {
        guard let id = ID<Objection>(checking: request.parameter("objection")) else { throw ProcedureFault.notFound }
        let found = try await request.read { try $0.objection(id) }
        guard found.procedure.text == request.parameter("id") else { throw ProcedureFault.notFound }
        return found
    }

    private static func remedying(_ request: Request) async throws -> CaseForm<RemedyObjection> {
        let head = try await CaseHead.load(request, for: RemedyObjection.name)
        let objection = try await found(request)
        let choices =
            [Choice("again", request.say("procedures.ruling.then.again"))]
            + [Procedure.Outcome.granted, .partly].map {
                Choice($0.rawValue, request.say("procedures.outcome.\($0.rawValue)"))
            }
        return CaseForm(
            view: head, title: request.say("procedures.objection.remedy"), lead: request.say("procedures.objection.remedy.lead"),
            address: head.address + "/objections/\(objection.id)/remedy", button: request.say("procedures.ruling.button"),
            isPreviewed: true,
            fields: { html, form, mistakes in
                html.radios("then", request.field("then", "ruling.then", mistakes), choices: choices, value: form["then"])
                html.textArea("reason", request.field("reason", "ruling.reason", mistakes), value: form["reason"], rows: 6)
            }, action: { RemedyObjection(objection: objection.id, reason: $0.text("reason"), then: $0.text("then")) })
    }

    private static func refusing(_ request: Request) async throws -> CaseForm<RefuseObjection> {
        let head = try await CaseHead.load(request, for: RefuseObjection.name)
        let objection = try await found(request)
        let city = try request.store.part(City.self)
        let court = city.texts.byLanguage[.de]?["letters.court"] ?? ""
        let outcomes = [Procedure.Outcome.partly, .refused].map {
            Choice($0.rawValue, request.say("procedures.outcome.\($0.rawValue)"))
        }
        return CaseForm(
            view: head, title: request.say("procedures.objection.refuse"), lead: request.say("procedures.objection.refuse.lead"),
            address: head.address + "/objections/\(objection.id)/refusal", button: request.say("procedures.ruling.button"),
            isPreviewed: true,
            fields: { html, form, mistakes in
                html.textArea("reason", request.field("reason", "ruling.reason", mistakes), value: form["reason"], rows: 8)
                html.textField("court", request.field("court", "objection.court", mistakes), value: form["court"] ?? court)
                html.selectField(
                    "worse", request.field("worse", "objection.worse", mistakes, optional: true), choices: outcomes,
                    value: form["worse"], empty: request.say("procedures.objection.stands"))
            },
            action: {
                RefuseObjection(
                    objection: objection.id, reason: $0.text("reason"), court: $0.text("court"), worse: $0.text("worse"))
            })
    }

    static func askEntry(_ request: Request) async throws -> Response { try await entering(request).show(request) }
    static func enter(_ request: Request) async throws -> Response { try await entering(request).take(request) }
    static func askRemedy(_ request: Request) async throws -> Response { try await remedying(request).show(request) }
    static func remedy(_ request: Request) async throws -> Response { try await remedying(request).take(request) }
    static func askRefusal(_ request: Request) async throws -> Response { try await refusing(request).show(request) }
    static func refuse(_ request: Request) async throws -> Response { try await refusing(request).take(request) }

    static func withdraw(_ request: Request) async throws -> Response {
        try await request.perform(WithdrawObjection(objection: try await found(request).id))
        return .redirect("/procedures/\(Address.encode(request.parameter("id")))")
    }

    // MARK: On the page of the procedure

    static func section(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        guard !view.objections.isEmpty else { return }
        html.h2(html.say("procedures.objection.list"), .id("objections"))
        for objection in view.objections.reversed() { write(objection, view, request, &html) }
    }

    private static func write(_ objection: Objection, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        html.section(.class("panel")) { html in
            html.h3 { html in
                html.text(
                    html.say("procedures.objection.of", ["day": Written.date(objection.receivedOn, html.language)]) + " ")
                html.badge(html.say("procedures.objection.ending.\(objection.ending?.rawValue ?? "open")"), .info)
            }
            if objection.isLate, let due = objection.due {
                html.alert(
                    .warning, title: html.say("procedures.objection.late"),
                    html.say(
                        "procedures.objection.late.why", ["due": Written.date(due, html.language), "norm": view.restoration]))
            } else if let due = objection.due {
                html.p(html.say("procedures.objection.in-time", ["due": Written.date(due, html.language)]), .class("hint"))
            }
            if !objection.reason.isEmpty { html.p { html in html.lines(objection.reason) } }
            if !objection.excuse.isEmpty {
                html.h4(html.say("procedures.objection.excuse"))
                html.p { html in html.lines(objection.excuse) }
            }
            if objection.ending == nil, view.isOwn { buttons(objection, view, request, &html) }
        }
    }

    private static func buttons(_ objection: Objection, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        let address = "/procedures/\(view.procedure.id)/objections/\(objection.id)"
        func offers(_ action: String) -> Bool { CaseAccess.offers(action, at: view.procedure, to: request.caller) }
        html.div(.class("actions")) { html in
            if offers(RemedyObjection.name) { html.linkButton(html.say("procedures.objection.remedy"), address + "/remedy") }
            if offers(RefuseObjection.name) {
                html.linkButton(html.say("procedures.objection.refuse"), address + "/refusal", style: .secondary)
            }
        }
        if offers(WithdrawObjection.name) {
            html.form(address + "/withdrawal", action: WithdrawObjection.name) { html in
                html.submit(html.say("procedures.objection.withdrawn"), style: .link)
            }
        }
    }
}
