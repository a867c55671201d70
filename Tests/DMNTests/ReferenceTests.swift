import DMN
import Foundation
import Testing

/// The page on decision models says neither more nor less than the program.
@Suite("DMN reference")
struct ReferenceTests {
    /// What stands in backticks in the first column of the tables below a heading.
    private func codes(under heading: String) throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/reference/dmn.md")
        let page = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        let start = try #require(page.range(of: "\n\(heading)\n"), "\(heading) is missing")
        let section = page[start.upperBound...].split(separator: "\n").prefix { !$0.hasPrefix("#") }
        return section.filter { $0.hasPrefix("| ") }.flatMap { line in
            line.split(separator: "|")[0].split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        }
    }

    @Test("it names every boxed expression, hit policy and code of a problem")
    func tables() throws {
        #expect(try codes(under: "## Boxed expressions").sorted() == Model.boxedExpressions)
        #expect(try codes(under: "## Decision tables").sorted() == Model.hitPolicies)
        #expect(try Set(codes(under: "## Problems of a model")) == Set(Problem.Code.allCases.map(\.rawValue)))
    }
}
