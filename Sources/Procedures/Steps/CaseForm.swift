import Accesses
import Kernel
import Notices
import Store
import Web

/// A form of the workbench that performs one action at one procedure: mistakes stand at their fields, and where a letter goes
/// out it is shown before.
///
///     form ─▶ preview (where there is one) ─▶ done, and back to the procedure
///
/// A program posts the fields and is done at once.
struct CaseForm<A: Action>: Sendable {
    let view: CaseHead
    let title: String
    let lead: String?
    let address: String
    let button: String
    var isPreviewed = false
    var hasFiles = false
    /// Where the way leads afterwards; nil is the page of the procedure.
    var destination: String?
    /// Writes the fields with what was typed and what is wrong.
    let fields: @Sendable (inout HTML, FormData, Mistakes) -> Void
    /// Makes the action of what was typed; throws `InvalidInput` for what cannot be read.
    let action: @Sendable (FormData) throws -> A

    func show(_ request: Request) -> Response { page(request, FormData(), Mistakes(), status: 200) }

    /// Takes the form; afterwards the page of the procedure.
    func take(_ request: Request) async throws -> Response {
        let form = try await request.form()
        do {
            switch form.text("_step") {
            case "edit": return page(request, form, Mistakes(), status: 200)
            case "preview" where isPreviewed: return try await preview(request, form)
            default: _ = try await request.perform(try action(form))
            }
        } catch let invalid as InvalidInput where !request.isProgram {
            return page(request, form, Mistakes(invalid.problems), status: 422)
        }
        return .redirect(destination ?? "/procedures/\(view.procedure.id)")
    }

    private func layout(_ request: Request, isFaulty: Bool = false) -> PageLayout {
        PageLayout(
            breadcrumb: [
                Crumb(request.say("procedures.inbox.title"), "/procedures/inbox"),
                Crumb(view.procedure.reference, "/procedures/\(view.procedure.id)"),
            ], kicker: "\(view.procedure.reference), \(view.procedure.applicant)",
            windowTitle: isFaulty ? request.say("web.error.prefix") + title : nil)
    }

    private func page(_ request: Request, _ form: FormData, _ mistakes: Mistakes, status: Int) -> Response {
        request.page(title, status: status, layout: layout(request, isFaulty: status == 422)) { html in
            html.errorSummary(mistakes.lines(html.language).map { ErrorLine($0.field, $0.sentence) })
            if let lead { html.p(lead, .class("lead")) }
            html.form(address, action: A.name, files: hasFiles) { html in
                fields(&html, form, mistakes)
                html.div(.class("actions")) { html in
                    if isPreviewed {
                        html.submit(html.say("procedures.act.preview"), name: "_step", value: "preview")
                    } else {
                        html.submit(button)
                    }
                    html.a(html.say("procedures.act.cancel"), .href("/procedures/\(view.procedure.id)"))
                }
            }
        }
    }

    private func preview(_ request: Request, _ form: FormData) async throws -> Response {
        let preview = try await ActPreview.of(try action(form), at: view.procedure.id, as: request.caller, in: request.store)
        let title = request.say("procedures.act.check", ["act": title])
        return request.page(title, layout: layout(request)) { html in
            preview.write(&html)
            html.form(address, action: A.name) { html in
                for (name, value) in form.fields where !name.hasPrefix("_") { html.hidden(name, value) }
                html.div(.class("actions")) { html in
                    html.submit(button)
                    html.submit(html.say("procedures.act.edit"), style: .secondary, name: "_step", value: "edit")
                    html.a(html.say("procedures.act.cancel"), .href("/procedures/\(view.procedure.id)"))
                }
            }
        }
    }
}

/// A procedure as the forms at it show it.
struct CaseHead: Sendable {
    let procedure: Procedure

    /// The procedure of a request, if the caller may do `action` there.
    static func load(_ request: Request, for action: String) async throws -> CaseHead {
        guard let id = ID<Procedure>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        return try await load(request) { try CaseAccess.demand(action, at: id, by: $0, in: $1) }
    }

    /// The procedure that `seen` finds for whoever asks; that they look at it is noted.
    static func load(_ request: Request, _ seen: @escaping @Sendable (Caller, Reader) throws -> Procedure) async throws
        -> CaseHead
    {
        let procedure = try await request.read { [caller = request.caller] in try seen(caller, $0) }
        try await request.noteAccess(to: procedure.id, for: CaseHead.purpose, unit: procedure.unit)
        return CaseHead(procedure: procedure)
    }

    /// For what somebody looks who has a page of a procedure open.
    static let purpose = "procedures.show"

    var address: String { "/procedures/\(procedure.id)" }
}

extension Request {
    /// Whether a program asks, which wants problem documents instead of pages.
    var isProgram: Bool {
        wantsJSON || headers["content-type"]?.lowercased().hasPrefix("application/json") ?? false
    }

    /// What a field of a form shows, with what is wrong at it.
    func field(_ name: String, _ key: String, _ mistakes: Mistakes, optional: Bool = false) -> FieldText {
        let hint = "procedures.\(key).hint"
        return FieldText(
            say("procedures.\(key)"), hint: Texts.shared.has(hint) ? say(hint) : nil, error: mistakes.sentence(name, language),
            optional: optional)
    }
}

extension ActPreview {
    /// What an act brings about, in words: what would fail, the outcome, what was `entered`, the letters.
    func write(_ html: inout HTML, entered: (inout HTML) -> Void = { _ in }) {
        for sentence in failures { html.alert(.warning, title: html.say("procedures.act.would-fail"), sentence) }
        if let outcome {
            html.p { html in
                html.text(html.say("procedures.outcome") + ": ")
                html.badge(html.say("procedures.outcome.\(outcome.rawValue)"), outcome == .refused ? .error : .success)
            }
        }
        entered(&html)
        if letters.isEmpty { html.p(html.say("procedures.act.no-notice")) }
        for letter in letters {
            html.h2(html.say("procedures.act.notice", ["title": letter.title]))
            // The letter is German, whatever language the page has.
            html.article(.class("panel"), .lang("de")) { html in
                LetterText(letter.markdown).write(caption: letter.title, level: 3, &html)
            }
        }
    }
}
