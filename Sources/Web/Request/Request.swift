import Foundation
public import Kernel
public import Store

/// A request as a page sees it.
public struct Request: Sendable {
    public let method: Method
    /// Path without query, decoded by segment: `/procedures/42`.
    public let path: String
    /// Decoded query values in their order.
    public let query: [(name: String, value: String)]
    public let headers: Headers
    public let cookies: [String: String]
    public let site: Site
    /// Moment of the request by the site's clock.
    public internal(set) var now: Instant
    /// Random identifier, also in the log and in the answer's `X-Request-Id`.
    public let id: String
    /// Who sent it: the peer, or what a trusted proxy says.
    public let remoteAddress: String
    /// True where the visitor speaks TLS: cookies are bound to it.
    public let isSecure: Bool
    /// Values of `:name` in the route's path.
    public internal(set) var parameters: [String: String] = [:]
    public internal(set) var session: Session = .anonymous
    public internal(set) var language: Language = .de
    /// The route that was found.
    public internal(set) var route: Route?
    /// How many things wait behind the links of the navigation, by address.
    var counts: [String: Int] = [:]

    let body: BodyBox
    var rawTarget: String
    let app: WebApp

    public var caller: Caller { session.caller }

    /// What a visitor without a session is known by: the digest of a cookie that this site made and signed. Nil where there is
    /// none. Whoever reads it in a table cannot use it.
    public var visitKey: String? {
        // `WebApp` has thrown away what is not signed.
        cookies[FormTokens.cookie].map { "form:\(Digest(of: $0).hex.prefix(32))" }
    }

    /// A parameter of the path; the empty text where the route has none of that name.
    public func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The first query value of a name that is not empty.
    public func query(_ name: String) -> String? { query.first { $0.name == name && !$0.value.isEmpty }?.value }

    /// All query values of a name.
    public func queries(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// The bytes of the body, once; a fault beyond the route's limit.
    public var bytes: RequestBody { body.stream.limited(to: limits.request) }

    /// The form, urlencoded, multipart or JSON; read once and kept.
    public func form() async throws -> FormData { try await body.form(self) }

    /// The body as JSON; a fault where it is none.
    public func json() async throws -> JSON {
        let type = HeaderParameters.parse(headers["content-type"] ?? "").value
        guard type == "application/json" || type.hasSuffix("+json") else { throw WebFault.badContentType(type) }
        let bytes = try await body.stream.collect(upTo: limits.json)
        do { return try JSON(parsing: bytes) } catch { throw WebFault.badBody("\(error)") }
    }

    /// The reader's words for a key.
    public func say(_ key: String, _ values: [String: String] = [:]) -> String { Texts.shared(key, language, values) }

    /// True where the reader is a program: paths under `/api`, or JSON asked for and HTML not.
    public var wantsJSON: Bool {
        if path.hasPrefix("/api/") || session.isBearer { return !acceptsHTML || path.hasPrefix("/api/") }
        guard let accept = headers["accept"] else { return false }
        return accept.contains("json") && !accept.contains("text/html")
    }

    var sentJSON: Bool { HeaderParameters.parse(headers["content-type"] ?? "").value == "application/json" }

    private var acceptsHTML: Bool { headers["accept"]?.contains("text/html") ?? false }

    /// Path and query as they came, for links back to this page.
    public var target: String { rawTarget }

    /// This page's address with some query values replaced (nil removes).
    public func address(with changes: KeyValuePairs<String, String?>) -> String {
        let names = Set(changes.map(\.key))
        var parts = query.filter { !names.contains($0.name) }.map { "\(Address.encode($0.name))=\(Address.encode($0.value))" }
        for (name, value) in changes { if let value { parts.append("\(Address.encode(name))=\(Address.encode(value))") } }
        let path = rawTarget.prefix { $0 != "?" }
        return parts.isEmpty ? String(path) : path + "?" + parts.joined(separator: "&")
    }

    /// The same question with the session, the permissions and the moment of now: for answers that go on for a while.
    func again() async throws -> Request {
        var copy = self
        copy.session = try await app.session(of: self)
        copy.now = store.clock.now()
        return copy
    }

    /// The same question as if asked of another address, so that links made from it lead there; the query stays, but for `mark`.
    public func at(_ path: String) -> Request {
        var copy = self
        copy.rawTarget = path + (rawTarget.firstIndex(of: "?").map { String(rawTarget[$0...]) } ?? "")
        copy.rawTarget = copy.address(with: ["mark": nil])
        return copy
    }

    /// What pages need to write HTML for this reader.
    public var context: PageContext {
        PageContext(language: language) { [self] in app.tokens.token(for: self) }
    }

    var limits: BodyLimits { route?.limits ?? .page }

    /// The city's database.
    public var store: Store { site.store }

    /// Performs an action as the caller of this request.
    @discardableResult
    public func perform<A: Action>(_ action: A) async throws -> A.Outcome { try await store.perform(action, as: caller) }

    /// The same request with the numbers of the navigation counted now, for a page that has changed them.
    public func recounted() async throws -> Request {
        guard !caller.isAnonymous, !wantsJSON else { return self }
        let items = app.navigation.filter { $0.area == area && $0.count != nil && $0.access.verdict(for: caller) == .fine }
        guard !items.isEmpty else { return self }
        var request = self
        request.counts = try await read { [caller] reader in
            try items.reduce(into: [:]) { counts, item in counts[item.address] = try item.count?(caller, reader) }
        }
        return request
    }

    /// The same request as one of nobody, for the last page of somebody whose sign-in has just ended.
    public func signedOut() -> Request {
        var request = self
        request.session = .anonymous
        request.counts = [:]
        return request
    }

    /// Reads from the city's database.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        try await store.read(body)
    }

    /// Refuses when a key is used too often, beyond the limit that the route itself has.
    public func limit(_ key: String, _ limit: RateLimit) throws { try app.limiter.demand("\(site.id):\(key)", limit) }
}

/// How much of a body is taken.
public struct BodyLimits: Sendable, Hashable {
    /// Bytes of a JSON body.
    public var json: Int
    /// Bytes of one text field.
    public var field: Int
    /// Bytes of one file.
    public var file: Int
    /// Bytes of the whole body.
    public var request: Int
    /// Number of fields and files.
    public var parts: Int

    public init(json: Int = 1_000_000, field: Int = 100_000, file: Int = 0, request: Int = 2_000_000, parts: Int = 1000) {
        self.json = json
        self.field = field
        self.file = file
        self.request = request
        self.parts = parts
    }

    /// Forms without files.
    public static let page = BodyLimits()
    /// Forms with files: 20 MB each, 60 MB together.
    public static let upload = BodyLimits(file: 20_000_000, request: 60_000_000)
}
