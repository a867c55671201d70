import CPango

extension ck_metrics {
    /// The PostScript name, with only the letters that need no escape in a PDF name.
    var postScriptName: String {
        let bytes = withUnsafeBytes(of: name) { Array($0.prefix { $0 != 0 }) }
        let plain = bytes.filter { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
        }
        return String(decoding: plain, as: UTF8.self)
    }

    var boundingBox: [Double] { [box.0, box.1, box.2, box.3] }
}

extension Double {
    /// Millimetres as points of 1/72 inch.
    static func millimetres(_ length: Double) -> Double { length * 72 / 25.4 }
}
