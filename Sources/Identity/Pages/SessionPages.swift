import Kernel
import Store
import Web

/// Where one is signed in, and how to end it.
enum SessionPages {
    static func list(_ request: Request) async throws -> Response {
        let caller = request.caller
        let sessions = try await request.read { try IdentitySession.own(caller, in: $0) }
        return request.page(request.say("identity.sessions.title")) { html in
            html.p(html.say("identity.sessions.text"))
            let columns = ["device", "address", "since", "seen", "end"].map {
                Column(html.say("identity.sessions.\($0)"), header: $0 == "device")
            }
            html.table(html.say("identity.sessions.title"), columns: columns, items: sessions, hidesCaption: true) {
                session, row in
                let isHere = session.id.text == request.session.id
                let device = device(session, request)
                row.cell(isHere ? request.say("identity.sessions.here", ["device": device]) : device)
                row.cell(session.address)
                row.cell(Written.moment(session.createdAt, request.language))
                row.cell(session.kind == .bearer ? "–" : Written.moment(session.seenAt, request.language))
                row.cell { html in
                    html.form("/identity/sessions/\(session.id)/ending", action: SignOut.name) { html in
                        html.submit(html.say("identity.sessions.end.button", ["device": device]), style: .link)
                    }
                }
            }
            if sessions.count > 1, !request.session.isBearer {
                html.form("/identity/sessions/ending", action: EndOtherSessions.name) { html in
                    html.submit(html.say("identity.sessions.end-others"), style: .secondary)
                }
            }
        }
    }

    static func end(_ request: Request) async throws -> Response {
        guard let id = ID<IdentitySession>(checking: request.parameter("id")) else { throw IdentityFault.sessionUnknown }
        try await request.perform(SignOut(session: id))
        return id.text == request.session.id ? signedOut() : .redirect("/identity/sessions")
    }

    static func endOthers(_ request: Request) async throws -> Response {
        guard let id = request.session.id else { throw IdentityFault.sessionUnknown }
        _ = try await request.perform(EndOtherSessions(kept: ID(id)))
        return .redirect("/identity/sessions")
    }

    static func signOut(_ request: Request) async throws -> Response {
        if let id = request.session.id { try await request.perform(SignOut(session: ID(id))) }
        return signedOut()
    }

    private static func signedOut() -> Response {
        Response.redirect("/").with(Cookie(SessionCookies.session, "", maxAge: 0))
            .with("clear-site-data", "\"cache\"")
    }

    /// What people call the thing they signed in with: browser and system, from the user agent's own words.
    static func device(_ session: IdentitySession, _ request: Request) -> String {
        if session.kind == .bearer { return request.say("identity.sessions.program") }
        let agent = session.agent
        let browsers = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
        let systems = [
            ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ]
        let browser = browsers.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        let known = [browser, system].compactMap { $0 }
        return known.isEmpty ? request.say("identity.sessions.unknown") : known.joined(separator: ", ")
    }
}
