import Kernel
import Store
import Web

/// One's own posts, who stands in for them, and for whom one stands in oneself.
enum OwnPostPages {
    static func show(_ request: Request) async throws -> Response { try await page(request) }

    static func reportAbsence(_ request: Request) async throws -> Response {
        let input = try await PeriodInput(request)
        guard let since = input.since, let until = input.until, let person = input.person, input.problems.isEmpty else {
            return try await page(request, input: input)
        }
        do {
            _ = try await request.perform(ReportAbsence(since: since, until: until, deputy: person))
        } catch let fault as OrganisationFault where fault.kind == .invalid || fault == .personUnknown {
            return try await page(request, input: input.with(fault, request))
        }
        return .redirect("/organisation/own")
    }

    static func appoint(_ request: Request) async throws -> Response {
        let key = request.parameter("key")
        let input = try await PeriodInput(request)
        guard let since = input.since, let until = input.until, let person = input.person, input.problems.isEmpty else {
            return try await PostPages.page(request, key, deputy: input)
        }
        do {
            _ = try await request.perform(AppointDeputy(post: key, person: person, since: since, until: until))
        } catch let fault as OrganisationFault where fault.kind == .invalid || fault == .personUnknown {
            return try await PostPages.page(request, key, deputy: input.with(fault, request))
        }
        return .redirect("/organisation/posts/\(Address.encode(key))")
    }

    static func end(_ request: Request) async throws -> Response {
        guard let id = ID<Deputy>(checking: request.parameter("id")) else { throw OrganisationFault.deputyUnknown }
        try await request.perform(EndDeputy(deputy: id))
        return .redirect(Address.local(try await request.form().optional("returnTo"), or: "/organisation/own"))
    }

    private static func page(_ request: Request, input: PeriodInput? = nil) async throws -> Response {
        let own = request.caller.staff ?? ""
        let (chart, today) = try await request.read { (try Organisation.snapshot(in: $0), $0.now.date()) }
        let held = chart.posts(heldBy: own, on: today)
        let title = request.say("organisation.own.title")
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")],
            windowTitle: input == nil ? nil : request.say("organisation.error.window", ["title": title]))
        return request.page(title, status: input == nil ? 200 : 422, layout: layout) { html in
            input?.summary(&html)
            html.h2(html.say("organisation.own.held"))
            list(chart.postOrder.filter { held.contains($0) }, chart, &html)
            html.h2(html.say("organisation.own.absences"))
            AbsenceList.write(
                &html, chart, chart.absences.filter { $0.person == own && $0.until >= today }, back: "/organisation/own")
            html.h2(html.say("organisation.own.deputies"))
            DeputyList.write(
                &html, chart, chart.deputies.filter { held.contains($0.post) && $0.until >= today }, mayEnd: true,
                back: "/organisation/own")
            html.h2(html.say("organisation.own.deputising"))
            DeputyList.write(
                &html, chart, chart.deputies.filter { $0.person == own && $0.until >= today }, mayEnd: false,
                back: "/organisation/own")
            if !held.isEmpty {
                html.h2(html.say("organisation.absence"))
                html.p(html.say("organisation.absence.text"))
                html.form("/organisation/absences", action: ReportAbsence.name) { html in
                    (input ?? PeriodInput()).fields(
                        &html, people: chart.people.values.filter { $0.id.text != own }, label: "organisation.absence.deputy")
                    html.submit(html.say("organisation.absence.button"))
                }
            }
            if AbsencePages.mayList(request.caller, chart, today) {
                html.p { html in html.a(html.say("organisation.absences.title"), .href("/organisation/absences")) }
            }
            html.h2(html.say("organisation.own.account"))
            html.ul(.class("plain")) { html in
                for (key, address) in [
                    ("password", "/identity/password"), ("second-factor", "/identity/second-factor"),
                    ("sessions", "/identity/sessions"),
                ] {
                    html.li { html in html.a(html.say("identity.\(key).title"), .href(address)) }
                }
            }
        }
    }

    private static func list(_ keys: [String], _ chart: OrganisationSnapshot, _ html: inout HTML) {
        guard !keys.isEmpty else { return html.p(html.say("organisation.own.none")) }
        html.ul { html in
            for post in keys.compactMap({ chart.posts[$0] }) {
                html.li { html in
                    html.a(post.title[html.language], .href("/organisation/posts/\(Address.encode(post.key))"))
                    html.text(", \(chart.units[post.unit]?.name[html.language] ?? post.unit)")
                }
            }
        }
    }
}

/// Entries of deputies with the button that ends them.
enum DeputyList {
    static func write(_ html: inout HTML, _ chart: OrganisationSnapshot, _ deputies: [Deputy], mayEnd: Bool, back: String) {
        guard !deputies.isEmpty else { return html.p(html.say("organisation.deputies.none")) }
        html.ul { html in
            for deputy in deputies {
                html.li { html in
                    let person = chart.people[deputy.person]?.name ?? deputy.person
                    html.text(
                        html.say(
                            "organisation.deputies.line",
                            [
                                "person": person, "post": chart.posts[deputy.post]?.title[html.language] ?? deputy.post,
                                "since": Written.date(deputy.since, html.language),
                                "until": Written.date(deputy.until, html.language),
                            ]))
                    if mayEnd {
                        html.form("/organisation/deputies/\(deputy.id)/ending", action: EndDeputy.name) { html in
                            html.hidden("returnTo", back)
                            html.submit(html.say("organisation.deputies.end", ["person": person]), style: .link)
                        }
                    }
                }
            }
        }
    }
}

/// A person and a period as a form sent them, with what is wrong.
struct PeriodInput {
    var person: ID<Person>?
    var since: LocalDate?
    var until: LocalDate?
    var problems: [String: String] = [:]
    private var typed: [String: String] = [:]

    init() {}

    init(_ request: Request) async throws {
        let form = try await request.form()
        for name in ["person", "since", "until"] { typed[name] = form.text(name) }
        person = ID(checking: form.text("person"))
        since = form.date("since")
        until = form.date("until")
        if person == nil { problems["person"] = request.say("organisation.person.missing") }
        if since == nil { problems["since"] = request.say("organisation.date.missing") }
        if until == nil { problems["until"] = request.say("organisation.date.missing") }
        if let since, let until, until < since { problems["until"] = request.say("faults.organisation.bad-period") }
    }

    /// The person who is away, where a form asks for them besides the deputy, who may then be missing.
    mutating func absent(_ request: Request) async throws -> ID<Person>? {
        let form = try await request.form()
        typed["absent"] = form.text("absent")
        if form.text("person").isEmpty { problems["person"] = nil }
        guard let absent = ID<Person>(checking: form.text("absent")) else {
            problems["absent"] = request.say("organisation.person.missing")
            return nil
        }
        return absent
    }

    func with(_ fault: OrganisationFault, _ request: Request) -> PeriodInput {
        var copy = self
        copy.problems[fault == .badPeriod ? "until" : "person"] = request.say("faults." + fault.code)
        return copy
    }

    func summary(_ html: inout HTML) {
        html.errorSummary(
            ["absent", "person", "since", "until"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
    }

    private static func choices(_ people: some Sequence<Person>) -> [Choice] {
        people.sorted { ($0.familyName, $0.givenName) < ($1.familyName, $1.givenName) }
            .map { Choice($0.id.text, "\($0.familyName), \($0.givenName)") }
    }

    func absentField(_ html: inout HTML, people: some Sequence<Person>) {
        html.selectField(
            "absent", FieldText(html.say("organisation.absences.who"), error: problems["absent"]),
            choices: PeriodInput.choices(people), value: typed["absent"], empty: html.say("organisation.person.choose"))
    }

    /// Who stands in, from when, until when. With `mayLack` nobody need be named yet.
    func fields(_ html: inout HTML, people: some Sequence<Person>, label: String = "organisation.person", mayLack: Bool = false) {
        html.selectField(
            "person", FieldText(html.say(label), error: problems["person"], optional: mayLack),
            choices: PeriodInput.choices(people), value: typed["person"], empty: html.say("organisation.person.choose"))
        html.dateField("since", FieldText(html.say("organisation.since"), error: problems["since"]), value: typed["since"])
        html.dateField("until", FieldText(html.say("organisation.until"), error: problems["until"]), value: typed["until"])
    }
}
