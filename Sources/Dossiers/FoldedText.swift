import Foundation

/// Text as people look for it: without case, accents and the several spellings of umlauts.
enum FoldedText {
    static func fold(_ text: String) -> String {
        let lower = text.precomposedStringWithCanonicalMapping.lowercased()
        let german = lower.replacing("ä", with: "ae").replacing("ö", with: "oe").replacing("ü", with: "ue").replacing(
            "ß", with: "ss")
        return german.folding(options: [.diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    /// Folded, with nothing but letters and digits; `Straße`, `Strasse` and `Str.` are the same.
    static func key(_ text: String) -> String {
        let words = fold(text).split { !$0.isLetter && !$0.isNumber }.map { word in
            for ending in ["strasse", "str"] where word.hasSuffix(ending) { return word.dropLast(ending.count) + "str" }
            return word
        }
        return words.joined()
    }
}
