/// File names for people: no path, no control characters, not endless, and an ending that says what the contents are.
enum FileName {
    private static let longest = 120

    static func clean(_ name: String, type: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let kept = String(String.UnicodeScalarView(last.unicodeScalars.filter(isKept)))
        let plain = kept.drop { $0 == "." || $0.isWhitespace }
        guard !plain.isEmpty else { return "document." + MediaType.ending(type) }
        return ended(String(plain), type: type)
    }

    /// Control characters, marks that turn the direction of text (they hide endings), and what file systems refuse.
    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
            && !"\"<>|:*?".unicodeScalars.contains(scalar) && !scalar.properties.isBidiControl
    }

    /// `invoice.pdf.exe` with a PDF inside becomes `invoice.pdf.exe.pdf`; `photo.png` that is a JPEG becomes `photo.jpg`.
    private static func ended(_ name: String, type: String) -> String {
        let endings = MediaType.endings(type)
        guard let wanted = endings.first else { return String(name.prefix(longest)) }
        let dot = name.lastIndex(of: ".")
        let found = dot.map { name[name.index(after: $0)...].lowercased() }
        if let dot, let found, endings.contains(found) {
            return String(name[..<dot].prefix(longest) + name[dot...])
        }
        if let dot, let found, MediaType.knownEndings.contains(found) {
            return String(name[..<dot].prefix(longest)) + "." + wanted
        }
        return String(name.prefix(longest)) + "." + wanted
    }
}
