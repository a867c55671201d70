import Foundation
import Kernel
import Testing

@testable import PDF

@Suite("Conformity")
struct ConformityTests {
    /// Characters that have broken software before.
    static let hostile: [String] = [
        "\u{0}", "\u{1}", "\u{8}", "\u{1F}", "\u{7F}", "\u{85}", "\u{AD}", "\u{200B}", "\u{200D}", "\u{200E}", "\u{202E}",
        "\u{2028}",
        "\u{2029}", "\u{2066}", "\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{E000}", "\u{E0041}",
        "\u{1F469}\u{200D}\u{1F467}", "漢字",
        "עברית", "العَرَبِيَّة", "हिन्दी", "a\u{301}\u{302}\u{303}\u{304}\u{305}", "\u{301}", "ﬁ", "ffi", "(", ")", "\\", "<", ">", "&",
        "]]>", "\"",
        "%", "\t", "\n", "\r\n", " ", "\u{A0}", "ẞ", "İ", "𝔘", "endstream", "EMC", "0 g", "ก็", "한국어", "1.000,00 €", "|", "*", "_",
        "`", "#", "{#x}",
    ]

    static func text(_ dice: inout Dice, pieces: Int) -> String {
        (0..<dice.roll(pieces + 1)).map { _ in dice.roll(3) == 0 ? "Wort " : hostile[dice.roll(hostile.count)] }.joined()
    }

    static func inlines(_ dice: inout Dice, depth: Int = 0) -> [Inline] {
        (0..<dice.roll(4)).map { _ in
            switch dice.roll(depth > 2 ? 2 : 6) {
            case 0, 1: .text(text(&dice, pieces: 12))
            case 2: .strong(inlines(&dice, depth: depth + 1))
            case 3: .emphasis(inlines(&dice, depth: depth + 1))
            case 4:
                .link(
                    inlines(&dice, depth: depth + 1),
                    to: dice.roll(4) == 0 ? text(&dice, pieces: 3) : "https://e.org/" + text(&dice, pieces: 5))
            default: .lineBreak
            }
        }
    }

    static func blocks(_ dice: inout Dice, depth: Int = 0) -> [Block] {
        (0..<dice.roll(depth == 0 ? 14 : 4)).map { _ in
            let keeps = dice.roll(5) == 0
            let content: Block.Content
            switch dice.roll(depth > 3 ? 2 : 10) {
            case 0: content = .heading(level: dice.roll(6) - 1, inlines(&dice))
            case 1, 2: content = .paragraph(inlines(&dice))
            case 3:
                content = .list(
                    items: (0..<dice.roll(4)).map { _ in blocks(&dice, depth: depth + 1) },
                    start: dice.roll(2) == 0 ? nil : dice.roll(2000))
            case 4: content = .quote(blocks(&dice, depth: depth + 1))
            case 5: content = .keyValues((0..<dice.roll(4)).map { _ in KeyValue(text(&dice, pieces: 4), inlines(&dice)) })
            case 6: content = .rule
            case 7: content = dice.roll(3) == 0 ? .pageBreak : Samples.figure.content
            default:
                let columns = (0..<dice.roll(6)).map { _ in Table.Column(inlines(&dice), [.start, .centre, .end][dice.roll(3)]) }
                let rows = (0..<dice.roll(30)).map { _ in
                    Table.Row((0..<dice.roll(7)).map { _ in inlines(&dice) }, isTotal: dice.roll(8) == 0)
                }
                content = .table(Table(columns: columns, rows: rows, namesRows: dice.roll(2) == 0))
            }
            return Block(content, keepsWithNext: keeps)
        }
    }

    static func hostileLetter(seed: UInt64) -> Letter {
        var dice = Dice(seed: seed)
        var letter = Samples.letter(blocks(&dice), language: Language.allCases[dice.roll(3)])
        letter.address = (0..<dice.roll(8)).map { _ in text(&dice, pieces: 4) }
        letter.subject = text(&dice, pieces: 10)
        letter.letterhead.authority = text(&dice, pieces: 6)
        letter.letterhead.unit = text(&dice, pieces: 6)
        letter.reference = text(&dice, pieces: 30)
        letter.information = (0..<dice.roll(5)).map { _ in KeyValue(text(&dice, pieces: 3), inlines(&dice)) }
        letter.closing = blocks(&dice, depth: 2)
        letter.foot = (0..<dice.roll(4)).map { _ in (0..<dice.roll(4)).map { _ in text(&dice, pieces: 3) } }
        letter.details.title = text(&dice, pieces: 5)
        letter.details.author = text(&dice, pieces: 3)
        letter.details.subject = text(&dice, pieces: 3)
        letter.details.attachments = (0..<dice.roll(3)).map { number in
            Attachment(
                name: "\(number)" + text(&dice, pieces: 3), mediaType: text(&dice, pieces: 2) + "text/plain",
                description: text(&dice, pieces: 3),
                content: [1, 2, 3])
        }
        return letter
    }

    static func documents() throws -> [(name: String, bytes: [UInt8])] {
        var result: [(name: String, bytes: [UInt8])] = []
        for language in Language.allCases {
            result.append(("everything-\(language)", try PDF.render(Samples.letter(Samples.everything, language: language))))
            result.append(("report-\(language)", try PDF.render(Samples.report(language: language))))
        }
        var logo = Samples.letter([])
        if case .figure(let figure) = Samples.figure.content { logo.letterhead.logo = figure }
        result.append(("empty-with-logo", try PDF.render(logo)))
        var blank = Samples.letter([], address: [], subject: "", title: "")
        (blank.closing, blank.foot, blank.information, blank.returnAddress) = ([], [], [], "")
        (blank.letterhead, blank.reference, blank.deliveryNotes) = (Letterhead(authority: ""), "", [])
        result.append(("blank", try PDF.render(blank)))
        let word = String(repeating: "x", count: 10_000)
        result.append(
            ("long-word", try PDF.render(Samples.letter([.paragraph(word), .heading(1, word)], subject: word, title: word))))
        result.append(("names", try PDF.render(Samples.letter([.paragraph(NameLetterTests.all)]))))
        result.append(("markdown", try PDF.render(Samples.report(Markdown.blocks(from: MarkdownTests.sample)))))
        for seed in 1...30 { result.append(("hostile-\(seed)", try PDF.render(hostileLetter(seed: UInt64(seed))))) }
        return result
    }

    static func writtenDocuments(in place: URL) throws -> [String] {
        try documents().map { document in
            let file = place.appendingPathComponent(document.name + ".pdf")
            try Data(document.bytes).write(to: file)
            return file.path
        }
    }

    static let canCheck = ConditionTrait.enabled(if: Tools.exists("/usr/bin/javac"), "veraPDF needs openjdk-17-jdk-headless")

    @Test("every document is a whole file, whatever text it holds")
    func wholeFiles() throws {
        try Tools.inDirectory { place in
            for file in try Self.writtenDocuments(in: place) {
                let outcome = try Tools.run("/usr/bin/qpdf", ["--check", file])
                #expect(outcome.status == 0, "\(file): \(outcome.output)")
            }
        }
    }

    @Test("no text makes a document break PDF/A-3b or PDF/UA-1", canCheck)
    func conformity() throws {
        try Tools.inDirectory { place in
            let files = try Self.writtenDocuments(in: place)
            let outcome = try Tools.run(Tools.root.appendingPathComponent("scripts/verapdf.sh").path, ["--quiet"] + files)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.output.contains("\(files.count) files, 0 failing"))
        }
    }

    @Test("the checker sees a document that is not as it should be", canCheck)
    func checkerSeesFaults() throws {
        try Tools.inDirectory { place in
            // The same length, so that the file stays whole, but the claim to be tagged is gone.
            let file = place.appendingPathComponent("broken.pdf")
            var bytes = try PDF.render(Samples.report())
            let pattern = Array("/Marked true".utf8)
            let start = try #require(bytes.indices.first { bytes[$0...].starts(with: pattern) })
            bytes.replaceSubrange(start..<start + pattern.count, with: Array("/Mxrked true".utf8))
            try Data(bytes).write(to: file)
            let outcome = try Tools.run(Tools.root.appendingPathComponent("scripts/verapdf.sh").path, [file.path])
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("FAIL PDFUA-1"))
        }
    }
}
