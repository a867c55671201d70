/// A cookie as the server sets it: for this host, all paths, not for scripts, and not sent along from other sites.
public struct Cookie: Hashable, Sendable {
    public let name: String
    public let value: String
    /// Seconds; nil lasts until the browser ends, 0 removes the cookie.
    public let maxAge: Int?

    public init(_ name: String, _ value: String, maxAge: Int? = nil) {
        self.name = name
        self.value = value
        self.maxAge = maxAge
    }

    /// The name on the wire: over HTTPS with the prefix that binds the cookie to this host (RFC 6265bis § 4.1.3.2).
    static func wireName(_ name: String, secure: Bool) -> String { secure ? "__Host-" + name : name }

    func header(secure: Bool) -> String {
        var text = "\(Cookie.wireName(name, secure: secure))=\(value); Path=/; HttpOnly; SameSite=Lax"
        if secure { text += "; Secure" }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        return text
    }

    /// Reads a `Cookie` header.
    static func parse(_ headers: [String]) -> [String: String] {
        var cookies: [String: String] = [:]
        for header in headers {
            for pair in header.split(separator: ";") {
                guard let equals = pair.firstIndex(of: "=") else { continue }
                let name = String(pair[..<equals].trimmed)
                if cookies[name] == nil { cookies[name] = String(pair[pair.index(after: equals)...].trimmed) }
            }
        }
        return cookies
    }
}
