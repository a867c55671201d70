import Web

enum Routes {
    static let all: [Route] = [
        Route(.get, "/dossiers", action: "dossiers.read", who: .permission("dossiers.read"), page: DossierPages.list),
        Route(.get, "/dossiers/export", action: "dossiers.read", who: .permission("dossiers.read"), page: DossierExport.list),
        Route(.get, "/dossiers/:id", action: "dossiers.read", who: .permission("dossiers.read"), page: DossierPages.show),
        Route(
            .get, "/dossiers/:id/export", action: "dossiers.read", who: .permission("dossiers.read"), page: DossierExport.contents
        ),
    ]
}
