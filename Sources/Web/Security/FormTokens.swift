import Kernel

/// Tokens that prove that a form was written by this site for this visitor (against cross-site request forgery).
///
/// With a session the token comes from the session's secret. Without one it comes from a signed random cookie that is
/// set together with the first form (double submit). Each page gets a fresh mask over it, so that compression tells nothing.
struct FormTokens: Sendable {
    static let field = "_token"
    static let header = "x-form-token"
    static let cookie = "form"

    let key: [UInt8]

    func token(for request: Request) -> String {
        guard !request.session.isBearer else { return "" }
        let base = base(for: request) ?? self.base(cookie: request.body.newCookie { freshCookie() })
        let mask = Crypto.random(base.count)
        return Base64URL.encode(mask + zip(base, mask).map { $0 ^ $1 })
    }

    func isValid(_ token: String?, for request: Request) -> Bool {
        guard let token, let base = base(for: request), let bytes = Base64URL.decode(token), bytes.count == base.count * 2
        else { return false }
        let plain = zip(bytes.prefix(base.count), bytes.suffix(base.count)).map { $0 ^ $1 }
        return Crypto.equal(plain, base)
    }

    /// Nil where the visitor has neither a session nor a cookie of ours.
    private func base(for request: Request) -> [UInt8]? {
        if let secret = request.session.secret { return Crypto.hmacSHA256(key: secret, Array("form".utf8)) }
        guard let cookie = request.cookies[FormTokens.cookie], isSigned(cookie) else { return nil }
        return base(cookie: cookie)
    }

    private func base(cookie: String) -> [UInt8] { Crypto.hmacSHA256(key: key, Array("form-token:\(cookie)".utf8)) }

    private func freshCookie() -> String {
        let nonce = Base64URL.encode(Crypto.random(18))
        return nonce + "." + signature(nonce)
    }

    private func signature(_ nonce: String) -> String {
        Base64URL.encode(Array(Crypto.hmacSHA256(key: key, Array("form-cookie:\(nonce)".utf8)).prefix(18)))
    }

    func isSigned(_ cookie: String) -> Bool {
        let halves = cookie.split(separator: ".")
        return halves.count == 2 && Crypto.equal(signature(String(halves[0])).utf8, halves[1].utf8)
    }

    /// Refuses an unsafe request that a foreign page may have caused. Bearer requests carry no cookie and are exempt,
    /// as are JSON requests of visitors without a session: a foreign page cannot send those without being asked first.
    func check(_ request: Request) async throws {
        guard !request.method.isSafe, !request.session.isBearer else { return }
        if let site = request.headers["sec-fetch-site"], site != "same-origin", site != "none" { throw WebFault.tokenMissing }
        if let origin = request.headers["origin"], !isOwn(origin, request) { throw WebFault.tokenMissing }
        // Programs without a session bring nothing along that a foreign page could borrow; some send no body and no type.
        if request.path.hasPrefix("/api/"), request.session.secret == nil { return }
        let type = HeaderParameters.parse(request.headers["content-type"] ?? "").value
        let isForm = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""].contains(type)
        if !isForm, request.session.secret == nil { return }
        if let header = request.headers[FormTokens.header] {
            guard isValid(header, for: request) else { throw WebFault.tokenMissing }
            return
        }
        guard isForm, type != "text/plain", isValid(try await request.form()[FormTokens.field], for: request)
        else { throw WebFault.tokenMissing }
    }
    /// Whether a page of this site sent the request (RFC 6454): the address as the visitor sees it. `null` is a stranger; our
    /// own pages tell their origin, because their referrer policy allows it.
    private func isOwn(_ origin: String, _ request: Request) -> Bool {
        let origin = origin.lowercased()
        if let outside = request.site.origin, origin == outside.lowercased() { return true }
        guard let host = request.headers["host"] else { return false }
        return origin == (request.isSecure ? "https://" : "http://") + host.lowercased()
    }
}
