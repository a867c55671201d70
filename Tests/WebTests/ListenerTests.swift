import Foundation
import Kernel
import Synchronization
import Testing

@testable import Web

/// A server on a free loopback port, and raw sockets to it.
@Suite(.serialized) struct ListenerTests {
    private static let routes: [Route] = [
        Route(.get, "/hello", who: .everyone) { _ in .text("hello") },
        Route(.post, "/count", who: .everyone, limits: BodyLimits(request: 10_000_000)) { request in
            var count = 0
            for try await piece in request.bytes { count += piece.count }
            // A second reading finds nothing, rather than the next request.
            for try await piece in request.bytes { count += piece.count }
            return .text("\(count)")
        },
        Route(.post, "/small", who: .everyone) { request in .text("\(try await request.bytes.collect(upTo: 10).count)") },
        Route(.get, "/forever", who: .everyone) { _ in
            .events { stream in
                while true {
                    try await stream.send("tick")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        },
    ]

    private func serve(_ limits: ConnectionLimits = ConnectionLimits(), _ body: @escaping @Sendable (Int) async throws -> Void)
        async throws
    {
        let world = try World(routes: ListenerTests.routes, settings: WebSettings(logsRequests: false))
        let server = WebServer(world.app, host: "127.0.0.1", port: 0, limits: limits)
        let ready = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run { port in
                    ready.continuation.yield(port)
                    ready.continuation.finish()
                }
            }
            let port = try #require(await ready.stream.first { _ in true })
            try await body(port)
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    @Test("one connection serves several requests, HEAD with the length of GET")
    func keepAlive() async throws {
        try await serve { port in
            let wire = try Wire(port)
            wire.send(
                "GET /hello HTTP/1.1\r\nHost: x\r\n\r\nHEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            let text = await wire.readAll()
            #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
            #expect(text.lowercased().components(separatedBy: "content-length: 5\r\n").count == 4)
            #expect(text.components(separatedBy: "\r\n\r\nhello").count == 3)
        }
    }

    @Test("a body in chunks is counted whole, and the connection goes on after it")
    func chunks() async throws {
        try await serve { port in
            let wire = try Wire(port)
            wire.send(
                "POST /count HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            wire.send("5\r\nabcde\r\n")
            try await Task.sleep(for: .milliseconds(30))
            wire.send("3\r\nfgh\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let text = await wire.readAll()
            #expect(text.contains("\r\n\r\n8HTTP/1.1 200 OK"))
            #expect(text.hasSuffix("hello"))
        }
    }

    @Test("a body that nobody wants is refused, and the connection is ended")
    func tooLarge() async throws {
        try await serve(ConnectionLimits(drainedBytes: 1000, drainSeconds: 0.5)) { port in
            let wire = try Wire(port)
            wire.send(
                "POST /small HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000000\r\n\r\n")
            wire.send(String(repeating: "a", count: 2000))
            let text = await wire.readAll()
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.lowercased().contains("connection: close"))
        }
    }

    @Test("a refused body that is small is read away, and the connection goes on")
    func drained() async throws {
        try await serve { port in
            let wire = try Wire(port)
            wire.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 2000\r\n\r\n")
            wire.send(String(repeating: "a", count: 2000) + "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let text = await wire.readAll()
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.hasSuffix("hello"))
        }
    }

    @Test("whoever sends a head without end, or too large a head, is hung up on")
    func slowHead() async throws {
        try await serve(ConnectionLimits(idleSeconds: 1, headerBytes: 2000)) { port in
            let slow = try Wire(port)
            slow.send("GET /hello HTTP/1.1\r\nHost: ")
            let large = try Wire(port)
            large.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-A: \(String(repeating: "a", count: 4000))\r\n\r\n")
            #expect(!(await large.readAll()).contains("200 OK"))
            let start = ContinuousClock.now
            #expect(await slow.readAll() == "")
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test("a body that trickles is refused")
    func trickle() async throws {
        try await serve(ConnectionLimits(bodyPace: 1_000_000, graceSeconds: 0.1, drainSeconds: 0.5)) { port in
            let wire = try Wire(port)
            wire.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\na")
            // The server measures from when it begins to read, which on a busy machine is late: the bytes keep trickling.
            let trickle = Task {
                for _ in 0..<90 {
                    try await Task.sleep(for: .milliseconds(150))
                    wire.send("b")
                }
            }
            #expect((await wire.readAll()).hasPrefix("HTTP/1.1 408 "))
            trickle.cancel()
        }
    }

    @Test("a stream without end does not keep the program from ending")
    func shutdown() async throws {
        try await serve { port in
            let wire = try Wire(port)
            wire.send("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect((await wire.read()).contains("text/event-stream"))
        }
    }
}

/// A blocking socket on a thread of its own.
private final class Wire: Sendable {
    private let file: Int32

    init(_ port: Int) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let file = file
        let done = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(done == 0)
        // Nothing in these tests takes longer; a hanging server fails them instead of stopping them.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(file) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Foundation.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// What is there, at least one byte.
    func read() async -> String { await onThread { self.piece() ?? "" } }

    /// Everything until the server hangs up.
    func readAll() async -> String {
        await onThread {
            var text = ""
            while let piece = self.piece() { text += piece }
            return text
        }
    }

    private func piece() -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(file, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    private func onThread(_ body: @escaping @Sendable () -> String) async -> String {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }
    }
}
