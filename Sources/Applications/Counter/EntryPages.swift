import Catalogue
import Documents
import FEEL
import Folders
import Forms
import Kernel
import Procedures
import Store
import Web

/// How an application came that staff enter, for whom, and the paper itself; then the form of the service; then sending it off.
enum EntryPages {
    /// What the page is about: a service, and the draft where one was begun.
    private struct Subject: Sendable {
        let words: ServiceWords
        let draft: Draft?
        var address: String {
            draft.map { "\(CounterPages.path)/drafts/\($0.id)" }
                ?? "\(CounterPages.path)/services/\(Address.encode(words.service.slug))"
        }
    }

    private static func load(_ request: Request) async throws -> Subject {
        var draft: Draft?
        var slug = request.parameter("slug")
        if let text = Optional(request.parameter("id")), !text.isEmpty {
            guard let id = ID<Draft>(checking: text) else { throw FormFault.draftNotFound }
            let found = try await request.read { [key = DraftKey(request)] in try $0.draft(id, of: key) }
            guard found.entry != nil else { throw FormFault.draftNotFound }
            (draft, slug) = (found, found.slug)
        }
        let city = try request.store.part(City.self)
        guard city.services.contains(slug),
            let service = try request.store.part(CatalogueShelf.self).offered(slug, on: request.now.date()),
            !EntryFacts.channels(of: service).isEmpty
        else { throw CatalogueFault.notOffered(slug) }
        return Subject(
            words: ServiceWords(service, city: city, language: request.language, now: request.now), draft: draft)
    }

    static func show(_ request: Request) async throws -> Response { page(request, try await load(request), nil, []) }

    /// Begins, or describes anew what was begun.
    static func save(_ request: Request) async throws -> Response {
        let subject = try await load(request)
        let form = try await request.form()
        var lines: [ErrorLine] = []
        var papers = subject.draft?.entry?.papers ?? []
        for file in form.files("papers") where file.size > 0 || !file.filename.isEmpty {
            do {
                papers.append(try await Uploads.take(file, from: request).text)
            } catch let fault as DocumentFault where fault.kind != .internalError {
                lines.append(ErrorLine("papers", request.say("faults." + fault.code, fault.details)))
            }
        }
        guard lines.isEmpty else { return page(request, subject, form, lines) }
        let email = form.text("email")
        if !email.isEmpty { try request.limit("counter-account:\(request.caller.label)", RateLimit(60, per: 3600)) }
        let facts = EntryFacts(
            channel: form.text("channel"), day: form.date("receivedOn"), email: email, familyName: form.text("familyName"),
            papers: papers)
        do {
            let id = try await request.perform(
                BeginEntry(
                    slug: subject.words.service.slug, facts: facts, key: DraftKey(request),
                    language: subject.draft?.language ?? .de, draft: subject.draft?.id))
            return .redirect("/forms/drafts/\(id)")
        } catch let invalid as InvalidInput where !request.wantsJSON {
            return page(request, subject, form, invalid.lines(request))
        }
    }

    private static func page(_ request: Request, _ subject: Subject, _ form: FormData?, _ lines: [ErrorLine]) -> Response {
        let title = request.say("applications.counter.entry")
        let layout = PageLayout(
            breadcrumb: CounterPages.crumbs(request), kicker: subject.words.title,
            windowTitle: lines.isEmpty ? nil : request.say("web.error.prefix") + title)
        let entry = subject.draft?.entry
        func error(_ field: String) -> String? { lines.first { $0.field == field }?.message }
        return request.page(title, status: lines.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(lines)
            if let paper = subject.words.text("service.paper") {
                html.disclosure(html.say("applications.counter.paper")) { html in html.markdown(paper, level: 3) }
            }
            html.form(subject.address, action: BeginEntry.name, files: true) { html in
                Arrival.fields(
                    &html, EntryFacts.channels(of: subject.words.service), form ?? known(entry), lines, today: request.now.date())
                html.fileField(
                    "papers",
                    FieldText(
                        html.say("applications.counter.papers"), hint: html.say("applications.counter.papers.hint"),
                        error: error("papers"), optional: true), accept: MediaType.uploads.joined(separator: ","),
                    multiple: true,
                    present: (entry?.papers ?? []).indices.map { index in
                        html.say("applications.counter.paper.number", ["number": String(index + 1)])
                    })
                html.fields(html.say("applications.counter.account"), hint: html.say("applications.counter.account.hint")) {
                    html in
                    if let name = entry?.accountName {
                        html.p(html.say("applications.counter.account.present", ["name": name]))
                    }
                    html.textField(
                        "email", FieldText(html.say("applications.counter.email"), error: error("email"), optional: true),
                        value: form?["email"], kind: .email, autocomplete: "off", width: .half)
                    html.textField(
                        "familyName",
                        FieldText(html.say("applications.counter.family-name"), error: error("familyName"), optional: true),
                        value: form?["familyName"], autocomplete: "off", width: .half)
                }
                html.submit(html.say("applications.counter.entry.button"))
            }
        }
    }

    /// What was said before, as the form holds it.
    private static func known(_ entry: DraftEntry?) -> FormData {
        guard let entry else { return FormData() }
        return FormData(["channel": entry.channel, "receivedOn": entry.day.description])
    }

    /// Sends off what was entered.
    static func submit(_ request: Request) async throws -> Response {
        guard let draft = ID<Draft>(checking: try await request.form().text("draft")) else { throw FormFault.draftNotFound }
        // Pressed twice: the second press leads to where the first one did.
        if let before = try await request.read({ try $0.submission(EnterApplication.key(of: draft)) }) {
            return entered(before.id)
        }
        let open = try await OpenDraft.load(draft.text, request)
        guard let entry = open.draft.entry else { throw FormFault.draftNotFound }
        guard !open.isGone, open.result.isValid else {
            if request.wantsJSON { throw InvalidInput(open.problems()) }
            return .redirect("/forms/drafts/\(draft)/summary")
        }
        let content = SubmitApplication.Content(
            slug: open.draft.slug, answers: open.result.answers, values: open.result.values.typedJSON,
            language: open.draft.language, documents: open.form.files(in: open.result.answers).map { ($0.field, $0.id) },
            fileNames: open.files.mapValues(\.name))
        let submitted = try await request.perform(
            EnterApplication(
                content, entry: entry, draft: draft, key: DraftKey(request), session: Uploads.session(of: request)))
        return entered(submitted.id)
    }

    private static func entered(_ id: ID<Procedure>) -> Response { .redirect("\(CounterPages.path)/cases/\(id)?entered=1") }
}
