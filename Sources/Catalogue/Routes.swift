import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/", action: "catalogue.start", who: .everyone, page: CataloguePages.start),
        Route(.get, "/catalogue", action: "catalogue.search", who: .everyone, page: CataloguePages.index),
        Route(.get, "/catalogue/pages/:page", action: "catalogue.page", who: .everyone, page: CataloguePages.page),
        Route(.get, "/catalogue/:slug", action: "catalogue.show", who: .everyone, page: ServicePage.show),
        Route(
            .get, "/api/v1/services", action: "catalogue.search", who: .everyone, api: CatalogueAPI.listOperation,
            page: CatalogueAPI.list),
        Route(
            .get, "/api/v1/services/:slug", action: "catalogue.show", who: .everyone, api: CatalogueAPI.showOperation,
            page: CatalogueAPI.show),
    ]
}
