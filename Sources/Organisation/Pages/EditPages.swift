import Kernel
import Store
import Web

/// Forms that change units and posts from a day on.
enum EditPages {
    static func addUnit(_ request: Request) async throws -> Response { try await unitPage(request, key: nil) }
    static func editUnit(_ request: Request) async throws -> Response {
        try await unitPage(request, key: request.parameter("key"))
    }
    static func addPost(_ request: Request) async throws -> Response { try await postPage(request, key: nil) }
    static func editPost(_ request: Request) async throws -> Response {
        try await postPage(request, key: request.parameter("key"))
    }

    static func saveUnit(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let known = form.optional("known")
        let key = known ?? form.text("key")
        let unit = OrganisationPlan.Unit(
            key: key, name: LocalText(de: form.text("nameDe"), en: form.text("nameEn")), short: form.text("short"),
            parent: form.optional("parent"),
            contact: Dictionary(
                ["phone", "email", "room"].compactMap { name in form.optional(name).map { (name, $0) } },
                uniquingKeysWith: { first, _ in first }))
        var problems = EditFields.problems(form, key: known == nil ? key : nil, names: ["nameDe", "nameEn", "short"], request)
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        if known == nil, chart.units[key] != nil { problems["key"] = request.say("organisation.edit.key.taken") }
        guard problems.isEmpty, let since = form.date("from") else {
            return try await unitPage(request, key: known, form: form, problems: problems)
        }
        let content: JSON = form.isOn("closes") ? .null : try JSON(encoding: unit)
        let asked = AskedEdit(
            kind: .unit, key: key, content: content, since: since, until: form.date("to"), reason: form.text("reason"))
        do { return try await save(asked, unit: chart.units[key]?.key ?? unit.parent, request) } catch let fault
            as OrganisationFault
            where EditFields.told.contains(fault)
        {
            return try await unitPage(request, key: known, form: form, problems: EditFields.problem(fault, request))
        }
    }

    static func savePost(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let known = form.optional("known")
        let key = known ?? form.text("key")
        let post = OrganisationPlan.Post(
            key: key, unit: form.text("unit"), title: LocalText(de: form.text("nameDe"), en: form.text("nameEn")),
            roles: form.all("roles"), leads: form.isOn("leads"))
        var problems = EditFields.problems(form, key: known == nil ? key : nil, names: ["nameDe", "nameEn", "unit"], request)
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        if known == nil, chart.posts[key] != nil { problems["key"] = request.say("organisation.edit.key.taken") }
        guard problems.isEmpty, let since = form.date("from") else {
            return try await postPage(request, key: known, form: form, problems: problems)
        }
        let content: JSON = form.isOn("closes") ? .null : try JSON(encoding: post)
        let asked = AskedEdit(
            kind: .post, key: key, content: content, since: since, until: form.date("to"), reason: form.text("reason"))
        do { return try await save(asked, unit: chart.posts[key]?.unit ?? post.unit, request) } catch let fault
            as OrganisationFault
            where EditFields.told.contains(fault)
        {
            return try await postPage(request, key: known, form: form, problems: EditFields.problem(fault, request))
        }
    }

    /// Does it, or asks a second person where it concerns one's own rights.
    static func save(_ asked: AskedEdit, unit: String?, _ request: Request) async throws -> Response {
        do {
            _ = try await request.perform(
                EditOrganisation(
                    asked.kind, asked.key, content: asked.content, since: asked.since, until: asked.until, reason: asked.reason))
            return .redirect("/organisation/edits")
        } catch let fault as OrganisationFault where fault == .secondPersonNeeded {
            _ = try await request.perform(AskSecondPerson(asked, unit: unit))
            return .redirect("/organisation/requests")
        }
    }

    private static func unitPage(
        _ request: Request, key: String?, form: FormData? = nil, problems: [String: String] = [:]
    ) async throws -> Response {
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        let unit = key.flatMap { chart.units[$0] }
        if key != nil, unit == nil { throw OrganisationFault.unitUnknown }
        let shown =
            form
            ?? FormData([
                "nameDe": unit?.name.de ?? "", "nameEn": unit?.name[.en] ?? "", "short": unit?.short ?? "",
                "parent": unit?.parent ?? request.query("parent") ?? "", "phone": unit?.contact["phone"] ?? "",
                "email": unit?.contact["email"] ?? "", "room": unit?.contact["room"] ?? "",
            ])
        let title = request.say(unit == nil ? "organisation.edit.unit.add" : "organisation.edit.unit")
        return page(request, title, kicker: unit?.name[request.language], problems: problems) { html in
            html.form("/organisation/units", action: EditOrganisation.name) { html in
                EditFields.key(&html, shown, known: key, problems)
                EditFields.names(&html, shown, problems)
                html.textField(
                    "short", FieldText(html.say("organisation.edit.short-name"), error: problems["short"]), value: shown["short"],
                    width: .short)
                html.selectField(
                    "parent", FieldText(html.say("organisation.edit.parent"), optional: true),
                    choices: UnitChoices.all(chart, html.language).filter { $0.value != key }, value: shown.optional("parent"),
                    empty: html.say("organisation.edit.parent.none"))
                for name in ["phone", "email", "room"] {
                    html.textField(
                        name, FieldText(html.say("organisation.edit.\(name)"), optional: true), value: shown[name], width: .half)
                }
                EditFields.period(&html, shown, problems, closes: unit != nil, today: request.now.date())
                html.submit(html.say("organisation.edit.button"))
            }
        }
    }

    private static func postPage(
        _ request: Request, key: String?, form: FormData? = nil, problems: [String: String] = [:]
    ) async throws -> Response {
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        let post = key.flatMap { chart.posts[$0] }
        if key != nil, post == nil { throw OrganisationFault.postUnknown }
        let shown =
            form
            ?? FormData([
                "nameDe": post?.title.de ?? "", "nameEn": post?.title[.en] ?? "",
                "unit": post?.unit ?? request.query("unit") ?? "",
                "leads": post?.leads == true ? "true" : "",
            ])
        let roles = form.map { Set($0.all("roles")) } ?? Set(post?.roles ?? [])
        let title = request.say(post == nil ? "organisation.edit.post.add" : "organisation.edit.post")
        return page(request, title, kicker: post?.title[request.language], problems: problems) { html in
            html.form("/organisation/posts", action: EditOrganisation.name) { html in
                EditFields.key(&html, shown, known: key, problems)
                EditFields.names(&html, shown, problems)
                html.selectField(
                    "unit", FieldText(html.say("organisation.unit"), error: problems["unit"]),
                    choices: UnitChoices.all(chart, html.language), value: shown["unit"],
                    empty: html.say("organisation.person.choose"))
                html.checkboxes(
                    "roles", FieldText(html.say("organisation.roles"), optional: true),
                    choices: chart.roles.sorted { $0.key < $1.key }.map { Choice($0.key, $0.value.title[html.language]) },
                    values: roles)
                html.checkbox("leads", FieldText(html.say("organisation.edit.leads")), isOn: shown.isOn("leads"))
                EditFields.period(&html, shown, problems, closes: post != nil, today: request.now.date())
                html.submit(html.say("organisation.edit.button"))
            }
        }
    }

    static func page(
        _ request: Request, _ title: String, kicker: String?, problems: [String: String], body: (inout HTML) -> Void
    ) -> Response {
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")], kicker: kicker,
            windowTitle: problems.isEmpty ? nil : request.say("organisation.error.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(problems.sorted { $0.key < $1.key }.map { ErrorLine($0.key, $0.value) })
            html.p(html.say("organisation.edit.lead"))
            body(&html)
        }
    }
}

/// Fields that every edit has.
enum EditFields {
    /// Faults that are told at the form.
    static let told: Set<OrganisationFault> = [.badKey, .badPeriod, .past, .reasonMissing, .contradiction, .lastAdministrator]

    static func problem(_ fault: OrganisationFault, _ request: Request) -> [String: String] {
        let field =
            switch fault {
            case .badKey: "key"
            case .badPeriod: "to"
            case .reasonMissing: "reason"
            default: "from"
            }
        return [field: request.say("faults." + fault.code)]
    }

    static func problems(_ form: FormData, key: String?, names: [String], _ request: Request) -> [String: String] {
        var problems: [String: String] = [:]
        // What is closed needs no name any more.
        if !form.isOn("closes") {
            for name in names where form.text(name).isEmpty { problems[name] = request.say("organisation.edit.missing") }
        }
        if let key, key.wholeMatch(of: /[a-z0-9]+(?:-[a-z0-9]+)*/) == nil {
            problems["key"] = request.say("faults.organisation.bad-key")
        }
        if form.date("from") == nil { problems["from"] = request.say("organisation.date.missing") }
        if form.text("reason").isEmpty { problems["reason"] = request.say("faults.organisation.reason-missing") }
        return problems
    }

    static func key(_ html: inout HTML, _ form: FormData, known: String?, _ problems: [String: String]) {
        if let known { return html.hidden("known", known) }
        html.textField(
            "key",
            FieldText(html.say("organisation.edit.key"), hint: html.say("organisation.edit.key.hint"), error: problems["key"]),
            value: form["key"], autocomplete: "off", width: .half)
    }

    static func names(_ html: inout HTML, _ form: FormData, _ problems: [String: String]) {
        html.textField(
            "nameDe", FieldText(html.say("organisation.edit.name.de"), error: problems["nameDe"]), value: form["nameDe"])
        html.textField(
            "nameEn", FieldText(html.say("organisation.edit.name.en"), error: problems["nameEn"]), value: form["nameEn"])
    }

    static func period(_ html: inout HTML, _ form: FormData, _ problems: [String: String], closes: Bool, today: LocalDate) {
        html.fields(html.say("organisation.edit.when")) { html in
            html.dateField(
                "from", FieldText(html.say("organisation.since"), error: problems["from"]),
                value: form["from"] ?? today.description)
            html.dateField(
                "to",
                FieldText(
                    html.say("organisation.until"), hint: html.say("organisation.edit.until.hint"), error: problems["to"],
                    optional: true), value: form["to"])
            if closes {
                html.checkbox("closes", FieldText(html.say("organisation.edit.closes")), isOn: form.isOn("closes"))
            }
            html.textField(
                "reason",
                FieldText(
                    html.say("organisation.edit.reason"), hint: html.say("organisation.edit.reason.hint"),
                    error: problems["reason"]),
                value: form["reason"])
        }
    }
}
