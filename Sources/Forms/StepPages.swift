import Catalogue
import Documents
import Folders
import Kernel
import Store
import Web

/// One step of the form: shown, saved, checked.
enum StepPages {
    static func address(_ draft: ID<Draft>, _ step: String) -> String { "/forms/drafts/\(draft)/steps/\(Address.encode(step))" }

    static func show(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        guard !open.isGone else { return DraftPages.gone(request, open) }
        if request.parameter("step") == WholePage.step, open.draft.entry != nil {
            let problems = request.query("check") == nil ? [] : open.result.problems
            return WholePage.page(request, open, open.messages(problems))
        }
        guard let step = open.steps.first(where: { $0.id == request.parameter("step") }) else {
            return .redirect(open.steps.first.map { address(open.draft.id, $0.id) } ?? SummaryPage.address(open.draft.id))
        }
        // Who comes back from the summary to mend something sees what is wrong.
        let problems = request.query("check") == nil ? [] : open.result.problems(in: step)
        return try await page(request, open, step, open.messages(problems))
    }

    /// Saves the step; the button pressed says where to go on.
    static func save(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        guard !open.isGone else { return DraftPages.gone(request, open) }
        let name = request.parameter("step")
        let step = open.form.steps.first { $0.id == name }
        guard let fields = WholePage.fields(name, open) ?? step?.fields else { throw WebFault.notFound }
        let form = try await request.form()
        var posted = StepPost(fields: fields, form: form, answers: open.draft.answers)
        let refused = try await uploads(form, into: &posted, open, request)
        let change = posted.change()
        let saved = try await keep(posted.answers, open, request)
        if let change { return .redirect(address(saved.draft.id, name) + "#" + change) }
        switch form.text("_go") {
        case "back": return .redirect(step.map { before($0, saved) } ?? "/forms/drafts/\(saved.draft.id)")
        case "later":
            return .redirect(saved.draft.entry == nil ? "/forms/drafts?saved=\(saved.draft.id)" : WholePage.desk + "?saved=1")
        default: break
        }
        var messages = saved.messages(step.map { saved.result.problems(in: $0) } ?? saved.result.problems)
        for (name, message) in refused { messages.add(name, message, label: saved.fieldWords.label(AnswerPath.field(name))) }
        guard let step else {
            guard messages.isEmpty else { return WholePage.page(request, saved, messages, status: 422) }
            return .redirect(SummaryPage.address(saved.draft.id))
        }
        guard messages.isEmpty else { return try await page(request, saved, step, messages, status: 422) }
        return .redirect(after(step, saved))
    }

    /// Takes the files of a form into the house; returns what was refused, by field.
    private static func uploads(_ form: FormData, into posted: inout StepPost, _ open: OpenDraft, _ request: Request) async throws
        -> [(name: String, message: String)]
    {
        var refused: [(name: String, message: String)] = []
        for file in form.files {
            guard let field = open.form.field(AnswerPath.field(file.field)), field.type == .file else { continue }
            do {
                try posted.add(file: try await Uploads.take(file, from: request).text, at: file.field, field)
            } catch let fault as DocumentFault where fault.kind != .internalError {
                refused.append((file.field, request.say("faults." + fault.code, fault.details)))
            }
        }
        return refused
    }

    /// What the script sends while people type.
    static func autosave(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        let form = try await request.form()
        let name = form.text("_step")
        guard !open.isGone,
            let fields = WholePage.fields(name, open) ?? open.form.steps.first(where: { $0.id == name })?.fields
        else { throw WebFault.notFound }
        let posted = StepPost(fields: fields, form: form, answers: open.draft.answers)
        _ = try await keep(posted.answers, open, request)
        return .noContent()
    }

    /// Fills empty fields with what the account says, because its holder asked for it.
    static func prefill(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        let form = try await request.form()
        guard !open.isGone, let step = open.form.steps.first(where: { $0.id == form.text("_step") }) else {
            throw WebFault.notFound
        }
        let fields = Set(step.fields.filter { $0.prefill != nil }.map(\.id))
        try await request.perform(
            ReuseAnswers(
                draft: open.draft.id, source: AnswerSource.Kind.account.rawValue, fields: fields, onlyEmpty: true,
                language: request.language))
        return .redirect(address(open.draft.id, step.id))
    }

    private static func keep(_ answers: JSON, _ open: OpenDraft, _ request: Request) async throws -> OpenDraft {
        var draft = open.draft
        draft.answers = answers
        draft.hash = open.service.hash.hex
        draft.language = request.language
        try await request.perform(
            SaveDraft(draft: draft.id, key: DraftKey(request), answers: answers, hash: draft.hash, language: draft.language))
        return try await OpenDraft.open(draft, request)
    }

    private static func before(_ step: Form.Step, _ open: OpenDraft) -> String {
        let steps = open.steps
        let index = steps.firstIndex { $0.id == step.id } ?? 0
        return index > 0 ? address(open.draft.id, steps[index - 1].id) : "/forms/drafts/\(open.draft.id)"
    }

    /// The next step that these answers ask for; a step that is hidden now leads to the first one behind its place.
    private static func after(_ step: Form.Step, _ open: OpenDraft) -> String {
        let all = open.form.steps.map(\.id)
        let place = all.firstIndex(of: step.id) ?? 0
        let next = open.steps.first { shown in (all.firstIndex(of: shown.id) ?? 0) > place }
        return next.map { address(open.draft.id, $0.id) } ?? SummaryPage.address(open.draft.id)
    }

    // MARK: The page

    private static func page(
        _ request: Request, _ open: OpenDraft, _ step: Form.Step, _ messages: FormMessages, status: Int = 200
    ) async throws -> Response {
        let steps = open.steps
        let words = open.words
        let number = steps.firstIndex { $0.id == step.id } ?? 0
        let title = words("steps.\(step.id).title")
        let window = messages.isEmpty ? title : request.say("forms.window.error", ["title": title])
        let sources = try await ReusePages.sources(of: open, request)
        let canPrefill = sources.contains { $0.kind == .account && !$0.offers(to: step.fields).isEmpty }
        let canReuse = number == 0 && !sources.isEmpty
        let layout = PageLayout(
            area: open.draft.entry == nil ? nil : .workbench,
            breadcrumb: [Crumb(words.title, "/catalogue/\(Address.encode(open.draft.slug))")], kicker: words.title,
            windowTitle: window)
        return request.page(title, status: status, layout: layout) { html in
            html.steps(
                steps.map { words("steps.\($0.id).title") } + [html.say("forms.summary.title")], current: number,
                addresses: steps.map { address(open.draft.id, $0.id) })
            html.errorSummary(messages.lines.map { ErrorLine($0.field, $0.message) })
            EntryNote.write(&html, open, whole: true)
            if open.hasChanged { html.alert(.warning, html.say("forms.changed")) }
            SummaryPage.follows(&html, open)
            if let intro = words.text("steps.\(step.id).intro") { html.markdown(intro, level: 2) }
            if canPrefill { prefillForm(&html, open, step) }
            if canReuse {
                html.p { html in html.a(html.say("forms.reuse.offer"), .href(ReusePages.address(open.draft.id))) }
            }
            form(&html, open, step, messages, isFirst: number == 0)
        }
    }

    private static func prefillForm(_ html: inout HTML, _ open: OpenDraft, _ step: Form.Step) {
        html.form("/forms/drafts/\(open.draft.id)/prefill", action: ReuseAnswers.name) { html in
            html.hidden("_step", step.id)
            html.submit(html.say("forms.prefill"), style: .secondary)
        }
    }

    private static func form(_ html: inout HTML, _ open: OpenDraft, _ step: Form.Step, _ messages: FormMessages, isFirst: Bool) {
        html.form(
            address(open.draft.id, step.id), action: SaveDraft.name, files: true,
            autosave: "/forms/drafts/\(open.draft.id)/autosave"
        ) { html in
            html.hidden("_step", step.id)
            // The enter key presses the first button of a form: it goes on, and never removes anything.
            html.button(
                "", .type("submit"), .class("visually-hidden"), .attribute("tabindex", "-1"), .attribute("aria-hidden", "true"))
            FormPages.fields(
                &html, step.fields, answers: open.answers, messages: messages, words: open.fieldWords, files: open.files,
                origins: open.origins)
            html.div(.class("actions")) { html in
                html.submit(html.say("forms.next"), name: "_go", value: "next")
                if !isFirst { html.submit(html.say("forms.back"), style: .secondary, name: "_go", value: "back") }
                html.submit(html.say("forms.later"), style: .link, name: "_go", value: "later")
            }
            html.autosaveStatus()
        }
    }
}
