import Kernel

/// References that people read out on the phone: `L-2026-7K3M-Q9TR`. No vowels, so no words; no look-alikes;
/// 20^8 random values a year, so that nobody guesses one; a check letter catches a slip.
enum Reference {
    private static let letters = Array("23456789BCDFGHJKLMNPQRSTVWXZ".utf8)

    static func make(prefix: String, year: Int) -> String {
        var random = Crypto.random(16).makeIterator()
        var text: [UInt8] = []
        while text.count < 7 {
            let byte = Int(random.next() ?? Crypto.random(1)[0])
            // 252 is the largest multiple of 28 below 256: no letter is likelier than another.
            if byte < 252 { text.append(letters[byte % letters.count]) }
        }
        text.append(check(text))
        let word = String(decoding: text, as: UTF8.self)
        return "\(prefix)-\(year)-\(word.prefix(4))-\(word.suffix(4))"
    }

    /// Weighted sum modulo the alphabet's size; differs for one wrong letter and for two neighbours swapped.
    private static func check(_ text: [UInt8]) -> UInt8 {
        let sum = text.enumerated().reduce(0) { $0 + ($1.offset * 2 + 1) * (letters.firstIndex(of: $1.element) ?? 0) }
        return letters[sum % letters.count]
    }
}
