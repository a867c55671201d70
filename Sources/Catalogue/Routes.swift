import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = []
}
