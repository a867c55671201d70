import Identity
import Kernel

/// Codes with which somebody without an account finds an application again: 20 characters of an alphabet without vowels and
/// look-alikes, 96 bits. The code follows from the city's secret key and a random number kept with the application, so that a
/// repeated request gets the same one although only its digest is stored.
enum AccessCode {
    private static let alphabet = Array("23456789BCDFGHJKLMNPQRSTVWXZ".utf8)
    static let length = 20

    /// A random number for one application.
    static func nonce() -> String { Crypto.token(bytes: 16) }

    static func make(_ key: SecretKey, nonce: String) -> String {
        let secret = key.derived(for: "access-code")
        var code: [UInt8] = []
        var round = 0
        while code.count < length {
            // 252 is the largest multiple of 28 below 256: no character is likelier than another.
            for byte in Crypto.hmacSHA256(key: secret, Array("\(nonce):\(round)".utf8)) where byte < 252 && code.count < length {
                code.append(alphabet[Int(byte) % alphabet.count])
            }
            round += 1
        }
        return String(decoding: code, as: UTF8.self)
    }

    /// As people read it: `BCDFG-HJKLM-…`.
    static func grouped(_ code: String) -> String {
        stride(from: 0, to: code.count, by: 5).map { String(code.dropFirst($0).prefix(5)) }.joined(separator: "-")
    }

    /// What was typed, without the marks that people put in; nil where it can be no code.
    static func normal(_ text: String) -> String? {
        let code = text.uppercased().filter { !$0.isWhitespace && $0 != "-" }
        return code.utf8.count == length && code.utf8.allSatisfy { alphabet.contains($0) } ? code : nil
    }
}
