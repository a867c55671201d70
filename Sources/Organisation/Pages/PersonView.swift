import Identity
import Kernel
import Web

/// The parts of a person's page.
struct PersonView {
    let person: Person
    let chart: OrganisationSnapshot
    let signIn: SignInState?
    let request: Request
    let problems: [String: String]

    private var address: String { "/organisation/people/\(person.id)" }
    private var today: LocalDate { request.now.date() }

    func facts(_ html: inout HTML) {
        let line = PersonLine(person: person, posts: [], signIn: signIn)
        var rows = [
            SummaryRow(html.say("organisation.people.email"), person.email),
            SummaryRow(html.say("organisation.people.column.sign-in"), SignInBadge.word(line, request.now, html.language)),
        ]
        if let seen = signIn?.seenAt {
            rows.append(SummaryRow(html.say("organisation.people.seen"), Written.moment(seen, html.language)))
        }
        if let until = signIn?.invitedUntil {
            rows.append(SummaryRow(html.say("organisation.people.invited-until"), Written.moment(until, html.language)))
        }
        if let left = person.leftOn {
            rows.append(SummaryRow(html.say("organisation.people.left-on"), Written.date(left, html.language)))
        }
        html.summaryList(rows)
    }

    func posts(_ html: inout HTML) {
        html.h2(html.say("organisation.people.column.posts"))
        let holdings = chart.holders.filter { $0.person == person.id.text }.sorted { $0.since > $1.since }
        if holdings.isEmpty {
            html.p(html.say("organisation.people.holds-nothing"))
        } else {
            let columns = ["posts", "unit", "from", "to"].map {
                Column(html.say("organisation.people.column.\($0)"), header: $0 == "posts")
            }
            html.table(html.say("organisation.people.column.posts"), columns: columns, items: holdings, hidesCaption: true) {
                holding, cells in
                let post = chart.posts[holding.post]
                cells.link(
                    post?.title[request.language] ?? holding.post, "/organisation/posts/\(Address.encode(holding.post))")
                cells.cell(post.flatMap { chart.units[$0.unit]?.name[request.language] } ?? "")
                cells.cell(Written.date(holding.since, request.language))
                cells.cell(holding.until.map { Written.date($0, request.language) } ?? "")
            }
        }
        guard person.leftOn == nil else { return }
        assignment(&html)
        vacancy(holdings.filter { ($0.until ?? today.adding(days: 1)) > today }, &html)
    }

    private func assignment(_ html: inout HTML) {
        let choices = PostChoices.all(chart, request.caller, html.language)
        guard request.caller.may(AssignPost.name), !choices.isEmpty else { return }
        html.h3(html.say("organisation.people.assign"))
        html.form(address + "/posts", action: AssignPost.name) { html in
            html.selectField(
                "post", FieldText(html.say("organisation.people.post"), error: problems["post"]), choices: choices,
                empty: html.say("organisation.person.choose"))
            html.dateField(
                "from", FieldText(html.say("organisation.since"), error: problems["from"]), value: today.description)
            html.dateField("to", FieldText(html.say("organisation.until"), optional: true))
            html.submit(html.say("organisation.assign.button"), style: .secondary)
        }
    }

    private func vacancy(_ holdings: [Holder], _ html: inout HTML) {
        let own = holdings.filter { request.caller.may(VacatePost.name, in: chart.posts[$0.post]?.unit) }
        guard request.caller.may(VacatePost.name), !own.isEmpty else { return }
        html.h3(html.say("organisation.vacate"))
        html.form(address + "/vacancy", action: VacatePost.name) { html in
            html.selectField(
                "vacated", FieldText(html.say("organisation.people.post")),
                choices: own.map { Choice($0.post, chart.posts[$0.post]?.title[html.language] ?? $0.post) })
            html.dateField(
                "last", FieldText(html.say("organisation.until"), error: problems["last"]), value: today.description)
            html.submit(html.say("organisation.vacate.button"), style: .secondary)
        }
    }

    func signIn(_ html: inout HTML) {
        html.h2(html.say("organisation.people.column.sign-in"))
        if request.caller.may(InvitePerson.name) {
            html.form(address + "/invitation", action: InvitePerson.name) { html in
                InvitationChoice.write("organisation.invitation.again", chosen: nil, request, &html)
                html.submit(html.say("organisation.invitation.button"), style: .secondary)
            }
        }
        if signIn?.blockedUntil != nil, request.caller.may(UnlockPerson.name) {
            html.form(address + "/unlocking", action: UnlockPerson.name) { html in
                html.submit(html.say("organisation.people.unlock"), style: .secondary)
            }
        }
        if signIn?.hasCodes == true, request.caller.may(ResetPersonFactor.name), request.caller.staff != person.id.text {
            html.form(address + "/second-factor", action: ResetPersonFactor.name) { html in
                html.p(html.say("organisation.people.factor.text"))
                html.submit(html.say("organisation.people.factor"), style: .secondary)
            }
        }
    }

    func details(_ form: FormData?, _ html: inout HTML) {
        if request.caller.may(ChangePerson.name), person.leftOn == nil {
            html.h2(html.say("organisation.people.details"))
            let shown =
                form
                ?? FormData([
                    "givenName": person.givenName, "familyName": person.familyName, "email": person.email,
                    "language": person.language.rawValue,
                ])
            html.form(address + "/details", action: ChangePerson.name) { html in
                PersonFields.write(&html, shown, problems)
                html.submit(html.say("organisation.people.details.button"), style: .secondary)
            }
        }
        if person.leftOn == nil, request.caller.may(DismissPerson.name) {
            html.h2(html.say("organisation.people.dismiss"))
            html.p(html.say("organisation.people.dismiss.text"))
            html.form(address + "/dismissal", action: DismissPerson.name) { html in
                html.submit(html.say("organisation.people.dismiss.button"), style: .danger)
            }
        } else if person.leftOn != nil, request.caller.may(ReadmitPerson.name) {
            html.form(address + "/readmission", action: ReadmitPerson.name) { html in
                html.submit(html.say("organisation.people.readmit"), style: .secondary)
            }
        }
    }
}
