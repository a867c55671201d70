import Web

enum Routes {
    static let all: [Route] = [
        Route(.get, "/documents/:id", action: "documents.show", who: .everyone, page: DocumentPages.show),
        Route(
            .post, "/api/v1/uploads", action: "documents.add", who: .everyone, rate: RateLimit(60, per: 60),
            limits: BodyLimits(file: Uploads.limit, request: Uploads.limit), api: DocumentAPI.upload, page: DocumentPages.upload),
    ]
}
