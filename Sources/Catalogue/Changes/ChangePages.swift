import Folders
import Kernel
import Organisation
import Store
import Web

/// Amounts, texts and pages of the city: what holds, what was changed and by whom, and the form that proposes a change.
enum ChangePages {
    static func list(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        let (changes, names) = try await request.read { (try $0.changes(), try StaffNamesOfDay($0)) }
        let today = request.now.date()
        return request.page(request.say("catalogue.changes.title"), layout: PageLayout(isWide: true)) { html in
            html.p(html.say("catalogue.changes.lead"), .class("lead"))
            html.h2(html.say("catalogue.changes.history"))
            if changes.isEmpty { html.p(html.say("catalogue.changes.none")) }
            if !changes.isEmpty { history(changes, names, &html) }
            html.h2(html.say("catalogue.changes.amounts"))
            let mayPropose = request.caller.may(ProposeChange.name)
            let columns = ["name", "value", "since", "source", "change"].map {
                Column(html.say("catalogue.changes.column.\($0)"), number: $0 == "value", header: $0 == "name")
            }
            html.table(html.say("catalogue.changes.amounts"), columns: columns, items: amounts(city, today), hidesCaption: true) {
                amount, cells in
                cells.cell(amount.name)
                cells.cell("\(Written.number(amount.value, request.language)) \(amount.unit)")
                cells.cell(Written.date(amount.since, request.language))
                cells.cell(amount.norm ?? "–")
                if mayPropose {
                    cells.cell { html in link("amount", amount.name, amount.name, &html) }
                } else {
                    cells.cell("")
                }
            }
            if mayPropose { words(city, request, &html) }
        }
    }

    private static func amounts(_ city: City, _ today: LocalDate) -> [City.AmountRecord] {
        city.amounts(
            of: Dictionary(
                city.feeLists.map { ($0.name, $0.amounts.keys.sorted()) }, uniquingKeysWith: { first, _ in first }), on: today)
    }

    private static func link(_ kind: String, _ name: String, _ label: String, _ html: inout HTML) {
        let address = Address.path("/catalogue/changes/adding", ["kind": kind, "name": name])
        html.a(html.say("catalogue.changes.change", ["name": label]), .href(address))
    }

    /// Pages of the city and texts of the services, to choose from.
    private static func words(_ city: City, _ request: Request, _ html: inout HTML) {
        html.h2(html.say("catalogue.changes.pages"))
        html.ul { html in for page in city.pages.keys.sorted() { html.li { html in link("page", page, page, &html) } } }
        html.h2(html.say("catalogue.changes.texts"))
        let shelf = try? request.store.part(CatalogueShelf.self)
        for service in shelf?.all(on: request.now.date()) ?? [] {
            html.disclosure(service.title(html.language)) { html in
                html.ul { html in
                    for key in (service.folder.texts.byLanguage[.de] ?? [:]).keys.sorted() {
                        html.li { html in link("text", "\(service.slug)/\(key)", key, &html) }
                    }
                }
            }
        }
    }

    private static func history(_ changes: [ProposedChange], _ names: StaffNamesOfDay, _ html: inout HTML) {
        let columns = ["name", "value", "since", "proposed", "decision"].map {
            Column(html.say("catalogue.changes.column.\($0)"), header: $0 == "name")
        }
        let language = html.language
        html.table(html.say("catalogue.changes.history"), columns: columns, items: changes, hidesCaption: true) { change, cells in
            cells.link(change.name, "/catalogue/changes/\(change.id)")
            cells.cell(change.kind == .amount ? "\(change.before) → \(change.value)" : String(change.value.prefix(60)))
            cells.cell(Written.date(change.since, language))
            cells.cell(names.of(change.proposedBy))
            cells.cell { html in decision(change.decision, &html) }
        }
    }

    private static func decision(_ decision: String?, _ html: inout HTML) {
        html.badge(
            html.say("catalogue.decision.\(decision ?? "open")"),
            decision == "confirmed" ? .success : decision == nil ? .warning : nil)
    }

    // MARK: Proposing

    static func adding(_ request: Request) async throws -> Response {
        let fields = FormData([
            "kind": request.query("kind") ?? "", "name": request.query("name") ?? "",
            "language": request.query("language") ?? "de",
        ])
        return try await form(request, fields, isFresh: true)
    }

    static func propose(_ request: Request) async throws -> Response {
        let sent = try await request.form()
        guard let kind = CityChange.Kind(rawValue: sent.text("kind")) else { throw CatalogueFault.nothingToChange }
        var problems: [String: String] = [:]
        if sent.date("since") == nil { problems["since"] = request.say("catalogue.change.since.missing") }
        if sent.text("norm").isEmpty { problems["norm"] = request.say("faults.catalogue.norm-missing") }
        if sent.text("value").isEmpty { problems["value"] = request.say("catalogue.change.value.missing") }
        guard problems.isEmpty, let since = sent.date("since") else {
            return try await form(request, sent, problems: problems)
        }
        let value = kind == .amount ? sent.text("value").replacing(",", with: ".") : sent.text("value")
        let change = CityChange(
            kind, sent.text("name"), language: Language(rawValue: sent.text("language")) ?? .de, value: value, since: since,
            norm: sent.text("norm"))
        do {
            let id = try await request.perform(ProposeChange(change, reason: sent.text("reason")))
            return .redirect("/catalogue/changes/\(id)")
        } catch let fault as CatalogueFault where fault.kind == .invalid {
            return try await form(
                request, sent, problems: [fault == .past ? "since" : "value": request.say("faults." + fault.code)])
        }
    }

    private static func form(
        _ request: Request, _ sent: FormData, isFresh: Bool = false, problems: [String: String] = [:]
    ) async throws -> Response {
        guard let kind = CityChange.Kind(rawValue: sent.text("kind")) else { throw CatalogueFault.nothingToChange }
        let language = Language(rawValue: sent.text("language")) ?? .de
        let name = sent.text("name")
        let city = try request.store.part(City.self)
        let asked = CityChange(kind, name, language: language, value: "", since: request.now.date(), norm: "")
        guard let before = try await request.read({ try city.word(asked, in: $0) }) else { throw CatalogueFault.nothingToChange }
        let title = request.say("catalogue.change.title", ["name": name])
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("catalogue.changes.title"), "/catalogue/changes")],
            windowTitle: problems.isEmpty ? nil : "\(request.say("web.error.prefix")) \(title)")
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(["value", "since", "norm"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            if kind != .amount {
                html.p { html in
                    for other in Language.allCases where other != language {
                        html.a(
                            html.say("catalogue.change.language.\(other.rawValue)"),
                            .href(
                                Address.path(
                                    "/catalogue/changes/adding",
                                    ["kind": kind.rawValue, "name": name, "language": other.rawValue])))
                        html.text(" ")
                    }
                }
            }
            html.form("/catalogue/changes", action: ProposeChange.name) { html in
                html.hidden("kind", kind.rawValue)
                html.hidden("name", name)
                html.hidden("language", language.rawValue)
                let text = FieldText(
                    html.say("catalogue.change.value.\(kind.rawValue)"),
                    hint: kind == .amount ? nil : html.say("catalogue.change.value.hint"),
                    error: problems["value"])
                if kind == .amount {
                    html.textField("value", text, value: isFresh ? before : sent["value"], kind: .decimal, width: .short)
                } else {
                    html.textArea("value", text, value: isFresh ? before : sent["value"], rows: kind == .page ? 20 : 6)
                }
                html.dateField(
                    "since", FieldText(html.say("catalogue.change.since"), error: problems["since"]), value: sent["since"])
                html.textField(
                    "norm",
                    FieldText(
                        html.say("catalogue.change.norm"), hint: html.say("catalogue.change.norm.hint"), error: problems["norm"]),
                    value: sent["norm"])
                html.textField("reason", FieldText(html.say("catalogue.change.reason"), optional: true), value: sent["reason"])
                html.submit(html.say("catalogue.change.button"))
            }
        }
    }

    // MARK: One change

    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<ProposedChange>(checking: request.parameter("id")) else { throw CatalogueFault.nothingToChange }
        let (found, names) = try await request.read { reader in
            (
                try reader.first(ProposedChange.self, "SELECT * FROM catalogue_changes WHERE id = \(id)"),
                try StaffNamesOfDay(reader)
            )
        }
        guard let change = found else { throw CatalogueFault.nothingToChange }
        let preview = try await preview(change, request)
        let layout = PageLayout(breadcrumb: [Crumb(request.say("catalogue.changes.title"), "/catalogue/changes")])
        return request.page(request.say("catalogue.change.title", ["name": change.name]), layout: layout) { html in
            html.p { html in decision(change.decision, &html) }
            html.summaryList([
                SummaryRow(html.say("catalogue.change.before"), change.before),
                SummaryRow(html.say("catalogue.change.after"), change.value),
                SummaryRow(html.say("catalogue.change.since"), Written.date(change.since, html.language)),
                SummaryRow(html.say("catalogue.change.norm"), change.norm),
                SummaryRow(html.say("catalogue.change.reason"), change.reason.isEmpty ? "–" : change.reason),
                SummaryRow(
                    html.say("catalogue.change.proposed"),
                    "\(names.of(change.proposedBy)), \(Written.moment(change.proposedAt, html.language))"),
                SummaryRow(
                    html.say("catalogue.change.decided"),
                    change.decidedBy.map {
                        "\(names.of($0)), \(Written.moment(change.decidedAt ?? change.proposedAt, html.language))"
                    } ?? "–"),
            ])
            preview.write(&html)
            if change.decidedAt == nil, request.caller.may(DecideChange.name) {
                html.h2(html.say("catalogue.decision.title"))
                Decision.form(
                    "/catalogue/changes/\(change.id)/decision", DecideChange.name,
                    isOwn: change.proposedBy == request.caller.label,
                    &html)
            }
        }
    }

    static func decide(_ request: Request) async throws -> Response {
        guard let id = ID<ProposedChange>(checking: request.parameter("id")) else { throw CatalogueFault.decided }
        let confirms = try await request.form().text("decision") == "confirm"
        try await request.perform(DecideChange(change: id, confirms: confirms))
        try await Catalogue.refresh(request.store)
        return .redirect("/catalogue/changes/\(id)")
    }

    /// The notice of an example as it is and as it would be.
    private static func preview(_ change: ProposedChange, _ request: Request) async throws -> ChangePreview {
        let services = try request.store.part(CatalogueShelf.self).all(on: request.now.date()).filter { service in
            switch change.kind {
            case .amount: service.folder.about.fees[String(change.name.prefix { $0 != "." })] != nil
            case .text: change.name.hasPrefix(service.slug + "/")
            case .page: false
            }
        }
        var view = ChangePreview()
        view.examples = services.flatMap { service in
            service.folder.examples.filter { $0.expect.notices?.isEmpty == false }.map {
                ("\(service.slug)/\($0.name)", $0.title)
            }
        }
        view.address = request.address(with: ["example": nil])
        guard let asked = request.query("example"), view.examples.contains(where: { $0.0 == asked }),
            let trial = try? request.store.part(VersionTrial.self)
        else { return view }
        try request.limit("catalogue.trial", RateLimit(6, per: 60))
        let parts = asked.split(separator: "/", maxSplits: 1).map(String.init)
        guard let service = services.first(where: { $0.slug == parts[0] }),
            let example = service.folder.examples.first(where: { $0.name == parts[1] })
        else { return view }
        let city = try request.store.part(City.self)
        // The example has a day of its own; the change is taken to hold on it.
        var early = city.changes
        early.append(
            CityChange(
                change.kind, change.name, language: change.language, value: change.value,
                since: example.received.instant(after: Instant(microseconds: 0)).date(), norm: change.norm))
        view.chosen = asked
        view.before = try await trial.play(city, service, example.name).flatMap(\.notices)
        view.after = try await trial.play(city.applying(early), service, example.name).flatMap(\.notices)
        return view
    }
}

/// An example's notices before and after a change.
struct ChangePreview {
    var examples: [(String, String)] = []
    var address = ""
    var chosen: String?
    var before: [String] = []
    var after: [String] = []

    func write(_ html: inout HTML) {
        guard !examples.isEmpty else { return }
        html.h2(html.say("catalogue.change.preview"))
        html.searchForm(address) { html in
            html.selectField(
                "example", FieldText(html.say("catalogue.change.preview.example")), choices: examples.map { Choice($0.0, $0.1) },
                value: chosen)
            html.submit(html.say("catalogue.change.preview.button"), style: .secondary)
        }
        guard chosen != nil else { return }
        if before == after { html.p(html.say("catalogue.change.preview.same")) }
        for (index, text) in after.enumerated() {
            let old = index < before.count ? before[index] : ""
            guard old != text else { continue }
            html.ul(.class("plain")) { html in
                let lines = Set(old.split(separator: "\n"))
                for line in text.split(separator: "\n") where !lines.contains(line) {
                    html.li { html in
                        html.badge(html.say("catalogue.preview.kind.changed"), .warning)
                        html.text(" \(line)")
                    }
                }
            }
            html.disclosure(html.say("catalogue.change.preview.whole")) { html in html.pre(text) }
        }
    }
}
