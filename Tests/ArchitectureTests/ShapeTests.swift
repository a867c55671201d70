import Foundation
import Testing

@Suite("The shape of the source")
struct ShapeTests {
    @Test("a file has at most 400 lines, but for those on the list")
    func fileSizes() {
        let allowed = SourceTree.exceptions("long-files.txt")
        let long = (SourceTree.swift + SourceTree.tests).filter { $0.lines.count > 401 }.map(\.path)
        #expect(Set(long).subtracting(allowed) == [], "split by noun, or put it on the list with a reason")
        #expect(allowed.subtracting(long) == [], "no longer long: take it off the list")
    }

    @Test("a function has at most 50 lines, but for those on the list")
    func functionSizes() {
        let allowed = SourceTree.exceptions("long-functions.txt")
        var long: Set<String> = []
        for file in SourceTree.swift {
            for (name, length) in Functions.lengths(in: file) where length > 52 { long.insert("\(file.path):\(name)") }
        }
        #expect(long.subtracting(allowed) == [], "shorten it, or put it on the list with a reason")
        #expect(allowed.subtracting(long) == [], "no longer long: take it off the list")
    }

    @Test("nothing is unwrapped by force in the sources")
    func forceUnwraps() {
        let pattern = /\btry!|\bas! |[A-Za-z0-9_\)\]]!(?=[\s\.\),\]\[]|$)/.anchorsMatchLineEndings()
        for file in SourceTree.swift {
            for (number, line) in file.code.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let withoutTexts = line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"").replacing(/\/\/.*$/, with: "").replacing(
                    /\/[^\/ ][^\/]*\//, with: "")
                #expect(withoutTexts.firstMatch(of: pattern) == nil, "\(file.path):\(number + 1): \(line)")
            }
        }
    }

    @Test("the words that hide a missing noun are not used as names of types")
    func forbiddenNames() {
        let pattern =
            /\b(?:class|struct|enum|protocol|actor|typealias)\s+\w*(?:Manager|Helper|Util|Utils|Handler|Repository|Factory|Common|New)\b/
        for file in SourceTree.swift {
            #expect(file.code.firstMatch(of: pattern) == nil, "\(file.path)")
        }
    }

    @Test("a comment does not put work off")
    func openEnds() {
        for file in SourceTree.swift {
            #expect(file.text.firstMatch(of: /\bTODO\b|\bFIXME\b|\bXXX\b/) == nil, "\(file.path)")
        }
    }
}

/// Finds functions and their lengths by their braces' indentation, which the formatter keeps.
enum Functions {
    static func lengths(in file: SourceTree.File) -> [(name: String, length: Int)] {
        var found: [(String, Int)] = []
        let lines = file.lines
        for (start, line) in lines.enumerated() {
            guard
                let match = line.firstMatch(
                    of:
                        /^(\s*)(?:@\w+(?:\([^)]*\))?\s+)*(?:public |private |fileprivate |internal |static |mutating |override |nonisolated |final |convenience |isolated )*(?:func\s+([\w`<>=+\-*\/!]+)|(init))/
                )
            else { continue }
            let indent = String(match.1)
            let name = match.2.map(String.init) ?? "init"
            guard
                let end = lines[start...].firstIndex(where: {
                    $0 == indent + "}" || ($0.hasPrefix(indent + "}") && $0.count == indent.count + 1)
                })
            else { continue }
            // A requirement of a protocol has no body: what is found then is the end of something after the protocol.
            if lines[(start + 1)..<end].contains(where: { !$0.isEmpty && !$0.hasPrefix(indent) }) { continue }
            // A one-line body ends on its own line.
            if line.hasSuffix("}") { continue }
            found.append((name, end - start))
        }
        return found
    }
}
