public import Kernel
import Store
public import Web

/// The cookies of Identity and what they say.
public enum SessionCookies {
    /// Holds the token of a session.
    public static let session = "session"
    /// Holds the token of a session half way.
    static let halfway = "sign-in"

    /// Puts the visitor into a new session.
    public static func enter(_ opened: OpenedSession, response: Response, lasting: Bool = false, seconds: Double = 0) -> Response
    {
        response.with(Cookie(session, opened.token, maxAge: lasting ? Int(seconds) : nil)).with(Cookie(halfway, "", maxAge: 0))
    }
}

extension Request {
    /// Where this request comes from, as sessions remember it.
    public var visitor: Visitor { Visitor(address: remoteAddress, agent: headers["user-agent"] ?? "") }

    /// The token of the session that the browser shows.
    public var sessionToken: String? { cookies[SessionCookies.session] }

    /// The session of the token or cookie; nil for nobody. A bearer token that does not hold is refused, so that a
    /// program learns of it.
    public func identitySession() async throws -> IdentitySession? {
        if let header = headers["authorization"] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let session = try await Identity.resolve(String(parts[1]), kinds: [.bearer], in: store)
            else { throw IdentityFault.sessionEnded }
            return session
        }
        guard let token = sessionToken else { return nil }
        // A page that renews itself is nobody at work: it does not keep a visit alive.
        let isAtWork = headers["accept"] != "text/event-stream"
        return try await Identity.resolve(token, kinds: [.browser, .anonymous], touches: isAtWork, in: store)
    }

    /// The visitor's session, opened as an anonymous one where there is none; the answer must go out with its cookie.
    public func visit() async throws -> (id: String, opened: OpenedSession?) {
        if let id = session.id { return (id, nil) }
        let opened = try await store.perform(OpenAnonymousSession(visitor: visitor), as: .anonymous)
        return (opened.id.text, opened)
    }
}

extension Response {
    /// With the cookie of an anonymous session that was just opened.
    public func with(_ opened: OpenedSession?, settings: IdentitySettings) -> Response {
        guard let opened else { return self }
        return with(Cookie(SessionCookies.session, opened.token, maxAge: Int(settings.anonymous)))
    }
}

extension IdentitySession {
    /// The session as the web sees it, for a caller whose rights are known. Whoever still has to set up one-time codes has no
    /// rights but over their own sign-in.
    public func session(of caller: Caller, settings: IdentitySettings) -> Session {
        let isSignedIn = kind == .browser || kind == .bearer
        let duty = isSignedIn && owesSecondFactor(settings) ? IdentitySession.secondFactorDuty : nil
        let caller = duty == nil ? caller : Caller(caller.kind, permissions: Identity.ownPermissions)
        return Session(
            caller: isSignedIn ? caller : .anonymous, name: isSignedIn ? name : nil, secret: kind == .bearer ? nil : secret,
            language: isSignedIn ? language : nil, isBearer: kind == .bearer, id: id.text, duty: duty)
    }

    /// People of the staff see the files of others, so a password alone lets them set up their codes and no more. Codes that were
    /// removed are owed again.
    func owesSecondFactor(_ settings: IdentitySettings) -> Bool {
        guard settings.staffSecondFactor == .required, case .staff? = principal else { return false }
        return !hasSecondFactor || !hasCodes
    }

    private static let secondFactorDuty = Duty(
        address: "/identity/second-factor",
        open: [
            "/identity/second-factor", "/identity/second-factor/confirmation", "/identity/sign-in", "/identity/sign-out",
            "/api/v1/sessions/current",
        ], fault: IdentityFault.codesDemanded)
}
