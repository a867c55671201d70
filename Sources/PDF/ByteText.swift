import CPango

/// Appending text and numbers to bytes, without going through strings where it matters.
extension [UInt8] {
    mutating func put(_ text: String) { append(contentsOf: text.utf8) }

    mutating func put(_ number: Int) {
        if number < 0 {
            append(0x2D)
            put(magnitude: number.magnitude)
        } else {
            put(magnitude: number.magnitude)
        }
    }

    private mutating func put(magnitude: UInt) {
        if magnitude >= 10 { put(magnitude: magnitude / 10) }
        append(0x30 + UInt8(magnitude % 10))
    }

    /// At most three decimals: a thousandth of a point is below what any printer resolves.
    /// What is no number or beyond any paper (a drawing may come from outside) is brought back to what a viewer can take.
    mutating func put(_ number: Double) {
        let sane = number.isFinite ? Swift.min(Swift.max(number, -30_000), 30_000) : 0
        let scaled = Int((sane * 1000).rounded())
        if scaled < 0 { append(0x2D) }
        let magnitude = scaled.magnitude
        put(magnitude: magnitude / 1000)
        let rest = magnitude % 1000
        guard rest != 0 else { return }
        append(0x2E)
        append(0x30 + UInt8(rest / 100))
        guard rest % 100 != 0 else { return }
        append(0x30 + UInt8(rest / 10 % 10))
        if rest % 10 != 0 { append(0x30 + UInt8(rest % 10)) }
    }

    mutating func put(hex value: UInt16) {
        for shift in [12, 8, 4, 0] as [UInt16] { append(Self.hexDigits[Int(value >> shift & 15)]) }
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// A PDF text string: UTF-16 with byte order mark, as hexadecimal digits.
    mutating func put(textString text: String) {
        put("<FEFF")
        for unit in text.utf16 { put(hex: unit) }
        append(0x3E)
    }

    /// The bytes as a zlib stream; nil if memory is short.
    func deflated() -> [UInt8]? {
        var length = 0
        let memory = withUnsafeBufferPointer { ck_deflate($0.baseAddress, $0.count, 6, &length) }
        guard let memory else { return nil }
        defer { ck_free(memory) }
        return Array(UnsafeBufferPointer(start: memory, count: length))
    }
}

/// A hash that only has to be stable and well spread: two runs of FNV-1a (64 bit) from different starts.
struct Fingerprint {
    private var first: UInt64 = 0xCBF2_9CE4_8422_2325
    private var second: UInt64 = 0x8422_2325_CBF2_9CE4

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
            second = (second &* 0x100_0000_01B3) ^ UInt64(byte)
        }
    }

    /// 32 hexadecimal digits.
    var hex: String {
        var digits: [UInt8] = []
        for word in [first, second] {
            for shift in [48, 32, 16, 0] as [UInt64] { digits.put(hex: UInt16(word >> shift & 0xFFFF)) }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Six capital letters, as the tag of an embedded font has them (ISO 32000-1, 9.6.4).
    var letters: String {
        var rest = first
        return String(
            decoding: (0..<6).map { _ in
                defer { rest /= 26 }
                return 0x41 + UInt8(rest % 26)
            }, as: UTF8.self)
    }
}
