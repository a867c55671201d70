import Kernel

/// What stands in the QR code of a document: 26 characters of an alphabet without vowels and look-alikes, 125 bits. Nobody can
/// guess one, and whoever copies the database learns none, because only digests are stored beside what they open.
enum VerificationCode {
    private static let alphabet = Array("23456789BCDFGHJKLMNPQRSTVWXZ".utf8)
    static let length = 26

    static func make() -> String {
        var code: [UInt8] = []
        while code.count < length {
            // 252 is the largest multiple of 28 below 256: no character is likelier than another.
            for byte in Crypto.random(32) where byte < 252 && code.count < length {
                code.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(decoding: code, as: UTF8.self)
    }

    /// As people read and type it: `BCDFG-HJKLM-…`.
    static func grouped(_ code: String) -> String {
        stride(from: 0, to: code.count, by: 5).map { String(code.dropFirst($0).prefix(5)) }.joined(separator: "-")
    }

    /// What was typed or scanned, without the marks that people put in; nil where it can be no code.
    static func normal(_ text: String) -> String? {
        let code = text.uppercased().filter { !$0.isWhitespace && $0 != "-" }
        return code.utf8.count == length && code.utf8.allSatisfy { alphabet.contains($0) } ? code : nil
    }
}
