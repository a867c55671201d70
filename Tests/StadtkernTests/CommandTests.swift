import Foundation
import Glibc
import Testing

@testable import Stadtkern

@Suite("Commands in a shell") struct CommandTests {
    @Test("a line goes out whole, and a reader who has gone is noticed instead of crashing")
    func closedPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        #expect(Output.write("one line", to: ends[1]))
        var bytes = [UInt8](repeating: 0, count: 20)
        #expect(read(ends[0], &bytes, 20) == 9)
        #expect(String(decoding: bytes.prefix(9), as: UTF8.self) == "one line\n")
        close(ends[0])
        #expect(!Output.write("nobody reads this", to: ends[1]))
        close(ends[1])
    }

    @Test("a piped password is the first line, without its end")
    func piped() throws {
        func read(_ text: String) throws -> String {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            defer { close(ends[0]) }
            _ = write(ends[1], text, text.utf8.count)
            close(ends[1])
            return try PasswordPrompt(input: ends[0], output: ends[0]).read(for: "anna@stadt.example")
        }
        #expect(try read("vier gelbe Laternen\nnext\n") == "vier gelbe Laternen")
        #expect(try read("drei Bäume\r\n") == "drei Bäume")
        #expect(try read("without an end") == "without an end")
        #expect(throws: UsageError.self) { try read("") }
        #expect(throws: UsageError.self) { try read("\nlate\n") }
    }

    /// A terminal with somebody who types; answers what the terminal showed, and what came of it.
    private func typing(_ lines: [String]) async throws -> (shown: String, result: Result<String, any Error>, echoes: Bool) {
        // TIOCSPTLCK and TIOCGPTN of Linux: unlock the other end, and tell its number.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (locked, number): (Int32, UInt32) = (0, 0)
        try #require(master >= 0 && ioctl(master, 0x4004_5431, &locked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal); close(master) }
        async let result = Task.detached {
            Result { try PasswordPrompt(input: terminal, output: terminal).read(for: "anna@stadt.example") }
        }.value
        var shown = ""
        for line in lines {
            // Each question is awaited: what was typed before it is thrown away, so that nothing is shown by mistake.
            while !shown.hasSuffix(": ") { shown += try piece(master) }
            _ = write(master, line, line.utf8.count)
            shown += try piece(master)
        }
        let typed = await result
        var settings = termios()
        try #require(tcgetattr(terminal, &settings) == 0)
        return (shown, typed, settings.c_lflag & tcflag_t(ECHO) != 0 && settings.c_lflag & tcflag_t(ISIG) != 0)
    }

    private func piece(_ master: Int32) throws -> String {
        var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        try #require(poll(&wait, 1, 60_000) == 1)
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = read(master, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("on a terminal a password is asked for twice and never shown, and the terminal is left as it was")
    func terminal() async throws {
        let (shown, result, echoes) = try await typing(["vier gelbe Laternen\n", "vier gelbe Laternen\n"])
        #expect(try result.get() == "vier gelbe Laternen")
        #expect(shown.contains("anna@stadt.example") && shown.contains("Once more") && !shown.contains("Laternen"))
        #expect(echoes)
        let other = try await typing(["vier gelbe Laternen\n", "vier gelbe Lampen\n"])
        #expect(throws: UsageError.self) { try other.result.get() }
        #expect(other.echoes)
        let broken = try await typing(["vier\u{3}"])
        #expect(throws: UsageError.self) { try broken.result.get() }
        #expect(broken.echoes)
    }

    @Test("the password of a database stands in no address that goes onto a command line")
    func addresses() {
        for (given, address, password) in [
            ("postgres://app:s3cret@db.example/city", "postgres://app@db.example/city", "s3cret"),
            (
                "postgres://app:p%40ss%2Fw@db.example:5433/city?sslmode=require",
                "postgres://app@db.example:5433/city?sslmode=require", "p@ss/w"
            ),
            (
                "postgres://app@/city?host=/run/postgresql&password=s3cret&sslmode=disable",
                "postgres://app@/city?host=/run/postgresql&sslmode=disable", "s3cret"
            ),
            ("postgres://app@db.example/city?password=x", "postgres://app@db.example/city", "x"),
            ("postgresql://app@db.example/city", "postgresql://app@db.example/city", nil),
            ("postgres:///city", "postgres:///city", nil),
            ("postgres://app:@db.example/city", "postgres://app@db.example/city", ""),
        ] {
            let tool = PostgresTool(given)
            #expect(tool.address == address)
            #expect(tool.password == password)
        }
    }

    @Test("the tools of PostgreSQL get the password in their environment")
    func tool() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/stadtkern-tool-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline > \(folder)/said\nenv > \(folder)/known\n"
        try script.write(toFile: folder + "/pg_dump", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/pg_dump")
        let database = "postgres://app:" + "s3cretWord" + "@db.example/city"
        try PostgresTool(database).run(
            "pg_dump", ["--format=custom"], environment: ["PATH": "\(folder):/usr/bin:/bin", "STADTKERN_DATABASE": database])
        let said = try String(contentsOfFile: folder + "/said", encoding: .utf8)
        #expect(said.contains("--format=custom --dbname=postgres://app@db.example/city") && !said.contains("s3cretWord"))
        let known = try String(contentsOfFile: folder + "/known", encoding: .utf8).split(separator: "\n")
        #expect(known.filter { $0.contains("s3cretWord") } == ["PGPASSWORD=s3cretWord"])
    }
}
