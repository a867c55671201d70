import Kernel

/// Live news for one page (server-sent events, WHATWG HTML § 9.2).
public struct EventStream: Sendable {
    private let writer: any BodyWriter
    init(_ writer: any BodyWriter) { self.writer = writer }

    /// One event; `data` may have several lines.
    public func send(_ data: String, event: String? = nil, id: String? = nil) async throws {
        var text = ""
        if let id { text += "id: \(EventStream.line(id))\n" }
        if let event { text += "event: \(EventStream.line(event))\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { text += "data: \(line)\n" }
        try await writer.write(Array((text + "\n").utf8))
    }

    /// A piece of HTML that replaces the inside of the live region.
    public func send(_ html: HTML, event: String = "update", id: String? = nil) async throws {
        try await send(html.string, event: event, id: id)
    }

    /// Keeps the connection open; send one every 15 seconds or so, and learn that the reader is gone.
    public func ping() async throws { try await writer.write(Array(": \n\n".utf8)) }

    private static func line(_ text: String) -> String { text.filter { !$0.isNewline } }
}

extension Response {
    /// A stream of events; it ends when the body returns, when the reader is gone (writing throws), or at shutdown.
    public static func events(_ body: @escaping @Sendable (EventStream) async throws -> Void) -> Response {
        Response(
            headers: ["content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no"],
            body: .stream { writer in try await body(EventStream(writer)) })
    }
}
