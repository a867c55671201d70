import Testing

@testable import Web

@Suite struct MultipartTests {
    private typealias Event = MultipartReader.Event

    /// One part as a reader of the whole would see it.
    private struct Part: Hashable {
        var name: String
        var filename: String?
        var type: String
        var bytes: [UInt8] = []
    }

    private func parts(_ body: [UInt8], boundary: String, cuts: [Int] = []) throws -> [Part] {
        var reader = try MultipartReader(boundary: boundary)
        var parts: [Part] = []
        var open: Part?
        var start = 0
        for end in cuts + [body.count] where end >= start {
            for event in try reader.read(Array(body[start..<end])) {
                switch event {
                case .part(let name, let filename, let type):
                    #expect(open == nil)
                    open = Part(name: name, filename: filename, type: type)
                case .bytes(let bytes):
                    #expect(!bytes.isEmpty)
                    open?.bytes += bytes
                case .endOfPart:
                    parts.append(try #require(open))
                    open = nil
                case .end: #expect(open == nil)
                }
            }
            start = end
        }
        try reader.finish()
        return parts
    }

    private func body(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

    @Test("a field and a file are told apart")
    func fieldAndFile() throws {
        let text = """
            --xyz
            Content-Disposition: form-data; name="title"

            Grüße
            --xyz
            Content-Disposition: form-data; name="proof"; filename="a \\"b\\".pdf"
            Content-Type: application/pdf

            %PDF-1.7
            --xyz--

            """
        #expect(
            try parts(body(text), boundary: "xyz") == [
                Part(name: "title", filename: nil, type: "text/plain", bytes: Array("Grüße".utf8)),
                Part(name: "proof", filename: "a \"b\".pdf", type: "application/pdf", bytes: Array("%PDF-1.7".utf8)),
            ])
    }

    @Test("preamble, padding after the delimiter and epilogue are skipped")
    func surroundings() throws {
        let text = "Vorspann --x\n--x \t\nContent-Disposition: form-data; name=a\n\n1\n--x--\nNachspann --x\n"
        #expect(try parts(body(text), boundary: "x").map(\.bytes) == [Array("1".utf8)])
    }

    @Test("an empty value and an empty file are parts without bytes")
    func empties() throws {
        let text =
            "--x\nContent-Disposition: form-data; name=\"a\"\n\n\n--x\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\n\n\n--x--"
        let found = try parts(body(text), boundary: "x")
        #expect(found.map(\.bytes) == [[], []])
        #expect(found.map(\.filename) == [nil, ""])
    }

    @Test("contents that look almost like a delimiter stay whole")
    func almostDelimiters() throws {
        let content = "\r\n--x\r\n-\r\n--\r\n--boundar\r\r\n\r\n--boundaR--"
        let bytes = Array("--boundary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\(content)\r\n--boundary--".utf8)
        #expect(try parts(bytes, boundary: "boundary").first?.bytes == Array(content.utf8))
    }

    @Test("names with escapes of browsers and of RFC 5987")
    func names() throws {
        let text =
            "--x\nContent-Disposition: form-data; name=\"a%22b\"; filename*=UTF-8''na%C3%AFve.pdf; filename=\"naive.pdf\"\n\n1\n--x--"
        let part = try #require(try parts(body(text), boundary: "x").first)
        #expect(part.name == "a\"b")
        #expect(part.filename == "naïve.pdf")
    }

    @Test(
        "what is no form is refused",
        arguments: [
            ("--x\nContent-Disposition: form-data; name=\"a\"\n\n1\n--x\n", MultipartReader.Problem.endsEarly),
            ("", .endsEarly),
            ("--x\n\n1\n--x--", .badHeaders),
            ("--x\nContent-Type: text/plain\n\n1\n--x--", .badHeaders),
            ("--x\nContent-Disposition: attachment; name=\"a\"\n\n1\n--x--", .badHeaders),
            ("--x\nno colon\n\n1\n--x--", .badHeaders),
            ("--xy\nContent-Disposition: form-data; name=\"a\"\n\n1\n--xy--", .badHeaders),
        ])
    func refused(_ pair: (String, MultipartReader.Problem)) throws {
        #expect(throws: pair.1) { try parts(body(pair.0), boundary: "x") }
    }

    @Test("endless header lines are refused before they fill the memory")
    func endlessHeaders() throws {
        var reader = try MultipartReader(boundary: "x")
        _ = try reader.read(Array("--x\r\n".utf8))
        #expect(throws: MultipartReader.Problem.headersTooLong) {
            for _ in 0..<20 { _ = try reader.read([UInt8](repeating: 0x61, count: 1000)) }
        }
    }

    @Test("boundaries outside RFC 2046 are refused", arguments: ["", String(repeating: "a", count: 71), "a\nb"])
    func boundaries(_ boundary: String) {
        #expect(throws: MultipartReader.Problem.noBoundary) { try MultipartReader(boundary: boundary) }
    }

    @Test("the pieces in which a body arrives do not matter")
    func everyCut() throws {
        let bytes = FilePart.multipart(
            [("a", "1"), ("b", ""), ("c", "\r\n--bou\r\n")],
            [FilePart("f", filename: "x", type: "application/pdf", bytes: Array("\r\n--bound\r\n\r\n--".utf8))],
            boundary: "boundary")
        let whole = try parts(bytes, boundary: "boundary")
        #expect(whole.count == 4)
        for cut in 0...bytes.count { #expect(try parts(bytes, boundary: "boundary", cuts: [cut]) == whole) }
        #expect(try parts(bytes, boundary: "boundary", cuts: Array(0...bytes.count)) == whole)
    }

    @Test("random contents in random pieces come out as they went in")
    func random() throws {
        var generator = Seeded(state: 20_261_123)
        for _ in 0..<400 {
            // An alphabet of delimiter bytes makes near misses frequent.
            let alphabet: [UInt8] = [0x0D, 0x0A, 0x2D, 0x62, 0x6F, 0x00, 0xFF]
            let files = (0..<Int.random(in: 1...4, using: &generator)).map { index in
                FilePart(
                    "f\(index)", filename: "n", type: "a/b",
                    bytes: (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                    })
            }
            // The boundary's last letter is in no alphabet, so no content can hold it.
            let bytes = FilePart.multipart([], files, boundary: "boz")
            let cuts = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                Int.random(in: 0...bytes.count, using: &generator)
            }.sorted()
            #expect(try parts(bytes, boundary: "boz", cuts: cuts).map(\.bytes) == files.map(\.bytes))
        }
    }

    @Test("random garbage never traps and never invents a part")
    func garbage() throws {
        var generator = Seeded(state: 7)
        let words = ["--x", "\r\n", "--", "Content-Disposition: form-data; name=\"a\"", "\r\n\r\n", "x", "\u{0}", ": ", "--x--"]
        for _ in 0..<3000 {
            var reader = try MultipartReader(boundary: "x")
            var begun = 0
            var ended = 0
            do {
                for _ in 0..<Int.random(in: 1...12, using: &generator) {
                    for event in try reader.read(Array(words[Int.random(in: 0..<words.count, using: &generator)].utf8)) {
                        if case .part = event { begun += 1 }
                        if case .endOfPart = event { ended += 1 }
                    }
                }
            } catch {}
            #expect(begun == ended || begun == ended + 1)
        }
    }
}

/// Numbers that are the same in every run (a linear congruential generator, Knuth's MMIX constants).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
