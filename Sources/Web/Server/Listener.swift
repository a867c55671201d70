/// The only file that knows the HTTP server underneath (Hummingbird on SwiftNIO).
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Kernel
import Logging
import NIOCore
import ServiceLifecycle

/// Serves a `WebApp` on a port until SIGTERM or SIGINT; running answers are finished first.
public struct WebServer: Sendable {
    private let app: WebApp
    private let address: ListeningAddress
    private let admin: ListeningAddress?
    private let limits: ConnectionLimits

    /// `port` 0 takes any free one. The operators' port listens on loopback only.
    public init(
        _ app: WebApp, host: String = "0.0.0.0", port: Int, adminPort: Int? = nil, limits: ConnectionLimits = ConnectionLimits()
    ) {
        self.app = app
        self.limits = limits
        address = ListeningAddress(host: host, port: port, isAdmin: false)
        admin = adminPort.map { ListeningAddress(host: "127.0.0.1", port: $0, isAdmin: true) }
    }

    /// Runs; `whenReady` is told the port that was taken.
    public func run(whenReady: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        var main = application(address, whenReady)
        if let admin { main.addServices(application(admin) { _ in }) }
        try await main.runService()
    }

    private func application(
        _ address: ListeningAddress, _ whenReady: @escaping @Sendable (Int) async -> Void
    ) -> Application<CallbackResponder<PeerContext>> {
        let app = app
        let limits = limits
        let responder = CallbackResponder<PeerContext> { request, context in
            let isHead = request.method == .head
            let incoming = IncomingRequest(request, peer: context.peer, isAdminPort: address.isAdmin, limits: limits)
            let response = await app.respond(to: incoming)
            if incoming.hasBody, await !incoming.body.drain(upTo: limits.drainedBytes, seconds: limits.drainSeconds) {
                // The sender has more than anyone wants to read: answer, then hang up.
                return response.with("connection", "close").forWire(isHead: isHead, then: context.close)
            }
            return response.forWire(isHead: isHead)
        }
        var logger = Logger(label: "web") { _ in JSONLines() }
        logger.logLevel = .error
        return Application(
            responder: responder,
            server: .http1(configuration: limits.channel),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { channel in await whenReady(channel.localAddress?.port ?? address.port) },
            logger: logger)
    }
}

private struct ListeningAddress: Sendable {
    let host: String
    let port: Int
    let isAdmin: Bool
}

/// Limits against slow and greedy clients.
public struct ConnectionLimits: Sendable {
    /// Seconds after which a connection is closed that neither finishes its request nor begins one.
    public var idleSeconds: Int64
    /// Bytes of all header fields together.
    public var headerBytes: Int
    /// Open connections; further ones wait.
    public var connections: Int
    /// A body must come at this pace, in bytes a second, after `graceSeconds`.
    public var bodyPace: Int
    public var graceSeconds: Double
    /// Bytes of a refused body that are read and thrown away, so that its sender comes to read the answer.
    public var drainedBytes: Int
    public var drainSeconds: Double

    public init(
        idleSeconds: Int64 = 30, headerBytes: Int = 32_768, connections: Int = 4096, bodyPace: Int = 1024,
        graceSeconds: Double = 20, drainedBytes: Int = 2_000_000, drainSeconds: Double = 3
    ) {
        self.idleSeconds = idleSeconds
        self.headerBytes = headerBytes
        self.connections = connections
        self.bodyPace = bodyPace
        self.graceSeconds = graceSeconds
        self.drainedBytes = drainedBytes
        self.drainSeconds = drainSeconds
    }

    fileprivate var channel: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: .seconds(idleSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: headerBytes, maxHeaderListSize: headerBytes, maxHeaderFieldCount: 100))
    }
}

/// Keeps the peer's address.
private struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: String
    /// Ends the connection.
    let close: @Sendable () -> Void

    init(source: ApplicationRequestContextSource) {
        let channel = source.channel
        coreContext = CoreRequestContextStorage(source: source)
        peer = channel.remoteAddress?.ipAddress ?? "unknown"
        close = { channel.close(promise: nil) }
    }
}

extension IncomingRequest {
    fileprivate var hasBody: Bool {
        headers.contains("transfer-encoding") || (headers["content-length"].map { $0 != "0" } ?? false)
    }

    fileprivate init(_ request: Hummingbird.Request, peer: String, isAdminPort: Bool, limits: ConnectionLimits) {
        var headers = Headers()
        for field in request.headers { headers.add(field.name.canonicalName, field.value) }
        // HTTP/1.1's Host field arrives as the authority.
        if !headers.contains("host"), let authority = request.head.authority { headers.add("host", authority) }
        let pace = BodyPace(limits: limits)
        self.init(
            method: request.method.rawValue, target: request.head.path ?? "/", headers: headers,
            body: RequestBody(request.body) { buffer in
                try pace.note(buffer.readableBytes)
                return Array(buffer.readableBytesView)
            },
            peer: peer, isAdminPort: isAdminPort)
    }
}

/// Refuses bodies that trickle.
private final class BodyPace: @unchecked Sendable {
    // One request's body is read by one task at a time, so this needs no lock.
    private let limits: ConnectionLimits
    private let start = RateLimiter.monotonic()
    private var count = 0

    init(limits: ConnectionLimits) { self.limits = limits }

    func note(_ bytes: Int) throws {
        count += bytes
        let seconds = RateLimiter.monotonic() - start
        if seconds > limits.graceSeconds, Double(count) < seconds * Double(limits.bodyPace) { throw WebFault.tooSlow }
    }
}

extension Response {
    fileprivate func forWire(isHead: Bool, then finished: (@Sendable () -> Void)? = nil) -> Hummingbird.Response {
        var fields = HTTPFields()
        for (name, value) in headers.fields {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let status = HTTPResponse.Status(code: status)
        if isHead {
            switch body {
            case .bytes(let bytes): fields[.contentLength] = String(bytes.count)
            case .file(_, _, let count): fields[.contentLength] = String(count)
            case .empty, .stream: break
            }
            return Hummingbird.Response(status: status, headers: fields)
        }
        switch body {
        case .empty: return Hummingbird.Response(status: status, headers: fields)
        case .bytes(let bytes):
            guard let finished else {
                return Hummingbird.Response(
                    status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
            }
            return Hummingbird.Response(
                status: status, headers: fields,
                body: ResponseBody(contentLength: bytes.count) { writer in
                    try await writer.write(ByteBuffer(bytes: bytes))
                    try await writer.finish(nil)
                    finished()
                })
        case .file(let path, let offset, let count):
            return Hummingbird.Response(
                status: status, headers: fields,
                body: ResponseBody(contentLength: count) { writer in
                    let pieces = try FilePieces(path: path, offset: offset, count: count)
                    while let piece = try pieces.next() { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
        case .stream(let produce):
            return Hummingbird.Response(
                status: status, headers: fields,
                body: ResponseBody { writer in
                    let outlet = WireWriter(writer)
                    // A stream ends at shutdown; otherwise it would hold the program for ever.
                    do { try await cancelWhenGracefulShutdown { try await produce(outlet) } } catch is CancellationError {}
                    try await writer.finish(nil)
                })
        }
    }
}

private final class WireWriter: BodyWriter, @unchecked Sendable {
    // The answer's producer writes one piece after the other.
    private var writer: any ResponseBodyWriter
    init(_ writer: any ResponseBodyWriter) { self.writer = writer }
    func write(_ bytes: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: bytes)) }
}

/// The server's own log, in the program's format.
private struct JSONLines: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .error

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level: Log.Level =
            switch event.level {
            case .trace, .debug: .debug
            case .info, .notice: .info
            case .warning: .warning
            case .error, .critical: .error
            }
        Log.write(level, "web.server", ["message": .string(Scrubber.scrub("\(event.message)"))])
    }
}
