import Foundation
import Kernel
import Testing

@testable import Web

@Suite struct FormTests {
    @Test("files arrive with size and digest, names lose their paths")
    func upload() async throws {
        let world = try World()
        let reply = try await world.client.post(
            "/things", form: ["title": "Grüße"],
            files: [
                FilePart("proof", filename: "C:\\Users\\e\\a.pdf", type: "application/pdf", bytes: Array("abc".utf8)),
                FilePart("other", filename: "../../etc/passwd", type: "text/plain", bytes: Array("x".utf8)),
            ])
        // SHA-256 of "abc" after FIPS 180-4's example.
        #expect(
            reply.text.hasPrefix(
                "title=Grüße|proof a.pdf 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad;other passwd 1 "))
    }

    @Test("a field, a file, the request and the number of parts have their limits")
    func limits() async throws {
        let world = try World()
        let long = String(repeating: "a", count: 1001)
        #expect(try await world.client.post("/things", form: ["a": long]).status == 413)
        #expect(
            try await world.client.post(
                "/things", files: [FilePart("f", filename: "f", type: "a/b", bytes: [UInt8](repeating: 1, count: 2001))]
            ).status == 413)
        let three = (0..<3).map { FilePart("f\($0)", filename: "f", type: "a/b", bytes: [UInt8](repeating: 1, count: 1900)) }
        #expect(try await world.client.post("/things", files: three).status == 413)
        let body = (0..<12).map { "a=\($0)" }.joined(separator: "&")
        let reply = try await world.client.send(
            .post, "/things", headers: ["content-type": "application/x-www-form-urlencoded"], body: Array(body.utf8))
        #expect(reply.status == 413)
    }

    @Test("a body read in pieces stops at its route's limit; a declared length beyond it is not read at all")
    func streamed() async throws {
        let routes = [
            Route(.post, "/stream", who: .everyone, limits: BodyLimits(request: 10)) { request in
                var count = 0
                for try await piece in request.bytes { count += piece.count }
                return .text("\(count)")
            }
        ]
        let world = try World(routes: routes)
        func send(_ pieces: [[UInt8]], _ length: String?) async -> Int {
            var headers: Headers = ["host": "x", "content-type": "application/octet-stream", "accept": "application/json"]
            headers["content-length"] = length
            let body = RequestBody(pieces: pieces)
            let incoming = IncomingRequest(method: "POST", target: "/stream", headers: headers, body: body, peer: "127.0.0.1")
            return await world.app.respond(to: incoming).status
        }
        #expect(await send([[1, 2, 3], [4, 5, 6, 7, 8, 9, 10]], nil) == 200)
        #expect(await send([[1, 2, 3], [4, 5, 6, 7, 8, 9, 10], [11]], nil) == 413)
        #expect(await send([[1]], "11") == 413)
    }

    @Test("a form page takes no file unless its route says so")
    func noFiles() async throws {
        let routes = [Route(.post, "/plain", who: .everyone) { request in .text("\(try await request.form().files.count)") }]
        let world = try World(routes: routes)
        #expect(
            try await world.client.post("/plain", files: [FilePart("f", filename: "f", type: "a/b", bytes: [1])]).status == 413)
    }

    @Test("broken bodies are named, unknown kinds refused")
    func broken() async throws {
        let world = try World()
        world.client.useBearer("t1")
        let multipart = ["content-type": "multipart/form-data; boundary=x", "accept": "application/json"]
        #expect(try await world.client.send(.post, "/things", headers: multipart, body: Array("--x\r\n".utf8)).status == 400)
        #expect(
            try await world.client.send(.post, "/things", headers: ["content-type": "multipart/form-data"], body: []).status
                == 400)
        #expect(
            try await world.client.send(.post, "/things", headers: ["content-type": "text/csv"], body: Array("a".utf8)).status
                == 415)
        #expect(
            try await world.client.send(.post, "/things", headers: ["content-type": "application/json"], body: Array("{".utf8))
                .status == 400)
        let latin = Array("a=%FC".utf8)
        #expect(
            try await world.client.send(
                .post, "/things", headers: ["content-type": "application/x-www-form-urlencoded"], body: latin
            ).status == 400)
    }

    @Test("JSON fills a form: nested names with dots, lists of values as repeated fields")
    func json() async throws {
        let world = try World()
        world.client.useBearer("t1")
        let reply = try await world.client.json(
            .post, "/things",
            [
                "dogs": [["name": "Rex", "old": true], ["name": "Bella", "weight": 12]], "reasons": ["a", "b"], "nothing": nil,
            ])
        #expect(reply.text == "dogs.0.name=Rex;dogs.0.old=true;dogs.1.name=Bella;dogs.1.weight=12;reasons=a;reasons=b|")
    }

    @Test("texts come composed, with plain line feeds and without control characters")
    func cleaning() {
        let form = FormData(["a": "Mu\u{308}ller\r\nB\u{0}\u{1B}x\ty"])
        #expect(Array(form["a"]?.unicodeScalars.map(\.value) ?? []) == Array("M\u{FC}ller\nBx\ty".unicodeScalars.map(\.value)))
    }

    @Test("dates from one field, two spellings, or three fields; what does not exist is none")
    func dates() {
        #expect(FormData(["d": "24.12.2026"]).date("d") == LocalDate("2026-12-24"))
        #expect(FormData(["d": "2026-12-24"]).date("d") == LocalDate("2026-12-24"))
        #expect(FormData(["d": " 3.1.2026 "]).date("d") == LocalDate("2026-01-03"))
        #expect(FormData(["d.day": "29", "d.month": "2", "d.year": "2028"]).date("d") == LocalDate("2028-02-29"))
        #expect(FormData(["d": "31.02.2026"]).date("d") == nil)
        #expect(FormData(["d": "24.12.26"]).date("d") == nil)
        #expect(FormData([:]).date("d") == nil)
    }

    @Test("an upload's temporary file is gone when nobody holds it")
    func spools() async throws {
        let path: String
        do {
            let spool = try Spool()
            path = spool.path
            #expect(FileManager.default.fileExists(atPath: path))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(
        "names of files from outside become harmless",
        arguments: [
            ("a.pdf", "a.pdf"), ("/etc/passwd", "passwd"), ("..", "datei"), ("", "datei"), ("a\r\nb.pdf", "ab.pdf"),
            ("C:\\x\\y.png", "y.png"),
        ])
    func filenames(_ pair: (String, String)) { #expect(Upload.plain(pair.0) == pair.1) }
}

@Suite struct AnswerTests {
    private func file() throws -> (path: String, digest: Digest) {
        let path = FileManager.default.temporaryDirectory.path + "/web-answer-\(Crypto.token(bytes: 6))"
        #expect(FileManager.default.createFile(atPath: path, contents: Data("0123456789".utf8)))
        return (path, Digest(of: "0123456789"))
    }

    private func world(_ path: String, _ digest: Digest) throws -> World {
        try World(routes: [
            Route(.get, "/doc", who: .everyone) {
                try .file(path, type: "application/pdf", filename: "Bescheid ü\".pdf", digest: digest, for: $0)
            }
        ])
    }

    @Test("a document comes whole, with its digest as tag and a name in two spellings")
    func whole() async throws {
        let (path, digest) = try file()
        let reply = try await world(path, digest).client.get("/doc")
        #expect(reply.text == "0123456789")
        #expect(reply.headers["etag"] == "\"\(digest.hex)\"")
        #expect(
            reply.headers["content-disposition"]
                == "attachment; filename=\"Bescheid __.pdf\"; filename*=UTF-8''Bescheid%20%C3%BC%22.pdf")
    }

    @Test(
        "parts of a document (RFC 9110 § 14)",
        arguments: [
            ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=7-", 206, "789", "bytes 7-9/10"),
            ("bytes=-2", 206, "89", "bytes 8-9/10"),
            ("bytes=5-99", 206, "56789", "bytes 5-9/10"), ("bytes=10-", 416, "", "bytes */10"),
            ("bytes=-0", 416, "", "bytes */10"),
            ("bytes=3-2", 200, "0123456789", ""), ("bytes=0-1,3-4", 200, "0123456789", ""), ("lines=1-2", 200, "0123456789", ""),
        ])
    func ranges(_ given: (String, Int, String, String)) async throws {
        let (path, digest) = try file()
        let reply = try await world(path, digest).client.get("/doc", headers: ["range": given.0])
        #expect(reply.status == given.1)
        #expect(reply.text == given.2)
        #expect(reply.headers["content-range"] ?? "" == given.3)
    }

    @Test("an unchanged document is not sent again; a part of a changed one comes whole")
    func conditions() async throws {
        let (path, digest) = try file()
        let world = try world(path, digest)
        #expect(try await world.client.get("/doc", headers: ["if-none-match": "\"x\", \"\(digest.hex)\""]).status == 304)
        #expect(try await world.client.get("/doc", headers: ["range": "bytes=0-1", "if-range": "\"old\""]).status == 200)
        #expect(
            try await world.client.get("/doc", headers: ["range": "bytes=0-1", "if-range": "\"\(digest.hex)\""]).status == 206)
    }

    @Test("a document that is not there is not found")
    func missing() async throws {
        #expect(try await world("/nonexistent", Digest(of: "x")).client.get("/doc").status == 404)
    }

    @Test("events are framed line by line")
    func events() async throws {
        let reply = try await World().client.get("/news")
        #expect(reply.headers["content-type"] == "text/event-stream")
        #expect(reply.text == "id: 1\nevent: update\ndata: eins\ndata: zwei\n\n: \n\n")
    }

    @Test("a redirect leads to no script")
    func redirect() { #expect(Response.redirect("javascript:x").headers["location"] == "/") }
}

@Suite struct APITests {
    @Test("a body is checked against its schema, all problems at once, in the reader's language")
    func schema() async throws {
        let world = try World()
        let reply = try await world.client.json(
            .post, "/api/v1/things", ["count": 9, "born": "2026-02-30", "extra/x": 1], headers: ["accept-language": "en"])
        #expect(reply.status == 422)
        let errors = try #require(try reply.json()["errors"]?.array)
        #expect(errors.map { $0["pointer"]?.string } == ["/name", "/count", "/born", "/extra~1x"])
        #expect(errors.map { $0["code"]?.string } == ["required", "too-big", "no-date", "unknown"])
        #expect(errors[1]["detail"]?.string == "The number must be at most 5.")
        #expect(try await world.client.json(.post, "/api/v1/things", ["name": "x", "count": 5]).status == 201)
    }

    @Test("a body of another kind or no JSON is refused")
    func kinds() async throws {
        let world = try World()
        let headers = ["content-type": "application/xml", "accept": "application/json", "authorization": "Bearer t1"]
        #expect(try await world.client.send(.post, "/api/v1/things", headers: headers, body: Array("<a/>".utf8)).status == 415)
    }

    @Test("the description has every operation, its path in braces and the problem document")
    func openAPI() async throws {
        let document = try await World().client.json(.get, "/api/openapi.json").json()
        #expect(document["openapi"]?.string == "3.1.0")
        let operation = try #require(document.at(pointer: "/paths/~1api~1v1~1things/post"))
        #expect(operation["operationId"]?.string == "post-api-v1-things")
        #expect(operation.at(pointer: "/requestBody/content/application~1json/schema/properties/name/maxLength")?.int == 10)
        #expect(operation.at(pointer: "/requestBody/content/application~1json/schema/required") == ["name"])
        #expect(
            operation.at(pointer: "/responses/default/content/application~1problem+json/schema/$ref")?.string
                == "#/components/schemas/Problem")
        #expect(
            document.at(pointer: "/components/schemas/Problem/properties/errors/items/properties/pointer/type")?.string
                == "string")
    }

    @Test("metrics count answers by route, unknown methods as one")
    func metrics() async throws {
        let world = try World()
        for id in 0..<3 { _ = try await world.client.get("/things/\(id)") }
        _ = await world.app.respond(
            to: IncomingRequest(method: "BREW", target: "/", headers: ["host": "x"], body: RequestBody(), peer: "127.0.0.1"))
        world.app.metrics.add { [Metrics.Sample("stadtkern_jobs", ["state": "waiting"], 4)] }
        let text = await world.app.metrics.prometheus()
        #expect(text.contains("stadtkern_requests_total{method=\"GET\",route=\"/things/:id\",status=\"200\"} 3\n"))
        #expect(text.contains("stadtkern_requests_total{method=\"-\",route=\"-\",status=\"404\"} 1\n"))
        #expect(text.contains("stadtkern_request_seconds_count{route=\"/things/:id\"} 3\n"))
        #expect(text.contains("stadtkern_request_seconds_bucket{le=\"+Inf\",route=\"/things/:id\"} 3\n"))
        #expect(text.contains("stadtkern_jobs{state=\"waiting\"} 4\n"))
    }

    @Test("health tells whether the program lives and why it cannot serve")
    func health() async throws {
        let world = try World(isReady: { "the database does not answer" })
        #expect(try await world.client.get("/health/live").status == 200)
        let reply = try await world.client.get("/health/ready")
        #expect(reply.status == 503)
        #expect(reply.text == "the database does not answer\n")
    }
}
