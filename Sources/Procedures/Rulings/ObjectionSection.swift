import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Folders
import Kernel
import Notices
import Store
import Web

/// Objections on the page of the procedure, with what can be done where they lie.
enum ObjectionSection {
    static func write(_ view: CaseView, _ request: Request, _ html: inout HTML) {
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
            statements(objection, view, &html)
            if objection.ending == nil { buttons(objection, view, request, &html) }
        }
    }

    /// Where another unit decides: where it lies, what the office that decided says, what was asked.
    private static func statements(_ objection: Objection, _ view: CaseView, _ html: inout HTML) {
        if let authority = objection.authority {
            html.p(
                html.say("procedures.objection.lies", ["office": view.units[authority]?[html.language] ?? authority]),
                .class("hint"))
        }
        for (key, text) in [("question", objection.question), ("statement", objection.statement)] {
            guard let text else { continue }
            html.h4(html.say("procedures.objection.\(key)"))
            html.p { html in html.lines(text) }
        }
    }

    private static func buttons(_ objection: Objection, _ view: CaseView, _ request: Request, _ html: inout HTML) {
        let address = "/procedures/\(view.procedure.id)/objections/\(objection.id)"
        let place = objection.authority ?? view.procedure.unit
        func offers(_ action: String) -> Bool { request.caller.staff != nil && request.caller.may(action, in: place) }
        html.div(.class("actions")) { html in
            if offers(RemedyObjection.name) { html.linkButton(html.say("procedures.objection.remedy"), address + "/remedy") }
            if objection.authority == nil, view.objectionAuthority != nil {
                if offers(SubmitObjection.name) {
                    html.linkButton(html.say("procedures.objection.submit"), address + "/submission", style: .secondary)
                }
            } else if offers(RefuseObjection.name) {
                html.linkButton(html.say("procedures.objection.refuse"), address + "/refusal", style: .secondary)
            }
            if objection.authority != nil, offers(HearApplicant.name) {
                html.linkButton(
                    html.say("procedures.request.hearing.title"), "/procedures/\(view.procedure.id)/requests/hearing",
                    style: .secondary)
            }
            if objection.authority != nil, offers(AskAboutObjection.name) {
                html.linkButton(html.say("procedures.objection.ask"), address + "/question", style: .secondary)
            }
        }
        if offers(WithdrawObjection.name) {
            html.form(address + "/withdrawal", action: WithdrawObjection.name) { html in
                html.submit(html.say("procedures.objection.withdrawn"), style: .link)
            }
        }
    }
}
