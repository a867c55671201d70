private import CQrencode

/// A QR code (ISO/IEC 18004, error correction M): what a telephone's camera reads as an address.
public struct QRCode: Hashable, Sendable {
    /// Modules along one side, without the quiet zone.
    public let side: Int
    /// Row by row; true is dark.
    let modules: [Bool]

    /// Modules of nothing that a reader needs around the symbol (ISO/IEC 18004, 9.1).
    public static let quietZone = 4
    /// The largest symbol, version 40, has 177 modules along a side.
    private static let largestSide = 177

    /// The code for a text, as UTF-8; nil where it is empty or longer than one symbol holds (2,331 bytes).
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        var modules = [UInt8](repeating: 0, count: Self.largestSide * Self.largestSide)
        let side = Int(cqr_encode(bytes, bytes.count, &modules, modules.count))
        guard side > 0 else { return nil }
        self.side = side
        self.modules = modules.prefix(side * side).map { $0 == 1 }
    }

    /// Whether a module is dark; everything outside the symbol is light.
    public func isDark(column: Int, row: Int) -> Bool {
        (0..<side).contains(column) && (0..<side).contains(row) && modules[row * side + column]
    }

    /// Dark modules that touch in a row, in modules from the upper left corner of the quiet zone.
    var bars: [(x: Int, y: Int, length: Int)] {
        var bars: [(x: Int, y: Int, length: Int)] = []
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while isDark(column: column, row: row) { column += 1 }
                if column > start { bars.append((start + Self.quietZone, row + Self.quietZone, column - start)) }
                column += 1
            }
        }
        return bars
    }

    /// Side of the drawing in modules, quiet zone included.
    public var extent: Int { side + 2 * Self.quietZone }

    /// The drawing for a letter, all bars in one path so that no viewer shows seams between them.
    /// - Parameters:
    ///   - millimetres: side on paper, quiet zone included.
    ///   - alternative: what a reader who does not see it must know.
    public func figure(millimetres: Double, alternative: String) -> Figure {
        let segments = bars.flatMap { bar -> [Figure.Segment] in
            let (left, top) = (Double(bar.x), Double(bar.y))
            let (right, bottom) = (left + Double(bar.length), top + 1)
            return [
                .move(x: left, y: top), .line(x: right, y: top), .line(x: right, y: bottom), .line(x: left, y: bottom), .close,
            ]
        }
        return Figure(
            width: millimetres, height: millimetres, canvasWidth: Double(extent), canvasHeight: Double(extent),
            shapes: [Figure.Shape(segments)], alternative: alternative)
    }

    /// The same drawing as the `d` of an SVG path, in a view box of `extent` by `extent`.
    public var path: String { bars.map { "M\($0.x) \($0.y)h\($0.length)v1h-\($0.length)z" }.joined() }
}
