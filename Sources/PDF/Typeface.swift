import CPango

/// The fonts that documents are set in. DejaVu has every letter of DIN 91379, Greek and Cyrillic included.
enum Typeface {
    static let family = "DejaVu Sans Condensed"
    private static let directory = "/usr/share/fonts/truetype/dejavu/"
    /// Only these files are ever used, so the same letter looks the same on every machine that has them.
    static let files = [
        "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "DejaVuSansCondensed-Oblique.ttf",
        "DejaVuSansCondensed-BoldOblique.ttf",
    ].map { directory + $0 }

    /// What letters in German and English are written in. Names in other letters get a cut of their own.
    static let usualCharacters: [Unicode.Scalar] =
        (0x20...0x7E as ClosedRange<UInt8>).map { Unicode.Scalar($0) }
        + "ÄÖÜäöüßéèáà§°²³·×½«»–—‘’‚“”„…•‰€−→\u{A0}\u{202F}\u{2011}\u{FB00}\u{FB01}\u{FB02}\u{FFFD}".unicodeScalars
}

/// How a stretch of text is set.
struct TextStyle: Hashable {
    var size: Double
    var bold = false
    var italic = false
    var alignment = Table.Alignment.start
    var lineSpacing = 1.12
    /// 0 is black, 1 white.
    var gray = 0.0
}

/// A stretch of a paragraph that differs from its style. Offsets are bytes of the UTF-8 text.
struct TextSpan: Hashable {
    var range: Range<Int>
    var bold = false
    var italic = false
}

struct Glyph {
    var face: Int
    /// Nil where no font has the character.
    var number: UInt32?
    var text: Range<Int>
    /// Origin from the left edge of the paragraph, rise above the baseline, advance; points.
    var x, y, advance, size: Double
    /// The one character it stands for; nil where a cluster of characters and glyphs has to be taken apart.
    var character: Unicode.Scalar?
}

struct TextLine {
    var glyphs: Range<Int>
    var x, width, ascent, descent, baseline: Double
    var height: Double { ascent + descent }
}

/// A paragraph broken into lines.
struct SetText {
    var bytes: [UInt8]
    var glyphs: [Glyph]
    var lines: [TextLine]
    var width, height: Double
}

/// Sets text with Pango. One thread at a time; `Press` keeps a stock of them.
final class Typesetter {
    private let engine: OpaquePointer
    private var usualPrograms: [Int: FontProgram] = [:]
    private var known = SetTexts()
    private var knownMetrics: [Int: ck_metrics] = [:]

    init() throws(PDFFault) {
        guard let engine = ck_engine_create(Typeface.family) else { throw .fontUnusable }
        self.engine = engine
        for file in Typeface.files where ck_engine_add(engine, file) == 0 { throw .fontsMissing(file: file) }
    }

    deinit { ck_engine_destroy(engine) }

    /// Breaks the text to the width (points; nil: only at line separators).
    func set(_ text: String, style: TextStyle, spans: [TextSpan] = [], width: Double?, language: String) -> SetText {
        // The shade is no matter of setting.
        var plain = style
        plain.gray = 0
        let key = SettingKey(text: Array(text.utf8), style: plain, spans: spans, width: width, language: language)
        if let set = known.find(key) { return set }
        guard let set = lay(key) else { return SetText(bytes: key.text, glyphs: [], lines: [], width: 0, height: 0) }
        known.keep(set, for: key)
        return set
    }

    /// Nil where memory is short.
    private func lay(_ key: SettingKey) -> SetText? {
        let (bytes, style) = (key.text, key.style)
        let marks = key.spans.map {
            ck_span(
                start: UInt32($0.range.lowerBound), end: UInt32($0.range.upperBound), bold: $0.bold ? 1 : 0,
                italic: $0.italic ? 1 : 0, size: 0)
        }
        return key.language.withCString { tag in
            var shape = ck_style()
            shape.size = style.size
            shape.width = key.width.map { max($0, 1) } ?? -1
            shape.line_spacing = style.lineSpacing
            shape.bold = style.bold ? 1 : 0
            shape.italic = style.italic ? 1 : 0
            shape.alignment = style.alignment == .start ? 0 : style.alignment == .centre ? 1 : 2
            shape.language = tag
            let result = bytes.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) {
                    ck_layout(engine, $0.baseAddress, UInt32($0.count), &shape, marks, UInt32(marks.count))
                }
            }
            guard let result else { return nil }
            defer { ck_text_free(result) }
            return SetText(copying: result.pointee, bytes: bytes)
        }
    }

    func metrics(ofFace face: Int) -> ck_metrics {
        if let known = knownMetrics[face] { return known }
        var metrics = ck_metrics()
        _ = ck_face_metrics(engine, UInt32(face), &metrics)
        knownMetrics[face] = metrics
        return metrics
    }

    /// Thousandths of the font size.
    func advance(ofGlyph glyph: UInt32, face: Int) -> Double { ck_face_advance(engine, UInt32(face), glyph) }

    /// Zero where the face lacks the character.
    func glyph(of character: Unicode.Scalar, face: Int) -> UInt32 { ck_face_glyph(engine, UInt32(face), character.value) }

    /// The font file cut down to at least these glyphs. Most letters are written in the same few hundred characters, so one
    /// cut with all of them is made once and used again; equal letters still get equal bytes.
    func program(face: Int, glyphs: [UInt32]) throws(PDFFault) -> FontProgram {
        let usual: FontProgram
        if let made = usualPrograms[face] {
            usual = made
        } else {
            usual = try cut(face: face, glyphs: Typeface.usualCharacters.map { glyph(of: $0, face: face) })
            usualPrograms[face] = usual
        }
        return glyphs.allSatisfy { usual.numbers[$0] != nil } ? usual : try cut(face: face, glyphs: glyphs)
    }

    private func cut(face: Int, glyphs: [UInt32]) throws(PDFFault) -> FontProgram {
        // In order of their numbers: which document asked first must not show in the file.
        let wanted = Array(Set(glyphs).subtracting([0])).sorted()
        var numbers = [UInt32](repeating: 0, count: wanted.count)
        var length = 0
        guard let memory = ck_face_subset(engine, UInt32(face), wanted, UInt32(wanted.count), &numbers, &length)
        else { throw .fontUnusable }
        defer { ck_free(memory) }
        let file = Array(UnsafeBufferPointer(start: memory, count: length))
        guard let deflated = file.deflated() else { throw .fontUnusable }
        var tag = Fingerprint()
        tag.add(file)
        return FontProgram(
            deflated: deflated, length: length, tag: tag.letters,
            numbers: Dictionary(uniqueKeysWithValues: zip(wanted, numbers)))
    }
}

/// A font file cut down, ready to be embedded.
struct FontProgram {
    let deflated: [UInt8]
    let length: Int
    /// Six letters before the font's name.
    let tag: String
    /// New numbers of the original glyphs.
    let numbers: [UInt32: UInt32]
}

extension SetText {
    fileprivate init(copying source: ck_text, bytes: [UInt8]) {
        self.bytes = bytes
        width = source.width
        height = source.height
        glyphs = UnsafeBufferPointer(start: source.glyphs, count: Int(source.glyph_count)).map {
            Glyph(
                face: Int($0.face), number: $0.glyph == 0xFFFF_FFFF ? nil : $0.glyph,
                text: Int($0.text_start)..<Int(max($0.text_start, $0.text_end)), x: $0.x, y: $0.y, advance: $0.advance,
                size: $0.size, character: nil)
        }
        lines = UnsafeBufferPointer(start: source.lines, count: Int(source.line_count)).map {
            TextLine(
                glyphs: Int($0.first)..<Int($0.first + $0.count), x: $0.x, width: $0.width, ascent: $0.ascent,
                descent: $0.descent, baseline: $0.baseline)
        }
        for line in lines { nameCharacters(line.glyphs) }
    }

    /// Notes of each glyph of a line which character it stands for.
    private mutating func nameCharacters(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, glyphs[end].text == glyphs[start].text { end += 1 }
            let cluster = bytes[glyphs[start].text]
            if end - start == 1, cluster.count == 1, let byte = cluster.first, byte < 0x80 {
                glyphs[start].character = Unicode.Scalar(byte)
            } else {
                for (position, text) in zip(start..<end, ClusterText.split(cluster, over: end - start)) where text.count == 1 {
                    glyphs[position].character = text.first
                }
            }
            start = end
        }
    }
}
