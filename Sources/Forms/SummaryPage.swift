import Catalogue
import Documents
import Folders
import Kernel
import Store
import Web

/// All answers once more, before they are sent off.
enum SummaryPage {
    static func address(_ draft: ID<Draft>) -> String { "/forms/drafts/\(draft)/summary" }

    static func show(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        guard !open.isGone else { return DraftPages.gone(request, open) }
        let isReady = open.result.isValid
        let title = request.say("forms.summary.title")
        let layout = PageLayout(
            area: open.draft.entry == nil ? nil : .workbench,
            breadcrumb: [Crumb(open.words.title, "/catalogue/\(Address.encode(open.draft.slug))")], kicker: open.words.title,
            windowTitle: isReady ? title : request.say("forms.window.error", ["title": title]))
        return request.page(title, layout: layout) { html in
            let steps = open.steps
            html.steps(
                steps.map { open.words("steps.\($0.id).title") } + [title], current: steps.count,
                addresses: steps.map { StepPages.address(open.draft.id, $0.id) })
            EntryNote.write(&html, open, whole: true)
            if open.hasChanged { html.alert(.warning, html.say("forms.changed")) }
            follows(&html, open)
            problems(&html, open)
            answers(&html, open, changeable: true)
            former(&html, open)
            if isReady { submit(&html, open) }
            DraftPages.discardForm(&html, open.draft)
        }
    }

    /// Which earlier application this one follows.
    static func follows(_ html: inout HTML, _ open: OpenDraft) {
        guard let follows = open.draft.follows else { return }
        html.alert(.info, title: open.words("\(follows.kind.rawValue).label")) { html in
            html.p(html.say("forms.follows", ["reference": follows.reference]))
        }
    }

    /// What is missing, with the way to the place where it can be mended.
    private static func problems(_ html: inout HTML, _ open: OpenDraft) {
        guard !open.result.isValid else { return }
        html.alert(.error, title: html.say("forms.summary.problems")) { html in
            html.ul { html in
                for step in open.steps {
                    for (field, message) in open.messages(open.result.problems(in: step)).lines {
                        html.li { html in
                            html.a(message, .href(StepPages.address(open.draft.id, step.id) + "?check=1#" + FieldID.of(field)))
                        }
                    }
                }
            }
        }
    }

    static func answers(_ html: inout HTML, _ open: OpenDraft, changeable: Bool) {
        let sections = AnswerSection.sections(
            of: open.form, answers: open.answers, result: open.result, words: open.words, files: open.files.mapValues(\.name),
            origins: open.draft.origins ?? [:])
        for section in sections {
            html.section(.aria("labelledby", "step-\(section.step)")) { html in
                html.h2(section.title, .id("step-\(section.step)"))
                for part in section.parts {
                    if let heading = part.heading { html.h3(heading) }
                    html.summaryList(
                        part.rows.map { row in
                            SummaryRow(
                                row.label,
                                html: html.piece { html in
                                    html.lines(row.value)
                                    if let origin = row.origin { html.p(origin, .class("hint")) }
                                })
                        })
                }
                if changeable {
                    html.p { html in
                        html.a(.href(StepPages.address(open.draft.id, section.step))) { html in
                            html.text(html.say("forms.change", ["entry": section.title]))
                        }
                    }
                }
            }
        }
    }

    /// Answers to questions that are asked no more: still to be read, not sent.
    static func former(_ html: inout HTML, _ open: OpenDraft) {
        guard !open.former.isEmpty else { return }
        html.h2(html.say("forms.former"))
        html.p(html.say("forms.former.hint"))
        html.summaryList(open.former.sorted { $0.key < $1.key }.map { SummaryRow($0.key, $0.value.plain) })
    }

    private static func submit(_ html: inout HTML, _ open: OpenDraft) {
        html.h2(html.say("forms.submit.title"))
        if open.draft.entry != nil {
            html.p(html.say("forms.entry.submit.hint"))
            html.form(WholePage.desk + "/entries", action: "applications.enter") { html in
                html.hidden("draft", open.draft.id.text)
                html.submit(html.say("forms.entry.submit"))
            }
            return
        }
        html.p(html.say("forms.submit.hint"))
        html.form("/applications", action: "applications.submit") { html in
            html.hidden("draft", open.draft.id.text)
            html.submit(html.say("forms.submit"))
        }
    }
}
