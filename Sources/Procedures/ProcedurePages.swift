import Accesses
import Calendar
import Catalogue
import Folders
import Kernel
import Notices
import Store
import Web

/// One procedure on one page: what was asked, what waits, what was decided, and why.
enum ProcedurePages {
    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<Procedure>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let view = try await request.read { [caller = request.caller] in try CaseView.read(id, caller, in: $0) }
        try await request.noteAccess(to: id, for: "procedures.show", unit: view.procedure.unit)
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("procedures.inbox.title"), "/procedures/inbox")], isWide: true,
            kicker: view.service.title(request.language))
        return request.page("\(view.procedure.reference), \(view.procedure.applicant)", layout: layout) { html in
            html.p { html in html.state(view.procedure.state, view.procedure.outcome) }
            html.div(.class("columns")) { html in
                html.div { html in
                    ForwardingPages.section(view, request, &html)
                    tasks(view, request, &html)
                    CaseSteps.write(view, request, &html)
                    ObjectionSection.write(view, request, &html)
                    RequestPages.section(view, request, &html)
                    ConsultationPages.section(view, request, &html)
                    deadlines(view, request.now.date(), &html)
                }
                html.aside(.aria("label", html.say("procedures.case.beside"))) { html in facts(view, &html) }
            }
            html.div(.class("beside")) { html in
                html.div { html in answers(view, &html) }
                html.div { html in CaseDocuments.write(view, request, &html) }
            }
            html.div(.class("columns")) { html in
                html.div { html in
                    NotePages.section(view, request, &html)
                    timeline(view, &html)
                    path(view, &html)
                }
                html.aside(.aria("label", html.say("procedures.case.results"))) { html in
                    notices(view, &html)
                    decisions(view, &html)
                }
            }
        }.showingDocuments()
    }

    // MARK: Work

    private static func tasks(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        html.h2(html.say("procedures.case.tasks"))
        if view.tasks.isEmpty { html.p(html.say("procedures.case.no-tasks")) }
        for task in view.tasks {
            html.section(.class("panel"), .id("task-\(task.item.id)")) { html in
                html.h3(view.element(task.item.element, html.language))
                html.p { html in
                    html.say(text: "procedures.case.since", ["day": Written.date(task.item.openedAt.date(), html.language)])
                    if task.item.due != nil {
                        html.text(" · " + html.say("procedures.due") + ": ")
                        html.due(task.item.due, on: request.now.date())
                    }
                }
                if task.item.proposal != nil { return ProposalPages.section(task.item, view, &html) }
                ProposalPages.remark(task.item, view, &html)
                if task.item.audience == .staff {
                    claiming(task, view, request, &html)
                    ResubmissionPages.section(task, view, request, &html)
                }
                acts(task, view, &html)
            }
        }
    }

    private static func claiming(_ task: CaseView.Task, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        let address = "/procedures/\(view.procedure.id)/tasks/\(task.item.id)"
        if let holder = task.claimedBy { html.p(html.say("procedures.case.claimed-by", ["name": holder])) }
        if task.item.claimedBy == nil, request.caller.may(ClaimTask.name) {
            html.form(address + "/claim", action: ClaimTask.name) { html in
                html.submit(html.say("procedures.claim"), style: .secondary)
            }
        } else if task.item.claimedBy != nil, request.caller.may(ReleaseTask.name) {
            html.form(address + "/release", action: ReleaseTask.name) { html in
                html.submit(html.say("procedures.release"), style: .secondary)
            }
        }
    }

    private static func acts(_ task: CaseView.Task, _ view: CaseView, _ html: inout HTML) {
        if task.item.element == PlatformStep.objection.rawValue {
            return html.p { html in html.a(html.say("procedures.objection.below"), .href("#objections")) }
        }
        if task.item.element == PlatformStep.consultation.rawValue {
            return html.p { html in html.a(html.say("procedures.consult.below"), .href("#consultations")) }
        }
        guard !task.acts.isEmpty else {
            html.p(
                html.say(task.item.audience == .applicant ? "procedures.case.waits-for-applicant" : "procedures.case.no-acts"),
                .class("hint"))
            return
        }
        html.h4(html.say("procedures.case.acts"))
        html.ul(.class("acts")) { html in
            for act in task.acts {
                html.li { html in
                    let label = view.text("staff.acts.\(act.id).label", html.language, or: act.id)
                    html.linkButton(
                        label, "/procedures/\(view.procedure.id)/tasks/\(task.item.id)/acts/\(Address.encode(act.id))",
                        style: act.outcome == nil ? .secondary : .primary)
                    if let hint = view.service.folder.texts.text("staff.acts.\(act.id).hint", html.language) {
                        html.p(hint, .class("hint"))
                    }
                }
            }
        }
    }

    // MARK: What was asked

    private static func answers(_ view: CaseView, _ html: inout HTML) {
        html.h2(html.say("procedures.case.answers"))
        let answers = CaseAnswers(view: view, service: view.service, language: html.language)
        for step in view.service.folder.form.steps {
            let rows = answers.rows(step, &html)
            guard !rows.isEmpty else { continue }
            html.h3(view.text("steps.\(step.id).title", html.language, or: step.id))
            html.summaryList(rows)
        }
        formerAnswers(view, &html)
    }

    /// Answers to questions that the present version does not ask any more.
    private static func formerAnswers(_ view: CaseView, _ html: inout HTML) {
        var known = Set(view.service.folder.form.steps.flatMap(\.fields).map(\.id))
        for service in view.versions.past {
            let answers = CaseAnswers(view: view, service: service, language: html.language)
            let rows = service.folder.form.steps.flatMap { answers.rows($0, except: known, &html) }
            known.formUnion(service.folder.form.steps.flatMap(\.fields).map(\.id))
            guard !rows.isEmpty else { continue }
            html.h3(html.say("procedures.version.former-answers", ["version": service.folder.about.version]))
            html.summaryList(rows)
        }
    }

    private static func facts(_ view: CaseView, _ html: inout HTML) {
        let procedure = view.procedure
        var rows = [
            SummaryRow(html.say("procedures.reference"), procedure.reference),
            SummaryRow(html.say("procedures.applicant"), procedure.applicant),
            SummaryRow(html.say("procedures.address"), view.facts.address.joined(separator: "\n")),
            SummaryRow(
                html.say("procedures.received"),
                procedure.channel == "online"
                    ? Written.moment(procedure.receivedAt, html.language)
                    : Written.longDate(view.facts.receivedOn, html.language)),
            SummaryRow(html.say("procedures.channel"), html.say("procedures.channel.\(procedure.channel)")),
            SummaryRow(html.say("procedures.language"), html.say("procedures.language.\(procedure.language.rawValue)")),
            SummaryRow(html.say("procedures.service"), "\(view.service.title(html.language)), \(procedure.serviceVersion)"),
        ]
        if let email = view.facts.email { rows.insert(SummaryRow(html.say("procedures.email"), email), at: 3) }
        if let decided = procedure.decidedAt {
            rows.append(SummaryRow(html.say("procedures.decided"), Written.moment(decided, html.language)))
            rows.append(
                SummaryRow(html.say("procedures.automatic"), html.say(procedure.automatic ? "procedures.yes" : "procedures.no")))
        }
        html.h2(html.say("procedures.case.facts"))
        html.summaryList(rows)
    }

    // MARK: What was decided, and why

    private static func decisions(_ view: CaseView, _ html: inout HTML) {
        guard !view.decisions.isEmpty else { return }
        html.h2(html.say("procedures.case.decisions"))
        html.p(html.say("procedures.case.decisions-lead"))
        for decision in view.decisions {
            let made = view.versions.version(decision.serviceHash)
            html.disclosure(
                "\(view.element(decision.element, html.language, in: made)) (\(Written.moment(decision.at, html.language)))"
            ) {
                html in
                let sentences = decision.rows.map { (row: $0, text: $0.text[html.language]) }
                if sentences.isEmpty { html.p(html.say("procedures.case.no-rows")) }
                html.ul { html in
                    for sentence in sentences {
                        html.li { html in
                            if !sentence.text.isEmpty { html.text(sentence.text + " ") }
                            let place = ["table": sentence.row.table, "row": String(sentence.row.row)]
                            html.span(html.say("procedures.case.row", place), .class("hint"))
                        }
                    }
                }
            }
        }
    }

    private static func deadlines(_ view: CaseView, _ today: LocalDate, _ html: inout HTML) {
        let shown = view.deadlines.filter { $0.audience != "applicant" }
        guard !shown.isEmpty else { return }
        html.h2(html.say("procedures.case.deadlines"))
        html.ul(.class("plain")) { html in
            for deadline in shown {
                html.li { html in
                    html.strong(view.deadline(deadline.name, html.language))
                    html.text(": \(Written.date(deadline.date, html.language))")
                    html.disclosure(html.say("procedures.case.why-date")) { html in
                        html.p { html in html.lines(deadline.why[html.language]) }
                    }
                }
            }
        }
    }

    private static func notices(_ view: CaseView, _ html: inout HTML) {
        html.h2(html.say("procedures.case.notices"))
        guard !view.notices.isEmpty else { return html.p(html.say("procedures.case.no-notices")) }
        html.ul(.class("plain")) { html in
            for notice in view.notices {
                html.li { html in
                    html.a(view.title(of: notice.template, html.language), .href("/notices/\(notice.id)"))
                    html.text(", \(Written.date(notice.issuedAt.date(), html.language)) ")
                    if let how = notice.replacement {
                        html.badge(html.say("notices.replaced.\(how.rawValue)"), .warning)
                        html.raw(" ")
                    }
                    if let document = notice.document {
                        html.a(html.say("procedures.case.notice-pdf"), .href("/documents/\(document)?view=inline"))
                    } else {
                        html.badge(html.say("procedures.case.notice-rendering"), .info)
                    }
                }
            }
        }
    }

    // MARK: What happened

    private static func timeline(_ view: CaseView, _ html: inout HTML) {
        html.h2(html.say("procedures.case.timeline"))
        html.timeline(CaseHistory(view: view, language: html.language).entries)
    }

    private static func path(_ view: CaseView, _ html: inout HTML) {
        html.h2(html.say("procedures.case.path"))
        html.p(html.say("procedures.case.path-lead"))
        html.ol { html in
            for step in view.path where view.isStep(step.element) {
                html.li { html in
                    let name = view.element(step.element, html.language, in: view.versions.version(at: step.at))
                    html.text("\(name), \(Written.moment(step.at, html.language))")
                    if step.leftAt == nil, !view.procedure.state.isOver,
                        view.tasks.contains(where: { $0.item.element == step.element })
                    {
                        html.raw(" ")
                        html.badge(html.say("procedures.case.here"), .info)
                    }
                }
            }
        }
    }
}

/// Taking work and giving it back.
enum TaskPages {
    static func claim(_ request: Request) async throws -> Response {
        try await request.perform(ClaimTask(task: try task(request)))
        return back(request)
    }

    static func release(_ request: Request) async throws -> Response {
        try await request.perform(ReleaseTask(task: try task(request)))
        return back(request)
    }

    private static func task(_ request: Request) throws -> ID<WorkItem> {
        guard let id = ID<WorkItem>(checking: request.parameter("task")) else { throw ProcedureFault.notFound }
        return id
    }

    private static func back(_ request: Request) -> Response {
        .redirect("/procedures/\(Address.encode(request.parameter("id")))")
    }
}
