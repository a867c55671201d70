import Kernel

/// The routes of the web itself: style sheet, script, health, metrics, API description.
enum OwnRoutes {
    static func all(isReady: @escaping @Sendable () async -> String?) -> [Route] {
        [
            asset("stadtkern.css", type: "text/css; charset=utf-8"),
            asset("stadtkern.js", type: "text/javascript; charset=utf-8"),
            asset("icon.svg", type: "image/svg+xml"),
            Route(.get, "/health/live", who: .everyone) { _ in .text("ok\n") },
            Route(.get, "/health/ready", who: .everyone) { _ in
                if let reason = await isReady() { .text(reason + "\n", status: 503) } else { .text("ok\n") }
            },
            Route(.get, "/metrics", who: .adminPort) { request in
                .text(await request.app.metrics.prometheus(), type: "text/plain; version=0.0.4; charset=utf-8")
            },
            Route(.get, "/api/openapi.json", who: .everyone) { request in
                .json(OpenAPI.document(request.app.routes, site: request.site))
            },
        ]
    }

    /// Assets and health checks need no session.
    static func isAsset(_ request: Request) -> Bool {
        guard let path = request.route?.path else { return false }
        return path.hasPrefix("/web/") || path.hasPrefix("/health/")
    }

    private static let versions: [String: String] = {
        var versions: [String: String] = [:]
        for name in ["stadtkern.css", "stadtkern.js", "icon.svg"] {
            versions[name] = String(Digest(of: Assets.bytes("Web/Design/" + name) ?? []).hex.prefix(12))
        }
        return versions
    }()

    /// The address of an asset, which changes with its contents, so that browsers may keep it for ever.
    static func address(of name: String) -> String { "/web/\(name)?v=\(versions[name] ?? "")" }

    private static func asset(_ name: String, type: String) -> Route {
        let bytes = Assets.bytes("Web/Design/" + name) ?? []
        let tag = "\"\(versions[name] ?? "")\""
        return Route(.get, "/web/" + name, who: .everyone) { request in
            let cache = request.query("v") == versions[name] ? "public, max-age=31536000, immutable" : "no-cache"
            let headers: Headers = ["content-type": type, "etag": tag, "cache-control": cache]
            if Response.matches(request.headers["if-none-match"], tag) { return Response(status: 304, headers: headers) }
            return Response(headers: headers, body: .bytes(bytes))
        }
    }
}
