import Catalogue
import Folders
import Identity
import Kernel
import Mandates
import Store
import Web

/// Beginning, finding again and throwing away.
enum DraftPages {
    private static func words(_ request: Request) throws -> ServiceWords {
        let city = try request.store.part(City.self)
        let slug = request.parameter("slug")
        guard city.services.contains(slug),
            let service = try request.store.part(CatalogueShelf.self).offered(slug, on: request.now.date())
        else { throw CatalogueFault.notOffered(slug) }
        guard service.folder.about.channels.contains(.online) else { throw FormFault.notOnline(slug) }
        if service.folder.about.account == .required, request.caller.account == nil { throw WebFault.signInNeeded }
        return ServiceWords(service, city: city, language: request.language, now: request.now)
    }

    static func begin(_ request: Request) async throws -> Response {
        let words = try words(request)
        let slug = words.service.slug
        let drafts = try await request.read { [key = DraftKey(request)] in try $0.drafts(of: key, slug: slug) }
        let address = "/forms/\(Address.encode(slug))"
        let mandates = try await mandates(request, slug)
        let layout = PageLayout(
            breadcrumb: [Crumb(words.title, "/catalogue/\(Address.encode(slug))")], kicker: request.say("forms.kicker"))
        return request.page(words.title, layout: layout) { html in
            if !drafts.isEmpty {
                html.alert(.info, title: html.say("forms.begun")) { html in
                    html.ul { html in for draft in drafts { html.li { html in resume(&html, draft) } } }
                }
            }
            if let needs = words.text("service.needs") {
                html.h2(html.say("forms.needs"))
                html.markdown(needs, level: 3)
            }
            html.p(html.say(request.caller.account == nil ? "forms.saving.visitor" : "forms.saving.account"))
            html.form(address, action: BeginDraft.name) { html in
                if !mandates.isEmpty {
                    let choices = [Choice("", html.say("forms.for.self"))] + mandates.map { Choice($0.id.text, $0.principalName) }
                    html.radios(
                        "for", FieldText(html.say("forms.for"), hint: html.say("forms.for.hint")), choices: choices, value: "")
                }
                html.submit(html.say(drafts.isEmpty ? "forms.begin" : "forms.begin.another"))
            }
        }
    }

    /// By which the caller may write this application for somebody else.
    private static func mandates(_ request: Request, _ slug: String) async throws -> [Mandate] {
        guard let account = request.caller.account else { return [] }
        return try await request.read { try $0.mandatesThatHold(for: account).filter { $0.covers(slug) } }
    }

    private static func resume(_ html: inout HTML, _ draft: Draft) {
        html.a(
            html.say("forms.resume", ["when": Written.moment(draft.updatedAt, html.language)]), .href("/forms/drafts/\(draft.id)")
        )
    }

    /// Begins, for a visitor with a session of its own that lasts longer than the browser window.
    static func start(_ request: Request) async throws -> Response {
        let words = try words(request)
        var key = DraftKey(request)
        var opened: OpenedSession?
        if request.caller.isAnonymous {
            let visit = try await request.visit()
            opened = visit.opened
            key = DraftKey(account: nil, session: DraftKey.session(visit.id))
        }
        let chosen = try await request.form().optional("for")
        let mandate = chosen.flatMap { ID<Mandate>(checking: $0) }
        guard chosen == nil || mandate != nil else { throw MandateFault.holdsNoMore }
        let id = try await request.perform(
            BeginDraft(slug: words.service.slug, key: key, language: request.language, mandate: mandate))
        guard mandate == nil else { return .redirect("/forms/drafts/\(id)") }
        // Answers given before are offered before the first question, and never filled in unasked.
        let account = request.caller.account
        let (fields, language) = (words.service.folder.form.fields, request.language)
        let sources = try await request.read { reader in
            try account.map { try AnswerSources.of($0, for: fields, language, in: reader) } ?? []
        }
        guard sources.isEmpty else { return .redirect(ReusePages.address(id)) }
        return Response.redirect("/forms/drafts/\(id)").with(opened, settings: IdentitySettings.of(request.store.parts))
    }

    /// Goes on where it was left: at the first step that is not finished.
    static func show(_ request: Request) async throws -> Response {
        let open = try await OpenDraft.load(request.parameter("id"), request)
        guard !open.isGone else { return gone(request, open) }
        if open.draft.entry != nil, !open.result.isValid { return .redirect(StepPages.address(open.draft.id, WholePage.step)) }
        let unfinished = open.steps.first { !open.result.problems(in: $0).isEmpty }
        return .redirect(unfinished.map { StepPages.address(open.draft.id, $0.id) } ?? SummaryPage.address(open.draft.id))
    }

    static func list(_ request: Request) async throws -> Response {
        let drafts = try await request.read { [key = DraftKey(request)] in try $0.drafts(of: key) }
        let titles = try drafts.map { draft -> String in
            let city = try request.store.part(City.self)
            let service = try request.store.part(CatalogueShelf.self).offered(draft.slug, on: request.now.date())
            return service.map { ServiceWords($0, city: city, language: request.language, now: request.now).title } ?? draft.slug
        }
        let saved = request.query("saved")
        return request.page(request.say("forms.drafts.title")) { html in
            if saved != nil { html.alert(.success, html.say("forms.saved")) }
            if request.caller.isAnonymous, !drafts.isEmpty { html.alert(.info, html.say("forms.drafts.visitor")) }
            if drafts.isEmpty {
                html.emptyState(html.say("forms.drafts.none")) { html in
                    html.p { html in html.a(html.say("forms.drafts.services"), .href("/")) }
                }
            }
            for (draft, title) in zip(drafts, titles) {
                html.section(.class("card")) { html in
                    html.h2(title)
                    html.p(html.say("forms.drafts.updated", ["when": Written.moment(draft.updatedAt, html.language)]))
                    html.p { html in html.linkButton(html.say("forms.drafts.continue"), "/forms/drafts/\(draft.id)") }
                    discardForm(&html, draft)
                }
            }
        }
    }

    static func discard(_ request: Request) async throws -> Response {
        guard let id = ID<Draft>(checking: request.parameter("id")) else { throw FormFault.draftNotFound }
        try await request.perform(DiscardDraft(draft: id, key: DraftKey(request)))
        return .redirect(request.caller.staff == nil ? "/forms/drafts" : WholePage.desk)
    }

    static func discardForm(_ html: inout HTML, _ draft: Draft) {
        html.disclosure(html.say("forms.discard")) { html in
            html.p(html.say("forms.discard.hint"))
            html.form("/forms/drafts/\(draft.id)/discard", action: DiscardDraft.name) { html in
                html.submit(html.say("forms.discard.button"), style: .danger)
            }
        }
    }

    /// The service is no longer offered: nothing can be sent, everything can be read.
    static func gone(_ request: Request, _ open: OpenDraft) -> Response {
        request.page(open.words.title, layout: PageLayout(kicker: request.say("forms.kicker"))) { html in
            html.alert(.warning, title: html.say("forms.gone.title")) { html in
                html.p(html.say("forms.gone"))
                html.p { html in html.a(html.say("forms.drafts.services"), .href("/")) }
            }
            SummaryPage.answers(&html, open, changeable: false)
            SummaryPage.former(&html, open)
            discardForm(&html, open.draft)
        }
    }
}
