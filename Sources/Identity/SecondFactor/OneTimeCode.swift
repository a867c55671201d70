public import Kernel

/// Time-based one-time passwords: HMAC-SHA-1, six digits, steps of 30 seconds (RFC 6238, RFC 4226).
public enum OneTimeCode {
    static let step: Int64 = 30

    /// The number of the step that holds a moment.
    static func number(at instant: Instant) -> Int64 { instant.microseconds / 1_000_000 / step }

    /// The code of a secret at a moment; for the demo's listing and for tests.
    public static func code(secret: [UInt8], at instant: Instant, digits: Int = 6) -> String {
        code(secret: secret, step: number(at: instant), digits: digits)
    }

    static func code(secret: [UInt8], step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let digest = Crypto.hmacSHA1(key: secret, counter)
        // Dynamic truncation, RFC 4226 § 5.3.
        let offset = Int(digest[19] & 15)
        let number = digest[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        return Digits.pad(number % (0..<digits).reduce(1) { power, _ in power * 10 }, digits)
    }

    /// The step for which a code is right, one before and one after a moment allowed (RFC 6238 § 5.2).
    static func step(of code: String, secret: [UInt8], near instant: Instant) -> Int64? {
        let middle = number(at: instant)
        var found: Int64?
        for step in [middle, middle - 1, middle + 1] where Crypto.equal(self.code(secret: secret, step: step).utf8, code.utf8) {
            found = found ?? step
        }
        return found
    }

    /// The address that one-time code programs read.
    static func address(secret: [UInt8], account: String, issuer: String) -> String {
        func encoded(_ text: String) -> String {
            String(
                decoding: text.utf8.flatMap { byte -> [UInt8] in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
                    default: [0x25] + Array(Hex.encode([byte]).uppercased().utf8)
                    }
                }, as: UTF8.self)
        }
        return
            "otpauth://totp/\(encoded(issuer)):\(encoded(account))?secret=\(Base32.encode(secret))&issuer=\(encoded(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}

/// Base32 without padding (RFC 4648 § 6).
public enum Base32 {
    private static let alphabet: [UInt8] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    public static func encode(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        var held: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            held = (held << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                out.append(alphabet[Int(held >> bits & 31)])
            }
        }
        if bits > 0 { out.append(alphabet[Int(held << (5 - bits) & 31)]) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads what `encode` writes, also in small letters and with spaces; nil for anything else.
    public static func decode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var held: UInt32 = 0
        var bits: UInt32 = 0
        for byte in text.uppercased().utf8 where byte != 0x20 && byte != 0x3D {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            held = (held << 5 | UInt32(value)) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: held >> bits))
            }
        }
        return bits < 5 ? out : nil
    }
}
