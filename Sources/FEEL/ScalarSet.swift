/// A set of Unicode scalars of a pattern: ranges, properties, and what is taken away again.
struct ScalarSet: Sendable {
    private enum Part: Sendable {
        case ranges([ClosedRange<UInt32>])
        /// First letters of general categories: `L`, `Lu`.
        case category(String)
        indirect case not(ScalarSet)
        indirect case minus(ScalarSet, ScalarSet)
        indirect case folded(ScalarSet)
    }
    private var parts: [Part]

    init(ranges: [ClosedRange<UInt32>]) { parts = ranges.isEmpty ? [] : [.ranges(ranges)] }
    private init(_ parts: [Part]) { self.parts = parts }

    /// `L`, `Lu`, `IsBasicLatin`; nil for anything else.
    init?(property name: String) {
        if name.hasPrefix("Is") {
            guard let block = UnicodeBlocks.ranges[String(name.dropFirst(2))] else { return nil }
            self.init(ranges: [block])
        } else {
            guard ScalarSet.categories.contains(name) else { return nil }
            self.init([.category(name)])
        }
    }

    /// `\d`, `\s`, `\w`, `\i`, `\c` and their opposites (XML Schema part 2, G.4.2.5).
    init?(shorthand letter: Unicode.Scalar) {
        switch letter {
        case "d": self.init([.category("Nd")])
        case "s": self.init(ranges: [0x20...0x20, 0x09...0x0A, 0x0D...0x0D])
        case "w": self = ScalarSet([.category("P"), .category("Z"), .category("C")]).inverted()
        case "i": self = ScalarSet(ranges: [0x5F...0x5F, 0x3A...0x3A]).union(ScalarSet([.category("L")]))
        case "c":
            self = ScalarSet(ranges: [0x5F...0x5F, 0x3A...0x3A, 0x2D...0x2E, 0xB7...0xB7])
                .union(ScalarSet([.category("L"), .category("Nd"), .category("M")]))
        case "D", "S", "W", "I", "C":
            guard let lower = Unicode.Scalar(letter.value + 32), let opposite = ScalarSet(shorthand: lower) else { return nil }
            self = opposite.inverted()
        default: return nil
        }
    }

    func inverted() -> ScalarSet { ScalarSet([.not(self)]) }
    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(parts + other.parts) }
    func subtracting(_ other: ScalarSet) -> ScalarSet { ScalarSet([.minus(self, other)]) }
    /// Upper and lower case alike.
    func folded() -> ScalarSet { ScalarSet([.folded(self)]) }

    /// The one scalar in it, if it was written as one.
    var single: Unicode.Scalar? {
        guard parts.count == 1, case .ranges(let ranges) = parts[0], ranges.count == 1, ranges[0].count == 1 else { return nil }
        return Unicode.Scalar(ranges[0].lowerBound)
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        parts.contains { part in
            switch part {
            case .ranges(let ranges): ranges.contains { $0.contains(scalar.value) }
            case .category(let name): ScalarSet.category(of: scalar).hasPrefix(name)
            case .not(let set): !set.contains(scalar)
            case .minus(let set, let removed): set.contains(scalar) && !removed.contains(scalar)
            case .folded(let set):
                set.contains(scalar) || ScalarSet.otherCases(of: scalar).contains { set.contains($0) }
            }
        }
    }

    /// The case variants of a character: those with the same upper or the same lower case (F&O 3.1, 5.6.1.1).
    static func otherCases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar.isASCII, !("a"..."z").contains(scalar), !("A"..."Z").contains(scalar) { return [] }
        let (lower, upper) = (lowered(scalar), raised(scalar))
        var found = [lower, upper] + (sameLower[lower] ?? []) + (sameUpper[upper] ?? [])
        found.removeAll { $0 == scalar }
        return found
    }

    /// Itself where the mapping is longer than one character.
    private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }
    private static func raised(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.uppercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    /// Characters by their lower and upper case; all scripts with cases end below U+1E944.
    private static let (sameLower, sameUpper): ([Unicode.Scalar: [Unicode.Scalar]], [Unicode.Scalar: [Unicode.Scalar]]) = {
        var lower: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        var upper: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for value in UInt32(0)..<0x1E944 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if scalar.properties.changesWhenLowercased { lower[lowered(scalar), default: []].append(scalar) }
            if scalar.properties.changesWhenUppercased { upper[raised(scalar), default: []].append(scalar) }
        }
        return (lower, upper)
    }()

    private static let categories: Set<String> = [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
        "Po",
        "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
    ]

    private static func category(of scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .control: "Cc"
        case .format: "Cf"
        case .privateUse: "Co"
        case .surrogate, .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}

/// Unicode blocks by the names of XML Schema (without spaces); those of the scripts in use in Europe and the larger ones beyond.
enum UnicodeBlocks {
    static let ranges: [String: ClosedRange<UInt32>] = [
        "BasicLatin": 0x00...0x7F, "Latin-1Supplement": 0x80...0xFF, "LatinExtended-A": 0x100...0x17F,
        "LatinExtended-B": 0x180...0x24F, "IPAExtensions": 0x250...0x2AF, "SpacingModifierLetters": 0x2B0...0x2FF,
        "CombiningDiacriticalMarks": 0x300...0x36F, "Greek": 0x370...0x3FF, "GreekandCoptic": 0x370...0x3FF,
        "Cyrillic": 0x400...0x4FF, "CyrillicSupplement": 0x500...0x52F, "Armenian": 0x530...0x58F, "Hebrew": 0x590...0x5FF,
        "Arabic": 0x600...0x6FF, "Syriac": 0x700...0x74F, "Thaana": 0x780...0x7BF, "Devanagari": 0x900...0x97F,
        "Bengali": 0x980...0x9FF, "Gurmukhi": 0xA00...0xA7F, "Gujarati": 0xA80...0xAFF, "Oriya": 0xB00...0xB7F,
        "Tamil": 0xB80...0xBFF, "Telugu": 0xC00...0xC7F, "Kannada": 0xC80...0xCFF, "Malayalam": 0xD00...0xD7F,
        "Sinhala": 0xD80...0xDFF, "Thai": 0xE00...0xE7F, "Lao": 0xE80...0xEFF, "Tibetan": 0xF00...0xFFF,
        "Myanmar": 0x1000...0x109F, "Georgian": 0x10A0...0x10FF, "HangulJamo": 0x1100...0x11FF, "Ethiopic": 0x1200...0x137F,
        "Cherokee": 0x13A0...0x13FF, "UnifiedCanadianAboriginalSyllabics": 0x1400...0x167F, "Ogham": 0x1680...0x169F,
        "Runic": 0x16A0...0x16FF, "Khmer": 0x1780...0x17FF, "Mongolian": 0x1800...0x18AF,
        "LatinExtendedAdditional": 0x1E00...0x1EFF, "GreekExtended": 0x1F00...0x1FFF, "GeneralPunctuation": 0x2000...0x206F,
        "SuperscriptsandSubscripts": 0x2070...0x209F, "CurrencySymbols": 0x20A0...0x20CF,
        "CombiningMarksforSymbols": 0x20D0...0x20FF, "LetterlikeSymbols": 0x2100...0x214F, "NumberForms": 0x2150...0x218F,
        "Arrows": 0x2190...0x21FF, "MathematicalOperators": 0x2200...0x22FF, "MiscellaneousTechnical": 0x2300...0x23FF,
        "ControlPictures": 0x2400...0x243F, "OpticalCharacterRecognition": 0x2440...0x245F,
        "EnclosedAlphanumerics": 0x2460...0x24FF, "BoxDrawing": 0x2500...0x257F, "BlockElements": 0x2580...0x259F,
        "GeometricShapes": 0x25A0...0x25FF, "MiscellaneousSymbols": 0x2600...0x26FF, "Dingbats": 0x2700...0x27BF,
        "BraillePatterns": 0x2800...0x28FF, "CJKRadicalsSupplement": 0x2E80...0x2EFF, "KangxiRadicals": 0x2F00...0x2FDF,
        "CJKSymbolsandPunctuation": 0x3000...0x303F, "Hiragana": 0x3040...0x309F, "Katakana": 0x30A0...0x30FF,
        "Bopomofo": 0x3100...0x312F, "HangulCompatibilityJamo": 0x3130...0x318F,
        "CJKUnifiedIdeographsExtensionA": 0x3400...0x4DBF,
        "CJKUnifiedIdeographs": 0x4E00...0x9FFF, "YiSyllables": 0xA000...0xA48F, "HangulSyllables": 0xAC00...0xD7AF,
        "PrivateUse": 0xE000...0xF8FF, "CJKCompatibilityIdeographs": 0xF900...0xFAFF,
        "AlphabeticPresentationForms": 0xFB00...0xFB4F, "ArabicPresentationForms-A": 0xFB50...0xFDFF,
        "CombiningHalfMarks": 0xFE20...0xFE2F, "CJKCompatibilityForms": 0xFE30...0xFE4F, "SmallFormVariants": 0xFE50...0xFE6F,
        "ArabicPresentationForms-B": 0xFE70...0xFEFF, "HalfwidthandFullwidthForms": 0xFF00...0xFFEF, "Specials": 0xFFF0...0xFFFF,
    ]
}
