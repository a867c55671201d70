import Kernel
import Store
import Web

/// Who of one's people is away, for those who lead a unit; and the form with which they record it for somebody who cannot.
enum AbsencePages {
    static func list(_ request: Request) async throws -> Response { try await page(request) }

    static func record(_ request: Request) async throws -> Response {
        var input = try await PeriodInput(request)
        let absent = try await input.absent(request)
        guard let absent, let since = input.since, let until = input.until, input.problems.isEmpty else {
            return try await page(request, input: input)
        }
        do {
            _ = try await request.perform(RecordAbsence(person: absent, since: since, until: until, deputy: input.person))
        } catch let fault as OrganisationFault where fault.kind == .invalid || fault == .personUnknown {
            return try await page(request, input: input.with(fault, request))
        }
        return .redirect("/organisation/absences")
    }

    static func end(_ request: Request) async throws -> Response {
        guard let id = ID<Absence>(checking: request.parameter("id")) else { throw OrganisationFault.absenceUnknown }
        try await request.perform(EndAbsence(absence: id))
        return .redirect(Address.local(try await request.form().optional("returnTo"), or: "/organisation/own"))
    }

    /// Whether there is anybody whose absence the caller may record.
    static func mayList(_ caller: Caller, _ chart: OrganisationSnapshot, _ today: LocalDate) -> Bool {
        !people(caller, chart, today).isEmpty
    }

    private static func people(_ caller: Caller, _ chart: OrganisationSnapshot, _ today: LocalDate) -> [Person] {
        chart.people.values.filter { $0.id.text != caller.staff && chart.mayCare(caller, for: $0.id.text, on: today) }
    }

    private static func page(_ request: Request, input: PeriodInput? = nil) async throws -> Response {
        let (chart, today) = try await request.read { (try Organisation.snapshot(in: $0), $0.now.date()) }
        let people = people(request.caller, chart, today)
        guard !people.isEmpty else { throw OrganisationFault.notYours }
        let ids = Set(people.map(\.id.text))
        let title = request.say("organisation.absences.title")
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")],
            windowTitle: input == nil ? nil : request.say("organisation.error.window", ["title": title]))
        return request.page(title, status: input == nil ? 200 : 422, layout: layout) { html in
            input?.summary(&html)
            html.p(html.say("organisation.absences.lead"), .class("lead"))
            html.h2(html.say("organisation.absences.present"))
            AbsenceList.write(
                &html, chart, chart.absences.filter { ids.contains($0.person) && $0.until >= today },
                back: "/organisation/absences")
            html.h2(html.say("organisation.absences.record"))
            html.p(html.say("organisation.absences.no-reason"))
            html.form("/organisation/absences/recorded", action: RecordAbsence.name) { html in
                let form = input ?? PeriodInput()
                form.absentField(&html, people: people)
                form.fields(&html, people: chart.people.values, label: "organisation.absence.deputy", mayLack: true)
                html.submit(html.say("organisation.absence.button"))
            }
        }
    }
}

/// Absences with the button that ends them.
enum AbsenceList {
    static func write(_ html: inout HTML, _ chart: OrganisationSnapshot, _ absences: [Absence], back: String) {
        guard !absences.isEmpty else { return html.p(html.say("organisation.absences.none")) }
        html.ul { html in
            for absence in absences {
                html.li { html in
                    let person = chart.people[absence.person]?.name ?? absence.person
                    let deputy = absence.deputy.map { chart.people[$0]?.name ?? $0 } ?? html.say("organisation.absences.nobody")
                    let since = Written.date(absence.since, html.language)
                    let until = Written.date(absence.until, html.language)
                    html.text(
                        html.say(
                            "organisation.absences.line", ["person": person, "deputy": deputy, "since": since, "until": until]))
                    html.form("/organisation/absences/\(absence.id)/ending", action: EndAbsence.name) { html in
                        html.hidden("returnTo", back)
                        html.submit(html.say("organisation.absences.end", ["person": person, "since": since]), style: .link)
                    }
                }
            }
        }
    }
}
