import BPMN

/// Breaks names into lines that fit. No font can be asked here, so widths are estimated for a common sans-serif face, rather too
/// wide than too narrow.
enum Lettering {
    static let size = 12.0
    static let leading = 14.0

    /// Estimated width of a text in the drawing's units.
    static func width(_ text: String) -> Double { text.reduce(0) { $0 + width($1) } * size }

    /// The width of the longest word, below which words have to be broken.
    static func longest(_ text: String) -> Double {
        text.split(whereSeparator: \.isWhitespace).map { width(String($0)) }.max() ?? 0
    }

    private static func width(_ letter: Character) -> Double {
        switch letter {
        case "i", "j", "l", "I", "|", "'", ".", ",", ":", ";", "!": 0.3
        case "f", "t", "r", " ", "-", "(", ")", "/", "·": 0.38
        case "m", "w", "M", "W", "@", "%", "–": 0.92
        default: letter.isUppercase || letter.isNumber ? 0.68 : 0.58
        }
    }

    /// The text in lines no wider than `room`; a word that is too long is broken with a hyphen, what does not fit in `most` lines
    /// ends with an ellipsis.
    static func lines(_ text: String, room: Double, most: Int = 6) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
            for (index, piece) in pieces(word, room).enumerated() {
                let longer = line.isEmpty || index > 0 ? piece : line + " " + piece
                if index == 0, width(longer) <= room {
                    line = longer
                    continue
                }
                if !line.isEmpty { lines.append(line) }
                line = piece
            }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > most, most > 0 else { return lines }
        return Array(lines.prefix(most - 1)) + [lines[most - 1] + " …"]
    }

    private static func pieces(_ word: String, _ room: Double) -> [String] {
        guard width(word) > room else { return [word] }
        var pieces: [String] = []
        var piece = ""
        for letter in word {
            if !piece.isEmpty, width(piece + String(letter) + "-") > room {
                pieces.append(piece + "-")
                piece = ""
            }
            piece.append(letter)
        }
        return pieces + [piece]
    }

    /// How much room lines take.
    static func extent(_ lines: [String]) -> (width: Double, height: Double) {
        (lines.map { width($0) }.max() ?? 0, Double(lines.count) * leading)
    }
}

extension Diagram.Bounds {
    var right: Double { x + width }
    var bottom: Double { y + height }
    var middle: Diagram.Point { Diagram.Point(x: x + width / 2, y: y + height / 2) }

    /// The area that two have in common.
    func overlap(_ other: Diagram.Bounds) -> Double {
        let wide = min(right, other.right) - max(x, other.x)
        let tall = min(bottom, other.bottom) - max(y, other.y)
        return wide > 0 && tall > 0 ? wide * tall : 0
    }

    func inset(_ by: Double) -> Diagram.Bounds {
        Diagram.Bounds(x: x + by, y: y + by, width: max(0, width - 2 * by), height: max(0, height - 2 * by))
    }

    func contains(_ other: Diagram.Bounds) -> Bool {
        x <= other.x && y <= other.y && right >= other.right && bottom >= other.bottom
    }
}
