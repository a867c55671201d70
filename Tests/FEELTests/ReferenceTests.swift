import FEEL
import Foundation
import Testing

/// The page that tells what the language has says neither more nor less than the program.
@Suite("FEEL reference")
struct ReferenceTests {
    private static let page: String = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/reference/feel.md")
        return (try? String(contentsOf: file.standardizedFileURL, encoding: .utf8)) ?? ""
    }()

    /// The rows of the tables below a heading, cut into cells.
    private func rows(under heading: String) throws -> [[String]] {
        let start = try #require(ReferenceTests.page.range(of: "\n\(heading)\n"), "\(heading) is missing")
        let section = ReferenceTests.page[start.upperBound...].split(separator: "\n").prefix { !$0.hasPrefix("#") }
        return section.filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// What stands in backticks.
    private func codes(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { !$0.offset.isMultiple(of: 2) }
            .map { String($0.element) }
    }

    @Test("it names every built-in function in every form")
    func builtins() throws {
        let named = try rows(under: "## Built-in functions").flatMap { codes($0[0]) }
        #expect(named.sorted() == Reference.builtins)
    }

    @Test("it names every function kept outside")
    func external() throws {
        let named = try rows(under: "## Functions kept outside").flatMap { row in
            codes(row[0]).flatMap { type in codes(row[1]).map { "\(type).\($0)" } }
        }
        #expect(named.sorted() == ExternalFunctions.signatures)
    }

    @Test("it names every code of an error")
    func codes() throws {
        let named = try rows(under: "## Errors").flatMap { codes($0[0]) }
        #expect(Set(named) == Set(Diagnostic.Reason.allCases.map(\.rawValue)))
    }

    @Test("it names every limit with its value")
    func limits() throws {
        let named = try rows(under: "## Limits").flatMap { row in codes(row[0]).map { ($0, Int(row[1])) } }
        #expect(Dictionary(uniqueKeysWithValues: named) == Reference.limits)
    }
}
