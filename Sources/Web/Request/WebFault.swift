public import Kernel

/// What can go wrong before a page is asked.
public enum WebFault: Fault, Hashable {
    case notFound
    case methodNotAllowed(allow: String)
    case signInNeeded
    case forbidden
    case tokenMissing
    case bodyTooLarge(limit: Int)
    case tooManyParts(limit: Int)
    case badBody(String)
    case badContentType(String)
    case tooMany(seconds: Int)
    case tooSlow
    case unknownHost
    case closing

    public var code: String {
        switch self {
        case .notFound: "web.not-found"
        case .methodNotAllowed: "web.method-not-allowed"
        case .signInNeeded: "web.sign-in-needed"
        case .forbidden: "web.forbidden"
        case .tokenMissing: "web.token-missing"
        case .bodyTooLarge: "web.body-too-large"
        case .tooManyParts: "web.too-many-parts"
        case .badBody: "web.bad-body"
        case .badContentType: "web.bad-content-type"
        case .tooMany: "web.too-many"
        case .tooSlow: "web.too-slow"
        case .unknownHost: "web.unknown-host"
        case .closing: "web.closing"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound, .unknownHost: .notFound
        case .methodNotAllowed: .invalid
        case .signInNeeded: .unauthenticated
        case .forbidden, .tokenMissing: .forbidden
        case .bodyTooLarge, .tooManyParts: .tooLarge
        case .badBody, .tooSlow: .invalid
        case .badContentType: .unsupportedMedia
        case .tooMany: .tooMany
        case .closing: .unavailable
        }
    }

    /// The HTTP status, where it is not that of the kind.
    var status: Int? {
        switch self {
        case .methodNotAllowed: 405
        case .badBody: 400
        case .tooSlow: 408
        case .unknownHost: 421
        default: nil
        }
    }

    public var details: [String: String] {
        switch self {
        case .bodyTooLarge(let limit): ["megabytes": String(Swift.max(1, limit / 1_000_000))]
        case .tooManyParts(let limit): ["limit": String(limit)]
        case .badBody(let reason): ["reason": reason]
        case .badContentType(let type): ["type": type]
        case .tooMany(let seconds): ["seconds": String(seconds)]
        default: [:]
        }
    }
}

extension FaultKind {
    /// The HTTP status of a kind of fault (RFC 9110 § 15).
    public var status: Int {
        switch self {
        case .malformed: 400
        case .invalid: 422
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .gone: 410
        case .tooLarge: 413
        case .unsupportedMedia: 415
        case .tooMany: 429
        case .unavailable: 503
        case .internalError: 500
        }
    }
}
