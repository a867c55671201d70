import Catalogue
import Folders
import Kernel
import Store
import Web

/// What was answered before, and may be taken over: at the beginning of a form, and whenever its owner comes back here.
enum ReusePages {
    static func address(_ draft: ID<Draft>) -> String { "/forms/drafts/\(draft)/reuse" }

    static func show(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        guard !open.isGone else { return DraftPages.gone(request, open) }
        return try await page(request, open, isEmpty: false)
    }

    static func take(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        let form = try await request.form()
        let fields = Set(form.fields.filter { $0.name.hasPrefix("take-") }.map(\.value))
        guard !fields.isEmpty else { return try await page(request, open, isEmpty: true) }
        try await request.perform(
            ReuseAnswers(
                draft: open.draft.id, source: form.text("source"), fields: fields, onlyEmpty: false, language: request.language))
        return .redirect("/forms/drafts/\(open.draft.id)")
    }

    private static func page(_ request: Request, _ open: OpenDraft, isEmpty: Bool) async throws -> Response {
        let sources = try await sources(of: open, request)
        let title = request.say("forms.reuse.title")
        let layout = PageLayout(
            breadcrumb: [Crumb(open.words.title, "/catalogue/\(Address.encode(open.draft.slug))")], kicker: open.words.title,
            windowTitle: isEmpty ? request.say("forms.window.error", ["title": title]) : title)
        return request.page(title, status: isEmpty ? 422 : 200, layout: layout) { html in
            if isEmpty { html.errorSummary([ErrorLine("take-0", html.say("forms.reuse.choose"))]) }
            html.p(html.say(sources.isEmpty ? "forms.reuse.none" : "forms.reuse.lead"))
            html.p { html in
                html.linkButton(
                    html.say("forms.reuse.without"), "/forms/drafts/\(open.draft.id)",
                    style: sources.isEmpty ? .primary : .secondary)
            }
            for (number, source) in sources.enumerated() { card(&html, open, source, number) }
        }
    }

    /// What the account can fill in here; nothing for a visitor.
    static func sources(of open: OpenDraft, _ request: Request) async throws -> [AnswerSource] {
        // What the writer has answered is about the writer, not about whoever is represented.
        guard open.draft.mandate == nil else { return [] }
        guard let account = request.caller.account else { return [] }
        let (fields, language) = (open.form.fields, request.language)
        return try await request.read { try AnswerSources.of(account, for: fields, language, in: $0) }
    }

    private static func card(_ html: inout HTML, _ open: OpenDraft, _ source: AnswerSource, _ number: Int) {
        let values = [
            "reference": source.reference ?? "", "service": source.service ?? "",
            "date": Written.longDate(source.on, html.language),
        ]
        let offers = source.offers(to: open.form.fields)
        html.section(.class("card"), .aria("labelledby", "source-\(number)")) { html in
            html.h2(html.say("forms.reuse.\(source.kind.rawValue)", values), .id("source-\(number)"))
            html.form(address(open.draft.id), action: ReuseAnswers.name) { html in
                html.hidden("source", source.id)
                html.checkboxes(
                    "take-\(number)", FieldText(html.say("forms.reuse.fields"), optional: true),
                    choices: offers.map { offer in choice(open, offer.field, offer.value) },
                    values: Set(offers.map(\.field.id).filter { open.answers[$0] == nil }))
                html.submit(html.say("forms.reuse.button"), style: number == 0 ? .primary : .secondary)
            }
        }
    }

    /// A field with what would stand in it; where something else stands in it already, that is said.
    private static func choice(_ open: OpenDraft, _ field: Field, _ value: JSON) -> Choice {
        let words = open.fieldWords
        func line(_ value: JSON) -> String {
            (AnswerSection.text(value, field, words) ?? "").replacing("\n", with: ", ")
        }
        let present = open.answers[field.id]
        let hint = present.map { present in
            present == value
                ? Texts.shared("forms.reuse.same", words.language)
                : Texts.shared("forms.reuse.replaces", words.language, ["value": line(present)])
        }
        return Choice(field.id, "\(words.label(field.id)): \(line(value))", hint: hint)
    }
}
