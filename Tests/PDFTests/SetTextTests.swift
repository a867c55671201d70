import Kernel
import Testing

@testable import PDF

@Suite("Texts that were set before")
struct SetTextTests {
    private func bytes(of letter: Letter, by typesetter: Typesetter) throws -> [UInt8] {
        var layout = LetterLayout(letter, typesetter: typesetter)
        return try layout.render()
    }

    @Test("a letter is the same file whether its paragraphs are set for the first time or were set for other letters")
    func sameFile() throws {
        let letter = Samples.letter(subject: "Bescheid über die Hundesteuer")
        let fresh = try bytes(of: letter, by: Typesetter())
        let used = try Typesetter()
        for subject in ["Bescheid über die Zweitwohnungsteuer", "Größe fünf", "Bescheid über die Hundesteuer"] {
            _ = try bytes(of: Samples.letter(subject: subject), by: used)
        }
        #expect(try bytes(of: letter, by: used) == fresh)
    }

    @Test("the two spellings of é stay what they are, although both read the same")
    func spellings() throws {
        let typesetter = try Typesetter()
        for text in ["Ren\u{E9}", "Rene\u{301}", "Ren\u{E9}"] {
            let set = typesetter.set(text, style: TextStyle(size: 10), width: 200, language: "de-DE")
            #expect(set.bytes == Array(text.utf8))
        }
    }

    @Test("a text in another shade is broken into the same lines, one in another size or width is set anew")
    func styles() throws {
        let typesetter = try Typesetter()
        let text = "Ein Satz, der über mehrere Zeilen geht, weil die Spalte schmal ist."
        let black = typesetter.set(text, style: TextStyle(size: 10), width: 100, language: "de-DE")
        let gray = typesetter.set(text, style: TextStyle(size: 10, gray: 0.5), width: 100, language: "de-DE")
        #expect(black.lines.count == gray.lines.count && black.lines.count > 1)
        let large = typesetter.set(text, style: TextStyle(size: 20), width: 100, language: "de-DE")
        #expect(large.height > black.height)
        #expect(typesetter.set(text, style: TextStyle(size: 10), width: nil, language: "de-DE").lines.count == 1)
    }

    @Test("what is asked for again and again is kept, what was asked for once is forgotten")
    func forgetting() {
        func key(_ text: String) -> SettingKey {
            SettingKey(text: Array(text.utf8), style: TextStyle(size: 10), spans: [], width: nil, language: "de-DE")
        }
        let glyph = Glyph(face: 0, number: 1, text: 0..<1, x: 0, y: 0, advance: 1, size: 10, character: "a")
        let long = SetText(bytes: [], glyphs: Array(repeating: glyph, count: 1000), lines: [], width: 0, height: 0)
        var texts = SetTexts()
        texts.keep(long, for: key("once"))
        texts.keep(long, for: key("always"))
        for number in 0..<100 {
            texts.keep(long, for: key("other \(number)"))
            #expect(texts.find(key("always")) != nil)
        }
        #expect(texts.find(key("once")) == nil)
    }
}
