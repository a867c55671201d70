import Identity
import Kernel
import Store
import Web

/// The staff: a list to filter and export, and the form that takes somebody in.
enum PeoplePages {
    private static let pageSize = 50
    private static let exportSize = 10_000

    static func list(_ request: Request) async throws -> Response {
        let filter = PeopleFilter(request)
        let isExport = request.query("format") == "csv"
        let limit = isExport ? exportSize : pageSize
        let (found, chart) = try await request.read {
            (try $0.people(filter, limit: limit + 1), try Organisation.snapshot(in: $0))
        }
        let shown = Array(found.prefix(limit))
        if isExport { return export(shown, chart, request) }
        let layout = PageLayout(breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")], isWide: true)
        return request.page(request.say("organisation.people"), layout: layout) { html in
            OrganisationTabs.write(&html, "/organisation/people", request.caller)
            if request.caller.may(AddPerson.name) {
                html.p { html in html.linkButton(html.say("organisation.people.add"), "/organisation/people/adding") }
            }
            filters(filter, chart, &html)
            if shown.isEmpty {
                html.emptyState(html.say("organisation.people.none"), html.say("organisation.people.none.hint")) { html in
                    html.p { html in html.a(html.say("web.filter.clear"), .href("/organisation/people")) }
                }
            } else {
                table(shown, chart, request, &html)
                html.p { html in
                    html.a(html.say("organisation.people.export"), .href(request.address(with: ["format": "csv", "after": nil])))
                }
            }
            html.paging(
                next: found.count > limit
                    ? shown.last.map { request.address(with: ["after": PeopleFilter.key(of: $0.person)]) } : nil,
                first: filter.after.isEmpty ? nil : request.address(with: ["after": nil]))
        }
    }

    private static func filters(_ filter: PeopleFilter, _ chart: OrganisationSnapshot, _ html: inout HTML) {
        html.searchForm("/organisation/people", .class("filters")) { html in
            html.textField("text", FieldText(html.say("organisation.people.text"), optional: true), value: filter.text)
            html.selectField(
                "unit", FieldText(html.say("organisation.unit"), optional: true), choices: UnitChoices.all(chart, html.language),
                value: filter.unit, empty: html.say("organisation.people.all"))
            html.selectField(
                "state", FieldText(html.say("organisation.people.state")),
                choices: PeopleFilter.State.allCases.map {
                    Choice($0.rawValue, html.say("organisation.people.state.\($0.rawValue)"))
                }, value: filter.state.rawValue)
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func table(_ lines: [PersonLine], _ chart: OrganisationSnapshot, _ request: Request, _ html: inout HTML) {
        let columns = ["person", "email", "posts", "unit", "sign-in"].map {
            Column(request.say("organisation.people.column.\($0)"), header: $0 == "person")
        }
        html.table(request.say("organisation.people"), columns: columns, items: lines, hidesCaption: true) { line, cells in
            cells.link("\(line.person.familyName), \(line.person.givenName)", "/organisation/people/\(line.person.id)")
            cells.cell(line.person.email)
            cells.cell(line.posts.map { $0.title[request.language] }.joined(separator: ", "))
            cells.cell(units(line, chart, request.language))
            cells.cell { html in SignInBadge.write(line, request.now, &html) }
        }
    }

    private static func units(_ line: PersonLine, _ chart: OrganisationSnapshot, _ language: Language) -> String {
        Array(Set(line.posts.compactMap { chart.units[$0.unit]?.name[language] })).sorted().joined(separator: ", ")
    }

    private static func export(_ lines: [PersonLine], _ chart: OrganisationSnapshot, _ request: Request) -> Response {
        let head = ["person", "email", "posts", "unit", "sign-in"].map { request.say("organisation.people.column.\($0)") }
        let rows = lines.map { line in
            [
                "\(line.person.familyName), \(line.person.givenName)", line.person.email,
                line.posts.map { $0.title[request.language] }.joined(separator: ", "), units(line, chart, request.language),
                SignInBadge.word(line, request.now, request.language),
            ]
        }
        return CSV.response(name: "staff-\(request.now.date()).csv", head: head) { write in try await write(rows) }
    }

    // MARK: Taking somebody in

    static func adding(_ request: Request) async throws -> Response { try await form(request, FormData(), problems: [:]) }

    static func add(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let language = Language(rawValue: form.text("language")) ?? .de
        let post = form.optional("post")
        var problems = PersonFields.problems(form, request)
        let since = form.date("from")
        if post != nil, since == nil { problems["from"] = request.say("organisation.date.missing") }
        guard problems.isEmpty else { return try await self.form(request, form, problems: problems) }
        let hash = try await Identity.hashOfNothing(in: request.store)
        let adding = AddPerson(
            givenName: form.text("givenName"), familyName: form.text("familyName"), email: form.text("email"), language: language,
            password: hash)
        let until = form.date("to")
        let way = InvitePerson.Way(rawValue: form.text("invitation")) ?? .mail
        do {
            let (id, key) = try await request.store.perform(as: request.caller) { transaction in
                let id = try transaction.perform(adding)
                let key = try transaction.perform(InvitePerson(person: id, way: way))
                if let post, let since {
                    _ = try transaction.perform(AssignPost(person: id, post: post, since: since, until: until))
                }
                return (id, key)
            }
            if let key { return try await InvitationSheet.show(request, id, key) }
            return .redirect("/organisation/people/\(id)")
        } catch let fault as IdentityFault where fault == .emailTaken {
            return try await self.form(request, form, problems: ["email": request.say("faults." + fault.code)])
        } catch let fault as OrganisationFault where fault.kind == .invalid {
            return try await self.form(request, form, problems: ["from": request.say("faults." + fault.code)])
        }
    }

    private static func form(_ request: Request, _ form: FormData, problems: [String: String]) async throws -> Response {
        let chart = try await request.read { try Organisation.snapshot(in: $0) }
        let title = request.say("organisation.people.add")
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("organisation.title"), "/organisation"),
                Crumb(request.say("organisation.people"), "/organisation/people"),
            ], windowTitle: problems.isEmpty ? nil : request.say("organisation.error.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            let order = ["givenName", "familyName", "email", "language", "post", "from", "to"]
            html.errorSummary(order.compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            html.form("/organisation/people", action: AddPerson.name) { html in
                PersonFields.write(&html, form, problems)
                html.selectField(
                    "post", FieldText(html.say("organisation.people.first-post"), optional: true),
                    choices: PostChoices.all(chart, request.caller, html.language), value: form.optional("post"),
                    empty: html.say("organisation.people.no-post"))
                html.dateField(
                    "from", FieldText(html.say("organisation.since"), error: problems["from"], optional: true),
                    value: form["from"] ?? request.now.date().description)
                html.dateField("to", FieldText(html.say("organisation.until"), optional: true), value: form["to"])
                InvitationChoice.write("organisation.invitation", chosen: form.optional("invitation"), request, &html)
                html.submit(html.say("organisation.people.add.button"))
            }
        }
    }
}

/// How a key reaches its person. Without a mail server only a sheet of paper does, and the page says why.
enum InvitationChoice {
    static func write(_ label: String, chosen: String?, _ request: Request, _ html: inout HTML) {
        let hasMail = (try? request.store.part((any Mailer).self)) != nil
        let ways: [InvitePerson.Way] = hasMail ? [.mail, .paper] : [.paper]
        html.radios(
            "invitation", FieldText(html.say(label), hint: hasMail ? nil : html.say("organisation.invitation.no-mail")),
            choices: ways.map { Choice($0.rawValue, html.say("organisation.invitation.\($0.rawValue)")) },
            value: hasMail ? chosen ?? InvitePerson.Way.mail.rawValue : InvitePerson.Way.paper.rawValue)
    }
}

/// Name, address and language of a person in a form.
enum PersonFields {
    static func problems(_ form: FormData, _ request: Request) -> [String: String] {
        var problems: [String: String] = [:]
        for name in ["givenName", "familyName"] where form.text(name).isEmpty {
            problems[name] = request.say("organisation.people.name.missing")
        }
        if !EmailAddress.isPlausible(EmailAddress.normalised(form.text("email"))) {
            problems["email"] = request.say("organisation.people.email.missing")
        }
        return problems
    }

    static func write(_ html: inout HTML, _ form: FormData, _ problems: [String: String]) {
        html.textField(
            "givenName", FieldText(html.say("organisation.people.given-name"), error: problems["givenName"]),
            value: form["givenName"], autocomplete: "off", width: .half)
        html.textField(
            "familyName", FieldText(html.say("organisation.people.family-name"), error: problems["familyName"]),
            value: form["familyName"], autocomplete: "off", width: .half)
        html.textField(
            "email", FieldText(html.say("organisation.people.email"), error: problems["email"]), value: form["email"],
            kind: .email,
            autocomplete: "off", width: .half)
        html.selectField(
            "language", FieldText(html.say("organisation.people.language")),
            choices: [Choice("de", html.say("organisation.language.de")), Choice("en", html.say("organisation.language.en"))],
            value: form.optional("language") ?? "de")
    }
}

/// Units and posts to choose from.
enum UnitChoices {
    static func all(_ chart: OrganisationSnapshot, _ language: Language) -> [Choice] {
        chart.unitOrder.compactMap { chart.units[$0] }.map { Choice($0.key, "\($0.short) \($0.name[language])") }
    }
}

enum PostChoices {
    /// The posts that a caller may give, with their units.
    static func all(_ chart: OrganisationSnapshot, _ caller: Caller, _ language: Language) -> [Choice] {
        chart.postOrder.compactMap { chart.posts[$0] }.filter { caller.may(AssignPost.name, in: $0.unit) }.map {
            Choice($0.key, "\(chart.units[$0.unit]?.short ?? "") \($0.title[language])")
        }
    }
}

/// Whether and how somebody can sign in, as a word on a ground.
enum SignInBadge {
    private static func state(_ line: PersonLine, _ now: Instant) -> (word: String, kind: AlertKind?) {
        guard line.person.leftOn == nil else { return ("left", nil) }
        guard let signIn = line.signIn else { return ("none", .error) }
        if signIn.isSuspended { return ("suspended", .error) }
        if signIn.blockedUntil != nil { return ("blocked", .warning) }
        if signIn.invitedUntil != nil { return ("invited", .info) }
        if !signIn.hasEntered { return ("expired", .warning) }
        return signIn.hasCodes ? ("codes", .success) : ("password", .warning)
    }

    static func word(_ line: PersonLine, _ now: Instant, _ language: Language) -> String {
        Texts.shared("organisation.sign-in.\(state(line, now).word)", language)
    }

    static func write(_ line: PersonLine, _ now: Instant, _ html: inout HTML) {
        let (_, kind) = state(line, now)
        html.badge(word(line, now, html.language), kind)
    }
}

/// The pages of the organisation, the present one marked; only those that the caller may see.
enum OrganisationTabs {
    static func write(_ html: inout HTML, _ current: String, _ caller: Caller) {
        var tabs = [("/organisation", "organisation.tab.tree")]
        if caller.may("organisation.people") { tabs.append(("/organisation/people", "organisation.people")) }
        tabs.append(("/organisation/roles", "organisation.roles"))
        if caller.may("organisation.edits") { tabs.append(("/organisation/edits", "organisation.edits")) }
        tabs.append(("/organisation/requests", "organisation.requests"))
        tabs.append(("/organisation/own", "organisation.own.title"))
        html.nav(.aria("label", html.say("organisation.title"))) { html in
            html.ul(.class("tabs")) { html in
                for (address, key) in tabs {
                    html.li { html in html.a(html.say(key), .href(address), .aria("current", address == current ? "page" : nil)) }
                }
            }
        }
    }
}
