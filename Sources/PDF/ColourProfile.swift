/// An ICC profile of sRGB (IEC 61966-2-1) as a matrix and one parametric curve (ICC.1:2004-10), built here so that no file
/// has to be installed and every document carries the same 500 bytes.
enum ColourProfile {
    static let sRGB: [UInt8] = build()
    /// The same as a zlib stream, as every document carries it.
    static let deflated = sRGB.deflated()

    private static func build() -> [UInt8] {
        // Primaries and white adapted to D50 by the Bradford transform; the curve is that of the standard.
        let curve = type("para") + [0, 3, 0, 0] + [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(fixed)
        let adaptation =
            type("sf32")
            + [1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168].flatMap(fixed)
        let tags: [(String, [UInt8])] = [
            ("desc", text("sRGB")), ("cprt", text("CC0")), ("wtpt", xyz(0.96420, 1, 0.82491)), ("chad", adaptation),
            ("rXYZ", xyz(0.43607, 0.22249, 0.01392)), ("gXYZ", xyz(0.38515, 0.71687, 0.09708)),
            ("bXYZ", xyz(0.14307, 0.06061, 0.71410)), ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ]
        var table = word(UInt32(tags.count))
        var data: [UInt8] = []
        let start = 128 + 4 + 12 * tags.count
        var curveOffset = 0
        for (name, content) in tags {
            // The three curves are one.
            if name.hasSuffix("TRC"), curveOffset > 0 {
                table += Array(name.utf8) + word(UInt32(curveOffset)) + word(UInt32(content.count))
                continue
            }
            if name == "rTRC" { curveOffset = start + data.count }
            table += Array(name.utf8) + word(UInt32(start + data.count)) + word(UInt32(content.count))
            data += content
            while data.count % 4 != 0 { data.append(0) }
        }
        return header(length: start + data.count) + table + data
    }

    private static func header(length: Int) -> [UInt8] {
        var out = word(UInt32(length)) + [0, 0, 0, 0] + word(0x0420_0000)
        out += Array("mntrRGB XYZ ".utf8)
        for part in [2026, 1, 1, 0, 0, 0] { out += [UInt8(part >> 8), UInt8(part & 255)] }
        out += Array("acsp".utf8) + [UInt8](repeating: 0, count: 24) + word(0)
        out += [0.96420, 1, 0.82491].flatMap(fixed)
        return out + [UInt8](repeating: 0, count: 128 - out.count)
    }

    private static func type(_ name: String) -> [UInt8] { Array(name.utf8) + [0, 0, 0, 0] }

    private static func word(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    /// s15Fixed16Number.
    private static func fixed(_ value: Double) -> [UInt8] { word(UInt32(bitPattern: Int32((value * 65_536).rounded()))) }

    private static func xyz(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] { type("XYZ ") + [x, y, z].flatMap(fixed) }

    /// multiLocalizedUnicodeType with one English record.
    private static func text(_ words: String) -> [UInt8] {
        let units = words.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        return type("mluc") + word(1) + word(12) + Array("enUS".utf8) + word(UInt32(units.count)) + word(28) + units
    }
}
