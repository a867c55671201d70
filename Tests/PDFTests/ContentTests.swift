import Foundation
import Kernel
import Testing

@testable import PDF

@Suite("Contents and metadata")
struct ContentTests {
    @Test("every kind of block has its element in the structure")
    func elements() throws {
        let structure = try Tools.structure(try PDF.render(Samples.report()))
        func count(_ tag: String) -> Int {
            structure.filter { $0 == tag || $0.hasPrefix(tag + ":") || $0.hasPrefix(tag + " ") }.count
        }
        #expect(count("H1") == 1)
        #expect(count("H2") == 1)
        // Level 3 after level 1 is closed up to the next level that may come.
        #expect(count("H3") == 1)
        #expect(count("H4") == 0)
        #expect(count("L") == 2)
        #expect(count("LI") == 5)
        #expect(count("Lbl") == 5)
        #expect(count("LBody") == 5)
        #expect(count("BlockQuote") == 2)
        #expect(count("Figure") == 1)
        #expect(count("Link") == 1)
        #expect(structure.contains("\"9.\"") && structure.contains("\"10.\""))
        #expect(structure.contains { $0.contains("/ListNumbering /Decimal") })
        #expect(structure.contains { $0.contains("/Scope /Row") })
    }

    @Test("Info and XMP say the same, and markup in a title stays text")
    func metadata() throws {
        let bytes = try PDF.render(Samples.letter(title: "A <b> & \"C\" ü"))
        let info = try Tools.ask("pdfinfo", ["-isodates", "FILE"], about: bytes)
        #expect(info.contains("Title:           A <b> & \"C\" ü"))
        #expect(info.contains("Author:          Stadt Beispiel"))
        #expect(info.contains("CreationDate:    2026-11-23T10:00:00Z"))
        let packet = try Tools.ask("pdfinfo", ["-meta", "FILE"], about: bytes)
        #expect(packet.contains("<rdf:li xml:lang=\"x-default\">A &lt;b&gt; &amp; &quot;C&quot; ü</rdf:li>"))
        #expect(packet.contains("<rdf:Seq><rdf:li>Stadt Beispiel</rdf:li></rdf:Seq>"))
        #expect(packet.contains("<xmp:CreateDate>2026-11-23T10:00:00Z</xmp:CreateDate>"))
        #expect(packet.contains("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"))
        #expect(packet.contains("<pdfuaid:part>1</pdfuaid:part>"))
    }

    @Test("attachments come out as they went in, with their relationship")
    func attachments() throws {
        let content = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = try PDF.render(
            Samples.letter(attachments: [
                Attachment(name: "zweite (ä).json", mediaType: "application/json", description: "Daten", content: content),
                Attachment(name: "antrag.xml", mediaType: "text/xml", description: "", relationship: .source, content: []),
            ]))
        let list = try Tools.ask("qpdf", ["--list-attachments", "FILE"], about: bytes)
        #expect(list.contains("antrag.xml") && list.contains("zweite (ä).json"))
        let back = try Tools.inDirectory { place in
            let file = place.appendingPathComponent("letter.pdf")
            try Data(bytes).write(to: file)
            let outcome = try Tools.run("/usr/bin/pdfdetach", ["-saveall", "-o", place.path, file.path])
            #expect(outcome.status == 0)
            return try Data(contentsOf: place.appendingPathComponent("zweite (ä).json"))
        }
        #expect(Array(back) == content)
        let readable = try Tools.readable(bytes)
        #expect(readable.contains("/AFRelationship /Source") && readable.contains("/AFRelationship /Data"))
        #expect(readable.contains("/Subtype /text#2fxml"))
    }

    @Test("only addresses of the web, of mail and of telephones can be clicked on")
    func links() throws {
        func links(to address: String) throws -> Int {
            let block = Block(.paragraph([.link(["hier"], to: address)]))
            return try Tools.readable(try PDF.render(Samples.report([block]))).ranges(of: "/Subtype /Link").count
        }
        for address in ["https://example.org", "http://example.org/(a)", "mailto:a@example.org", "tel:+49341123", "HTTPS://x.y"] {
            #expect(try links(to: address) == 1, "\(address)")
        }
        for address in [
            "javascript:alert(1)", "file:///etc/passwd", "", "example.org", " https://example.org", "data:text/html,x",
        ] {
            #expect(try links(to: address) == 0, "\(address)")
        }
        #expect(CleanText.address("https://example.org/ä b\"c") == "https://example.org/%C3%A4%20b%22c")
        #expect(CleanText.address("https://example.org/\u{0}\n)") == "https://example.org/%00%0A)")
    }

    @Test("text comes back from the page as it was written")
    func roundTrip() throws {
        let text = "Die Affäre um das Schiff – „efficient office“ – 1\u{A0}000\u{202F}€; § 3 Abs. 1 Nr. 2: ½ × 2 ≥ 1 … ‰ ﬁ"
        #expect(try Tools.structure(try PDF.render(Samples.report([.paragraph(text)]))).contains("\"\(text)\""))
    }

    @Test("control characters and marks that turn the direction are taken out, words are not")
    func cleaning() {
        #expect(CleanText.line("a\u{0}b\u{1F}c\u{7F}d\u{9F}e") == "abcde")
        #expect(CleanText.line("1\u{202E}00,21\u{202C} €") == "100,21 €")
        #expect(CleanText.line("a\u{2066}b\u{2069}\u{200F}c\u{FEFF}d\u{FFFE}e\u{1FFFF}") == "abcde")
        #expect(CleanText.line("a\tb\r\nc\u{2028}d\u{85}e") == "a b  c d e")
        #expect(CleanText.line("ä\u{308}\u{200D}😀漢") == "ä\u{308}\u{200D}😀漢")
    }

    @Test("a character that no font has is shown as a replacement and still reads as itself")
    func unknownCharacter() throws {
        let structure = try Tools.structure(try PDF.render(Samples.report([.paragraph("Frau 李 wohnt hier")])))
        #expect(structure.contains("\"Frau 李 wohnt hier\""))
        #expect(try PDF.unknownCharacters(in: "Frau 李 Ängström 李") == ["李"])
        #expect(try PDF.unknownCharacters(in: "Straße\n\u{0}") == [])
    }

    @Test("the headings make an outline, each below the one it belongs to, with its page")
    func outline() throws {
        let body: [Block] = [
            .heading(1, "Eins"), .heading(2, "Eins Eins"), Block(.pageBreak), .heading(2, "Eins Zwei"), .heading(1, "Zwei"),
        ]
        let bytes = try PDF.render(Samples.report(body))
        let data = try #require(
            try JSONSerialization.jsonObject(
                with: Data(try Tools.ask("qpdf", ["--json=2", "--json-key=outlines", "FILE"], about: bytes).utf8))
                as? [String: Any])
        func lines(_ entries: [[String: Any]], _ depth: Int) -> [String] {
            entries.flatMap { entry -> [String] in
                let kids = entry["kids"] as? [[String: Any]] ?? []
                return ["\(depth) \(entry["title"] ?? "") \(entry["destpageposfrom1"] ?? "")"] + lines(kids, depth + 1)
            }
        }
        let found = lines(try #require(data["outlines"] as? [[String: Any]]), 0)
        #expect(found == ["0 Eingangsbestätigung 1", "1 Eins 1", "2 Eins Eins 1", "2 Eins Zwei 2", "1 Zwei 2"])
    }

    @Test("a word is broken with a hyphen where a soft hyphen allows it, and read as one word")
    func softHyphens() throws {
        let word = "Donau\u{AD}dampf\u{AD}schiff\u{AD}fahrts\u{AD}gesell\u{AD}schaft"
        let text = Array(repeating: word, count: 12).joined(separator: " ")
        let bytes = try PDF.render(Samples.report([.paragraph(text)]))
        // Five lines at least, and every one that ends inside a word ends in the hyphen.
        let lines = try Tools.ask("pdftotext", ["FILE", "-"], about: bytes).split(whereSeparator: \.isNewline)
            .filter { $0.contains("schaft") }
        #expect(lines.count >= 4)
        for line in lines {
            let end = try #require(line.split(separator: " ").last)
            #expect(end.hasSuffix("gesellschaft") || end.hasSuffix("\u{AD}") || end.hasSuffix("-"), "\(line)")
        }
        let read = try Tools.structure(bytes).joined().replacing("\u{AD}", with: "")
        #expect(read.contains(Array(repeating: word.replacing("\u{AD}", with: ""), count: 12).joined(separator: " ")))
    }

    @Test("a long word without soft hyphens is broken without a letter more: it may be a number")
    func noHyphenInNumbers() throws {
        let number = String(repeating: "DE02120300000000202051", count: 20)
        let bytes = try PDF.render(Samples.report([.paragraph(number)]))
        #expect(try Tools.words(bytes).replacing(" ", with: "").contains(number))
    }

    @Test("numbers are written with at most three decimals, and never as anything but a number")
    func numbers() {
        func written(_ number: Double) -> String {
            var bytes: [UInt8] = []
            bytes.put(number)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(written(0) == "0")
        #expect(written(-0.0001) == "0")
        #expect(written(1.5) == "1.5")
        #expect(written(-12.3456) == "-12.346")
        #expect(written(0.05) == "0.05")
        #expect(written(0.007) == "0.007")
        #expect(written(1e300) == "30000")
        #expect(written(.nan) == "0" && written(-.infinity) == "0")
    }

    @Test("a drawing that is too large, empty or no drawing at all is brought onto the page")
    func strangeFigures() throws {
        let bad = Figure.Shape([.move(x: .nan, y: .infinity), .line(x: 1e20, y: -1e20), .close], red: .nan)
        for (width, height) in [(5000.0, 10.0), (10, 5000), (0, 0), (.nan, 10), (-5, .infinity)] {
            let figure = Figure(
                width: width, height: height, canvasWidth: 0, canvasHeight: .nan, shapes: [bad], alternative: "")
            let bytes = try PDF.render(Samples.report([Block(.figure(figure)), .paragraph("danach")]))
            #expect(try Tools.words(bytes).contains("danach"))
        }
    }

    @Test("a date before 1970 and one with a fraction are cut to the second")
    func dates() {
        #expect(PDFDate(Instant(microseconds: -1)).iso == "1969-12-31T23:59:59Z")
        #expect(PDFDate(Instant(microseconds: 1_999_999)).pdf == "D:19700101000001Z")
    }

    @Test("the colour profile is well formed: its length, its table and its white are right")
    func colourProfile() {
        let profile = ColourProfile.sRGB
        func word(_ at: Int) -> Int { profile[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(word(0) == profile.count)
        #expect(String(decoding: profile[36..<40], as: UTF8.self) == "acsp")
        let tags = word(128)
        #expect(tags == 10)
        var columns = [0, 0, 0]
        for tag in 0..<tags {
            let entry = 132 + 12 * tag
            #expect(word(entry + 4) % 4 == 0 && word(entry + 4) + word(entry + 8) <= profile.count)
            let name = String(decoding: profile[entry..<entry + 4], as: UTF8.self)
            guard name.hasSuffix("XYZ") else { continue }
            for axis in 0..<3 { columns[axis] += word(word(entry + 4) + 8 + 4 * axis) }
        }
        // Red, green and blue together are the white of D50: 0.9642, 1, 0.8249 (ICC.1, 7.2.16), in 1/65536.
        for (sum, white) in zip(columns, [63_190, 65_536, 54_061]) { #expect(abs(sum - white) <= 12, "\(columns)") }
    }
}
