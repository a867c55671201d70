import Kernel
import Store
import Web

/// One post: its unit, roles, holders and deputies, and the forms that change them for whoever may.
enum PostPages {
    static func show(_ request: Request) async throws -> Response { try await page(request, request.parameter("key")) }

    static func assign(_ request: Request) async throws -> Response {
        let key = request.parameter("key")
        let form = try await request.form()
        guard let person = ID<Person>(checking: form.text("holder")), let since = form.date("from") else {
            return try await page(request, key, holderProblem: request.say("organisation.holder.missing"))
        }
        let asked = try await Assigning.perform(
            AskedAssignment(person: person, post: key, since: since, until: form.date("to")), request)
        return .redirect(asked ? "/organisation/requests" : "/organisation/posts/\(Address.encode(key))")
    }

    static func vacate(_ request: Request) async throws -> Response {
        let key = request.parameter("key")
        let form = try await request.form()
        guard let person = ID<Person>(checking: form.text("leaving")), let until = form.date("last") else {
            return try await page(request, key, holderProblem: request.say("organisation.vacate.missing"))
        }
        do { try await request.perform(VacatePost(person: person, post: key, until: until)) } catch let fault as OrganisationFault
            where fault == .lastAdministrator
        { return try await page(request, key, holderProblem: request.say("faults." + fault.code)) }
        return .redirect("/organisation/posts/\(Address.encode(key))")
    }

    static func page(_ request: Request, _ key: String, deputy: PeriodInput? = nil, holderProblem: String? = nil) async throws
        -> Response
    {
        let (chart, today) = try await request.read { (try Organisation.snapshot(in: $0), $0.now.date()) }
        guard let post = chart.posts[key] else { throw OrganisationFault.postUnknown }
        let caller = request.caller
        let hasError = deputy != nil || holderProblem != nil
        let title = post.title[request.language]
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")],
            windowTitle: hasError ? request.say("organisation.error.window", ["title": title]) : nil)
        return request.page(title, status: hasError ? 422 : 200, layout: layout) { html in
            deputy?.summary(&html)
            if let holderProblem { html.errorSummary([ErrorLine("holder", holderProblem)]) }
            facts(post, chart, today, &html)
            if caller.may(EditOrganisation.name, in: post.unit) {
                html.p { html in
                    html.a(html.say("organisation.edit.post"), .href("/organisation/posts/\(Address.encode(key))/editing"))
                }
            }
            html.h2(html.say("organisation.deputies"))
            let back = "/organisation/posts/\(Address.encode(key))"
            let mayAppoint = chart.mayAppoint(caller, post: post, on: today)
            DeputyList.write(
                &html, chart, chart.deputies.filter { $0.post == key && $0.until >= today }, mayEnd: mayAppoint, back: back)
            if mayAppoint {
                html.form(back + "/deputies", action: AppointDeputy.name) { html in
                    (deputy ?? PeriodInput()).fields(&html, people: chart.people.values)
                    html.submit(html.say("organisation.deputies.button"), style: .secondary)
                }
            }
            if caller.may(AssignPost.name, in: post.unit) { assignment(post, chart, holderProblem, &html) }
        }
    }

    private static func facts(
        _ post: OrganisationPlan.Post, _ chart: OrganisationSnapshot, _ today: LocalDate, _ html: inout HTML
    ) {
        let holders = chart.people(holding: post.key, on: today).map(\.name)
        let roles = post.roles.compactMap { chart.roles[$0]?.title[html.language] }
        html.summaryList([
            SummaryRow(html.say("organisation.unit"), chart.units[post.unit]?.name[html.language] ?? post.unit),
            SummaryRow(
                html.say("organisation.holders"),
                holders.isEmpty ? html.say("organisation.vacant") : holders.joined(separator: ", ")),
            SummaryRow(html.say("organisation.roles"), roles.joined(separator: ", ")),
        ])
        html.disclosure(html.say("organisation.permissions")) { html in
            html.ul { html in
                for permission in Set(post.roles.flatMap { chart.roles[$0]?.permissions ?? [] }).sorted() {
                    html.li { html in html.code(permission) }
                }
            }
        }
    }

    private static func assignment(
        _ post: OrganisationPlan.Post, _ chart: OrganisationSnapshot, _ problem: String?, _ html: inout HTML
    ) {
        let people = chart.people.values.sorted { ($0.familyName, $0.givenName) < ($1.familyName, $1.givenName) }
        html.h2(html.say("organisation.assign"))
        html.form("/organisation/posts/\(Address.encode(post.key))/holders", action: AssignPost.name) { html in
            html.selectField(
                "holder", FieldText(html.say("organisation.person"), error: problem),
                choices: people.map { Choice($0.id.text, "\($0.familyName), \($0.givenName)") },
                empty: html.say("organisation.person.choose"))
            html.dateField("from", FieldText(html.say("organisation.since")))
            html.dateField("to", FieldText(html.say("organisation.until"), optional: true))
            html.submit(html.say("organisation.assign.button"), style: .secondary)
        }
        let held = chart.holders.filter { $0.post == post.key && $0.until == nil }.compactMap { chart.people[$0.person] }
        guard !held.isEmpty else { return }
        html.h2(html.say("organisation.vacate"))
        html.form("/organisation/posts/\(Address.encode(post.key))/vacancy", action: VacatePost.name) { html in
            html.radios("leaving", FieldText(html.say("organisation.person")), choices: held.map { Choice($0.id.text, $0.name) })
            html.dateField("last", FieldText(html.say("organisation.until")))
            html.submit(html.say("organisation.vacate.button"), style: .secondary)
        }
    }
}
