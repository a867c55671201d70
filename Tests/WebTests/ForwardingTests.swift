import Kernel
import Store
import Testing

@testable import Web

@Suite("Behind a proxy") struct ForwardingTests {
    private static let routes = [
        Route(.get, "/where", who: .everyone) { .text("\($0.remoteAddress) \($0.isSecure)") },
        Route(.get, "/form", who: .everyone) { request in
            request.page("Form") { $0.form("/form", action: "things.make") { _ in } }
        },
        Route(.post, "/form", action: "things.make", who: .everyone) { _ in .text("taken") },
    ]

    private func world(_ proxies: [String], isSecure: Bool = false, origin: String? = nil, rate: RateLimit? = nil) throws -> World
    {
        var site = try World.site("s", isSecure: isSecure)
        site.origin = origin
        return try World(
            routes: Self.routes, sites: [site],
            settings: WebSettings(proxies: proxies.map { try #require(AddressRange($0)) }, rate: rate, logsRequests: false),
            limiter: RateLimiter { 0 })
    }

    private func ask(
        _ world: World, _ peer: String, _ headers: Headers, _ method: Web.Method = .get, _ path: String = "/where",
        body: String = ""
    ) async -> Response {
        var all = headers
        if !all.contains("host") { all["host"] = "service.example" }
        if method == .post { all["content-type"] = "application/x-www-form-urlencoded" }
        return await world.app.respond(
            to: IncomingRequest(
                method: method.rawValue, target: path, headers: all, body: RequestBody(Array(body.utf8)), peer: peer))
    }

    private func text(_ response: Response) -> String {
        if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    @Test("forwarded addresses are believed only from the proxy, and only its last hop")
    func addresses() async throws {
        let world = try world(["10.0.0.1", "fd00::/8"])
        func address(_ peer: String, _ forwarded: String) async -> String {
            String(text(await ask(world, peer, ["x-forwarded-for": forwarded])).prefix { $0 != " " })
        }
        #expect(await address("203.0.113.9", "1.2.3.4") == "203.0.113.9")
        #expect(await address("10.0.0.1", "6.6.6.6, 198.51.100.7") == "198.51.100.7")
        #expect(await address("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.1") == "198.51.100.7")
        #expect(await address("10.0.0.1", "") == "10.0.0.1")
        // What cannot be an address does not become the name of a visitor.
        #expect(await address("10.0.0.1", "198.51.100.7, unknown") == "10.0.0.1")
        // One address has one form: with a port, in brackets, or as IPv4 within IPv6.
        #expect(await address("::ffff:10.0.0.1", "198.51.100.7:4711") == "198.51.100.7")
        #expect(await address("fd12::1", "[2001:DB8:0::0001]:443") == "2001:db8::1")
        #expect(await address("fe80::1", "198.51.100.7") == "fe80::1")
    }

    @Test("blocks of addresses hold what their bits say")
    func blocks() throws {
        let block = try #require(AddressRange("10.0.4.0/22"))
        // 22 bits: the third byte may differ in its last two bits, so 10.0.4.0 to 10.0.7.255.
        for (text, isInside) in [
            ("10.0.4.0", true), ("10.0.7.255", true), ("10.0.8.0", false), ("10.0.3.255", false), ("::ffff:10.0.5.1", true),
            ("::1", false),
        ] {
            #expect(block.contains(try #require(IPAddress(text))) == isInside, "\(text)")
        }
        #expect(AddressRange("0.0.0.0/0")?.contains(try #require(IPAddress("203.0.113.9"))) == true)
        for bad in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "service.example", "::1/129", "10.0.0.1/-1"] {
            #expect(AddressRange(bad) == nil, "\(bad)")
        }
    }

    @Test("the limit of an address counts visitors behind the trusted proxy one by one, and a stranger's claims as one")
    func rates() async throws {
        let world = try world(["10.0.0.1"], rate: RateLimit(2, per: 60))
        for visitor in ["198.51.100.1", "198.51.100.2"] {
            for _ in 0..<2 { #expect(await ask(world, "10.0.0.1", ["x-forwarded-for": visitor]).status == 200) }
            #expect(await ask(world, "10.0.0.1", ["x-forwarded-for": visitor]).status == 429)
        }
        var statuses: [Int] = []
        for number in 1...3 { statuses.append(await ask(world, "203.0.113.9", ["x-forwarded-for": "1.1.1.\(number)"]).status) }
        #expect(statuses == [200, 200, 429])
        // Claiming to be the machine itself frees nobody of the limit either.
        #expect(await ask(world, "203.0.113.9", ["x-forwarded-for": "127.0.0.1"]).status == 429)
    }

    @Test("TLS in front of the trusted proxy gives secure cookies and HSTS; anyone else's word gives nothing")
    func scheme() async throws {
        let world = try world(["10.0.0.1"])
        let secure = await ask(
            world, "10.0.0.1", ["x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"], .get, "/form")
        #expect(secure.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains")
        #expect(secure.headers["set-cookie"]?.hasPrefix("__Host-form=") == true)
        #expect(secure.headers["set-cookie"]?.contains("; Secure") == true)
        let stranger = await ask(world, "203.0.113.9", ["x-forwarded-proto": "https"], .get, "/form")
        #expect(stranger.headers["strict-transport-security"] == nil)
        #expect(stranger.headers["set-cookie"]?.hasPrefix("form=") == true)
        // A site under TLS that is reached without it through its proxy sends no HSTS (RFC 6797 § 7.2).
        let plain = await ask(try self.world(["10.0.0.1"], isSecure: true), "10.0.0.1", ["x-forwarded-proto": "http"])
        #expect(plain.headers["strict-transport-security"] == nil && text(plain) == "10.0.0.1 false")
        // Nobody between visitor and program can make a secure site an insecure one.
        #expect(
            text(await ask(try self.world([], isSecure: true), "203.0.113.9", ["x-forwarded-proto": "http"]))
                == "203.0.113.9 true")
    }

    @Test("a form is taken from a page of this site, whose address the trusted proxy and the setting decide")
    func origins() async throws {
        func send(_ world: World, _ peer: String, _ headers: Headers) async throws -> Int {
            let page = await ask(world, peer, headers, .get, "/form")
            let token = try #require(text(page).firstMatch(of: #/name="_token" value="([^"]*)"/#)).output.1
            var headers = headers
            headers["cookie"] = String(try #require(page.headers["set-cookie"]).prefix { $0 != ";" })
            return await ask(world, peer, headers, .post, "/form", body: "_token=\(token)").status
        }
        let world = try world(["10.0.0.1"])
        let tls: Headers = ["x-forwarded-proto": "https", "origin": "https://service.example"]
        #expect(try await send(world, "10.0.0.1", tls) == 200)
        // The same words from anyone else: the visitor came without TLS, so the page was another site's.
        #expect(try await send(world, "203.0.113.9", tls) == 403)
        #expect(try await send(world, "203.0.113.9", ["origin": "http://service.example"]) == 200)
        for foreign in ["https://evil.example", "http://service.example", "https://service.example:8443", "null"] {
            #expect(try await send(world, "10.0.0.1", ["x-forwarded-proto": "https", "origin": foreign]) == 403, "\(foreign)")
        }
        // Behind a proxy that changes the host, the address that was set is the site's.
        let set = try self.world([], isSecure: true, origin: "https://service.example")
        #expect(try await send(set, "203.0.113.9", ["host": "10.1.1.1:8080", "origin": "https://service.example"]) == 200)
        #expect(try await send(set, "203.0.113.9", ["host": "10.1.1.1:8080", "origin": "https://other.example"]) == 403)
    }
}

@Suite("Visitors without a session") struct VisitKeyTests {
    private static let routes = [
        Route(.get, "/key", who: .everyone) { .text($0.visitKey ?? "nobody") },
        Route(.post, "/key", action: "things.make", who: .everyone) { .text($0.visitKey ?? "nobody") },
        Route(.get, "/form", who: .everyone) { request in request.page("Form") { $0.form("/key", action: "things.make") { _ in } }
        },
    ]

    @Test("a visitor is known by the cookie that this site signed, and by no other")
    func forged() async throws {
        let world = try World(routes: Self.routes)
        #expect(try await world.client.get("/key").text == "nobody")
        _ = try await world.client.get("/form")
        let cookie = try #require(world.client.cookie("form"))
        let key = try await world.client.get("/key").text
        // 128 bits of a digest, from which the cookie cannot be found.
        #expect(key.hasPrefix("form:") && key.count == 37 && !key.contains(cookie.prefix { $0 != "." }))
        let nonce = String(cookie.prefix { $0 != "." })
        let stranger = InProcessClient(world.app)
        for forged in ["1", "visitor", nonce, nonce + ".", nonce + ".AAAAAAAAAAAAAAAAAAAAAAAA", cookie + "A", cookie + ".x", ""] {
            #expect(try await stranger.get("/key", headers: ["cookie": "form=\(forged)"]).text == "nobody", "\(forged)")
            // Programs send JSON without a form token; the cookie is no better there.
            let json = ["cookie": "form=\(forged)", "content-type": "application/json"]
            #expect(try await stranger.send(.post, "/key", headers: json, body: Array("{}".utf8)).text == "nobody", "\(forged)")
        }
        // A cookie of another program with another key.
        let other = try World(routes: Self.routes)
        _ = try await other.client.get("/form")
        let foreign = try #require(other.client.cookie("form"))
        #expect(try await stranger.get("/key", headers: ["cookie": "form=\(foreign)"]).text == "nobody")
    }
}
