import Accesses
import BPMN
import Catalogue
import Folders
import Kernel
import Store
import Web

/// What waits for a second person: what the first chose and wrote, what it would bring about, and both answers.
enum ProposalPages {
    private struct Shown: Sendable {
        let proposal: Proposal
        let act: Act
        let service: Service
        let reference: String
        let name: String
        /// Where the work is.
        let unit: String
        /// The office whose case it is.
        let office: String

        var address: String { "/procedures/\(proposal.procedure)/proposals/\(proposal.id)" }
        func label(_ language: Language) -> String { service.folder.texts.text("staff.acts.\(act.id).label", language) ?? act.id }
    }

    private static func read(_ request: Request) async throws -> Shown {
        guard let id = ID<Proposal>(checking: request.parameter("proposal")) else { throw ProcedureFault.notFound }
        let procedure = request.parameter("id")
        let shown = try await request.read { [caller = request.caller] reader in
            let found = try reader.proposal(id)
            guard found.procedure.text == procedure else { throw ProcedureFault.notFound }
            let item = try reader.task(found.task, visibleTo: caller)
            guard found.ending == nil, item.endedAt == nil else { throw ProcedureFault.taskOver }
            let run = try CaseRun(reading: found.procedure, in: reader)
            guard let act = run.service.folder.about.acts[found.act] else { throw ProcedureFault.actNotOffered(found.act) }
            return Shown(
                proposal: found, act: act, service: run.service, reference: run.facts.reference,
                name: try reader.part(StaffNames.self).name(of: found.person, in: reader), unit: item.unit,
                office: run.facts.unit)
        }
        try await request.noteAccess(to: shown.proposal.procedure, for: CaseHead.purpose, unit: shown.office)
        return shown
    }

    static func show(_ request: Request) async throws -> Response {
        let shown = try await read(request)
        let outlook = try await outlook(shown, request)
        return page(shown, outlook, request, FormData(), Mistakes(), status: 200)
    }

    /// What the second person can do with it, and what would come of it.
    private struct Outlook: Sendable {
        var isOwn = false
        var mayConfirm = false
        var preview: ActPreview?
        /// Why it cannot be confirmed as it stands; it can still be returned.
        var refusals: [String] = []
    }

    private static func outlook(_ shown: Shown, _ request: Request, isPreviewed: Bool = true) async throws -> Outlook {
        let (caller, right) = (request.caller, shown.act.right)
        var outlook = Outlook(isOwn: shown.proposal.isOf(caller, using: right, in: shown.unit))
        outlook.mayConfirm = !outlook.isOwn && caller.may(ConfirmAct.name, in: shown.unit) && caller.may(right, in: shown.unit)
        guard outlook.mayConfirm, isPreviewed else { return outlook }
        do {
            outlook.preview = try await ActPreview.of(
                ConfirmAct(proposal: shown.proposal.id), at: shown.proposal.procedure, as: caller, in: request.store)
        } catch let fault as any Fault where refuses(fault) {
            outlook.refusals = sentences(fault, request)
        }
        return outlook
    }

    /// Whether a fault says that the act is not possible, and not that the program or its database is in trouble.
    private static func refuses(_ fault: any Fault) -> Bool {
        switch fault.kind {
        case .invalid, .forbidden, .conflict, .notFound: true
        default: false
        }
    }

    private static func sentences(_ fault: any Fault, _ request: Request) -> [String] {
        if let invalid = fault as? InvalidInput { return invalid.problems.map(\.detail) }
        return [request.say("faults.\(fault.code)", fault.details)]
    }

    static func confirm(_ request: Request) async throws -> Response {
        let shown = try await read(request)
        do {
            try await request.perform(ConfirmAct(proposal: shown.proposal.id))
        } catch let invalid as InvalidInput where !request.isProgram {
            var outlook = try await outlook(shown, request, isPreviewed: false)
            outlook.refusals = sentences(invalid, request)
            return page(shown, outlook, request, FormData(), Mistakes(), status: 422)
        }
        return .redirect("/procedures/\(shown.proposal.procedure)")
    }

    static func giveBack(_ request: Request) async throws -> Response {
        let shown = try await read(request)
        let form = try await request.form()
        do {
            try await request.perform(ReturnAct(proposal: shown.proposal.id, remark: form.text("remark")))
        } catch let invalid as InvalidInput where !request.isProgram {
            let outlook = try await outlook(shown, request, isPreviewed: false)
            return page(shown, outlook, request, form, Mistakes(invalid.problems), status: 422)
        }
        return .redirect("/procedures/\(shown.proposal.procedure)")
    }

    private static func page(
        _ shown: Shown, _ outlook: Outlook, _ request: Request, _ form: FormData, _ mistakes: Mistakes, status: Int
    ) -> Response {
        let isOwn = outlook.isOwn
        let title = request.say("procedures.proposal.title", ["act": shown.label(request.language)])
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("procedures.inbox.title"), "/procedures/inbox"),
                Crumb(shown.reference, "/procedures/\(shown.proposal.procedure)"),
            ], kicker: shown.reference, windowTitle: status == 422 ? request.say("web.error.prefix") + title : nil)
        return request.page(title, status: status, layout: layout) { html in
            html.errorSummary(mistakes.lines(html.language).map { ErrorLine($0.field, $0.sentence) })
            let when = Written.moment(shown.proposal.at, html.language)
            html.p(html.say("procedures.proposal.lead", ["name": shown.name, "at": when]), .class("lead"))
            let rows = ActFields(act: shown.act, service: shown.service, language: html.language).rows(shown.proposal.fields)
            if !rows.isEmpty {
                html.h2(html.say("procedures.proposal.entries"))
                html.summaryList(rows)
            }
            outlook.preview?.write(&html)
            for sentence in outlook.refusals { html.alert(.warning, title: html.say("procedures.act.would-fail"), sentence) }
            if outlook.mayConfirm, outlook.refusals.isEmpty {
                html.form(shown.address + "/confirmation", action: ConfirmAct.name) { html in
                    html.submit(html.say("procedures.proposal.confirm"))
                }
            } else if !outlook.mayConfirm {
                html.alert(.info, html.say(isOwn ? "procedures.proposal.own" : "procedures.proposal.no-right"))
            }
            guard request.caller.may(ReturnAct.name, in: shown.unit) else { return }
            html.h2(html.say(isOwn ? "procedures.proposal.take-back" : "procedures.proposal.return"))
            html.form(shown.address + "/return", action: ReturnAct.name) { html in
                html.textArea("remark", request.field("remark", "proposal.remark", mistakes), value: form["remark"], rows: 3)
                html.submit(
                    html.say(isOwn ? "procedures.proposal.take-back" : "procedures.proposal.return"), style: .secondary)
            }
        }
    }

    /// At the work item, in place of its acts.
    static func section(_ item: WorkItem, _ view: CaseView, _ html: inout HTML) {
        guard let open = view.proposals.first(where: { $0.task == item.id && $0.ending == nil }) else { return }
        let act = view.text("staff.acts.\(open.act).label", html.language, or: open.act)
        html.alert(.info, title: html.say("procedures.proposal.waits")) { html in
            html.p(
                html.say(
                    "procedures.proposal.by", ["name": view.names[open.person] ?? open.person, "act": act]))
            html.p { html in
                html.linkButton(
                    html.say("procedures.proposal.look"), "/procedures/\(view.procedure.id)/proposals/\(open.id)")
            }
        }
    }

    /// Why the last one came back, for whoever goes on with it.
    static func remark(_ item: WorkItem, _ view: CaseView, _ html: inout HTML) {
        guard let last = view.proposals.last(where: { $0.task == item.id }), last.ending == .returned, let remark = last.remark
        else { return }
        html.alert(.warning, title: html.say("procedures.proposal.returned")) { html in html.p { html in html.lines(remark) } }
    }
}
