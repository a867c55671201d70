import Foundation

/// E-mail addresses as people type them.
public enum EmailAddress {
    /// One spelling for one address: without spaces around it, NFC, small letters. The part before the @ is case-sensitive by
    /// RFC 5321 § 2.3.11, but no provider uses that, and people type it both ways.
    public static func normalised(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping.lowercased()
    }

    /// Whether a mail could be sent there: one @, a name before it, a domain with a dot after it, no spaces or control characters,
    /// at most 254 bytes (RFC 5321 § 4.5.3.1.3). Whether someone reads it is found out by writing there.
    public static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, !parts[0].isEmpty, parts[0].utf8.count <= 64 else { return false }
        let bad = CharacterSet.whitespacesAndNewlines.union(.controlCharacters).union(CharacterSet(charactersIn: "<>()[]\\,;:\""))
        guard text.unicodeScalars.allSatisfy({ !bad.contains($0) }), !parts[0].hasPrefix("."), !parts[0].hasSuffix("."),
            !parts[0].contains("..")
        else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { !$0.isEmpty && $0.utf8.count <= 63 && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
    }
}
