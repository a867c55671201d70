import Web

/// Every URL of the component, one line each. Who may see which service, the pages decide: `Portal`.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/processes", action: "processes.list", who: .everyone, page: ListPage.show),
        Route(.get, "/processes/:service", action: "processes.show", who: .everyone, page: ProcessPage.show),
        Route(
            .get, "/processes/:service/decisions/:decision", action: "processes.show", who: .everyone, page: DecisionPage.show),
    ]
}
