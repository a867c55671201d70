/// Headers that every answer carries.
enum SecurityHeaders {
    /// Nothing but our own files; no inline script or style; no frames.
    static let contentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// The same for a page that shows documents of this site beside its contents.
    static let policyWithDocuments = contentPolicy + "; object-src 'self'; frame-src 'self'"

    static func add(to response: inout Response, isSecure: Bool) {
        func put(_ name: String, _ value: String) { if !response.headers.contains(name) { response.headers[name] = value } }
        put("content-security-policy", contentPolicy)
        put("x-content-type-options", "nosniff")
        put("referrer-policy", "same-origin")
        put("x-frame-options", "DENY")
        put("cross-origin-opener-policy", "same-origin")
        put("cross-origin-resource-policy", "same-origin")
        put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()")
        if isSecure { put("strict-transport-security", "max-age=31536000; includeSubDomains") }
    }
}

extension Response {
    /// This page may show documents of its own site in a part of it.
    public func showingDocuments() -> Response { with("content-security-policy", SecurityHeaders.policyWithDocuments) }
}
