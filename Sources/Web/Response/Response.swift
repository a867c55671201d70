import Foundation
public import Kernel

/// An answer: status, headers, cookies, body.
public struct Response: Sendable {
    public enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// Part of a file: offset and length in bytes.
        case file(path: String, offset: Int, count: Int)
        /// Bytes that come one after the other.
        case stream(@Sendable (any BodyWriter) async throws -> Void)
    }

    public var status: Int
    public var headers: Headers
    public var cookies: [Cookie] = []
    public var body: Body

    public init(status: Int = 200, headers: Headers = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A whole page.
    public static func html(_ html: HTML, status: Int = 200) -> Response {
        Response(status: status, headers: ["content-type": "text/html; charset=utf-8"], body: .bytes(html.bytes))
    }

    public static func json(_ json: JSON, status: Int = 200) -> Response {
        Response(status: status, headers: ["content-type": "application/json"], body: .bytes(json.bytes))
    }

    /// Any value that encodes itself; dates and numbers as their `Codable` says, keys sorted.
    public static func json(encoding value: some Encodable, status: Int = 200) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status, headers: ["content-type": "application/json"], body: .bytes(Array(try encoder.encode(value))))
    }

    public static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> Response {
        Response(status: status, headers: ["content-type": type], body: .bytes(Array(text.utf8)))
    }

    /// See other (303): after a form was taken. Only addresses of this site, or absolute ones that the program itself made.
    public static func redirect(_ address: String) -> Response {
        Response(status: 303, headers: ["location": Address.isSafe(address) ? address : "/"])
    }

    public static func noContent() -> Response { Response(status: 204) }

    /// Bytes as a file: shown in the browser or offered for saving under a name.
    public static func bytes(_ bytes: [UInt8], type: String, filename: String? = nil, inline: Bool = true) -> Response {
        var response = Response(headers: ["content-type": type], body: .bytes(bytes))
        if let filename { response.headers["content-disposition"] = disposition(filename, inline: inline) }
        return response
    }

    public func with(_ name: String, _ value: String) -> Response {
        var copy = self
        copy.headers[name] = value
        return copy
    }

    public func with(_ cookie: Cookie) -> Response {
        var copy = self
        copy.cookies.append(cookie)
        return copy
    }

    public var isRedirect: Bool { (300..<400).contains(status) && headers.contains("location") }

    /// `Content-Disposition` with a plain and a UTF-8 name (RFC 6266, RFC 8187).
    static func disposition(_ filename: String, inline: Bool) -> String {
        let plain = String(
            filename.unicodeScalars.map {
                $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0 != "%" ? Character($0) : "_"
            })
        return "\(inline ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(Address.encode(filename))"
    }
}

/// Takes the bytes of a streamed answer. Writing waits for a slow reader and throws when the reader is gone.
public protocol BodyWriter: Sendable {
    func write(_ bytes: [UInt8]) async throws
}
