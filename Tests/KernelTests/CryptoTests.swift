import CCrypto
import Testing

@testable import Kernel

/// Known answers of the norms: what the libraries underneath give, and what we hand them.
@Suite("Known answers of the cryptography") struct CryptoTests {
    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }
    private func filled(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    @Test(
        "SHA-256 of the examples for FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, digest: String) {
        #expect(Digest(of: text).hex == digest)
        let stream = DigestStream()
        for byte in text.utf8 { stream.update([byte]) }
        #expect(stream.finish()?.hex == digest)
    }

    @Test("SHA-256 of a million times the letter a, in pieces of any size")
    func longSHA256() {
        let stream = DigestStream()
        var left = 1_000_000
        var size = 1
        while left > 0 {
            stream.update(filled(0x61, min(size, left)))
            left -= min(size, left)
            size = size * 3 % 10_007
        }
        #expect(stream.finish()?.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("HMAC-SHA-1 of the cases 1 to 7 of RFC 2202, section 3")
    func hmacSHA1() throws {
        let cases: [([UInt8], [UInt8], String)] = [
            (filled(0x0B, 20), Array("Hi There".utf8), "b617318655057264e28bc0b6fb378c8ef146be00"),
            (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (filled(0xAA, 20), filled(0xDD, 50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
            (Array(1...25), filled(0xCD, 50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
            (filled(0x0C, 20), Array("Test With Truncation".utf8), "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
            (
                filled(0xAA, 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "aa4ae5e15272d00e95705637ce8a3b55ed402112"
            ),
            (
                filled(0xAA, 80), Array("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".utf8),
                "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"
            ),
        ]
        for (key, data, expected) in cases { #expect(Hex.encode(Crypto.hmacSHA1(key: key, data)) == expected) }
    }

    @Test("HMAC-SHA-256 of the cases 1 to 4 and 6 of RFC 4231, section 4")
    func hmacSHA256() throws {
        let cases: [([UInt8], [UInt8], String)] = [
            (
                filled(0x0B, 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (filled(0xAA, 20), filled(0xDD, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            (Array(1...25), filled(0xCD, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            (
                filled(0xAA, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
        for (key, data, expected) in cases { #expect(Hex.encode(Crypto.hmacSHA256(key: key, data)) == expected) }
    }

    /// Test cases 13 to 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", which NIST publishes with SP 800-38D.
    private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let nonce = "cafebabefacedbaddecaf888"
    private static let plain =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    private static let cipher =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

    @Test(
        "AES-256-GCM opens the test cases 13, 14 and 15",
        arguments: [
            (String(repeating: "0", count: 64), String(repeating: "0", count: 24), "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
            (
                String(repeating: "0", count: 64), String(repeating: "0", count: 24), String(repeating: "0", count: 32),
                "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
            ),
            (key, nonce, plain + "1aafd255", cipher + "898015ad", "b094dac5d93471bdec1a502270e3cc6c"),
        ])
    func gcm(key: String, nonce: String, plain: String, cipher: String, tag: String) throws {
        let sealed = try bytes(nonce + cipher + tag)
        #expect(Crypto.open(sealed, key: try bytes(key), extra: "") == (try bytes(plain)))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(Crypto.open(changed, key: try bytes(key), extra: "") == nil)
        }
        #expect(Crypto.open(sealed, key: try bytes(key), extra: "elsewhere") == nil)
    }

    @Test("AES-256-GCM opens test case 16, whose additional data are bound to it")
    func gcmExtra() throws {
        let sealed = try bytes(Self.nonce + Self.cipher + "76fc6ece0f4e1768cddf8853bb2d551b")
        let (key, extra) = (try bytes(Self.key), try bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        var out = filled(0, 60)
        #expect(cc_open(key, sealed, sealed.count, extra, extra.count, &out))
        #expect(Hex.encode(out) == Self.plain)
        #expect(!cc_open(key, sealed, sealed.count, extra, extra.count - 1, &out))
    }

    @Test("what is sealed opens with the same key and place only, and never looks the same twice")
    func seal() throws {
        let key = try bytes(Self.key)
        let text = Array("Grüße".utf8)
        let (first, second) = (Crypto.seal(text, key: key, extra: "a"), Crypto.seal(text, key: key, extra: "a"))
        #expect(first != second && first.count == text.count + 28)
        #expect(Crypto.open(first, key: key, extra: "a") == text)
        #expect(Crypto.open(first, key: key, extra: "b") == nil)
        #expect(Crypto.open(first, key: filled(1, 32), extra: "a") == nil)
        #expect(Crypto.open([], key: key, extra: "a") == nil)
    }

    @Test(
        "Argon2id fits the hashes of the reference implementation's own tests (version 19), and no other password does",
        arguments: [
            ("password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
            ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
            ("password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"),
            ("differentpassword", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94"),
        ])
    func argon2id(password: String, encoded: String) {
        #expect(Crypto.verifyPassword(password, against: encoded))
        #expect(!Crypto.verifyPassword(password + "x", against: encoded))
        #expect(!Crypto.verifyPassword(password, against: encoded.replacing("t=2", with: "t=3")))
        #expect(!Crypto.verifyPassword(password, against: encoded.replacing("argon2id", with: "argon2i")))
    }

    @Test("a new hash says its cost and fits its password")
    func newHash() throws {
        let encoded = try #require(Crypto.hashPassword("vier gelbe Laternen", passes: 1, kibibytes: 64))
        #expect(encoded.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        #expect(Crypto.verifyPassword("vier gelbe Laternen", against: encoded))
        #expect(!Crypto.verifyPassword("vier gelbe Lampen", against: encoded))
    }
}
