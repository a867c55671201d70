import Kernel
import Store
import Web

/// Filters with names above the inbox.
enum SavedFilterPages {
    static func list(
        _ filter: InboxFilter, _ saved: [SavedFilter], units: [Choice], _ request: Request, _ html: inout HTML
    ) {
        guard !saved.isEmpty || (filter.isNarrow && request.caller.may(KeepFilter.name)) else { return }
        html.nav(.aria("label", html.say("procedures.filters"))) { html in
            html.ul(.class("kept-filters")) { html in
                for kept in saved {
                    html.li { html in
                        let isShared = kept.unit != nil
                        html.a(
                            isShared ? html.say("procedures.filters.shared", ["name": kept.name]) : kept.name,
                            .href(kept.filter.address), .aria("current", kept.filter == filter ? "true" : nil))
                        if kept.mayDrop(request.caller), kept.filter == filter {
                            html.form("/procedures/filters/\(kept.id)/removal", action: DropFilter.name) { html in
                                html.submit(html.say("procedures.filters.drop", ["name": kept.name]), style: .link)
                            }
                        }
                    }
                }
            }
        }
        guard filter.isNarrow, request.caller.may(KeepFilter.name) else { return }
        html.disclosure(html.say("procedures.filters.keep")) { html in form(filter, units, problem: nil, &html) }
    }

    private static func form(_ filter: InboxFilter, _ units: [Choice], problem: String?, _ html: inout HTML) {
        html.form("/procedures/filters", action: KeepFilter.name) { html in
            for (name, value) in filter.values { html.hidden("filter.\(name)", value) }
            html.textField(
                "name", FieldText(html.say("procedures.filters.name"), error: problem), value: nil, width: .half,
                .attribute("maxlength", String(SavedFilter.longestName)))
            html.selectField(
                "unit", FieldText(html.say("procedures.filters.share"), hint: html.say("procedures.filters.share-hint")),
                choices: units, empty: html.say("procedures.filters.share-nobody"))
            html.submit(html.say("procedures.filters.keep-button"), style: .secondary)
        }
    }

    static func keep(_ request: Request) async throws -> Response {
        let input = try await request.form()
        let filter = InboxFilter { input.optional("filter.\($0)") }
        do {
            _ = try await request.perform(
                KeepFilter(filterName: input.text("name"), filter: filter, unit: input.optional("unit")))
        } catch let fault as ProcedureFault where fault.kind == .invalid {
            let sentence = request.say("faults." + fault.code)
            let title = request.say("procedures.filters.keep")
            let units = try await request.read { [caller = request.caller, language = request.language] in
                try ListFilters.units(caller, language, in: $0)
            }
            let layout = PageLayout(
                breadcrumb: [Crumb(request.say("procedures.inbox.title"), filter.address)],
                windowTitle: request.say("web.error.prefix") + title)
            return request.page(title, status: 422, layout: layout) { html in
                html.errorSummary([ErrorLine("name", sentence)])
                form(filter, units, problem: sentence, &html)
            }
        }
        return .redirect(filter.address)
    }

    static func drop(_ request: Request) async throws -> Response {
        guard let id = ID<SavedFilter>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        try await request.perform(DropFilter(filter: id))
        return .redirect("/procedures/inbox")
    }
}
