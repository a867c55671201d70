import Kernel
import Testing

@testable import Web

@Suite struct FormTokenTests {
    private let form = ["content-type": "application/x-www-form-urlencoded", "accept": "text/html"]

    private func token(in reply: Reply) throws -> String {
        let match = try #require(reply.text.firstMatch(of: #/name="_token" value="([^"]*)"/#))
        return String(match.1)
    }

    @Test("a form that this site wrote is taken, without a session by its signed cookie")
    func anonymous() async throws {
        let world = try World()
        let page = try await world.client.get("/things")
        #expect(world.client.cookie("form") != nil)
        let token = try token(in: page)
        let reply = try await world.client.send(.post, "/things", headers: form, body: Array("a=1&_token=\(token)".utf8))
        #expect(reply.status == 200)
        #expect(reply.text == "a=1|")
    }

    @Test("a form without token, with a foreign token or without its cookie is refused")
    func refused() async throws {
        let world = try World()
        let page = try await world.client.get("/things")
        let token = try token(in: page)
        #expect(try await world.client.send(.post, "/things", headers: form, body: Array("a=1".utf8)).status == 403)
        #expect(try await world.client.send(.post, "/things", headers: form, body: Array("a=1&_token=AAAA".utf8)).status == 403)
        let stranger = InProcessClient(world.app)
        #expect(try await stranger.send(.post, "/things", headers: form, body: Array("_token=\(token)".utf8)).status == 403)
        _ = try await stranger.get("/things")
        #expect(try await stranger.send(.post, "/things", headers: form, body: Array("_token=\(token)".utf8)).status == 403)
    }

    @Test("a cookie that nobody signed does not help")
    func unsigned() async throws {
        let world = try World()
        let tokens = FormTokens(key: Array("another key".utf8))
        let page = try await world.client.get("/things")
        let token = try token(in: page)
        let forged = try #require(world.client.cookie("form")).prefix { $0 != "." } + ".AAAAAAAAAAAAAAAAAAAAAAAA"
        let reply = try await world.client.send(
            .post, "/things", headers: form.merging(["cookie": "form=\(forged)"]) { $1 }, body: Array("_token=\(token)".utf8))
        #expect(reply.status == 403)
        #expect(tokens.key != world.app.settings.key)
    }

    @Test("a session's token serves only that session")
    func sessions() async throws {
        let world = try World()
        let erika = ["cookie": "session=erika"]
        let token = try token(in: try await world.client.get("/things", headers: erika))
        let body = Array("_token=\(token)".utf8)
        #expect(try await world.client.send(.post, "/things", headers: form.merging(erika) { $1 }, body: body).status == 200)
        #expect(
            try await world.client.send(.post, "/things", headers: form.merging(["cookie": "session=karl"]) { $1 }, body: body)
                .status == 403)
    }

    @Test("every page masks the token anew, and all of them hold")
    func masks() async throws {
        let world = try World()
        let first = try token(in: try await world.client.get("/things"))
        let second = try token(in: try await world.client.get("/things"))
        #expect(first != second)
        for token in [first, second] {
            #expect(
                try await world.client.send(.post, "/things", headers: form, body: Array("_token=\(token)".utf8)).status == 200)
        }
    }

    @Test("a request that a browser calls foreign is refused even with a token")
    func foreign() async throws {
        let world = try World()
        let reply = try await world.client.post("/things", headers: ["sec-fetch-site": "cross-site"])
        #expect(reply.status == 403)
        #expect(try await world.client.post("/things", headers: ["sec-fetch-site": "same-origin"]).status == 200)
    }

    @Test("text/plain, which foreign pages can send, is refused; JSON with a session needs the token in its header")
    func otherBodies() async throws {
        let world = try World()
        #expect(
            try await world.client.send(.post, "/things", headers: ["content-type": "text/plain"], body: Array("a=1".utf8)).status
                == 403)
        let json = ["content-type": "application/json", "cookie": "session=erika", "accept": "application/json"]
        #expect(try await world.client.send(.post, "/things", headers: json, body: Array("{\"a\":1}".utf8)).status == 403)
        let token = try token(in: try await world.client.get("/things", headers: ["cookie": "session=erika"]))
        let reply = try await world.client.send(
            .post, "/things", headers: json.merging(["x-form-token": token]) { $1 }, body: Array("{\"a\":1}".utf8))
        #expect(reply.text == "a=1|")
    }

    @Test("a bearer request needs no token, and learns where the result is")
    func bearer() async throws {
        let world = try World()
        world.client.useBearer("t1")
        let reply = try await world.client.json(.post, "/things/7/end", ["reason": "x"])
        #expect(reply.status == 200)
        #expect(try reply.json()["location"]?.string == "/things/7")
    }

    @Test("Base64 without padding goes there and back, and refuses what it would not write")
    func base64() {
        // Test vectors of RFC 4648 § 10, without padding.
        for (plain, text) in [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64URL.encode(Array(plain.utf8)) == text)
            #expect(Base64URL.decode(text) == Array(plain.utf8))
        }
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        for bad in ["Zg==", "Z", "Zh", "a+b/", "Zm9v Yg"] { #expect(Base64URL.decode(bad) == nil) }
    }
}

@Suite struct HeaderTests {
    @Test(
        "every answer carries the security headers, errors too",
        arguments: ["/things", "/things/42", "/nowhere", "/odd", "/web/stadtkern.css"])
    func always(_ path: String) async throws {
        let reply = try await World().client.get(path)
        let policy = try #require(reply.headers["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none';"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(reply.headers["x-content-type-options"] == "nosniff")
        #expect(reply.headers["referrer-policy"] == "same-origin")
        #expect(reply.headers["permissions-policy"]?.contains("camera=()") == true)
        #expect(reply.headers["strict-transport-security"] == nil)
    }

    @Test("over HTTPS cookies are bound to the host and secure, and HTTPS is kept")
    func secure() async throws {
        let world = try World(sites: [World.site("s", isSecure: true)])
        let reply = try await world.client.get("/things?lang=en")
        #expect(reply.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains")
        let cookies = reply.headers.all("set-cookie")
        #expect(cookies.count == 2)
        for cookie in cookies {
            #expect(cookie.hasPrefix("__Host-"))
            #expect(cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Secure"))
            #expect(!cookie.contains("Domain"))
        }
        // Without the prefix a neighbour on a sister domain could have set it.
        #expect(try await world.client.get("/mine", headers: ["cookie": "session=erika"], follow: false).status == 303)
        #expect(try await world.client.get("/mine", headers: ["cookie": "__Host-session=erika"], follow: false).status == 200)
    }

    @Test("pages of signed-in people and pages with tokens are not kept by caches")
    func caching() async throws {
        let world = try World()
        #expect(try await world.client.get("/things").headers["cache-control"] == "no-store")
        #expect(try await world.client.get("/mine", headers: ["cookie": "session=erika"]).headers["cache-control"] == "no-store")
        #expect(try await world.client.get("/things/42").headers["cache-control"] == "no-cache")
    }

    @Test("the style sheet may be kept for ever under its version, and says when it is unchanged")
    func assets() async throws {
        let world = try World()
        let address = OwnRoutes.address(of: "stadtkern.css")
        let reply = try await world.client.get(address)
        #expect(reply.headers["cache-control"] == "public, max-age=31536000, immutable")
        #expect(reply.bytes == Assets.bytes("Web/Design/stadtkern.css"))
        let tag = try #require(reply.headers["etag"])
        #expect(try await world.client.get(address, headers: ["if-none-match": tag]).status == 304)
        #expect(try await world.client.get("/web/stadtkern.css?v=old").headers["cache-control"] == "no-cache")
    }
}

@Suite struct RateTests {
    @Test("a bucket empties, says how long to wait, and fills again")
    func bucket() {
        let time = Counter()
        let limiter = RateLimiter { time.seconds }
        let limit = RateLimit(2, per: 10)
        #expect(limiter.take("a", limit) == nil)
        #expect(limiter.take("a", limit) == nil)
        // One token takes five seconds.
        #expect(limiter.take("a", limit) == 5)
        #expect(limiter.take("b", limit) == nil)
        time.add(4.9)
        #expect(limiter.take("a", limit) == 1)
        time.add(0.1)
        #expect(limiter.take("a", limit) == nil)
        time.add(1000)
        #expect(limiter.take("a", limit) == nil)
        #expect(limiter.take("a", limit) == nil)
        #expect(limiter.take("a", limit) != nil)
    }

    @Test("a route's limit answers 429 with Retry-After")
    func route() async throws {
        let time = Counter()
        let world = try World(limiter: RateLimiter { time.seconds })
        for _ in 0..<2 { #expect(try await world.client.get("/once").status == 200) }
        let reply = try await world.client.get("/once")
        #expect(reply.status == 429)
        #expect(reply.headers["retry-after"] == "30")
        #expect(reply.words.contains("Bitte warten Sie 30 Sekunden"))
    }
}

/// A clock to push.
final class Counter: @unchecked Sendable {
    // Used by one test on one thread.
    private(set) var seconds = 0.0
    func add(_ more: Double) { seconds += more }
}
