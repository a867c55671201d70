import Kernel
import Store
import Web

/// Roles: what they permit, which posts carry them, and the form that changes them.
enum RolePages {
    static func list(_ request: Request) async throws -> Response {
        let (chart, today) = try await request.read { (try Organisation.snapshot(in: $0), $0.now.date()) }
        let layout = PageLayout(breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")], isWide: true)
        return request.page(request.say("organisation.roles"), layout: layout) { html in
            OrganisationTabs.write(&html, "/organisation/roles", request.caller)
            if request.caller.may(EditOrganisation.name) {
                html.p { html in html.a(html.say("organisation.edit.role.add"), .href("/organisation/roles/adding")) }
            }
            let columns = ["role", "scope", "posts", "people"].map {
                Column(html.say("organisation.roles.column.\($0)"), number: $0 == "people", header: $0 == "role")
            }
            let roles = chart.roles.sorted { $0.key < $1.key }
            html.table(html.say("organisation.roles"), columns: columns, items: roles, hidesCaption: true) { role, cells in
                let posts = chart.postOrder.compactMap { chart.posts[$0] }.filter { $0.roles.contains(role.key) }
                cells.link(role.value.title[request.language], "/organisation/roles/\(Address.encode(role.key))")
                cells.cell(request.say("organisation.scope.\(role.value.scope.rawValue)"))
                cells.cell(posts.map { $0.title[request.language] }.joined(separator: ", "))
                cells.cell(String(Set(posts.flatMap { chart.people(holding: $0.key, on: today).map(\.id) }).count))
            }
        }
    }

    static func add(_ request: Request) async throws -> Response { try await form(request, key: nil) }

    static func show(_ request: Request) async throws -> Response {
        if request.caller.may(EditOrganisation.name) { return try await form(request, key: request.parameter("key")) }
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        guard let role = chart.roles[request.parameter("key")] else { throw OrganisationFault.roleUnknown }
        let layout = PageLayout(breadcrumb: [
            Crumb(request.say("organisation.title"), "/organisation"),
            Crumb(request.say("organisation.roles"), "/organisation/roles"),
        ])
        return request.page(role.title[request.language], layout: layout) { html in
            html.p(html.say("organisation.scope.\(role.scope.rawValue)"))
            html.ul { html in for name in role.permissions.sorted() { html.li { html in html.code(name) } } }
        }
    }

    static func save(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let known = form.optional("known")
        let key = known ?? form.text("key")
        let role = OrganisationPlan.Role(
            title: LocalText(de: form.text("nameDe"), en: form.text("nameEn")),
            permissions: form.all("permissions")
                + form.text("more").split { $0 == "," || $0.isWhitespace }.map(String.init).filter {
                    $0.wholeMatch(of: /[a-z]+\.(?:\*|[a-z]+(?:-[a-z]+)*)/) != nil
                }, scope: form.text("scope") == "city" ? .city : .unit)
        var problems = EditFields.problems(form, key: known == nil ? key : nil, names: ["nameDe", "nameEn"], request)
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        if known == nil, chart.roles[key] != nil { problems["key"] = request.say("organisation.edit.key.taken") }
        guard problems.isEmpty, let since = form.date("from") else {
            return try await self.form(request, key: known, sent: form, problems: problems)
        }
        let content: JSON = form.isOn("closes") ? .null : try JSON(encoding: role)
        let asked = AskedEdit(
            kind: .role, key: key, content: content, since: since, until: form.date("to"), reason: form.text("reason"))
        do { return try await EditPages.save(asked, unit: nil, request) } catch let fault as OrganisationFault
            where EditFields.told.contains(fault)
        {
            return try await self.form(request, key: known, sent: form, problems: EditFields.problem(fault, request))
        }
    }

    private static func form(
        _ request: Request, key: String?, sent: FormData? = nil, problems: [String: String] = [:]
    ) async throws -> Response {
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        let role = key.flatMap { chart.roles[$0] }
        if key != nil, role == nil { throw OrganisationFault.roleUnknown }
        let shown =
            sent
            ?? FormData([
                "nameDe": role?.title.de ?? "", "nameEn": role?.title[.en] ?? "", "scope": role?.scope.rawValue ?? "unit",
            ])
        let offered = permissions(request.store, chart)
        let held = sent.map { Set($0.all("permissions")) } ?? Set(role?.permissions ?? [])
        let title = request.say(role == nil ? "organisation.edit.role.add" : "organisation.edit.role")
        return EditPages.page(request, title, kicker: role?.title[request.language], problems: problems) { html in
            html.form("/organisation/roles", action: EditOrganisation.name) { html in
                EditFields.key(&html, shown, known: key, problems)
                EditFields.names(&html, shown, problems)
                html.radios(
                    "scope", FieldText(html.say("organisation.roles.column.scope")),
                    choices: ["unit", "city"].map { Choice($0, html.say("organisation.scope.\($0)")) }, value: shown["scope"])
                html.checkboxes(
                    "permissions", FieldText(html.say("organisation.roles.permissions"), optional: true),
                    choices: offered.map { Choice($0, $0) }, values: held)
                html.textField(
                    "more",
                    FieldText(
                        html.say("organisation.roles.more"), hint: html.say("organisation.roles.more.hint"), optional: true),
                    value: sent?["more"])
                EditFields.period(&html, shown, problems, closes: role != nil, today: request.now.date())
                html.submit(html.say("organisation.edit.button"))
            }
        }
    }

    /// What can be permitted: every action that the staff may be given, and whatever roles of the chart name already.
    private static func permissions(_ store: Store, _ chart: OrganisationSnapshot) -> [String] {
        let actions = store.actions.filter { $0.audience.contains(.staff) && !Organisation.ownPermissions.contains($0.name) }.map(
            \.name)
        return Set(actions).union(chart.roles.values.flatMap(\.permissions)).sorted()
    }
}
