import Synchronization

/// Makes PDF/A-3b and PDF/UA-1 documents out of values: no clock, no network, no database; equal values give equal bytes.
///
/// Text is set by Pango, fonts are cut down by HarfBuzz, the file is written here (docs/decisions/0007-pdf.md).
/// Norms: ISO 32000-1 (PDF 1.7), ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), DIN 5008:2020 (letters),
/// DIN 91379 (letters of names).
public enum PDF {
    /// The letter as a PDF file.
    public static func render(_ letter: Letter) throws(PDFFault) -> [UInt8] {
        try stock.lend { typesetter throws(PDFFault) in
            var layout = LetterLayout(letter, typesetter: typesetter)
            return try layout.render()
        }
    }

    /// The report as a PDF file.
    public static func render(_ report: Report) throws(PDFFault) -> [UInt8] {
        try stock.lend { typesetter throws(PDFFault) in
            try ReportLayout(report: report, typesetter: typesetter).render()
        }
    }

    /// The characters that no font has, each once, in order: they would be shown as U+FFFD. Whoever takes names can warn
    /// before a letter is made.
    public static func unknownCharacters(in text: String) throws(PDFFault) -> [Character] {
        try stock.lend { typesetter throws(PDFFault) in
            let set = typesetter.set(CleanText.line(text), style: Measure.body, width: nil, language: "de")
            var result: [Character] = []
            for glyph in set.glyphs where glyph.number == nil {
                for character in String(decoding: set.bytes[glyph.text], as: UTF8.self) where !result.contains(character) {
                    result.append(character)
                }
            }
            return result
        }
    }

    /// The files of the fonts that documents are set in, all of which have to be there.
    public static let fontFiles = Typeface.files

    static let stock = TypesetterStock()
}

/// Typesetters are costly to make and serve one thread at a time: idle ones wait here.
final class TypesetterStock: Sendable {
    /// Only whoever took the box out of the stock touches what is in it.
    private struct Box: @unchecked Sendable { let typesetter: Typesetter }

    private let idle = Mutex<[Box]>([])

    func lend<Result>(_ use: (Typesetter) throws(PDFFault) -> Result) throws(PDFFault) -> Result {
        let box: Box
        if let waiting = idle.withLock({ $0.popLast() }) { box = waiting } else { box = Box(typesetter: try Typesetter()) }
        defer { idle.withLock { if $0.count < 8 { $0.append(box) } } }
        return try use(box.typesetter)
    }
}
