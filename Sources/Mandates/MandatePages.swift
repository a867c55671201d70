import Catalogue
import Folders
import Identity
import Kernel
import Store
import Web

/// Who acts for whom, and what was done in whose name.
enum MandatePages {
    static let path = "/mandates"

    static func crumbs(_ request: Request) -> [Crumb] { [Crumb(request.say("mandates.title"), path)] }

    static func list(_ request: Request) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let caller = request.caller
        let (given, held, offered) = try await request.read { reader in
            let email = try Credential.own(caller, in: reader)?.email
            return (
                try reader.mandates(givenBy: account), try reader.mandates(heldBy: account),
                try email.map { try reader.mandates(offeredTo: $0) } ?? []
            )
        }
        let today = request.now.date()
        return request.page(request.say("mandates.title")) { html in
            if request.query("saved") != nil { html.alert(.success, html.say("mandates.saved")) }
            html.p(html.say("mandates.lead"), .class("lead"))
            if !offered.isEmpty {
                html.h2(html.say("mandates.offered"))
                for mandate in offered { panel(&html, mandate, mandate.principalName, today, canAccept: true) }
            }
            html.h2(html.say("mandates.given"))
            if given.isEmpty { html.p(html.say("mandates.given.none")) }
            for mandate in given {
                panel(&html, mandate, mandate.representativeName ?? mandate.email ?? "", today, canAccept: false)
            }
            html.p { html in html.linkButton(html.say("mandates.grant"), path + "/granting") }
            html.h2(html.say("mandates.held"))
            if held.isEmpty { html.p(html.say("mandates.held.none")) }
            for mandate in held { panel(&html, mandate, mandate.principalName, today, canAccept: false) }
            html.h2(html.say("mandates.companies"))
            let companies = held.filter { $0.role != nil && $0.state(on: today) == .holds }
            if companies.isEmpty { html.p(html.say("mandates.companies.none")) }
            html.ul { html in
                for mandate in companies {
                    html.li { html in
                        html.a(mandate.principalName, .href("\(CompanyPages.path)/\(mandate.principal ?? "")"))
                        html.text(", " + html.say("mandates.role.\((mandate.role ?? .reader).rawValue)"))
                    }
                }
            }
            html.p { html in html.linkButton(html.say("mandates.company.found"), CompanyPages.path, style: .secondary) }
        }
    }

    private static func panel(_ html: inout HTML, _ mandate: Mandate, _ name: String, _ today: LocalDate, canAccept: Bool) {
        let state = mandate.state(on: today)
        html.section(.class("panel")) { html in
            html.h3 { html in
                html.a(name, .href("\(path)/\(mandate.id)"))
                html.text(" ")
                html.badge(html.say("mandates.state.\(state.rawValue)"), state == .holds ? .success : .info)
            }
            html.p(period(mandate, html))
            if canAccept, state == .offered {
                html.form("\(path)/\(mandate.id)/acceptance", action: AcceptMandate.name) { html in
                    html.submit(html.say("mandates.accept"))
                }
                html.form("\(path)/\(mandate.id)/end", action: EndMandate.name) { html in
                    html.submit(html.say("mandates.decline"), style: .secondary)
                }
            }
        }
    }

    private static func period(_ mandate: Mandate, _ html: HTML) -> String {
        let from = Written.longDate(mandate.fromDay, html.language)
        guard let until = mandate.untilDay else { return html.say("mandates.from", ["from": from]) }
        return html.say("mandates.from-until", ["from": from, "until": Written.longDate(until, html.language)])
    }

    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<Mandate>(checking: request.parameter("id")) else { throw MandateFault.notFound }
        let caller = request.caller
        let (mandate, uses, isOffer) = try await request.read { reader in
            let mandate = try reader.mandate(id, visibleTo: caller)
            return (mandate, try reader.uses(of: id), try reader.isOffer(mandate, to: caller))
        }
        let titles = try Dictionary(
            uniqueKeysWithValues: services(request).map { ($0.service.slug, $0.title) })
        let state = mandate.state(on: request.now.date())
        // Whoever owns the company sees the mandates of its people as the company's.
        let isGiven = mandate.representative != caller.account && !isOffer
        let title = request.say(
            isGiven ? "mandates.for" : "mandates.by", ["name": isGiven ? other(mandate) : mandate.principalName])
        return request.page(title, layout: PageLayout(breadcrumb: crumbs(request))) { html in
            html.p { html in html.badge(html.say("mandates.state.\(state.rawValue)"), state == .holds ? .success : .info) }
            html.summaryList([
                SummaryRow(html.say("mandates.principal"), mandate.principalName),
                SummaryRow(html.say("mandates.representative"), other(mandate)),
                SummaryRow(html.say("mandates.period"), period(mandate, html)),
                SummaryRow(
                    html.say("mandates.services"),
                    mandate.procedure != nil
                        ? html.say("mandates.services.case")
                        : mandate.services.isEmpty
                            ? html.say("mandates.services.all")
                            : mandate.services.map { titles[$0] ?? $0 }.joined(separator: "\n")),
                SummaryRow(
                    html.say("mandates.copies"), html.say(mandate.wantsCopies ? "mandates.copies.yes" : "mandates.copies.no")),
                SummaryRow(html.say("mandates.wording.label"), mandate.wording),
            ])
            if ![.ended, .expired].contains(state) {
                html.disclosure(html.say(isGiven ? "mandates.revoke" : "mandates.return")) { html in
                    html.p(html.say("mandates.end.hint"))
                    html.form("\(path)/\(mandate.id)/end", action: EndMandate.name) { html in
                        html.submit(html.say(isGiven ? "mandates.revoke" : "mandates.return"), style: .danger)
                    }
                }
            }
            html.h2(html.say("mandates.uses"))
            if uses.isEmpty { return html.p(html.say("mandates.uses.none")) }
            html.ul { html in
                for use in uses {
                    html.li { html in
                        html.text("\(Written.moment(use.at, html.language)): ")
                        html.a(html.say("actions.\(use.action)"), .href("/applications/\(Address.encode(use.procedure))"))
                    }
                }
            }
        }
    }

    private static func other(_ mandate: Mandate) -> String { mandate.representativeName ?? mandate.email ?? "" }

    /// What is offered today, by title.
    static func services(_ request: Request) throws -> [ServiceWords] {
        let (city, shelf) = (try request.store.part(City.self), try request.store.part(CatalogueShelf.self))
        return city.services.compactMap { slug in
            shelf.offered(slug, on: request.now.date()).map {
                ServiceWords($0, city: city, language: request.language, now: request.now)
            }
        }.sorted { $0.title < $1.title }
    }

    static func accept(_ request: Request) async throws -> Response {
        guard let id = ID<Mandate>(checking: request.parameter("id")) else { throw MandateFault.notFound }
        try await request.perform(AcceptMandate(mandate: id))
        return .redirect("\(path)/\(id)")
    }

    static func end(_ request: Request) async throws -> Response {
        guard let id = ID<Mandate>(checking: request.parameter("id")) else { throw MandateFault.notFound }
        try await request.perform(EndMandate(mandate: id))
        return .redirect(path + "?saved=1")
    }
}
