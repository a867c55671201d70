import Foundation
@testable import Identity
import Kernel
import Testing

@Suite struct SecretTests {
    @Test(
        "Base32 of the vectors of RFC 4648, section 10, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func base32(plain: String, encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
        #expect(Base32.decode(encoded.lowercased()) == Array(plain.utf8))
    }

    @Test("Base32 refuses characters that are not in its alphabet")
    func badBase32() {
        #expect(Base32.decode("MZXW0") == nil)
        #expect(Base32.decode("MZ-W") == nil)
    }

    @Test(
        "one-time codes of the vectors of RFC 6238, appendix B, for SHA-1",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func totp(seconds: Int64, code: String) {
        let secret = Array("12345678901234567890".utf8)
        #expect(OneTimeCode.code(secret: secret, at: Instant(microseconds: seconds * 1_000_000), digits: 8) == code)
    }

    @Test("one-time codes by counter of RFC 4226, appendix D")
    func hotp() {
        let secret = Array("12345678901234567890".utf8)
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { OneTimeCode.code(secret: secret, step: $0) } == expected)
    }

    @Test("a code is right one step before and after its own, and no further")
    func window() {
        let secret = Crypto.random(20)
        let now = Instant("2026-03-02T08:00:10Z")!
        let code = OneTimeCode.code(secret: secret, at: now)
        for (seconds, isRight) in [(-60.0, false), (-30, true), (0, true), (30, true), (60, false)] {
            #expect((OneTimeCode.step(of: code, secret: secret, near: now.adding(seconds: seconds)) != nil) == isRight)
        }
    }

    @Test("the address for code programs escapes issuer and account")
    func address() {
        let address = OneTimeCode.address(secret: Array("foobar".utf8), account: "mia@example.org", issuer: "Stadt Leipzig")
        #expect(
            address
                == "otpauth://totp/Stadt%20Leipzig:mia%40example.org?secret=MZXW6YTBOI&issuer=Stadt%20Leipzig&algorithm=SHA1&digits=6&period=30"
        )
    }

    @Test("a key file is made once, readable by its owner only, and refused when it is open to others")
    func keyFile() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(Crypto.token())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let first = try SecretKey.load(environment: [:], file: file)
        let mode = try #require(FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int)
        #expect(mode == 0o600)
        #expect(try SecretKey.load(environment: [:], file: file).derived(for: "x") == first.derived(for: "x"))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(throws: IdentityFault.self) { try SecretKey.load(environment: [:], file: file) }
    }

    @Test("a key comes from the environment in hexadecimal digits or base64, and has 32 bytes")
    func keyEnvironment() throws {
        let hex = String(repeating: "0a", count: 32)
        let key = try SecretKey.load(environment: ["STADTKERN_SECRET_KEY": hex], file: "/nowhere")
        let base64 = Data([UInt8](repeating: 10, count: 32)).base64EncodedString()
        #expect(
            try SecretKey.load(environment: ["STADTKERN_SECRET_KEY": base64], file: "/nowhere").derived(for: "x")
                == key.derived(for: "x"))
        #expect(throws: IdentityFault.self) {
            try SecretKey.load(environment: ["STADTKERN_SECRET_KEY": "0a0a"], file: "/nowhere")
        }
    }

    @Test("a sealed text opens only with its key and at its place")
    func seal() throws {
        let key = try SecretKey([UInt8](repeating: 1, count: 32))
        let sealed = key.seal("geheim", place: "a:1")
        #expect(key.open(sealed, place: "a:1") == "geheim")
        #expect(key.open(sealed, place: "a:2") == nil)
        #expect(try SecretKey([UInt8](repeating: 2, count: 32)).open(sealed, place: "a:1") == nil)
        #expect(key.open(String(sealed.dropLast(2)) + "00", place: "a:1") == nil)
        #expect(!sealed.contains("geheim"))
    }
}

@Suite struct PasswordRuleTests {
    @Test(
        "passwords that are long enough and not common are fine, with any characters",
        arguments: [
            "vier gelbe Laternen", "Tr0ub4dor&3 und mehr", "Zitronenfalter am Fluss", "ひらがなとカタカナの混ぜ物", "x7#Kq!mZ92pL",
        ])
    func fine(password: String) { #expect(PasswordRules.problem(password) == nil) }

    @Test("passwords under twelve characters are too short", arguments: ["", "x7#Kq!mZ92p", "ÄÖÜäöüßÄÖÜä"].prefix(2))
    func short(password: String) { #expect(PasswordRules.problem(password) == .short) }

    @Test("twelve characters count as people count them, not as bytes or code points")
    func counting() { #expect(PasswordRules.problem("e\u{301}x7#Kq!mZ92") == .short) }

    @Test(
        "common passwords, runs and repetitions are refused",
        arguments: [
            "passwort1234", "Passwort2026!", "P@ssw0rd2026", "123456789012", "qwertzuiopas", "abcdefghijkl", "lkjihgfedcba",
            "aaaaaaaaaaaa",
            "abcabcabcabc", "Sommer2026!!", "passwortpasswort", "correcthorsebatterystaple", "1q2w3e4r5t6z", "Stadtverwaltung1",
        ])
    func common(password: String) { #expect(PasswordRules.problem(password) == .common) }

    @Test("one's own address or name with little around it is refused")
    func personal() {
        #expect(PasswordRules.problem("mia.krause1991", about: ["mia.krause@example.org"]) == .personal)
        #expect(PasswordRules.problem("krausekrause!", about: ["Mia Krause"]) == .personal)
        #expect(PasswordRules.problem("krause zählt Laternen", about: ["Mia Krause"]) == nil)
    }

    @Test(
        "e-mail addresses have one spelling",
        arguments: [(" Mia@Example.ORG ", "mia@example.org"), ("MU\u{308}LLER@x.de", "müller@x.de")])
    func normalised(typed: String, normal: String) { #expect(EmailAddress.normalised(typed) == normal) }

    @Test("plausible addresses pass, others do not")
    func plausible() {
        for good in ["mia@example.org", "a.b+c@sub.example.co", "müller@bücher.example"] {
            #expect(EmailAddress.isPlausible(good))
        }
        for bad in [
            "", "mia", "mia@", "@x.de", "a@b", "a@@b.de", "a b@c.de", "a@.de", "a@b..de", "a..b@c.de", "a@b.de\nBcc: c@d.de",
            "<a@b.de>", "a@-b.de",
        ] {
            #expect(!EmailAddress.isPlausible(bad), "\(bad)")
        }
    }
}
