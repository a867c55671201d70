import Foundation
public import Kernel
import Store

/// Settings of the web that the executable knows.
public struct WebSettings: Sendable {
    /// Key of the signed cookies; the same in every process of a city. 32 random bytes.
    public var key: [UInt8]
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    public var proxies: [AddressRange]
    /// Where visitors sign in, by the area of the page that asked.
    public var signIn: [Area: String]
    /// Where the signed-in person's own page is.
    public var account: [Area: String]
    /// Where the form goes that ends the session.
    public var signOut: String?
    /// Requests that one address may make; nil is no limit. Loopback is exempt.
    public var rate: RateLimit?
    /// Whether each request is logged.
    public var logsRequests: Bool

    public init(
        key: [UInt8] = Crypto.random(32), proxies: [AddressRange] = [], signIn: [Area: String] = [:],
        account: [Area: String] = [:], signOut: String? = nil,
        rate: RateLimit? = RateLimit(600, per: 60), logsRequests: Bool = true
    ) {
        self.key = key
        self.proxies = proxies
        self.signIn = signIn
        self.account = account
        self.signOut = signOut
        self.rate = rate
        self.logsRequests = logsRequests
    }
}

/// A request as it came from the wire.
struct IncomingRequest: Sendable {
    var method: String
    var target: String
    var headers: Headers
    var body: RequestBody
    var peer: String
    var isAdminPort = false
}

/// The whole web: sites, routes, and the way from a request to its answer.
public final class WebApp: Sendable {
    public let settings: WebSettings
    public let sites: [Site]
    public let components: [Component]
    public let metrics = Metrics()
    let router: Router
    let tokens: FormTokens
    let navigation: [NavigationItem]
    public let limiter: RateLimiter
    private let forwarding: Forwarding
    private let identify: @Sendable (Request) async throws -> Session

    /// `identify` turns cookies and tokens into a session; it answers `.anonymous` for nobody.
    /// `isReady` answers nil, or why the program cannot serve.
    /// Throws where two routes have the same address.
    public init(
        sites: [Site], components: [Component], settings: WebSettings = WebSettings(), limiter: RateLimiter = RateLimiter(),
        isReady: @escaping @Sendable () async -> String? = { nil },
        identify: @escaping @Sendable (Request) async throws -> Session = { _ in .anonymous }
    ) throws {
        self.sites = sites
        self.components = components
        self.settings = settings
        self.limiter = limiter
        self.identify = identify
        router = try Router(OwnRoutes.all(isReady: isReady) + components.flatMap(\.routes))
        tokens = FormTokens(key: settings.key)
        forwarding = Forwarding(proxies: settings.proxies)
        navigation = components.flatMap(\.navigation).sorted { ($0.order, $0.address) < ($1.order, $1.address) }
    }

    /// Whose request it is at this moment.
    func session(of request: Request) async throws -> Session { try await identify(request) }

    /// Every route, own ones first.
    public var routes: [Route] { router.routes }

    /// The answer to a request; never throws: what goes wrong becomes a page or a problem document.
    func respond(to incoming: IncomingRequest) async -> Response {
        let start = RateLimiter.monotonic()
        var trail = Trail()
        var response = await answer(incoming, &trail)
        finish(&response, incoming, trail)
        let seconds = RateLimiter.monotonic() - start
        metrics.note(route: trail.request?.route, method: incoming.method, status: response.status, seconds: seconds)
        if settings.logsRequests { log(incoming, trail, response.status, seconds) }
        return response
    }

    /// The form token of a visitor, and the cookie that goes with it where the visitor has none yet.
    func formToken(for incoming: IncomingRequest) async throws -> (token: String, cookie: String?) {
        guard let site = site(host: incoming.headers["host"] ?? "") else { throw WebFault.unknownHost }
        var request = makeRequest(incoming, site: site, target: incoming.target)
        request.session = try await identify(request)
        return (tokens.token(for: request), request.body.cookieToSet)
    }

    private struct Trail {
        var request: Request?
    }

    private func answer(_ incoming: IncomingRequest, _ trail: inout Trail) async -> Response {
        let host = incoming.headers["host"] ?? ""
        guard let site = site(host: host) else { return .text("421", status: 421) }
        let target = incoming.target
        var request = makeRequest(incoming, site: site, target: target)
        trail.request = request
        guard let method = Method(rawValue: incoming.method), let segments = Router.segments(target.prefix { $0 != "?" }) else {
            return ErrorPages.page(for: WebFault.notFound, request: request)
        }
        do {
            let found = router.find(method, segments)
            if case .route(let route, let parameters) = found {
                request.route = route
                request.parameters = parameters
            }
            trail.request = request
            if !OwnRoutes.isAsset(request) {
                try admitAddress(request)
                request.session = try await identify(request)
                request.language = Languages.choose(for: request)
                trail.request = request
            }
            switch found {
            case .nothing: throw WebFault.notFound
            case .wrongMethod(let allow):
                if method == .options { return Response(status: 204, headers: ["allow": allow]) }
                throw WebFault.methodNotAllowed(allow: allow)
            case .route(let route, _): return try await open(route, request, incoming)
            }
        } catch {
            return ErrorPages.page(for: error, request: request)
        }
    }

    private func open(_ route: Route, _ request: Request, _ incoming: IncomingRequest) async throws -> Response {
        if let rate = route.rate, let wait = limiter.take("\(route.method.rawValue) \(route.path) \(request.remoteAddress)", rate)
        {
            throw WebFault.tooMany(seconds: wait)
        }
        if route.access == .adminPort {
            guard incoming.isAdminPort else { throw WebFault.notFound }
        } else {
            if let duty = request.session.duty, !duty.allows(request) { return try duty.refuse(request) }
            switch route.access.verdict(for: request.caller) {
            case .fine: break
            case .signIn: throw WebFault.signInNeeded
            case .refused: throw WebFault.forbidden
            }
        }
        if let length = request.headers["content-length"].flatMap({ Int($0) }), length > route.limits.request {
            throw WebFault.bodyTooLarge(limit: route.limits.request)
        }
        try await tokens.check(request)
        let response = try await route.page(try await request.recounted())
        // Programs that sent JSON to a page's form learn where the result is, instead of following to a page.
        if response.status == 303, request.wantsJSON || request.sentJSON, let location = response.headers["location"] {
            var answer = Response.json(.object(["location": .string(location)]))
            answer.cookies = response.cookies
            return answer.with("content-location", location)
        }
        return response
    }

    private func admitAddress(_ request: Request) throws {
        guard let rate = settings.rate, IPAddress(request.remoteAddress)?.isLoopback != true else { return }
        try limiter.demand("address:\(request.remoteAddress)", rate)
    }

    /// The city of a host name; a single city answers every host.
    func site(host: String) -> Site? {
        if sites.count == 1 { return sites.first }
        let name = (host.hasPrefix("[") ? host[...] : host.prefix { $0 != ":" }).lowercased()
        return sites.first { $0.hosts.contains(name) }
    }

    private func makeRequest(_ incoming: IncomingRequest, site: Site, target: String) -> Request {
        let path = String(target.prefix { $0 != "?" })
        let segments = Router.segments(path[...])
        let raw = Cookie.parse(incoming.headers.all("cookie"))
        var cookies = raw
        let isSecure = forwarding.isSecure(incoming, site: site)
        if isSecure {
            // Only cookies with the prefix are surely ours; their plain names are what pages see.
            cookies = [:]
            for (name, value) in raw where name.hasPrefix("__Host-") { cookies[String(name.dropFirst(7))] = value }
        }
        // A visitor is known by this cookie, so one that this site did not make is as good as none.
        if let form = cookies[FormTokens.cookie], !tokens.isSigned(form) { cookies[FormTokens.cookie] = nil }
        var request = Request(
            method: Method(rawValue: incoming.method) ?? .get, path: segments.map { "/" + $0.joined(separator: "/") } ?? "/",
            query: WebApp.query(target), headers: incoming.headers, cookies: cookies, site: site, now: site.store.clock.now(),
            id: Crypto.token(bytes: 8), remoteAddress: forwarding.address(of: incoming), isSecure: isSecure,
            body: BodyBox(incoming.body), rawTarget: target,
            app: self)
        request.language = Languages.choose(for: request)
        return request
    }

    private static func query(_ target: String) -> [(name: String, value: String)] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: mark)...].split(separator: "&").prefix(200).compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Address.decode(halves[0], plusIsSpace: true),
                let value = Address.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else { return nil }
            return (FormData.clean(name), FormData.clean(value))
        }
    }

    private func finish(_ response: inout Response, _ incoming: IncomingRequest, _ trail: Trail) {
        let isSecure = trail.request?.isSecure ?? false
        SecurityHeaders.add(to: &response, isSecure: isSecure)
        guard let request = trail.request else { return }
        response.headers["x-request-id"] = request.id
        if let cookie = request.body.cookieToSet { response.cookies.append(Cookie(FormTokens.cookie, cookie)) }
        if let choice = Languages.asked(by: request), request.cookies[Languages.cookie] != choice.rawValue {
            response.cookies.append(Cookie(Languages.cookie, choice.rawValue, maxAge: 31_536_000))
        }
        for cookie in response.cookies { response.headers.add("set-cookie", cookie.header(secure: isSecure)) }
        if !response.headers.contains("cache-control") {
            response.headers["cache-control"] = request.caller.isAnonymous && response.cookies.isEmpty ? "no-cache" : "no-store"
        }
        if response.headers["content-type"]?.hasPrefix("text/html") == true {
            response.headers["content-language"] = request.language.tag
            response.headers["vary"] = "Accept-Language, Cookie"
        }
    }

    private func log(_ incoming: IncomingRequest, _ trail: Trail, _ status: Int, _ seconds: Double) {
        Log.info(
            "web.request",
            [
                "method": .string(incoming.method), "route": .string(trail.request?.route?.path ?? "-"),
                "status": JSON(integerLiteral: status),
                "ms": JSON(integerLiteral: Int(seconds * 1000)), "site": .string(trail.request?.site.id ?? "-"),
                "request": .string(trail.request?.id ?? "-"),
            ])
    }
}
