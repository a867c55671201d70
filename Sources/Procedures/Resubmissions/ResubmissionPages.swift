import Calendar
import Folders
import Kernel
import Store
import Web

/// Laying work aside until a day, and taking it up before.
enum ResubmissionPages {
    private static func task(_ request: Request) throws -> ID<WorkItem> {
        guard let id = ID<WorkItem>(checking: request.parameter("task")) else { throw ProcedureFault.notFound }
        return id
    }

    private static func laying(_ request: Request) async throws -> CaseForm<LayAside> {
        let id = try task(request)
        let head = try await CaseHead.load(request, for: LayAside.name)
        let item = try await request.read { [caller = request.caller] in try $0.task(id, visibleTo: caller) }
        guard item.procedure == head.procedure.id else { throw ProcedureFault.notFound }
        let due = item.due.map { request.say("procedures.resubmission.due", ["day": Written.date($0, request.language)]) }
        return CaseForm(
            view: head, title: request.say("procedures.resubmission.title"),
            lead: [request.say("procedures.resubmission.lead"), due].compactMap { $0 }.joined(separator: " "),
            address: "\(head.address)/tasks/\(id)/resubmission", button: request.say("procedures.resubmission.button"),
            fields: { html, form, mistakes in
                html.dateField("day", request.field("day", "resubmission.day", mistakes), value: form["day"])
                html.textField("remark", request.field("remark", "resubmission.remark", mistakes), value: form["remark"])
            }, action: { LayAside(task: id, until: $0.date("day"), remark: $0.text("remark")) })
    }

    static func ask(_ request: Request) async throws -> Response { try await laying(request).show(request) }
    static func layAside(_ request: Request) async throws -> Response { try await laying(request).take(request) }

    static func takeUp(_ request: Request) async throws -> Response {
        try await request.perform(TakeUp(task: try task(request)))
        return .redirect("/procedures/\(Address.encode(request.parameter("id")))")
    }

    /// Where work stands with its day, and the way there or back.
    static func section(_ task: CaseView.Task, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        let (item, today) = (task.item, request.now.date())
        let isOwn = item.claimedBy.map { $0 == request.caller.staff || request.caller.standsInFor.contains($0) } ?? true
        let address = "/procedures/\(view.procedure.id)/tasks/\(item.id)/resubmission"
        if let day = item.aside(on: today) {
            html.alert(.info, title: html.say("procedures.resubmission.until", ["day": Written.date(day, html.language)])) {
                html in
                if let remark = item.resubmissionRemark { html.p { html in html.lines(remark) } }
                guard isOwn, request.caller.may(TakeUp.name, in: item.unit) else { return }
                html.form(address + "/end", action: TakeUp.name) { html in
                    html.submit(html.say("procedures.resubmission.end"), style: .secondary)
                }
            }
            return
        }
        if let day = item.resubmission, let remark = item.resubmissionRemark, item.resubmissionOf == item.claimedBy {
            let values = ["day": Written.date(day, html.language), "remark": remark]
            html.p(html.say("procedures.resubmission.was", values), .class("hint"))
        }
        if isOwn, view.isOwn, CaseAccess.offers(LayAside.name, at: view.procedure, to: request.caller) {
            html.p { html in html.a(html.say("procedures.resubmission.title"), .href(address)) }
        }
    }
}
