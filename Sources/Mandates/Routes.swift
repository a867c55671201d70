import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/mandates", action: "mandates.list", who: .account, page: MandatePages.list),
        Route(.get, "/mandates/granting", action: GrantMandate.name, who: .account, page: GrantingPages.show),
        Route(
            .post, "/mandates/granting", action: GrantMandate.name, who: .account, rate: RateLimit(20, per: 3600),
            page: GrantingPages.grant),
        Route(.get, "/mandates/companies", action: FoundCompany.name, who: .account, page: CompanyPages.ask),
        Route(
            .post, "/mandates/companies", action: FoundCompany.name, who: .account, rate: RateLimit(10, per: 3600),
            page: CompanyPages.found),
        Route(.get, "/mandates/companies/:id", action: "mandates.show-company", who: .account, page: CompanyPages.show),
        Route(
            .post, "/mandates/companies/:id/invitations", action: InviteMember.name, who: .account,
            rate: RateLimit(30, per: 3600),
            page: CompanyPages.invite),
        Route(.get, "/mandates/:id", action: "mandates.show", who: .account, page: MandatePages.show),
        Route(.post, "/mandates/:id/acceptance", action: AcceptMandate.name, who: .account, page: MandatePages.accept),
        Route(.post, "/mandates/:id/end", action: EndMandate.name, who: .account, page: MandatePages.end),
    ]
}
