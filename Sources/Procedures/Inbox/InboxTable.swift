import Kernel
import Store
import Web

/// The list of the inbox: rows that can be chosen, taken, and handed over together.
struct InboxTable {
    let view: InboxView
    let colleagues: [Colleagues.Colleague]
    let request: Request

    /// Whether rows can be chosen.
    private var isForm: Bool { request.caller.may(HandOverMany.name) && request.caller.may(HandOverTask.name) }
    private var choosesAll: Bool { request.query("select") == "page" }
    private var today: LocalDate { request.now.date() }

    func write(_ html: inout HTML) {
        guard isForm else { return table(&html) }
        html.form("/procedures/handovers", action: HandOverMany.name, .data("choices", "")) { html in
            html.p(.class("choose-all")) { html in
                html.a(
                    html.say(choosesAll ? "procedures.inbox.choose-none" : "procedures.inbox.choose-all"),
                    .href(request.address(with: ["select": choosesAll ? nil : "page"])),
                    .data("choose-all", html.say("procedures.inbox.choose-all")),
                    .data("none", html.say("procedures.inbox.choose-none")),
                    .data("count", Texts.shared.template("procedures.inbox.choices", html.language)))
            }
            table(&html)
            HandOverPages.fields(colleagues, HandOverInput(), request, legend: "procedures.handover.chosen", &html)
        }
    }

    private func table(_ html: inout HTML) {
        var columns = [
            Column(request.say("procedures.reference"), header: true), Column(request.say("procedures.applicant")),
            Column(request.say("procedures.service")), Column(request.say("procedures.step")),
            Column(request.say("procedures.since")),
            Column(request.say("procedures.due")), Column(request.say("procedures.claimed-by")),
        ]
        if isForm { columns.insert(Column(request.say("procedures.inbox.choose")), at: 0) }
        html.div(.data("rows", "")) { html in
            html.table(request.say("procedures.inbox.title"), columns: columns, items: view.lines, hidesCaption: true) {
                line, cells in
                if isForm { cells.cell { html in choice(line, &html) } }
                cells.link(line.row.reference, "/procedures/\(line.row.procedure)")
                cells.cell(line.row.applicant)
                cells.cell(line.service)
                cells.cell(line.step)
                cells.cell(Written.date(line.row.openedAt.date(), request.language))
                cells.cell { html in
                    html.due(line.row.due, on: today)
                    guard let day = line.row.aside(on: today) else { return }
                    html.raw(" ")
                    html.badge(html.say("procedures.resubmission.until", ["day": Written.date(day, html.language)]), .info)
                }
                cells.cell { html in holder(line, &html) }
            }
        }
    }

    private func choice(_ line: InboxView.Line, _ html: inout HTML) {
        html.void(
            "input", .type("checkbox"), .class("choose"), .name("task"), .value(line.row.id.text), .id("task-\(line.row.id)"),
            .aria("label", html.say("procedures.inbox.choose-one", ["reference": line.row.reference])),
            .flag("checked", choosesAll))
    }

    private func holder(_ line: InboxView.Line, _ html: inout HTML) {
        if let name = line.claimedBy { return html.text(name) }
        html.text(html.say("procedures.claimed-by.nobody"))
        guard isForm, request.caller.may(ClaimTask.name, in: line.row.unit) else { return }
        html.raw(" ")
        html.button(
            .type("submit"), .class("button link small"), .data("claim", ""),
            .formaction("/procedures/\(line.row.procedure)/tasks/\(line.row.id)/claim")
        ) { html in
            html.say(text: "procedures.claim")
            html.span(" " + line.row.reference, .class("visually-hidden"))
        }
    }
}
