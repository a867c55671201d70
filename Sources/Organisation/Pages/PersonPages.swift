import Identity
import Kernel
import Store
import Web

/// One person of the staff: posts with their days, the sign-in, and everything that can be changed.
enum PersonPages {
    static func show(_ request: Request) async throws -> Response { try await page(request) }

    static func change(_ request: Request) async throws -> Response {
        let id = try person(request)
        let form = try await request.form()
        let problems = PersonFields.problems(form, request)
        guard problems.isEmpty else { return try await page(request, form: form, problems: problems) }
        do {
            try await request.perform(
                ChangePerson(
                    person: id, givenName: form.text("givenName"), familyName: form.text("familyName"), email: form.text("email"),
                    language: Language(rawValue: form.text("language")) ?? .de))
        } catch let fault as IdentityFault where fault == .emailTaken {
            return try await page(request, form: form, problems: ["email": request.say("faults." + fault.code)])
        }
        return .redirect("/organisation/people/\(id)")
    }

    static func invite(_ request: Request) async throws -> Response {
        let id = try person(request)
        let way = InvitePerson.Way(rawValue: try await request.form().text("invitation")) ?? .mail
        let key = try await request.perform(InvitePerson(person: id, way: way))
        if let key { return try await InvitationSheet.show(request, id, key) }
        return .redirect("/organisation/people/\(id)?done=invited")
    }

    static func assign(_ request: Request) async throws -> Response {
        let id = try person(request)
        let form = try await request.form()
        guard let post = form.optional("post"), let since = form.date("from") else {
            return try await page(request, problems: ["post": request.say("organisation.post.missing")])
        }
        do {
            let asked = try await Assigning.perform(
                AskedAssignment(person: id, post: post, since: since, until: form.date("to")), request)
            return .redirect("/organisation/people/\(id)" + (asked ? "?done=asked" : ""))
        } catch let fault as OrganisationFault where fault.kind == .invalid {
            return try await page(request, problems: ["from": request.say("faults." + fault.code)])
        }
    }

    static func vacate(_ request: Request) async throws -> Response {
        let id = try person(request)
        let form = try await request.form()
        guard let last = form.date("last") else {
            return try await page(request, problems: ["last": request.say("organisation.date.missing")])
        }
        return try await guarded(request) {
            try await request.perform(VacatePost(person: id, post: form.text("vacated"), until: last))
        }
    }

    static func dismiss(_ request: Request) async throws -> Response {
        let id = try person(request)
        return try await guarded(request) { try await request.perform(DismissPerson(person: id)) }
    }

    static func readmit(_ request: Request) async throws -> Response {
        try await request.perform(ReadmitPerson(person: try person(request)))
        return back(request)
    }

    static func unlock(_ request: Request) async throws -> Response {
        try await request.perform(UnlockPerson(person: try person(request)))
        return back(request, "unlocked")
    }

    static func resetFactor(_ request: Request) async throws -> Response {
        try await request.perform(ResetPersonFactor(person: try person(request)))
        return back(request, "factor")
    }

    private static func person(_ request: Request) throws -> ID<Person> {
        guard let id = ID<Person>(checking: request.parameter("id")) else { throw OrganisationFault.personUnknown }
        return id
    }

    private static func back(_ request: Request, _ done: String? = nil) -> Response {
        .redirect("/organisation/people/\(request.parameter("id"))" + (done.map { "?done=\($0)" } ?? ""))
    }

    /// Does it, or says on the page that it would leave the house without an administrator.
    private static func guarded(_ request: Request, _ body: () async throws -> Void) async throws -> Response {
        do { try await body() } catch let fault as OrganisationFault where fault == .lastAdministrator {
            return try await page(request, problems: ["": request.say("faults." + fault.code)])
        }
        return back(request)
    }

    private static func page(_ request: Request, form: FormData? = nil, problems: [String: String] = [:]) async throws -> Response
    {
        let id = try person(request)
        let (person, chart, signIn) = try await request.read { reader in
            (try reader.person(id), try Organisation.snapshot(in: reader), try SignInState.of(.staff(id.text), in: reader))
        }
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("organisation.title"), "/organisation"),
                Crumb(request.say("organisation.people"), "/organisation/people"),
            ], windowTitle: problems.isEmpty ? nil : request.say("organisation.error.window", ["title": person.name]))
        return request.page(person.name, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            if let done = request.query("done"), ["invited", "asked", "unlocked", "factor"].contains(done) {
                html.alert(.success, html.say("organisation.people.done.\(done)"))
            }
            html.errorSummary(problems.sorted { $0.key < $1.key }.map { ErrorLine($0.key.isEmpty ? nil : $0.key, $0.value) })
            let view = PersonView(person: person, chart: chart, signIn: signIn, request: request, problems: problems)
            view.facts(&html)
            view.posts(&html)
            if person.leftOn == nil { view.signIn(&html) }
            view.details(form, &html)
        }
    }
}

/// Gives a post, or asks a second person where it is one's own.
enum Assigning {
    /// True where a second person was asked.
    static func perform(_ asked: AskedAssignment, _ request: Request) async throws -> Bool {
        do {
            _ = try await request.perform(
                AssignPost(person: asked.person, post: asked.post, since: asked.since, until: asked.until))
            return false
        } catch let fault as OrganisationFault where fault == .secondPersonNeeded {
            let unit = try await request.read { try Organisation.snapshot(in: $0).posts[asked.post]?.unit }
            _ = try await request.perform(AskSecondPerson(asked, unit: unit))
            return true
        }
    }
}

/// The sheet with a one-time key: shown once, to be printed and handed over.
enum InvitationSheet {
    static func show(_ request: Request, _ id: ID<Person>, _ key: InvitationKey) async throws -> Response {
        let person = try await request.read { try $0.person(id) }
        let origin = (try? request.store.part(PublicOrigin.self).text) ?? ""
        let layout = PageLayout(breadcrumb: [Crumb(person.name, "/organisation/people/\(id)")])
        return request.page(request.say("organisation.invitation.sheet.title", ["name": person.name]), layout: layout) { html in
            html.alert(.warning, html.say("organisation.invitation.sheet.once"))
            html.p(html.say("organisation.invitation.sheet.text"))
            html.ol { html in
                html.li { html in
                    html.text(html.say("organisation.invitation.sheet.open"))
                    html.text(" ")
                    html.code(origin + "/identity/invitation")
                }
                html.li { html in
                    html.text(html.say("organisation.invitation.sheet.key"))
                    html.text(" ")
                    html.code(key.text)
                }
                html.li(html.say("organisation.invitation.sheet.codes"))
            }
            html.summaryList([
                SummaryRow(html.say("organisation.people.email"), person.email),
                SummaryRow(html.say("organisation.invitation.sheet.until"), Written.moment(key.expires, html.language)),
            ])
        }
        .with("cache-control", "no-store")
    }
}
