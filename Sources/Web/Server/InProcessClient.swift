public import Kernel
import Synchronization

/// Asks a `WebApp` without a socket: for tests, simulation and rehearsals. It keeps cookies like a browser, follows
/// redirects if told so, and fills in form tokens.
public final class InProcessClient: Sendable {
    private let app: WebApp
    private let host: String
    private let state = Mutex(State())

    private struct State {
        var cookies: [String: String] = [:]
        var bearer: String?
        var defaults: [String: String] = [:]
    }

    public init(_ app: WebApp, host: String = "localhost") {
        self.app = app
        self.host = host
    }

    /// Sends `Authorization: Bearer` from now on; nil stops it.
    public func useBearer(_ token: String?) { state.withLock { $0.bearer = token } }
    /// A header for every request from now on.
    public func setHeader(_ name: String, _ value: String?) { state.withLock { $0.defaults[name.lowercased()] = value } }
    public func cookie(_ name: String) -> String? { state.withLock { $0.cookies[name] } }
    public func clearCookies() { state.withLock { $0.cookies = [:] } }

    // MARK: Asking

    /// Opens a page and, unless told otherwise, follows redirects.
    public func get(_ path: String, headers: [String: String] = [:], follow: Bool = true) async throws -> Reply {
        let reply = try await send(.get, path, headers: ["accept": "text/html"].merging(headers) { _, given in given })
        return follow ? try await followed(reply) : reply
    }

    /// Sends a form as a page would, with its token.
    public func post(
        _ path: String, form: KeyValuePairs<String, String> = [:], files: [FilePart] = [], headers: [String: String] = [:],
        follow: Bool = true
    ) async throws -> Reply {
        var fields = form.map { ($0.key, $0.value) }
        let isSecure = try currentSite().isSecure
        let (token, cookie) = try await app.formToken(for: incoming(.get, "/", headers: [:], body: []))
        if let cookie { state.withLock { $0.cookies[Cookie.wireName(FormTokens.cookie, secure: isSecure)] = cookie } }
        if !token.isEmpty { fields.append((FormTokens.field, token)) }
        var all = ["accept": "text/html"]
        let body: [UInt8]
        if files.isEmpty {
            all["content-type"] = "application/x-www-form-urlencoded"
            body = Array(fields.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&").utf8)
        } else {
            let boundary = "stadtkern-" + Crypto.token(bytes: 12)
            all["content-type"] = "multipart/form-data; boundary=\(boundary)"
            body = FilePart.multipart(fields, files, boundary: boundary)
        }
        let reply = try await send(.post, path, headers: all.merging(headers) { _, given in given }, body: body)
        return follow ? try await followed(reply) : reply
    }

    /// Sends JSON, as programs do.
    public func json(_ method: Method, _ path: String, _ json: JSON? = nil, headers: [String: String] = [:]) async throws -> Reply
    {
        var all = ["accept": "application/json"]
        if json != nil { all["content-type"] = "application/json" }
        return try await send(method, path, headers: all.merging(headers) { _, given in given }, body: json?.bytes ?? [])
    }

    /// Sends anything.
    public func send(_ method: Method, _ path: String, headers: [String: String] = [:], body: [UInt8] = []) async throws -> Reply
    {
        var response = await app.respond(to: incoming(method, path, headers: headers, body: body))
        for cookie in response.headers.all("set-cookie") { keep(cookie) }
        let missing = Texts.shared.takeMissing()
        guard missing.isEmpty else { throw ClientProblem.missingTexts(missing) }
        let bytes = try await collect(response.body)
        if method == .head { response.body = .empty }
        return Reply(status: response.status, headers: response.headers, bytes: method == .head ? [] : bytes, path: path)
    }

    private func followed(_ reply: Reply) async throws -> Reply {
        var reply = reply
        for _ in 0..<10 {
            guard (300..<400).contains(reply.status), reply.status != 304, let location = reply.headers["location"],
                location.hasPrefix("/")
            else { return reply }
            reply = try await get(location, follow: false)
        }
        throw ClientProblem.redirectLoop(reply.path)
    }

    private func currentSite() throws -> Site {
        guard let site = app.site(host: host) else { throw ClientProblem.noSite(host) }
        return site
    }

    private func incoming(_ method: Method, _ path: String, headers: [String: String], body: [UInt8]) -> IncomingRequest {
        var all = Headers()
        let held = state.withLock { $0 }
        all["host"] = host
        for (name, value) in held.defaults { all[name] = value }
        if !held.cookies.isEmpty {
            all["cookie"] = held.cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        if let bearer = held.bearer { all["authorization"] = "Bearer \(bearer)" }
        for (name, value) in headers { all[name] = value }
        return IncomingRequest(method: method.rawValue, target: path, headers: all, body: RequestBody(body), peer: "127.0.0.1")
    }

    private func keep(_ header: String) {
        let (_, parameters) = HeaderParameters.parse(header)
        let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        state.withLock { state in
            state.cookies[String(pair[0])] = parameters["max-age"] == "0" ? nil : String(pair[1])
        }
    }

    private func collect(_ body: Response.Body) async throws -> [UInt8] {
        switch body {
        case .empty: return []
        case .bytes(let bytes): return bytes
        case .file(let path, let offset, let count):
            let pieces = try FilePieces(path: path, offset: offset, count: count)
            var bytes: [UInt8] = []
            while let piece = try pieces.next() { bytes += piece }
            return bytes
        case .stream(let produce):
            let writer = CollectingWriter()
            try await produce(writer)
            return writer.bytes
        }
    }
}

private final class CollectingWriter: BodyWriter {
    private let held = Mutex<[UInt8]>([])
    var bytes: [UInt8] { held.withLock { $0 } }
    func write(_ bytes: [UInt8]) async throws { held.withLock { $0 += bytes } }
}

/// What came back.
public struct Reply: Sendable {
    public let status: Int
    public let headers: Headers
    public let bytes: [UInt8]
    /// The address that answered.
    public let path: String

    public var text: String { String(decoding: bytes, as: UTF8.self) }
    public func json() throws -> JSON { try JSON(parsing: bytes) }
    public var location: String? { headers["location"] }

    /// What a reader sees: the page without tags, entities resolved, spaces single.
    public var words: String {
        var text = text.replacing(#/<(script|style)[^>]*>.*?</(script|style)>/#.dotMatchesNewlines(), with: "")
        text = text.replacing(#/<[^>]*>/#, with: " ")
        for (entity, mark) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: mark)
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A file in a form.
public struct FilePart: Sendable {
    public let field: String
    public let filename: String
    public let type: String
    public let bytes: [UInt8]
    public init(_ field: String, filename: String, type: String, bytes: [UInt8]) {
        self.field = field
        self.filename = filename
        self.type = type
        self.bytes = bytes
    }

    static func multipart(_ fields: [(String, String)], _ files: [FilePart], boundary: String) -> [UInt8] {
        func quoted(_ text: String) -> String {
            text.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        }
        var body: [UInt8] = []
        for (name, value) in fields {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(name))\"\r\n\r\n\(value)\r\n".utf8
        }
        for file in files {
            body +=
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(file.field))\"; filename=\"\(quoted(file.filename))\"\r\n"
                .utf8
            body += "Content-Type: \(file.type)\r\n\r\n".utf8
            body += file.bytes
            body += "\r\n".utf8
        }
        body += "--\(boundary)--\r\n".utf8
        return body
    }
}

public enum ClientProblem: Error, Hashable {
    case missingTexts([String])
    case redirectLoop(String)
    case noSite(String)
}
