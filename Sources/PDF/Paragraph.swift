/// A paragraph after line breaking, with what its parts are in the structure.
final class Paragraph {
    struct Part {
        /// Bytes of the text.
        let range: Range<Int>
        let mark: Mark
        /// Where a click leads.
        let address: String?
    }

    let set: SetText
    let parts: [Part]
    let gray: Double

    init(set: SetText, parts: [Part], gray: Double) {
        self.set = set
        self.parts = parts
        self.gray = gray
    }
}

/// Inline pieces as one plain text with styles and parts.
struct FlatText {
    private(set) var text = ""
    private(set) var spans: [TextSpan] = []
    private(set) var parts: [Paragraph.Part] = []
    private var length = 0

    /// `link` makes the structure element of a link; nil leaves links as plain text.
    init(_ inlines: [Inline], mark: Mark, link: (() -> Mark)? = nil) {
        append(inlines, bold: false, italic: false, mark: mark, address: nil, link: link)
    }

    private mutating func append(
        _ inlines: [Inline], bold: Bool, italic: Bool, mark: Mark, address: String?, link: (() -> Mark)?
    ) {
        for inline in inlines {
            switch inline {
            case .text(let raw): append(CleanText.line(raw), bold: bold, italic: italic, mark: mark, address: address)
            case .lineBreak: append("\u{2028}", bold: bold, italic: italic, mark: mark, address: address)
            case .strong(let inner): append(inner, bold: true, italic: italic, mark: mark, address: address, link: link)
            case .emphasis(let inner): append(inner, bold: bold, italic: true, mark: mark, address: address, link: link)
            case .link(let inner, let target):
                // A link inside a link, or one without any visible word, is no place to click on.
                if address == nil, let safe = CleanText.address(target), let link, !PlainText.of(inner).isEmpty {
                    append(inner, bold: bold, italic: italic, mark: link(), address: safe, link: nil)
                } else {
                    append(inner, bold: bold, italic: italic, mark: mark, address: address, link: link)
                }
            }
        }
    }

    private mutating func append(_ piece: String, bold: Bool, italic: Bool, mark: Mark, address: String?) {
        let count = piece.utf8.count
        guard count > 0 else { return }
        text += piece
        let range = length..<length + count
        length += count
        if bold || italic { spans.append(TextSpan(range: range, bold: bold, italic: italic)) }
        if let last = parts.last, last.mark == mark, last.address == address {
            parts[parts.count - 1] = .init(range: last.range.lowerBound..<range.upperBound, mark: mark, address: address)
        } else {
            parts.append(.init(range: range, mark: mark, address: address))
        }
    }
}

/// The words of inline pieces.
enum PlainText {
    static func of(_ inlines: [Inline]) -> String {
        inlines.reduce(into: "") { text, inline in
            switch inline {
            case .text(let raw): text += CleanText.line(raw)
            case .lineBreak: text += " "
            case .strong(let inner), .emphasis(let inner), .link(let inner, _): text += of(inner)
            }
        }
    }
}

/// Takes out of foreign text what has no business in a letter.
enum CleanText {
    /// Control characters, characters that are none, and the marks that turn the direction of writing: with those, a text
    /// could show an amount other than the one that is copied or read aloud. Line ends and tabs become spaces.
    static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 < 0x80 }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: result.append(" ")
            case 0..<0x20, 0x7F..<0xA0: continue
            case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: continue
            case 0xFEFF, 0xFFF9...0xFFFC, 0xFDD0...0xFDEF, 0xE0000...0xE0FFF: continue
            case let value where value & 0xFFFE == 0xFFFE: continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// An address that may be clicked on; nil for `javascript:`, `file:` and whatever else.
    static func address(_ text: String) -> String? {
        let lower = text.lowercased()
        let schemes = ["https://", "http://", "mailto:", "tel:"]
        guard schemes.contains(where: { lower.hasPrefix($0) && lower.utf8.count > $0.utf8.count }), text.utf8.count <= 2000
        else { return nil }
        // RFC 3986 knows only ASCII; everything else is percent-encoded.
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                result.append(byte)
            } else {
                var digits: [UInt8] = []
                digits.put(hex: UInt16(byte))
                result += [0x25, digits[2], digits[3]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
