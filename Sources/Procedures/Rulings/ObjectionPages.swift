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

    /// The page head of whoever acts on an objection: the office that decided, or the unit before which it lies.
    private static func head(_ request: Request, for action: String) async throws -> (CaseHead, Objection) {
        let objection = try await found(request)
        let head = try await CaseHead.load(request) { try ObjectionAccess.demand(action, objection, by: $0, in: $1) }
        return (head, objection)
    }

    /// Afterwards a unit that only decided on the objection does not see the case any more.
    private static func destination(_ objection: Objection) -> String? {
        objection.authority == nil ? nil : "/procedures/inbox"
    }

    private static func costs(
        _ remedy: Remedy, _ request: Request, _ form: FormData, _ mistakes: Mistakes, usual: ObjectionCosts, _ html: inout HTML
    ) {
        guard ObjectionCosts.areDecided(remedy) else { return }
        let choices = ObjectionCosts.allCases.map {
            Choice($0.rawValue, request.say("procedures.objection.costs.\($0.rawValue)"))
        }
        html.radios(
            "costs", request.field("costs", "objection.costs", mistakes), choices: choices,
            value: form["costs"] ?? usual.rawValue)
    }

    private static func remedy(_ id: ID<Procedure>, _ request: Request) async throws -> Remedy {
        try await request.read { try CaseRun(reading: id, in: $0).usualRemedy }
    }

    private static func remedying(_ request: Request) async throws -> CaseForm<RemedyObjection> {
        let (head, objection) = try await head(request, for: RemedyObjection.name)
        let kind = try await remedy(head.procedure.id, request)
        let choices =
            [Choice("again", request.say("procedures.ruling.then.again"))]
            + [Procedure.Outcome.granted, .partly].map {
                Choice($0.rawValue, request.say("procedures.outcome.\($0.rawValue)"))
            }
        return CaseForm(
            view: head, title: request.say("procedures.objection.remedy"), lead: request.say("procedures.objection.remedy.lead"),
            address: head.address + "/objections/\(objection.id)/remedy", button: request.say("procedures.ruling.button"),
            isPreviewed: true, destination: destination(objection),
            fields: { html, form, mistakes in
                html.radios("then", request.field("then", "ruling.then", mistakes), choices: choices, value: form["then"])
                html.textArea("reason", request.field("reason", "ruling.reason", mistakes), value: form["reason"], rows: 6)
                costs(kind, request, form, mistakes, usual: .authority, &html)
            },
            action: {
                RemedyObjection(
                    objection: objection.id, reason: $0.text("reason"), then: $0.text("then"), costs: $0.text("costs"))
            })
    }

    private static func refusing(_ request: Request) async throws -> CaseForm<RefuseObjection> {
        let (head, objection) = try await head(request, for: RefuseObjection.name)
        let kind = try await remedy(head.procedure.id, request)
        let city = try request.store.part(City.self)
        let court = city.texts.byLanguage[.de]?["letters.court"] ?? ""
        let conveyance = city.handling(of: head.procedure.slug).conveyance
        let outcomes = [Procedure.Outcome.partly, .refused].map {
            Choice($0.rawValue, request.say("procedures.outcome.\($0.rawValue)"))
        }
        return CaseForm(
            view: head, title: request.say("procedures.objection.refuse"), lead: request.say("procedures.objection.refuse.lead"),
            address: head.address + "/objections/\(objection.id)/refusal", button: request.say("procedures.ruling.button"),
            isPreviewed: true, destination: destination(objection),
            fields: { html, form, mistakes in
                html.p(html.say("procedures.objection.conveyance.\(conveyance.rawValue)"), .class("hint"))
                html.textArea("reason", request.field("reason", "ruling.reason", mistakes), value: form["reason"], rows: 8)
                costs(kind, request, form, mistakes, usual: .applicant, &html)
                html.textField("court", request.field("court", "objection.court", mistakes), value: form["court"] ?? court)
                html.selectField(
                    "worse", request.field("worse", "objection.worse", mistakes, optional: true), choices: outcomes,
                    value: form["worse"], empty: request.say("procedures.objection.stands"))
            },
            action: {
                RefuseObjection(
                    objection: objection.id, reason: $0.text("reason"), court: $0.text("court"), worse: $0.text("worse"),
                    costs: $0.text("costs"))
            })
    }

    private static func submitting(_ request: Request) async throws -> CaseForm<SubmitObjection> {
        let head = try await CaseHead.load(request, for: SubmitObjection.name)
        let objection = try await found(request)
        let city = try request.store.part(City.self)
        guard let authority = ObjectionAccess.authority(of: head.procedure, in: city) else { throw ProcedureFault.noAuthority }
        let office = city.organisation.unit(authority)?.name[request.language] ?? authority
        return CaseForm(
            view: head, title: request.say("procedures.objection.submit"),
            lead: request.say("procedures.objection.submit.lead", ["office": office]),
            address: head.address + "/objections/\(objection.id)/submission",
            button: request.say("procedures.objection.submit.button"),
            fields: { html, form, mistakes in
                if let question = objection.question {
                    html.alert(.info, title: html.say("procedures.objection.question")) { html in
                        html.p { html in html.lines(question) }
                    }
                }
                html.textArea(
                    "statement", request.field("statement", "objection.statement", mistakes), value: form["statement"], rows: 8)
            }, action: { SubmitObjection(objection: objection.id, statement: $0.text("statement")) })
    }

    private static func asking(_ request: Request) async throws -> CaseForm<AskAboutObjection> {
        let (head, objection) = try await head(request, for: AskAboutObjection.name)
        return CaseForm(
            view: head, title: request.say("procedures.objection.ask"), lead: request.say("procedures.objection.ask.lead"),
            address: head.address + "/objections/\(objection.id)/question",
            button: request.say("procedures.objection.ask.button"),
            destination: destination(objection),
            fields: { html, form, mistakes in
                html.textArea(
                    "question", request.field("question", "objection.ask.question", mistakes), value: form["question"], rows: 5)
            }, action: { AskAboutObjection(objection: objection.id, question: $0.text("question")) })
    }

    static func askEntry(_ request: Request) async throws -> Response { try await entering(request).show(request) }
    static func enter(_ request: Request) async throws -> Response { try await entering(request).take(request) }
    static func askRemedy(_ request: Request) async throws -> Response { try await remedying(request).show(request) }
    static func remedy(_ request: Request) async throws -> Response { try await remedying(request).take(request) }
    static func askRefusal(_ request: Request) async throws -> Response { try await refusing(request).show(request) }
    static func refuse(_ request: Request) async throws -> Response { try await refusing(request).take(request) }
    static func askSubmission(_ request: Request) async throws -> Response { try await submitting(request).show(request) }
    static func submit(_ request: Request) async throws -> Response { try await submitting(request).take(request) }
    static func askQuestion(_ request: Request) async throws -> Response { try await asking(request).show(request) }
    static func question(_ request: Request) async throws -> Response { try await asking(request).take(request) }

    static func withdraw(_ request: Request) async throws -> Response {
        let objection = try await found(request)
        try await request.perform(WithdrawObjection(objection: objection.id))
        return .redirect(destination(objection) ?? "/procedures/\(Address.encode(request.parameter("id")))")
    }
}
