import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(
            .get, "/notices/verification", action: "notices.verify", who: .everyone, rate: RateLimit(60, per: 60),
            page: VerificationPages.ask),
        Route(
            .get, "/notices/verification/:code", action: "notices.verify", who: .everyone, rate: RateLimit(60, per: 60),
            page: VerificationPages.show),
        Route(.get, "/notices/:id", action: "notices.show", who: .everyone, page: NoticePages.show),
    ]
}
