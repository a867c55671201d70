import Catalogue
import Documents
import Folders
import Forms
import Kernel
import Procedures
import Store
import Web

/// The counter: where staff begin to enter an application for somebody, find what they began, and open a case whose applicant
/// stands before them, writes or calls.
enum CounterPages {
    static let path = "/applications/counter"

    static func crumbs(_ request: Request) -> [Crumb] { [Crumb(request.say("applications.counter.title"), path)] }

    static func show(_ request: Request) async throws -> Response { try await page(request, FormData(), nil) }

    static func open(_ request: Request) async throws -> Response {
        let form = try await request.form()
        do {
            let id = try await request.perform(
                OpenAtCounter(reference: form.text("reference"), familyName: form.text("familyName")))
            return .redirect("\(path)/cases/\(id)")
        } catch ApplicationFault.referenceUnknown where !request.wantsJSON {
            return try await page(request, form, request.say("applications.counter.open.unknown"))
        }
    }

    /// A draft or an opened case in a list.
    private struct Line: Sendable {
        let title: String
        let address: String
        let text: String
    }

    private static func page(_ request: Request, _ form: FormData, _ error: String?) async throws -> Response {
        let side = try await ActingSide.of(request)
        let services = try services(request)
        let titles = Dictionary(services.map { ($0.service.slug, $0.title) }, uniquingKeysWith: { first, _ in first })
        let (key, language, staff) = (DraftKey(request), request.language, request.caller.staff ?? "")
        let (drafts, opened) = try await request.read { reader -> ([Line], [Line]) in
            let drafts = try reader.drafts(of: key).filter { $0.entry != nil }.map { draft in
                Line(
                    title: titles[draft.slug] ?? draft.slug, address: "/forms/drafts/\(draft.id)",
                    text: Texts.shared(
                        "applications.counter.draft", language, ["when": Written.moment(draft.updatedAt, language)]))
            }
            let opened = try reader.openings(of: staff).map { id in
                let procedure = try reader.procedure(ID(id), visibleTo: side.caller)
                return Line(
                    title: procedure.reference, address: "\(path)/cases/\(id)",
                    text: "\(titles[procedure.slug] ?? procedure.title), \(procedure.applicant)")
            }
            return (drafts, opened)
        }
        let title = request.say("applications.counter.title")
        let layout = PageLayout(windowTitle: error == nil ? nil : request.say("web.error.prefix") + title)
        return request.page(title, status: error == nil ? 200 : 422, layout: layout) { html in
            if let error { html.errorSummary([ErrorLine("reference", error)]) }
            if request.query("saved") != nil { html.alert(.success, html.say("applications.counter.saved")) }
            list(&html, "applications.counter.drafts", drafts)
            html.h2(html.say("applications.counter.open"))
            html.p(html.say("applications.counter.open.lead"))
            html.form(path + "/openings", action: OpenAtCounter.name) { html in
                html.textField(
                    "reference", FieldText(html.say("applications.reference"), error: error), value: form["reference"],
                    autocomplete: "off", width: .medium)
                html.textField(
                    "familyName", FieldText(html.say("applications.counter.family-name")), value: form["familyName"],
                    autocomplete: "off", width: .medium)
                html.submit(html.say("applications.counter.open.button"))
            }
            list(&html, "applications.counter.opened", opened)
            html.h2(html.say("applications.counter.new"))
            if services.isEmpty {
                html.emptyState(html.say("applications.counter.none")) { _ in }
            } else {
                html.cards(
                    services.map {
                        Card(
                            $0.title, "\(path)/services/\(Address.encode($0.service.slug))", text: $0.text("service.summary"))
                    }, level: 3)
            }
        }
    }

    private static func list(_ html: inout HTML, _ heading: String, _ lines: [Line]) {
        guard !lines.isEmpty else { return }
        html.h2(html.say(heading))
        html.ul { html in
            for line in lines {
                html.li { html in
                    html.a(line.title, .href(line.address))
                    html.text(": " + line.text)
                }
            }
        }
    }

    /// What can be entered today, by title.
    private static func services(_ request: Request) throws -> [ServiceWords] {
        let (city, shelf) = (try request.store.part(City.self), try request.store.part(CatalogueShelf.self))
        return city.services.compactMap { slug in
            guard let service = shelf.offered(slug, on: request.now.date()), !EntryFacts.channels(of: service).isEmpty else {
                return nil
            }
            return ServiceWords(service, city: city, language: request.language, now: request.now)
        }.sorted { $0.title < $1.title }
    }
}
