/// What a text was set from. Bytes and not characters: two spellings of a letter that Swift takes for equal are set differently.
struct SettingKey: Hashable {
    let text: [UInt8]
    let style: TextStyle
    let spans: [TextSpan]
    let width: Double?
    let language: String
}

/// Paragraphs that were set already. Most of a letter stands in every other letter of its kind, and breaking lines costs more than
/// all the rest of a page; names and numbers of one case are forgotten soon.
struct SetTexts {
    /// About as many glyphs as twenty letters have; a glyph takes some eighty bytes.
    private static let mostGlyphs = 24_000

    /// What was asked for lately, and what was before that: whatever nobody asked for while the young ones filled up is dropped.
    private var young: [SettingKey: SetText] = [:]
    private var old: [SettingKey: SetText] = [:]
    private var glyphs = 0

    mutating func find(_ key: SettingKey) -> SetText? {
        if let found = young[key] { return found }
        guard let found = old[key] else { return nil }
        keep(found, for: key)
        return found
    }

    mutating func keep(_ text: SetText, for key: SettingKey) {
        let size = text.glyphs.count + 16
        if glyphs + size > SetTexts.mostGlyphs / 2 { (young, old, glyphs) = ([:], young, 0) }
        young[key] = text
        glyphs += size
    }
}
