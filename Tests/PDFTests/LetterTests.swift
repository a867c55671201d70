import Foundation
import Kernel
import Testing

@testable import PDF

@Suite("Letters")
struct LetterTests {
    @Test("the recipient stands in the window of DIN 5008 form B")
    func recipientInWindow() throws {
        let words = try PlacedWord.all(in: try PDF.render(Samples.letter()))
        // The address zone reaches from 62.7 mm to 90 mm below the edge and from 20 mm to 105 mm across (DIN 5008:2020, form B).
        for text in ["Jürgen-Änne", "Größmann", "Überseeallee", "20457", "Hamburg"] {
            let word = try #require(words.first { $0.text == text && $0.page == 1 })
            #expect(word.top >= 62.7 && word.bottom <= 90 && word.left >= 20 && word.right <= 105, "\(text)")
        }
        let sender = try #require(words.first { $0.text == "Rathausplatz" && $0.top > 40 })
        #expect(sender.top >= 45 && sender.bottom <= 62.7)
    }

    @Test("the subject begins 98.46 mm below the edge, 25 mm from the left")
    func subjectPlace() throws {
        let words = try PlacedWord.all(in: try PDF.render(Samples.letter(subject: "Xylophonsteuer")))
        let subject = try #require(words.first { $0.text == "Xylophonsteuer" })
        #expect(abs(subject.top - 98.46) < 0.6)
        #expect(abs(subject.left - 25) < 0.6)
    }

    @Test("an address of nine lines is set smaller and stays in the window")
    func longAddress() throws {
        let lines = ["Firma"] + (1...7).map { "Zeile\($0)" } + ["01234 Ort"]
        let words = try PlacedWord.all(in: try PDF.render(Samples.letter(address: lines)))
        for text in ["Zeile1", "Zeile7", "01234"] {
            let word = try #require(words.first { $0.text == text && $0.left < 40 && $0.top > 60 })
            #expect(word.top >= 62.6 && word.bottom <= 90.1, "\(text)")
        }
    }

    @Test("fold marks lie at 105 and 210 mm, the hole mark at 148.5 mm, and nothing else in that column")
    func foldMarks() throws {
        let bytes = try PDF.render(Samples.letter())
        let dark: [Int] = try Tools.inDirectory { place in
            let file = place.appendingPathComponent("letter.pdf")
            try Data(bytes).write(to: file)
            // 254 dots per inch are ten dots per millimetre; the column is 7 mm from the left edge.
            let picture = place.appendingPathComponent("page")
            let outcome = try Tools.run(
                "/usr/bin/pdftoppm",
                [
                    "-gray", "-r", "254", "-f", "1", "-l", "1", "-singlefile", "-x", "70", "-y", "0", "-W", "1", "-H", "2970",
                    file.path, picture.path,
                ])
            #expect(outcome.status == 0)
            let column = try Data(contentsOf: picture.appendingPathExtension("pgm")).suffix(2970)
            return column.enumerated().filter { $0.element < 160 }.map(\.offset)
        }
        let marks = Set(dark.map { Int((Double($0) / 10).rounded(.down)) })
        #expect(marks.isSubset(of: [105, 210, 148]), "\(marks)")
        #expect(marks.count == 3)
    }

    @Test("following pages say in their head which page of which letter they are, and the reader is not told")
    func runningHead() throws {
        let bytes = try PDF.render(Samples.letter([Samples.table(rows: 90)]))
        let total = try Tools.pageCount(bytes)
        #expect(total > 2)
        #expect(try Tools.words(bytes, page: 1).contains("Seite 1 von \(total)"))
        for page in 2...total {
            let words = try Tools.words(bytes, page: page)
            #expect(words.contains("Seite \(page) von \(total)"))
            #expect(words.contains("AZ-7/2026"))
        }
        #expect(!(try Tools.structure(bytes).contains { $0.contains("Seite ") }))
    }

    @Test("an English letter counts its pages in English and says that it is English")
    func english() throws {
        let bytes = try PDF.render(Samples.letter([Samples.table(rows: 60)], language: .en))
        #expect(try Tools.words(bytes, page: 2).contains("Page 2 of "))
        #expect(try Tools.readable(bytes).contains("/Lang (en-GB)"))
    }

    @Test("the structure follows the order of reading")
    func readingOrder() throws {
        let structure = try Tools.structure(try PDF.render(Samples.letter())).filter { $0.hasPrefix("\"") }
        let expected = [
            "Stadt Beispiel", "Amt für Muster", "Rathausplatz 1 01234 Beispiel",
            "Stadt Beispiel · Rathausplatz 1 · 01234 Beispiel", "Gegen Empfangsbekenntnis",
            "Frau Jürgen-Änne Größmann Überseeallee 12 20457 Hamburg", "Unser Zeichen AZ-7/2026", "Datum 23. November 2026",
            "Bescheid über die Festsetzung der Steuer", "Sehr geehrte Frau Größmann,", "es bleibt dabei.",
            "Mit freundlichen Grüßen", "Sörensen", "Stadt Beispiel Rathausplatz 1",
            "Sparkasse Beispiel IBAN DE02 1203 0000 0000 2020 51",
        ]
        #expect(structure == expected.map { "\"\($0)\"" })
    }

    @Test("equal letters are equal files, whatever was rendered before and on whichever thread")
    func determinism() async throws {
        let letter = Samples.letter(Samples.everything)
        let first = try PDF.render(letter)
        let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<8 {
                group.addTask {
                    let before = Block(.paragraph([.strong([.text("Ω\(number) ")]), .emphasis(["Ђ"])]))
                    _ = try PDF.render(Samples.letter([before]))
                    return try PDF.render(letter)
                }
            }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(others.count == 8)
        #expect(others.allSatisfy { $0 == first })
        var changed = letter
        changed.subject += "!"
        #expect(try PDF.render(changed) != first)
    }

    @Test("the closing never stands alone on the last page")
    func closingNotAlone() throws {
        var pages: Set<Int> = []
        for count in 20..<28 {
            let words = try PlacedWord.all(in: try PDF.render(Samples.letter((0..<count).map { .paragraph("Absatz A\($0)") })))
            let last = try #require(words.first { $0.text == "A\(count - 1)" })
            let closing = try #require(words.first { $0.text == "Sörensen" })
            #expect(last.page == closing.page)
            pages.insert(closing.page)
        }
        #expect(pages == [1, 2], "the numbers of paragraphs are not around the break any more")
    }

    @Test("a heading never stands alone at the foot of a page")
    func headingNotAlone() throws {
        var pages: Set<Int> = []
        for count in 20..<28 {
            let body = (0..<count).map { Block.paragraph("Absatz \($0)") } + [.heading(1, "Überschrift"), .paragraph("Danach.")]
            let words = try PlacedWord.all(in: try PDF.render(Samples.letter(body)))
            let heading = try #require(words.first { $0.text == "Überschrift" })
            let next = try #require(words.first { $0.text == "Danach." })
            #expect(heading.page == next.page)
            pages.insert(heading.page)
        }
        #expect(pages == [1, 2], "the numbers of paragraphs are not around the break any more")
    }

    /// Rows of facts, a closing inside the body and a translation behind it, as notices have them.
    private func grown(_ lines: Int, rows: Int) -> Letter {
        var body = (0..<lines).map { Block.paragraph("Absatz A\($0)") }
        body.append(Block(.heading(level: 2, [.text("Zahlung")]), keepsWithNext: true))
        body.append(
            Block(.keyValues((0..<rows).map { KeyValue("K\($0)", "Wert V\($0)") }), keepsWithNext: true))
        let closing = ["Gruß G0", "Auftrag G1", "Name G2"]
        body += closing.dropLast().map { Block(.paragraph([.text($0)]), keepsWithNext: true) } + [.paragraph("Name G2")]
        body += [Block(.pageBreak), .heading(1, "Translation"), .paragraph("The end."), .paragraph("Really.")]
        var letter = Samples.letter(body)
        letter.closing = []
        return letter
    }

    @Test("whatever the length, no row of facts and no closing line stands alone on a page", arguments: [2, 6, 9])
    func nothingAlone(_ rows: Int) throws {
        var breaks: Set<Int> = []
        for count in stride(from: 8, through: 44, by: 1) {
            let words = try PlacedWord.all(in: try PDF.render(grown(count, rows: rows)))
            func pages(_ prefix: String, _ range: Range<Int>) throws -> [Int] {
                try range.map { number in try #require(words.first { $0.text == "\(prefix)\(number)" }).page }
            }
            let facts = try pages("K", 0..<rows)
            let closing = try pages("G", 0..<3)
            // The closing is whole, and the last row of facts stands with it.
            #expect(Set(closing).count == 1 && facts.last == closing.first, "\(count) paragraphs")
            // Two rows at least on either side of a break; up to six stay together.
            for page in Set(facts) { #expect(facts.count { $0 == page } >= 2, "\(count) paragraphs: \(facts)") }
            if rows <= 6 { #expect(Set(facts).count == 1, "\(count) paragraphs: \(facts)") }
            // Their heading is where they begin.
            #expect(words.first { $0.text == "Zahlung" }?.page == facts.first)
            let last = try #require(closing.first)
            breaks.insert(last)
        }
        #expect(breaks.isSuperset(of: [1, 2]), "the lengths are not around the break any more")
    }

    @Test("a report's last line does not stand alone on its last page")
    func reportEnd() throws {
        var pages: Set<Int> = []
        for count in 30...75 {
            let words = try PlacedWord.all(in: try PDF.render(Samples.report((0..<count).map { .paragraph("Absatz A\($0)") })))
            let numbers = words.filter { $0.text.hasPrefix("A") }.compactMap { word in
                Int(word.text.dropFirst()).map { (number: $0, page: word.page) }
            }
            let last = try #require(numbers.max { $0.number < $1.number })
            #expect(numbers.count { $0.page == last.page } >= 2, "\(count) paragraphs")
            pages.insert(last.page)
        }
        #expect(pages.count >= 2, "the lengths are not around the break any more")
    }

    @Test("nothing is printed outside the paper or over the foot")
    func insidePaper() throws {
        let long = String(repeating: "Donaudampfschifffahrt", count: 60)
        let body = Samples.everything + [.paragraph(long), .heading(1, long)]
        for word in try PlacedWord.all(in: try PDF.render(Samples.letter(body))) {
            #expect(word.left >= 20 && word.right <= 192 && word.top >= 8 && word.bottom <= 290, "\(word)")
        }
    }
}
