import FEEL
import Foundation
import Kernel
import Testing

/// Expressions that somebody wrote, damaged at random: nearer to the truth than soup, so they come further.
@Suite("FEEL fuzzing")
struct FuzzTests {
    private static let written: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/conformance/dmn-tck/TestCases/compliance-level-3").standardizedFileURL
        var texts: [String] = []
        let walk = FileManager.default.enumerator(atPath: folder.path)
        while let path = walk?.nextObject() as? String {
            guard path.hasSuffix(".dmn"), let file = try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
            else { continue }
            for piece in file.components(separatedBy: "<text>").dropFirst() {
                let text = piece.components(separatedBy: "</text>")[0]
                let plain = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
                if plain.utf8.count < 200 { texts.append(plain) }
            }
        }
        return texts.isEmpty ? own : texts.sorted()
    }()

    /// Where the official cases are not beside the project.
    private static let own = [
        "for i in 1..3, j in [10, 20] return i * j", "some x in [1, null] satisfies x > 2", "{a: 1, b: a + 1}.b", "[1..5)",
        "sort([3, 1, 2], function(x, y) x < y)", "date(\"2026-11-23\") + duration(\"P1M\")", "x instance of list<number>",
        "replace(\"abcd\", \"(ab)|(a)\", \"[1=$1]\", \"i\")", "if a between 1 and 5 then -a ** 2 else null", "(!= 5)",
        "matches(\"x\", \"[a-z-[aeiou]]+\")", "@\"2026-11-23T10:00:00@Europe/Berlin\" - @\"P1DT2H\"", "not(< 5, [7..9])",
    ]

    private func damaged(_ text: String, _ other: String, _ dice: inout Dice) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0...dice.below(3) {
            let place = dice.below(scalars.count + 1)
            switch dice.below(5) {
            case 0 where place < scalars.count: scalars.remove(at: place)
            case 1: scalars.insert(contentsOf: dice.rubbish().unicodeScalars.prefix(4), at: place)
            case 2: scalars.insert(contentsOf: scalars[min(place, scalars.count)...].prefix(12), at: place)
            case 3: scalars = Array(scalars[..<place]) + Array(other.unicodeScalars.suffix(dice.below(40)))
            default:
                guard place < scalars.count else { continue }
                scalars[place] = Unicode.Scalar(UInt8(32 + dice.below(95)))
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    @Test("damaged expressions crash nothing, and what they give prints and parses back", arguments: 0..<8)
    func mutations(seed: Int) throws {
        var dice = Dice(seed: UInt64(9000 + seed))
        let written = FuzzTests.written
        let scope = Scope(["a": 1, "x": [1, 2], "b": "text"], now: noon)
        for _ in 0..<250 {
            let text = damaged(written[dice.below(written.count)], written[dice.below(written.count)], &dice)
            if let tests = try? UnaryTests(parsing: text) { _ = tests.evaluate(1, in: scope) }
            guard let expression = try? Expression(parsing: text) else { continue }
            let run = expression.run(in: scope)
            guard run.value.isWritten else { continue }
            let printed = run.value.description
            #expect(try Expression(parsing: printed).evaluate(in: scope) == run.value, "\(text) gives \(printed)")
        }
    }
}

extension Value {
    /// Whether it has a text of its own: functions have none, and very long texts are cut.
    fileprivate var isWritten: Bool {
        switch self {
        case .function: false
        case .list(let items): items.count < 1000 && items.allSatisfy(\.isWritten)
        case .context(let context): context.values.allSatisfy(\.isWritten)
        case .range(let range): range.start.isWritten && range.end.isWritten
        default: true
        }
    }
}
