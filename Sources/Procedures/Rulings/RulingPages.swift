import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Delivery
import Folders
import Kernel
import Notices
import Store
import Web

/// Correcting a notice, ending its effect, taking a case up again.
enum RulingPages {
    private static func choices(_ notices: [Notice], _ language: Language) -> [Choice] {
        notices.map { Choice($0.id.text, "\($0.title), \(Written.date($0.issuedAt.date(), language))") }
    }

    private static func correction(_ request: Request) async throws -> CaseForm<CorrectNotice> {
        let head = try await CaseHead.load(request, for: CorrectNotice.name)
        let id = head.procedure.id
        let notices = try await request.read { try $0.notices(of: id, visibleTo: .system("procedures")) }.filter {
            $0.replacement?.endsEffect != true
        }
        let known = choices(notices, request.language)
        return CaseForm(
            view: head, title: request.say("procedures.correction.title"), lead: request.say("procedures.correction.lead"),
            address: head.address + "/rulings/correction", button: request.say("procedures.ruling.button"), isPreviewed: true,
            fields: { html, form, mistakes in
                notice(&html, request, form, mistakes, known)
                html.textArea("wrong", request.field("wrong", "correction.wrong", mistakes), value: form["wrong"], rows: 3)
                html.textArea("right", request.field("right", "correction.right", mistakes), value: form["right"], rows: 3)
                html.textArea("reason", request.field("reason", "ruling.reason", mistakes), value: form["reason"])
            },
            action: {
                CorrectNotice(
                    procedure: id, notice: $0.text("notice"), wrong: $0.text("wrong"), right: $0.text("right"),
                    reason: $0.text("reason"))
            })
    }

    private static func notice(
        _ html: inout HTML, _ request: Request, _ form: FormData, _ mistakes: Mistakes, _ known: [Choice]
    ) {
        html.radios(
            "notice", request.field("notice", "ruling.notice", mistakes), choices: known,
            value: form["notice"] ?? known.last?.value)
    }

    private static func annulment<A: Action>(
        _ request: Request, _ kind: String, _ known: [Notice], make: @escaping @Sendable (Annulment) -> A
    ) async throws -> CaseForm<A> {
        let head = try await CaseHead.load(request, for: A.name)
        let (id, notices) = (head.procedure.id, choices(known, request.language))
        let outcomes =
            [Choice("again", request.say("procedures.ruling.then.again"))]
            + Procedure.Outcome.allCases.map { Choice($0.rawValue, request.say("procedures.outcome.\($0.rawValue)")) }
        return CaseForm(
            view: head, title: request.say("procedures.\(kind).title"), lead: request.say("procedures.\(kind).lead"),
            address: head.address + "/rulings/\(kind)", button: request.say("procedures.ruling.button"), isPreviewed: true,
            fields: { html, form, mistakes in
                notice(&html, request, form, mistakes, notices)
                html.textArea("reason", request.field("reason", "ruling.reason", mistakes), value: form["reason"], rows: 6)
                html.dateField(
                    "from", request.field("from", "\(kind).from", mistakes, optional: kind == "withdrawal"), value: form["from"])
                html.dateField("known", request.field("known", "ruling.known", mistakes, optional: true), value: form["known"])
                html.textArea(
                    "noHearing", request.field("noHearing", "ruling.no-hearing", mistakes, optional: true),
                    value: form["noHearing"], rows: 3)
                html.selectField(
                    "then", request.field("then", "ruling.then", mistakes), choices: outcomes, value: form["then"], empty: "")
            },
            action: { form in
                make(
                    Annulment(
                        procedure: id, notice: form.text("notice"), reason: form.text("reason"), from: form.date("from"),
                        known: form.date("known"), noHearing: form.text("noHearing"), then: form.text("then")))
            })
    }

    private static func rulings(_ request: Request) async throws -> [Notice] {
        let id = ID<Procedure>(request.parameter("id"))
        return try await request.read { try $0.rulings(of: id) }
    }

    private static func withdrawal(_ request: Request) async throws -> CaseForm<WithdrawNotice> {
        try await annulment(request, "withdrawal", try await rulings(request)) { WithdrawNotice(annulment: $0) }
    }

    private static func revocation(_ request: Request) async throws -> CaseForm<RevokeNotice> {
        try await annulment(request, "revocation", try await rulings(request)) { RevokeNotice(annulment: $0) }
    }

    private static func reopening(_ request: Request) async throws -> CaseForm<ReopenProcedure> {
        let head = try await CaseHead.load(request, for: ReopenProcedure.name)
        let id = head.procedure.id
        return CaseForm(
            view: head, title: request.say("procedures.reopening.title"), lead: request.say("procedures.reopening.lead"),
            address: head.address + "/reopening", button: request.say("procedures.reopening.button"),
            fields: { html, form, mistakes in
                html.textArea("reason", request.field("reason", "reopening.reason", mistakes), value: form["reason"])
            }, action: { ReopenProcedure(procedure: id, reason: $0.text("reason")) })
    }

    static func askCorrection(_ request: Request) async throws -> Response { try await correction(request).show(request) }
    static func correct(_ request: Request) async throws -> Response { try await correction(request).take(request) }
    static func askWithdrawal(_ request: Request) async throws -> Response { try await withdrawal(request).show(request) }
    static func withdraw(_ request: Request) async throws -> Response { try await withdrawal(request).take(request) }
    static func askRevocation(_ request: Request) async throws -> Response { try await revocation(request).show(request) }
    static func revoke(_ request: Request) async throws -> Response { try await revocation(request).take(request) }
    static func askReopening(_ request: Request) async throws -> Response { try await reopening(request).show(request) }
    static func reopen(_ request: Request) async throws -> Response { try await reopening(request).take(request) }
}
