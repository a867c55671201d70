public import Kernel

/// What a signed-in person has to do before anything else is shown to them.
public struct Duty: Sendable {
    /// The page where it is done.
    public let address: String
    /// Paths of the routes that stay open meanwhile.
    public let open: Set<String>
    /// What programs are told that ask for anything else.
    public let fault: any Fault

    public init(address: String, open: Set<String>, fault: any Fault) {
        self.address = address
        self.open = open
        self.fault = fault
    }

    /// Whether a request may go on: to what the duty needs, to the style sheet, and to the pages in the site's foot, since the
    /// imprint has to be within reach always (§ 5 DDG).
    func allows(_ request: Request) -> Bool {
        guard let path = request.route?.path else { return true }
        return open.contains(path) || OwnRoutes.isAsset(request)
            || request.method.isSafe && request.site.footer.contains { $0.address == request.path }
    }

    /// The answer to everything else.
    func refuse(_ request: Request) throws -> Response {
        guard request.method.isSafe, !request.wantsJSON else { throw fault }
        return .redirect(address)
    }
}
