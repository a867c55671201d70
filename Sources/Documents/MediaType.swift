/// What a file is by its first bytes; names and headers are only what the sender says.
public enum MediaType {
    /// Bytes that `sniff` wants to see, where there are so many.
    public static let headLength = 16

    /// Types that uploads may have: what every browser and every archive can open.
    public static let uploads = ["application/pdf", "image/jpeg", "image/png", "image/tiff"]

    /// The type that the contents show; nil when they show none that we know.
    public static func sniff(_ bytes: some Collection<UInt8>) -> String? {
        func begins(_ text: [UInt8]) -> Bool { bytes.starts(with: text) }
        if begins(Array("%PDF-".utf8)) { return "application/pdf" }
        if begins([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if begins([0x49, 0x49, 0x2A, 0x00]) || begins([0x4D, 0x4D, 0x00, 0x2A]) { return "image/tiff" }
        if begins(Array("PK\u{3}\u{4}".utf8)) { return "application/zip" }
        return nil
    }

    /// The type of an upload, where what the sender says and what the first bytes show agree.
    ///
    /// A sender who does not know the type says `application/octet-stream` or nothing; then the bytes decide.
    /// Throws `notWhatItSays` or `typeNotTaken`.
    static func agreed(said: String, head: [UInt8]) throws -> String {
        let said = plain(said)
        guard let found = sniff(head) else {
            if uploads.contains(said) { throw DocumentFault.notWhatItSays(said: said, found: "?") }
            throw DocumentFault.typeNotTaken(said)
        }
        guard uploads.contains(found) else { throw DocumentFault.typeNotTaken(found) }
        guard said == found || unknown.contains(said) else { throw DocumentFault.notWhatItSays(said: said, found: found) }
        return found
    }

    private static let unknown: Set<String> = ["", "application/octet-stream", "binary/octet-stream"]

    /// `Image/JPG; q=1` is `image/jpeg`; only what a media type may consist of is kept (RFC 6838 § 4.2).
    private static func plain(_ type: String) -> String {
        let bare = type.prefix { $0 != ";" }.lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "!#$&-^_.+/".contains($0))
        }
        return bare == "image/jpg" || bare == "image/pjpeg" ? "image/jpeg" : String(bare.prefix(120))
    }

    /// Whether a browser can show it by itself, without running anything in it.
    public static func isShown(_ type: String) -> Bool { ["application/pdf", "image/jpeg", "image/png"].contains(type) }

    /// The usual ending of a type's file names.
    public static func ending(_ type: String) -> String { endings(type).first ?? "bin" }

    static func endings(_ type: String) -> [String] {
        switch type {
        case "application/pdf": ["pdf"]
        case "image/jpeg": ["jpg", "jpeg"]
        case "image/png": ["png"]
        case "image/tiff": ["tiff", "tif"]
        default: []
        }
    }

    static let knownEndings = Set(uploads.flatMap(endings))
}
