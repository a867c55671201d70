import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/", action: "catalogue.start", who: .everyone, page: CataloguePages.start),
        Route(.get, "/catalogue", action: "catalogue.search", who: .everyone, page: CataloguePages.index),
        Route(.get, "/catalogue/pages/:page", action: "catalogue.page", who: .everyone, page: CataloguePages.page),
        Route(.get, "/catalogue/versions", who: .permission("catalogue.versions"), page: VersionPages.list),
        Route(
            .post, "/catalogue/versions/reading", action: ReadFolders.name, who: .permission(ReadFolders.name),
            page: VersionPages.read),
        Route(.get, "/catalogue/versions/:slug", who: .permission("catalogue.versions"), page: VersionPages.show),
        Route(.get, "/catalogue/versions/:slug/:hash", who: .permission("catalogue.versions"), page: VersionPages.preview),
        Route(
            .post, "/catalogue/versions/:slug/releases", action: ProposeRelease.name, who: .permission(ProposeRelease.name),
            page: VersionPages.propose),
        Route(
            .post, "/catalogue/releases/:id/decision", action: DecideRelease.name, who: .permission(DecideRelease.name),
            page: VersionPages.decide),
        Route(.get, "/catalogue/changes", who: .permission("catalogue.changes"), page: ChangePages.list),
        Route(.get, "/catalogue/changes/adding", who: .permission(ProposeChange.name), page: ChangePages.adding),
        Route(
            .post, "/catalogue/changes", action: ProposeChange.name, who: .permission(ProposeChange.name),
            page: ChangePages.propose),
        Route(.get, "/catalogue/changes/:id", who: .permission("catalogue.changes"), page: ChangePages.show),
        Route(
            .post, "/catalogue/changes/:id/decision", action: DecideChange.name, who: .permission(DecideChange.name),
            page: ChangePages.decide),
        Route(.get, "/catalogue/:slug", action: "catalogue.show", who: .everyone, page: ServicePage.show),
        Route(
            .get, "/api/v1/services", action: "catalogue.search", who: .everyone, api: CatalogueAPI.listOperation,
            page: CatalogueAPI.list),
        Route(
            .get, "/api/v1/services/:slug", action: "catalogue.show", who: .everyone, api: CatalogueAPI.showOperation,
            page: CatalogueAPI.show),
    ]
}
