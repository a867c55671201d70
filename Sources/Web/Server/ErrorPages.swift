import Kernel

/// Pages and problem documents for what went wrong.
enum ErrorPages {
    static func page(for error: any Error, request: Request) -> Response {
        guard let fault = error as? any Fault, fault.kind != .internalError else { return incident(error, request) }
        if case WebFault.signInNeeded = fault, !request.wantsJSON, let address = signIn(request) { return .redirect(address) }
        let problem = Problem(fault, request: request)
        var response = request.wantsJSON || request.sentJSON ? problem.response : html(problem, request)
        switch fault {
        case WebFault.tooMany(let seconds): response.headers["retry-after"] = String(seconds)
        case WebFault.methodNotAllowed(let allow): response.headers["allow"] = allow
        case WebFault.signInNeeded: response.headers["www-authenticate"] = "Bearer"
        case _ where fault.kind == .unavailable: response.headers["retry-after"] = "5"
        default: break
        }
        return response
    }

    /// Where to sign in and come back; a form that was sent is not repeated, its page is opened again.
    private static func signIn(_ request: Request) -> String? {
        let area: Area =
            switch request.route?.access {
            case .staff?, .permission?: .workbench
            default: .portal
            }
        guard let path = request.app.settings.signIn[area] else { return nil }
        return Address.path(path, ["returnTo": request.method.isSafe ? request.target : nil])
    }

    /// Something that should not have happened: the reader gets a number, the log the rest.
    private static func incident(_ error: any Error, _ request: Request) -> Response {
        let number = String(Crypto.token(bytes: 4)).uppercased()
        Log.error(
            "web.incident",
            [
                "incident": .string(number), "request": .string(request.id), "route": .string(request.route?.listing ?? "-"),
                "type": .string(String(reflecting: type(of: error))), "error": .string(Scrubber.scrub(String(describing: error))),
            ])
        let problem = Problem(incident: number, request: request)
        return request.wantsJSON || request.sentJSON ? problem.response : html(problem, request)
    }

    private static func html(_ problem: Problem, _ request: Request) -> Response {
        request.page(problem.title, status: problem.status) { html in
            if let detail = problem.detail { html.p(detail) }
            if !problem.errors.isEmpty {
                html.ul(.class("errors")) { html in for error in problem.errors { html.li(error.detail) } }
            }
            let key = "web.status.\(problem.status).hint"
            if Texts.shared.has(key) { html.p(html.say(key)) }
            html.p { html in html.a(html.say("web.to-start"), .href("/")) }
        }
    }
}

/// Takes out of an error's description what may be someone's data: quoted values, mail addresses, long numbers.
enum Scrubber {
    static func scrub(_ text: String) -> String {
        let quotes = text.replacing(#/"[^"]*"|'[^']*'/#, with: "…")
        return String(quotes.replacing(#/[^\s@]+@[^\s@]+/#, with: "…").replacing(#/\d{5,}/#, with: "…").prefix(500))
    }
}
