import Foundation
import Testing

@testable import PDF

@Suite("QR codes")
struct QRCodeTests {
    private static let address = "https://leipzig.example/notices/verification/BCDFGHJKLMNPQRSTVWXZ234567"

    @Test("a code is a square of 17 modules and four for each version, with its three finder patterns (ISO/IEC 18004, 6.3.3)")
    func finders() throws {
        let code = try #require(QRCode(Self.address))
        #expect((code.side - 17).isMultiple(of: 4))
        for (left, top) in [(0, 0), (code.side - 7, 0), (0, code.side - 7)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    // A ring of dark, a ring of light, and a dark square of three by three.
                    let ring = max(abs(column - 3), abs(row - 3))
                    #expect(code.isDark(column: left + column, row: top + row) == (ring != 2))
                }
            }
        }
        // The fourth corner has none: that tells a reader which way is up.
        let fourth = (0..<49).filter { place in
            let (column, row) = (place % 7, place / 7)
            return code.isDark(column: code.side - 7 + column, row: code.side - 7 + row)
                != (max(abs(column - 3), abs(row - 3)) != 2)
        }
        #expect(!fourth.isEmpty)
    }

    @Test("the timing patterns alternate, and nothing outside the symbol is dark")
    func timing() throws {
        let code = try #require(QRCode(Self.address))
        for place in 8..<(code.side - 8) {
            #expect(code.isDark(column: place, row: 6) == place.isMultiple(of: 2))
            #expect(code.isDark(column: 6, row: place) == place.isMultiple(of: 2))
        }
        #expect(!code.isDark(column: -1, row: 0) && !code.isDark(column: 0, row: code.side))
    }

    @Test("equal texts give equal codes, other texts others; nothing and too much give none")
    func limits() {
        #expect(QRCode("a") == QRCode("a"))
        #expect(QRCode("a") != QRCode("b"))
        #expect(QRCode("") == nil)
        // Version 40 with error correction M holds 2,331 bytes (ISO/IEC 18004, table 7).
        #expect(QRCode(String(repeating: "ä", count: 1_165)) != nil)
        #expect(QRCode(String(repeating: "a", count: 2_332)) == nil)
    }

    @Test("the drawing has as much dark as the code, and four modules of nothing around it")
    func drawing() throws {
        let code = try #require(QRCode(Self.address))
        let dark = (0..<code.side).reduce(0) { sum, row in sum + (0..<code.side).count { code.isDark(column: $0, row: row) } }
        #expect(code.bars.reduce(0) { $0 + $1.length } == dark)
        #expect(code.bars.allSatisfy { $0.x >= 4 && $0.y >= 4 && $0.x + $0.length <= code.extent - 4 })
        let figure = code.figure(millimetres: 42, alternative: "Code")
        #expect(figure.shapes.count == 1)
        #expect(figure.shapes.first?.segments.count == code.bars.count * 5)
        #expect(code.path.hasPrefix("M4 4h7v1h-7z"))
    }

    @Test("in a letter it is a figure with its words, drawn as shapes, and the page has no image")
    func letter() throws {
        let figure = try #require(QRCode(Self.address)).figure(millimetres: 42, alternative: "QR-Code zur Prüfung")
        let bytes = try PDF.render(Samples.report([.paragraph("davor"), Block(.figure(figure)), .paragraph("danach")]))
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        #expect(text.contains("/S /Figure"))
        #expect(!text.contains("/Subtype /Image"))
    }
}
