import Catalogue
import Folders
import Kernel
import Web

/// All steps of a form on one page, for staff who type in a paper that lies before them.
enum WholePage {
    /// Stands where the name of a step stands; no step is called so.
    static let step = "_whole"
    /// Where the drafts of the counter are listed.
    static let desk = "/applications/counter"

    /// The fields of all steps, for a draft that staff enter; nil for any other name.
    static func fields(_ name: String, _ open: OpenDraft) -> [Field]? {
        name == step && open.draft.entry != nil ? open.form.steps.flatMap(\.fields) : nil
    }

    static func page(_ request: Request, _ open: OpenDraft, _ messages: FormMessages, status: Int = 200) -> Response {
        let title = open.words.title
        let layout = PageLayout(
            area: .workbench, breadcrumb: [Crumb(request.say("forms.entry.desk"), desk)],
            kicker: request.say("forms.entry.kicker"),
            windowTitle: messages.isEmpty ? nil : request.say("forms.window.error", ["title": title]))
        return request.page(title, status: status, layout: layout) { html in
            html.errorSummary(messages.lines.map { ErrorLine($0.field, $0.message) })
            EntryNote.write(&html, open, whole: false)
            if open.hasChanged { html.alert(.warning, html.say("forms.changed")) }
            html.form(
                StepPages.address(open.draft.id, step), action: SaveDraft.name, files: true,
                autosave: "/forms/drafts/\(open.draft.id)/autosave"
            ) { html in
                html.hidden("_step", step)
                // The enter key presses the first button of a form: it goes on, and never removes anything.
                html.button(
                    "", .type("submit"), .class("visually-hidden"), .attribute("tabindex", "-1"),
                    .attribute("aria-hidden", "true"))
                steps(&html, open, messages)
                html.div(.class("actions")) { html in
                    html.submit(html.say("forms.next"), name: "_go", value: "next")
                    html.submit(html.say("forms.later"), style: .link, name: "_go", value: "later")
                }
                html.autosaveStatus()
            }
            DraftPages.discardForm(&html, open.draft)
        }
    }

    private static func steps(_ html: inout HTML, _ open: OpenDraft, _ messages: FormMessages) {
        let all = open.form.steps.flatMap(\.fields)
        let writer = FieldWriter(
            words: open.fieldWords, messages: messages, files: open.files, origins: open.origins, page: all)
        for step in open.form.steps {
            let reading = ShowWhenReading(fields: all, entry: [], prefix: "", scope: writer.scope)
            let write = { (html: inout HTML) -> Void in
                html.h2(open.words("steps.\(step.id).title"))
                writer.write(&html, step.fields, open.answers)
            }
            switch reading.showing(step.showWhen) {
            case .always: write(&html)
            case .never: break
            case .when(let rule): html.when(rule, body: write)
            case .perhaps:
                html.p(html.say("forms.if-it-applies"), .class("hint"))
                write(&html)
            }
        }
    }
}

/// What stands above a form that staff fill in for somebody: how and when it came, and whose it is.
enum EntryNote {
    /// - Parameter whole: offers all steps on one page; otherwise step by step.
    static func write(_ html: inout HTML, _ open: OpenDraft, whole: Bool) {
        if let principal = open.principal {
            html.alert(.info, html.say("forms.for.note", ["name": principal]))
        }
        guard let entry = open.draft.entry else { return }
        html.alert(.info, title: html.say("forms.entry.title")) { html in
            html.p(
                html.say(
                    "forms.entry.came",
                    [
                        "channel": html.say("forms.entry.channel.\(entry.channel)"),
                        "day": Written.longDate(entry.day, html.language),
                    ]))
            html.p(
                entry.accountName.map { html.say("forms.entry.account", ["name": $0]) } ?? html.say("forms.entry.no-account"))
            html.p { html in
                html.a(html.say("forms.entry.change"), .href("\(WholePage.desk)/drafts/\(open.draft.id)"))
                html.text(" · ")
                if whole {
                    html.a(html.say("forms.entry.whole"), .href(StepPages.address(open.draft.id, WholePage.step)))
                } else if let first = open.steps.first {
                    html.a(html.say("forms.entry.steps"), .href(StepPages.address(open.draft.id, first.id)))
                }
            }
        }
    }
}
