import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [Route(.get, "/notices/:id", action: "notices.show", who: .everyone, page: NoticePages.show)]
}
