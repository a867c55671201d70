import Foundation
import Kernel
import Store
import Testing

@testable import Web

/// A small city to ask: every kind of route once.
struct World {
    let app: WebApp
    let client: InProcessClient

    static let citizen = Session(
        caller: Caller(.account("a1")), name: "Erika Mustermann", secret: Array("secret-of-erika".utf8), language: .de)
    static let clerk = Session(
        caller: Caller(.staff("s1"), permissions: ["things.decide"]), name: "Karl Amt", secret: Array("secret-of-karl".utf8))

    /// Sessions by cookie `session` and by bearer token.
    static func identify(_ request: Request) -> Session {
        if request.headers["authorization"] == "Bearer t1" {
            return Session(caller: Caller(.account("a1")), isBearer: true)
        }
        switch request.cookies["session"] {
        case "erika": return citizen
        case "karl": return clerk
        default: return .anonymous
        }
    }

    static func store(clock: any Clock = SystemClock()) throws -> Store {
        let path = FileManager.default.temporaryDirectory.path + "/web-tests-\(Crypto.token(bytes: 6)).db"
        return try Store(database: "sqlite:" + path, components: [], clock: clock)
    }

    static func site(_ id: String, hosts: Set<String> = [], isSecure: Bool = false) throws -> Site {
        Site(
            id: id, hosts: hosts, name: LocalText(de: "Stadt \(id)", en: "City of \(id)"),
            service: LocalText(de: "Serviceportal", en: "Service portal"),
            isSecure: isSecure, store: try store())
    }

    init(
        routes: [Route] = World.routes, sites: [Site]? = nil, settings: WebSettings? = nil, limiter: RateLimiter = RateLimiter(),
        isReady: @escaping @Sendable () async -> String? = { nil }
    ) throws {
        let component = Component(
            StoreComponent(name: "things"), routes: routes,
            navigation: [
                NavigationItem(.portal, "web.to-start", "/things", who: .everyone),
                NavigationItem(.workbench, "web.workbench", "/desk", who: .staff),
            ])
        app = try WebApp(
            sites: sites ?? [World.site("Musterstadt")], components: [component],
            settings: settings
                ?? WebSettings(
                    signIn: [.portal: "/sign-in", .workbench: "/staff/sign-in"], signOut: "/sign-out", logsRequests: false),
            limiter: limiter, isReady: isReady, identify: { World.identify($0) })
        client = InProcessClient(app)
    }

    enum Odd: Error { case secret(String) }

    static let routes: [Route] = [
        Route(.get, "/things", who: .everyone) { request in
            request.page("Dinge") { html in
                html.form("/things", action: "things.make") { html in html.submit("Machen") }
            }
        },
        Route(
            .post, "/things", action: "things.make", who: .everyone,
            limits: BodyLimits(field: 1000, file: 2000, request: 5000, parts: 10)
        ) { request in
            let form = try await request.form()
            let files = form.files.map { "\($0.field) \($0.filename) \($0.size) \($0.digest)" }.joined(separator: ";")
            let fields = form.fields.filter { $0.name != FormTokens.field }.map { "\($0.name)=\($0.value)" }.joined(
                separator: ";")
            return .text(fields + "|" + files)
        },
        Route(.get, "/things/:id", who: .everyone) { request in .text("thing \(request.parameter("id"))") },
        Route(.get, "/things/new", who: .everyone) { _ in .text("new thing") },
        Route(.get, "/files/*rest", who: .everyone) { request in .text(request.parameter("rest")) },
        Route(.get, "/mine", who: .account) { request in .text(request.caller.label) },
        Route(.get, "/desk", who: .staff) { request in request.page("Schreibtisch") { $0.p("Hallo") } },
        Route(.get, "/desk/decide", who: .permission("things.decide")) { _ in .text("may") },
        Route(.get, "/desk/rule", who: .permission("things.rule")) { _ in .text("may") },
        Route(.post, "/things/:id/end", action: "things.end", who: .account) { request in
            .redirect("/things/\(request.parameter("id"))")
        },
        Route(.get, "/odd", who: .everyone) { _ in throw Odd.secret("erika@example.org") },
        Route(.get, "/gone", who: .everyone) { _ in throw GoneFault() },
        Route(.get, "/api/v1/odd", who: .everyone) { _ in throw Odd.secret("x") },
        Route(
            .post, "/api/v1/things", who: .everyone,
            api: APIOperation(
                "Make a thing", tag: "things", request: APIBody(thing), responses: [APIAnswer(201, "Made", thing)])
        ) { request in .json(try await request.json(thing), status: 201) },
        Route(.get, "/once", who: .everyone, rate: RateLimit(2, per: 60)) { _ in .text("ok") },
        Route(.get, "/news", who: .everyone) { _ in
            .events { stream in
                try await stream.send("eins\nzwei", event: "update", id: "1")
                try await stream.ping()
            }
        },
    ]

    static let thing = Schema.object([
        .init("name", .string(longest: 10)), .init("count", .integer(least: 1, most: 5), required: false),
        .init("born", .string(format: "date"), required: false),
    ])
}

struct GoneFault: Fault {
    var code: String { "web.bad-body" }
    var kind: FaultKind { .gone }
    var details: [String: String] { ["reason": "<weg>"] }
}

@Suite struct RoutingTests {
    @Test("literal segments win over parameters, and the rest takes any number")
    func matching() async throws {
        let world = try World()
        #expect(try await world.client.get("/things/42").text == "thing 42")
        #expect(try await world.client.get("/things/new").text == "new thing")
        #expect(try await world.client.get("/things/a%20b").text == "thing a b")
        #expect(try await world.client.get("/files/a/b/c").text == "a/b/c")
        #expect(try await world.client.get("/things/").status == 200)
    }

    @Test(
        "paths that try to climb or hide are not found",
        arguments: ["/files/../x", "/files/%2e%2e/x", "/things/a%2Fb", "/things/%00", "/things//x", "/things/%zz"])
    func climbing(_ path: String) async throws {
        #expect(try await World().client.get(path).status == 404)
    }

    @Test("a wrong method says which are right; HEAD has the headers of GET and no body")
    func methods() async throws {
        let world = try World()
        let wrong = try await world.client.send(.delete, "/things", headers: ["authorization": "Bearer t1"])
        #expect(wrong.status == 405)
        #expect(wrong.headers["allow"] == "GET, HEAD, POST")
        let head = try await world.client.send(.head, "/things/42")
        #expect(head.status == 200)
        #expect(head.bytes.isEmpty)
        let options = try await world.client.send(.options, "/things")
        #expect(options.status == 204)
        #expect(options.headers["allow"] == "GET, HEAD, POST")
    }

    @Test("two routes at one address stop the start")
    func twice() throws {
        let route = Route(.get, "/a", who: .everyone) { _ in .text("") }
        #expect(throws: RoutingProblem.self) { try World(routes: [route, route]) }
    }

    @Test("a route is listed with its action, who may, and where it stands")
    func listing() throws {
        let route = try #require(World.routes.first { $0.path == "/things/:id/end" })
        #expect(route.listing.hasPrefix("POST /things/:id/end  things.end  account  WebTests/WebAppTests.swift:"))
    }

    @Test("cities are told apart by host; an unknown host gets no city")
    func cities() async throws {
        let routes = [Route(.get, "/who", who: .everyone) { .text($0.site.id) }]
        let world = try World(
            routes: routes, sites: [World.site("a", hosts: ["a.example"]), World.site("b", hosts: ["b.example"])])
        #expect(try await InProcessClient(world.app, host: "a.example").send(.get, "/who").text == "a")
        #expect(try await InProcessClient(world.app, host: "B.example:8080").send(.get, "/who").text == "b")
        #expect(try await InProcessClient(world.app, host: "c.example").send(.get, "/who").status == 421)
    }
}

@Suite struct AccessTests {
    @Test("nobody is led to sign in and back, each area to its own door")
    func signIn() async throws {
        let world = try World()
        let citizen = try await world.client.get("/mine?x=1", follow: false)
        #expect(citizen.status == 303)
        #expect(citizen.location == "/sign-in?returnTo=%2Fmine%3Fx%3D1")
        #expect(try await world.client.get("/desk", follow: false).location == "/staff/sign-in?returnTo=%2Fdesk")
    }

    @Test("a program is told 401 instead")
    func programs() async throws {
        let reply = try await World().client.json(.get, "/mine")
        #expect(reply.status == 401)
        #expect(reply.headers["content-type"] == "application/problem+json")
        #expect(reply.headers["www-authenticate"] == "Bearer")
    }

    @Test("citizens, staff and permissions are kept apart")
    func kinds() async throws {
        let world = try World()
        world.client.setHeader("cookie", nil)
        func status(_ path: String, _ cookie: String) async throws -> Int {
            try await world.client.get(path, headers: ["cookie": "session=\(cookie)"], follow: false).status
        }
        #expect(try await status("/mine", "erika") == 200)
        #expect(try await status("/mine", "karl") == 403)
        #expect(try await status("/desk", "erika") == 403)
        #expect(try await status("/desk", "karl") == 200)
        #expect(try await status("/desk/decide", "karl") == 200)
        #expect(try await status("/desk/decide", "erika") == 403)
        #expect(try await status("/desk/rule", "karl") == 403)
    }

    @Test("the operators' routes do not exist on the public port")
    func adminPort() async throws {
        let world = try World()
        #expect(try await world.client.get("/metrics").status == 404)
        let incoming = IncomingRequest(
            method: "GET", target: "/metrics", headers: ["host": "x"], body: RequestBody(), peer: "127.0.0.1", isAdminPort: true)
        #expect(await world.app.respond(to: incoming).status == 200)
    }

    @Test("navigation shows what the reader may open, and the state of signing in")
    func navigation() async throws {
        let world = try World()
        let citizen = try await world.client.get("/things", headers: ["cookie": "session=erika"])
        #expect(citizen.text.contains("Erika Mustermann"))
        #expect(citizen.text.contains("action=\"/sign-out\""))
        #expect(!citizen.text.contains("href=\"/desk\""))
        let clerk = try await world.client.get("/desk", headers: ["cookie": "session=karl"])
        #expect(clerk.text.contains("<a href=\"/desk\" aria-current=\"page\">"))
        #expect(clerk.text.contains("data-area=\"workbench\""))
    }
}

@Suite struct ErrorTests {
    @Test("an unexpected error shows a number and nothing of itself")
    func incident() async throws {
        let reply = try await World().client.get("/odd")
        #expect(reply.status == 500)
        #expect(reply.words.contains("nennen Sie bitte diese Nummer"))
        #expect(!reply.text.contains("erika@example.org"))
        #expect(!reply.text.contains("secret"))
    }

    @Test("a program gets the same as a problem document")
    func problem() async throws {
        let reply = try await World().client.json(.get, "/api/v1/odd")
        #expect(reply.status == 500)
        #expect(reply.headers["content-type"] == "application/problem+json")
        #expect(try reply.json()["code"]?.string == "web.incident")
    }

    @Test("a fault becomes its status, and its text is escaped")
    func fault() async throws {
        let reply = try await World().client.get("/gone")
        #expect(reply.status == 410)
        #expect(reply.text.contains("&lt;weg&gt;"))
    }

    @Test("what is not found says so in the reader's language")
    func languages() async throws {
        let world = try World()
        #expect(
            try await world.client.get("/nowhere", headers: ["accept-language": "en-GB,de;q=0.5"]).words.contains(
                "This page does not exist"))
        #expect(try await world.client.get("/nowhere?lang=de").words.contains("Diese Seite gibt es nicht"))
    }

    @Test("the log of an error holds no quoted values, addresses or long numbers")
    func scrubbing() {
        let text = Scrubber.scrub("failed for \"Erika\" at 'Burgplatz' erika@example.org number 1234567 code 42")
        #expect(text == "failed for … at … … number … code 42")
    }
}

@Suite struct LanguageTests {
    @Test("?lang= wins and is remembered, then account, cookie, browser, German")
    func order() async throws {
        let world = try World()
        #expect(try await world.client.get("/things", headers: ["accept-language": "en"]).headers["content-language"] == "en")
        #expect(try await world.client.get("/things?lang=ls").headers["content-language"] == "de-simple")
        #expect(world.client.cookie("lang") == "ls")
        #expect(
            try await world.client.get("/things", headers: ["accept-language": "en"]).headers["content-language"] == "de-simple")
        let account = try await world.client.get(
            "/things", headers: ["cookie": "session=erika; lang=en", "accept-language": "en"])
        #expect(account.headers["content-language"] == "de")
    }

    @Test(
        "the browser's wishes are weighed",
        arguments: [
            ("de-AT,en;q=0.9", Language.de), ("fr,en;q=0.3,de;q=0.2", .en), ("fr", nil), ("en;q=0", nil), ("", nil), ("EN", .en),
        ])
    func accept(_ pair: (String, Language?)) { #expect(Languages.accepted(pair.0) == pair.1) }

    @Test("the switch keeps the rest of the address")
    func switching() async throws {
        let reply = try await World().client.get("/things?q=a%26b&lang=de")
        #expect(reply.text.contains("href=\"/things?q=a%26b&amp;lang=en\""))
    }
}
