import Kernel
import Testing

@testable import PDF

@Suite("Letters for the printer") struct PrintRunTests {
    private func pages(_ bytes: [UInt8]) throws -> Int? {
        let lines = try Tools.ask("pdfinfo", ["FILE"], about: bytes).split(whereSeparator: \.isNewline)
        return lines.first { $0.hasPrefix("Pages:") }.flatMap { Int($0.dropFirst(6).drop { $0 == " " }) }
    }

    private func joined(_ letters: [Letter], isDoubleSided: Bool) throws -> [UInt8] {
        var run = PrintRun(isDoubleSided: isDoubleSided)
        for letter in letters { try run.add(try PDF.render(letter)) }
        return run.bytes(title: "Briefe")
    }

    @Test("letters stand one behind the other in the order given, with all their words, in a file without a fault")
    func order() throws {
        let long = Samples.letter(Samples.everything, address: ["Zweite Person", "Am Ring 2", "04229 Leipzig"])
        let letters = [
            Samples.letter(address: ["Erste Person", "Am Ring 1", "04229 Leipzig"]), long,
            Samples.letter(address: ["Đặng Thị Mai", "Am Ring 3", "04229 Leipzig"]),
        ]
        let counts = try letters.map { try #require(try pages(try PDF.render($0))) }
        #expect(counts[0] == 1 && counts[1] > 1)
        let run = try joined(letters, isDoubleSided: false)
        #expect(try pages(run) == counts.reduce(0, +))
        #expect(try Tools.words(run, page: 1).contains("Erste Person"))
        #expect(try Tools.words(run, page: 2).contains("Zweite Person"))
        let last = try Tools.words(run, page: counts.reduce(0, +))
        #expect(last.contains("Đặng Thị Mai") && last.contains("es bleibt dabei"))
        _ = try Tools.ask("qpdf", ["--check", "FILE"], about: run)
        #expect(try joined(letters, isDoubleSided: false) == run)
    }

    @Test("on both sides each letter begins on a sheet of its own: an empty page fills up an odd number")
    func duplex() throws {
        let letters = ["Eins", "Zwei"].map { Samples.letter(address: [$0, "Am Ring 1", "04229 Leipzig"]) }
        let run = try joined(letters, isDoubleSided: true)
        // Two letters of one page each: four pages, the second and the fourth empty.
        #expect(try pages(run) == 4)
        #expect(try Tools.words(run, page: 2).isEmpty)
        #expect(try Tools.words(run, page: 4).isEmpty)
        #expect(try Tools.words(run, page: 3).contains("Zwei"))
        _ = try Tools.ask("qpdf", ["--check", "FILE"], about: run)
    }

    @Test("what stands in a text like a reference to an object is left alone")
    func references() throws {
        let letter = Samples.letter(
            [.paragraph("Siehe 7 0 R und 12 0 R."), Block(.paragraph([.link(["(3 0 R)"], to: "https://e.org/4%200%20R")]))],
            title: "1 0 R")
        let run = try joined([letter, letter], isDoubleSided: false)
        #expect(try Tools.words(run, page: 2).contains("Siehe 7 0 R und 12 0 R."))
        _ = try Tools.ask("qpdf", ["--check", "FILE"], about: run)
    }

    @Test("a file from elsewhere is refused and leaves the run as it was")
    func foreign() throws {
        var run = PrintRun(isDoubleSided: false)
        try run.add(try PDF.render(Samples.letter()))
        let before = run.bytes(title: "Briefe")
        let good = try PDF.render(Samples.letter())
        let files: [[UInt8]] = [
            [], Array("%PDF-1.7 nothing".utf8), Array("startxref\n99999999\n%%EOF".utf8), Array(good.prefix(good.count / 2)),
            Array("xref\n0 5\ntrailer\nstartxref\n0\n%%EOF".utf8),
        ]
        for file in files {
            #expect(throws: PDFFault.foreignFile) { try run.add(file) }
        }
        #expect(run.bytes(title: "Briefe") == before)
    }

    @Test("an envelope C4 has its own paper, sender and address where the post reads them, and the corner of the stamp free")
    func envelopes() throws {
        let address = ["Đặng Thị Mai", "Am Ring 3", "04229 Leipzig"]
        let envelope = Envelope(language: .de, sender: "Stadt Beispiel, Rathausplatz 1, 01234 Beispiel", address: address)
        let details = DocumentDetails(title: "Umschläge", author: "Stadt", subject: "Umschläge", created: Samples.moment)
        let bytes = try PDF.render([envelope, envelope], details: details)
        // 324 mm and 229 mm in points: 918.43 and 649.13.
        let info = try Tools.ask("pdfinfo", ["FILE"], about: bytes)
        #expect(info.contains("918.4") && info.contains("649.1"))
        #expect(try pages(bytes) == 2)
        #expect(try Tools.words(bytes, page: 2).contains("Am Ring 3 04229 Leipzig"))
        // The upper right corner, 74 mm wide and 40 mm high, and a border of 15 mm are empty: 210 and 113 points.
        let corner = try Tools.ask(
            "pdftotext", ["-x", "708", "-y", "0", "-W", "210", "-H", "113", "FILE", "-"], about: bytes)
        #expect(!corner.contains { !$0.isWhitespace })
        let zone = try Tools.ask("pdftotext", ["-x", "500", "-y", "340", "-W", "400", "-H", "260", "FILE", "-"], about: bytes)
        for line in address { #expect(zone.contains(line)) }
        _ = try Tools.ask("qpdf", ["--check", "FILE"], about: bytes)
    }
}
