import Accesses
import Documents
import Folders
import Kernel
import PDF
import Store
import Web

/// The print-and-post list: what must still be printed, what must be posted, what went when.
enum PostPages {
    static let pageSize = 50
    /// As many letters go into one run as somebody can put into envelopes.
    static let mostAtOnce = 500
    static let path = "/delivery/post"

    /// What the address asks for.
    private struct Asked: Sendable {
        let state: PostState
        let key: String?

        /// After a form that was refused the state stands in the form.
        init(_ request: Request, _ form: FormData? = nil) {
            state = (request.query("state") ?? form?.optional("state")).flatMap { PostState(rawValue: $0) } ?? .open
            key = request.query("key").flatMap { ID<PostItem>(checking: $0)?.text }
        }
    }

    static func list(_ request: Request) async throws -> Response { try await list(request, FormData(), problem: nil) }

    /// The list again, with what was wrong in the form over it.
    static func list(_ request: Request, _ form: FormData, problem: ErrorLine?) async throws -> Response {
        let asked = Asked(request, form)
        let day = form["day"]
        let found = try await request.read { [caller = request.caller] in
            try $0.postItems(visibleTo: caller, asked.state, key: asked.key, limit: pageSize + 1)
        }
        let shown = Array(found.prefix(pageSize))
        let next = found.count > pageSize ? shown.last.map { request.address(with: ["key": $0.id.text]) } : nil
        return request.page(request.say("delivery.post"), status: problem == nil ? 200 : 422, layout: PageLayout(isWide: true)) {
            html in
            if let problem { html.errorSummary([problem]) }
            html.p(html.say("delivery.post.lead"))
            states(asked.state, &html)
            if shown.isEmpty {
                html.emptyState(html.say("delivery.post.empty.\(asked.state.rawValue)"), html.say("delivery.post.hint")) { _ in }
            } else if asked.state == .posted {
                table(shown, chosen: nil, &html)
            } else {
                marking(shown, asked.state, day ?? request.now.date().description, problem, &html)
            }
            html.paging(next: next, first: asked.key == nil ? nil : request.address(with: ["key": nil]))
            html.p { html in
                html.a(html.say("delivery.post.export"), .href(Address.path(path + "/export", ["state": asked.state.rawValue])))
            }
        }
    }

    private static func states(_ current: PostState, _ html: inout HTML) {
        html.nav(.aria("label", html.say("delivery.post.states"))) { html in
            html.ul(.class("tabs")) { html in
                for state in PostState.allCases {
                    html.li { html in
                        html.a(
                            html.say("delivery.post.state.\(state.rawValue)"),
                            .href(Address.path(path, ["state": state.rawValue])),
                            .aria("current", state == current ? "page" : nil))
                    }
                }
            }
        }
    }

    /// One form over the list with two ends: printed, or posted on a day.
    private static func marking(_ items: [PostItem], _ state: PostState, _ day: String, _ problem: ErrorLine?, _ html: inout HTML)
    {
        html.form(path + "/postings", action: "delivery.mark-posted") { html in
            html.hidden("state", state.rawValue)
            table(items, chosen: "items", &html)
            html.checkbox("all", FieldText(html.say("delivery.post.all"), hint: html.say("delivery.post.all.hint")))
            html.fields(html.say("delivery.post.run")) { html in
                html.selectField(
                    "what", FieldText(html.say("delivery.post.run.what"), hint: html.say("delivery.post.run.hint")),
                    choices: PrintSheet.allCases.map { Choice($0.rawValue, html.say("delivery.post.run.\($0.rawValue)")) })
                html.submit(html.say("delivery.post.run.button"), style: .secondary, to: path + "/runs")
            }
            html.fields(html.say("delivery.post.mark")) { html in
                if state == .open {
                    html.submit(html.say("delivery.post.mark-printed"), style: .secondary, to: path + "/prints")
                }
                html.dateField(
                    "day",
                    FieldText(
                        html.say("delivery.post.day"), hint: html.say("delivery.post.day.hint"),
                        error: problem?.field == "day" ? problem?.message : nil),
                    value: day)
                html.submit(html.say("delivery.post.mark-posted"))
            }
        }
    }

    private static func table(_ items: [PostItem], chosen name: String?, _ html: inout HTML) {
        var columns = [
            Column(html.say("delivery.post.recipient"), header: true), Column(html.say("delivery.post.letter")),
            Column(html.say("delivery.post.reference")), Column(html.say("delivery.post.created")),
            Column(html.say("delivery.post.posted")),
        ]
        if name != nil { columns.insert(Column(html.say("delivery.post.choose")), at: 0) }
        let context = html
        html.table(html.say("delivery.post"), columns: columns, items: Array(items.enumerated()), hidesCaption: true) {
            indexed, row in
            let item = indexed.element
            if let name { row.cell { html in tick(item, name, indexed.offset, &html) } }
            row.cell { html in html.lines(item.recipient.joined(separator: "\n")) }
            row.cell { html in
                html.a(item.title, .href("\(path)/\(item.id)"))
                ServicePages.badge(item, &html)
            }
            row.link(item.reference, "/procedures/\(Address.encode(item.procedure))")
            row.cell(Written.date(item.createdAt.date(), context.language))
            row.cell(
                item.postedOn.map { Written.date($0, context.language) }
                    ?? context.say(item.printedAt == nil ? "delivery.post.not-yet" : "delivery.post.is-printed"))
        }
    }

    private static func tick(_ item: PostItem, _ name: String, _ index: Int, _ html: inout HTML) {
        html.void(
            "input", .type("checkbox"), .id(index == 0 ? FieldID.of(name) : "\(FieldID.of(name))-\(index)"), .name(name),
            .value(item.id.text),
            .aria("label", html.say("delivery.post.choose.item", ["title": item.title, "recipient": item.recipient.first ?? ""])))
    }

    // MARK: One letter

    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<PostItem>(checking: request.parameter("id")) else { throw DeliveryFault.notFound }
        let item = try await request.read { [caller = request.caller] in try $0.postItem(id, visibleTo: caller) }
        try await noteAccess(item, request)
        return show(item, request, day: nil, problem: nil)
    }

    static func noteAccess(_ item: PostItem, _ request: Request) async throws {
        try await request.noteAccess(to: item.procedure, for: "delivery.post", unit: item.unit)
    }

    static func show(_ item: PostItem, _ request: Request, day: String?, problem: String?) -> Response {
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("delivery.post"), path)], kicker: item.reference,
            windowTitle: problem == nil ? nil : request.say("web.error.prefix") + item.title)
        return request.page(item.title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("day", problem)]) }
            html.summaryList(
                [
                    SummaryRow(html.say("delivery.post.recipient"), item.recipient.joined(separator: "\n")),
                    SummaryRow(html.say("delivery.post.created"), Written.moment(item.createdAt, html.language)),
                    SummaryRow(
                        html.say("delivery.post.printed"),
                        item.printedAt.map { Written.moment($0, html.language) } ?? html.say("delivery.post.not-yet")),
                    SummaryRow(
                        html.say("delivery.post.posted"),
                        item.postedOn.map { Written.date($0, html.language) } ?? html.say("delivery.post.not-yet")),
                ] + ServicePages.rows(item, html))
            ServicePages.form(item, request, day: day, problem: problem, &html)
            html.p { html in html.linkButton(html.say("delivery.post.open"), "\(path)/\(item.id)/letter") }
            if let body = item.body { html.div(.class("message"), .lang(item.language.tag)) { html in html.markdown(body) } }
        }
    }

    /// The letter as a PDF: the document that is to be delivered, or the message set as a letter.
    static func letter(_ request: Request) async throws -> Response {
        guard let id = ID<PostItem>(checking: request.parameter("id")) else { throw DeliveryFault.notFound }
        let item = try await request.read { [caller = request.caller] in try $0.postItem(id, visibleTo: caller) }
        // A document notes by itself that somebody opens it.
        if let document = item.document { return .redirect(Address.path("/documents/\(document)", ["view": "inline"])) }
        guard let letter = PostLetter(item: item, city: try request.store.part(City.self)).letter else {
            throw DeliveryFault.notFound
        }
        try await noteAccess(item, request)
        return .bytes(try PDF.render(letter), type: "application/pdf", filename: "\(item.title) \(item.reference).pdf")
    }

    // MARK: Marking

    static func markPrinted(_ request: Request) async throws -> Response {
        let form = try await request.form()
        do {
            try await request.perform(MarkPrinted(items: try await chosen(form, request)))
        } catch DeliveryFault.nothingChosen where !request.wantsJSON {
            return try await list(
                request, form, problem: ErrorLine("items", request.say("faults.delivery.nothing-chosen")))
        }
        return .redirect(Address.path(path, ["state": PostState.printed.rawValue]))
    }

    static func markPosted(_ request: Request) async throws -> Response {
        let form = try await request.form()
        guard let day = form.date("day") else {
            let problem = request.say("faults.delivery.day-impossible")
            if request.wantsJSON { throw InvalidInput([FieldProblem(pointer: "/day", code: "no-date", detail: problem)]) }
            return try await list(request, form, problem: ErrorLine("day", problem))
        }
        do {
            try await request.perform(MarkPosted(items: try await chosen(form, request), day: day))
        } catch let fault as DeliveryFault where !request.wantsJSON && fault.kind == .invalid {
            let field = fault == .nothingChosen ? "items" : "day"
            return try await list(request, form, problem: ErrorLine(field, request.say("faults.\(fault.code)")))
        }
        return .redirect(Address.path(path, ["state": PostState.posted.rawValue]))
    }

    /// The letters that were ticked, or all of the list, in its order.
    static func chosen(_ form: FormData, _ request: Request) async throws -> [ID<PostItem>] {
        if form.isOn("all") {
            let (state, caller) = (Asked(request, form).state, request.caller)
            return try await request.read { try $0.postItems(visibleTo: caller, state, limit: mostAtOnce).map(\.id) }
        }
        return try form.all("items").map { text in
            guard let id = ID<PostItem>(checking: text) else { throw DeliveryFault.notFound }
            return id
        }
    }

    // MARK: CSV

    static func export(_ request: Request) async throws -> Response {
        let asked = Asked(request)
        let (store, caller, language) = (request.store, request.caller, request.language)
        let head = ["created", "reference", "letter", "recipient", "address", "printed", "posted"].map {
            request.say("delivery.post.\($0)")
        }
        return CSV.response(name: "post-\(asked.state.rawValue).csv", head: head) { write in
            var key: String?
            while true {
                let batch = try await store.read { [key] in try $0.postItems(visibleTo: caller, asked.state, key: key, limit: 500)
                }
                guard let last = batch.last else { return }
                try await write(
                    batch.map { item in
                        [
                            Written.date(item.createdAt.date(), language), item.reference, item.title, item.recipient.first ?? "",
                            item.recipient.dropFirst().joined(separator: ", "),
                            item.printedAt.map { Written.date($0.date(), language) } ?? "",
                            item.postedOn.map { Written.date($0, language) } ?? "",
                        ]
                    })
                key = last.id.text
            }
        }
    }
}
