import Kernel

/// What stands at one URL, and who may ask for it.
public struct Route: Sendable {
    public let method: Method
    /// `/procedures/:id/withdrawal`; a last segment `*rest` takes any number of segments.
    public let path: String
    /// Name of the action that an unsafe route performs, or of the reading that a page needs.
    public let action: String?
    public let access: Access
    /// Where it stands in the source, for the listing.
    public let source: String
    /// How often one sender may ask.
    public let rate: RateLimit?
    public let limits: BodyLimits
    /// What the API description says of it; needed under `/api/v1`.
    public let operation: APIOperation?
    let page: @Sendable (Request) async throws -> Response

    public init(
        _ method: Method, _ path: String, action: String? = nil, who access: Access, rate: RateLimit? = nil,
        limits: BodyLimits = .page,
        api operation: APIOperation? = nil, file: String = #fileID, line: Int = #line,
        page: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.action = action
        self.access = access
        self.rate = rate
        self.limits = limits
        self.operation = operation
        self.page = page
        source = "\(file):\(line)"
    }

    /// One line of the listing: `METHOD path  action  who may  file:line`.
    public var listing: String { "\(method.rawValue) \(path)  \(action ?? "-")  \(access.description)  \(source)" }
}

/// Who may ask for a route. There is no default: every route says it.
public enum Access: Sendable, Hashable, CustomStringConvertible {
    case everyone
    /// A citizen who is signed in.
    case account
    /// A person of the staff who is signed in.
    case staff
    /// Anyone who is signed in.
    case signedIn
    /// Staff who hold the permission.
    case permission(String)
    /// Only on the loopback port for operators.
    case adminPort

    public var description: String {
        switch self {
        case .everyone: "everyone"
        case .account: "account"
        case .staff: "staff"
        case .signedIn: "signed-in"
        case .permission(let name): "permission:\(name)"
        case .adminPort: "admin-port"
        }
    }

    enum Verdict { case fine, signIn, refused }

    func verdict(for caller: Caller) -> Verdict {
        switch self {
        case .everyone: .fine
        case .adminPort: .refused
        case .signedIn: caller.isAnonymous ? .signIn : .fine
        case .account: caller.account != nil ? .fine : caller.isAnonymous ? .signIn : .refused
        case .staff: caller.staff != nil ? .fine : caller.isAnonymous ? .signIn : .refused
        case .permission(let name): caller.isAnonymous ? .signIn : caller.account == nil && caller.may(name) ? .fine : .refused
        }
    }
}
