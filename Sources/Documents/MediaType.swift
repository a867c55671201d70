import Foundation

/// What a file is by its first bytes; names and headers are only what the sender says.
public enum MediaType {
    /// The type that the contents show; nil when they show none that we know.
    public static func sniff(_ bytes: some Collection<UInt8>) -> String? {
        let head = Array(bytes.prefix(1024))
        func begins(_ text: [UInt8]) -> Bool { head.starts(with: text) }
        if begins(Array("%PDF-".utf8)) { return "application/pdf" }
        if begins([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if begins([0x49, 0x49, 0x2A, 0x00]) || begins([0x4D, 0x4D, 0x00, 0x2A]) { return "image/tiff" }
        if begins(Array("PK\u{3}\u{4}".utf8)) { return "application/zip" }
        return nil
    }

    /// Whether a JPEG, PNG or PDF is whole enough to be opened: it ends as its format says.
    public static func isComplete(_ bytes: [UInt8], type: String) -> Bool {
        switch type {
        case "application/pdf":
            let tail = bytes.suffix(2048)
            return String(decoding: tail, as: UTF8.self).contains("%%EOF")
        case "image/png": return bytes.suffix(12).starts(with: [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44])
        case "image/jpeg": return bytes.suffix(4096).contains(0xD9)
        default: return true
        }
    }

    /// The usual ending of a type's file names.
    public static func ending(_ type: String) -> String {
        switch type {
        case "application/pdf": "pdf"
        case "image/jpeg": "jpg"
        case "image/png": "png"
        case "image/tiff": "tiff"
        default: "bin"
        }
    }
}
