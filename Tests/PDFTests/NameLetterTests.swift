import Foundation
import Testing

@testable import PDF

@Suite("Letters of names")
struct NameLetterTests {
    /// Latin letters of DIN 91379:2022 (datatype C and below), as ranges; a few letters more than the norm has do no harm.
    static let latin: [ClosedRange<UInt32>] = [
        0x20...0x7E, 0xA0...0xAC, 0xAE...0x17E, 0x187...0x188, 0x18F...0x18F, 0x197...0x197, 0x1A0...0x1A1, 0x1AF...0x1B0,
        0x1B7...0x1B7, 0x1CD...0x1DC, 0x1DE...0x1DF, 0x1E2...0x1F0, 0x1F4...0x1F5, 0x1F8...0x1FF, 0x212...0x213, 0x218...0x21B,
        0x21E...0x21F, 0x227...0x233, 0x259...0x259, 0x268...0x268, 0x292...0x292, 0x2B9...0x2BA, 0x2BE...0x2BF, 0x2C8...0x2C8,
        0x2CC...0x2CC, 0x1E02...0x1E03, 0x1E06...0x1E07, 0x1E0A...0x1E11, 0x1E17...0x1E17, 0x1E1C...0x1E2B, 0x1E2F...0x1E37,
        0x1E3A...0x1E3B, 0x1E40...0x1E49, 0x1E52...0x1E5B, 0x1E5E...0x1E63, 0x1E6A...0x1E6F, 0x1E80...0x1E87, 0x1E8C...0x1E97,
        0x1E9E...0x1E9E, 0x1EA0...0x1EF9, 0x2013...0x2014, 0x2018...0x201A, 0x201C...0x201E, 0x2020...0x2021, 0x2026...0x2026,
        0x2030...0x2030, 0x2032...0x2033, 0x2039...0x203A, 0x20AC...0x20AC, 0x2212...0x2212,
    ]
    /// Letters that the norm writes as a base letter with combining marks.
    static let sequences =
        [
            "A\u{30B}", "C\u{300}", "C\u{304}", "C\u{306}", "C\u{308}", "C\u{315}", "C\u{323}", "C\u{326}", "C\u{328}\u{306}",
            "D\u{302}", "F\u{300}", "F\u{304}", "G\u{300}", "H\u{304}", "H\u{326}", "H\u{331}", "J\u{301}", "J\u{30C}",
            "K\u{300}",
            "K\u{302}", "K\u{304}", "K\u{307}", "K\u{315}", "K\u{31B}", "K\u{326}", "K\u{35F}H", "K\u{35F}h", "L\u{302}",
            "L\u{325}",
            "L\u{325}\u{304}", "L\u{326}", "M\u{300}", "M\u{302}", "M\u{306}", "M\u{310}", "N\u{302}", "N\u{304}", "N\u{306}",
            "N\u{326}", "P\u{300}", "P\u{304}", "P\u{315}", "P\u{323}", "R\u{306}", "R\u{325}", "R\u{325}\u{304}", "S\u{300}",
            "S\u{304}", "S\u{31B}\u{304}", "S\u{331}", "T\u{300}", "T\u{304}", "T\u{308}", "T\u{315}", "T\u{31B}", "U\u{307}",
            "Z\u{300}", "Z\u{304}", "Z\u{306}", "Z\u{308}", "Z\u{327}",
        ].flatMap { [$0, $0.lowercased()] } + ["k\u{35F}h", "i\u{307}\u{301}", "Î\u{304}", "î\u{304}", "\u{1EC7}\u{302}"]
    /// Greek and Cyrillic letters of datatype E.
    static let others: [ClosedRange<UInt32>] = [
        0x386...0x386, 0x388...0x38A, 0x38C...0x38C, 0x38E...0x3A1, 0x3A3...0x3CE, 0x401...0x401, 0x410...0x44F, 0x451...0x451,
        0x40D...0x40D, 0x45D...0x45D,
    ]

    static var all: String {
        let single = (latin + others).flatMap { $0 }.compactMap { Unicode.Scalar($0) }.map { String(Character($0)) }
        return (single + sequences).joined(separator: " ")
    }

    @Test("every letter of DIN 91379 has a glyph, upright, bold, oblique and both", arguments: [false, true], [false, true])
    func glyphs(bold: Bool, italic: Bool) throws {
        let typesetter = try Typesetter()
        let text = Self.all
        #expect(text.unicodeScalars.count > 1100)
        let set = typesetter.set(text, style: TextStyle(size: 10, bold: bold, italic: italic), width: 400, language: "de-DE")
        let missing = set.glyphs.filter { $0.number == nil }.map { String(decoding: set.bytes[$0.text], as: UTF8.self) }
        #expect(missing == [])
        // All of them from the one face that was asked for.
        #expect(Set(set.glyphs.map(\.face)).count == 1)
    }

    @Test("names with combining marks come back from the page letter by letter")
    func readBack() throws {
        let bytes = try PDF.render(Samples.report([.paragraph(Self.all)]))
        let found = try Tools.structure(bytes).filter { $0.hasPrefix("\"") }.joined()
        func letters(_ text: String) -> [Unicode.Scalar] {
            text.decomposedStringWithCanonicalMapping.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\"" }
        }
        let expected = letters(Self.all)
        let start = letters(found).drop { $0 != "!" }
        #expect(Array(start.prefix(expected.count)) == expected)
    }
}
