import Kernel
import Store
import Web

/// The chart as a tree that can be read aloud: nested lists, units with their posts and people.
enum OrganisationPages {
    static func tree(_ request: Request) async throws -> Response {
        let (chart, today) = try await request.read { (try Organisation.snapshot(in: $0), $0.now.date()) }
        let mayEdit = request.caller.may(EditOrganisation.name)
        let view = ChartView(chart: chart, today: today, mayEdit: mayEdit)
        return request.page(request.say("organisation.title")) { html in
            OrganisationTabs.write(&html, "/organisation", request.caller)
            if mayEdit {
                html.ul(.class("plain")) { html in
                    html.li { html in html.a(html.say("organisation.edit.unit.add"), .href("/organisation/units/adding")) }
                    html.li { html in html.a(html.say("organisation.edit.post.add"), .href("/organisation/posts/adding")) }
                }
            }
            if chart.units.isEmpty { html.p(html.say("organisation.empty")) }
            view.branch(of: nil, &html)
        }
    }
}

private struct ChartView {
    let chart: OrganisationSnapshot
    let today: LocalDate
    let mayEdit: Bool

    func branch(of parent: String?, _ html: inout HTML) {
        let units = chart.unitOrder.compactMap { chart.units[$0] }.filter { $0.parent == parent }
        guard !units.isEmpty else { return }
        html.ul(.class("tree")) { html in
            for unit in units {
                html.li(.id("unit-" + unit.key)) { html in
                    html.strong("\(unit.short) \(unit.name[html.language])")
                    if mayEdit {
                        html.text(" ")
                        html.a(.href("/organisation/units/\(Address.encode(unit.key))/editing")) { html in
                            html.text(html.say("organisation.edit.short"))
                            html.span(" \(unit.short) \(unit.name[html.language])", .class("visually-hidden"))
                        }
                    }
                    contact(unit, &html)
                    posts(of: unit, &html)
                    branch(of: unit.key, &html)
                }
            }
        }
    }

    private func contact(_ unit: OrganisationPlan.Unit, _ html: inout HTML) {
        let parts = ["phone", "email", "room"].compactMap { unit.contact[$0] }
        if !parts.isEmpty { html.p(parts.joined(separator: " · "), .class("hint")) }
    }

    private func posts(of unit: OrganisationPlan.Unit, _ html: inout HTML) {
        let posts = chart.postOrder.compactMap { chart.posts[$0] }.filter { $0.unit == unit.key }.sorted { $0.leads && !$1.leads }
        guard !posts.isEmpty else { return }
        html.ul(.class("posts")) { html in
            for post in posts {
                html.li { html in
                    html.a(post.title[html.language], .href("/organisation/posts/\(Address.encode(post.key))"))
                    html.text(": ")
                    let people = chart.people(holding: post.key, on: today).map { named($0, html.language) }
                    html.text(people.isEmpty ? html.say("organisation.vacant") : people.joined(separator: ", "))
                    if post.leads {
                        html.text(" ")
                        html.badge(html.say("organisation.leads"))
                    }
                }
            }
        }
    }

    /// A person's name, and until when they are away.
    private func named(_ person: Person, _ language: Language) -> String {
        guard let absence = chart.absence(of: person.id.text, on: today) else { return person.name }
        return Texts.shared(
            "organisation.away", language, ["person": person.name, "until": Written.date(absence.until, language)])
    }
}
