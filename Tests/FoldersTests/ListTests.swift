import FEEL
import Foundation
import Kernel
import Testing

@testable import Folders

@Suite("Lists of a city, and what a document with a code shows")
struct ListTests {
    private func city(_ list: String) throws -> (city: City?, findings: [Finding]) {
        let files = try FolderFiles(reading: try #require(Given.city))
        let contents = files.contents.merging(["lists/parking-areas.json": Array(list.utf8)]) { $1 }
        return City.read(FolderFiles(path: files.path, contents: contents))
    }

    private static let good = #"""
        {"name": "parkingAreas", "title": "Bereiche", "demo": true, "columns": ["key", "size", "since", "note"],
         "rows": [["A", 3, "@2026-01-01", null], ["B", 4, "", true]]}
        """#

    private static func bad(_ part: String, _ other: String) -> String { good.replacingOccurrences(of: part, with: other) }

    @Test("a service sees the rows of a list with the columns that it names, and no more")
    func rows() throws {
        let (city, findings) = try city(Self.good)
        #expect(findings == [])
        let folder = try #require(Given.services.compactMap { ServiceFolder.load($0).folder }.first { !$0.about.lists.isEmpty })
        var about = folder.about
        #expect(about.lists["parkingAreas"] == ["key", "name", "district"])
        about = about.naming(["parkingAreas": ["key", "size", "since"]])
        let lists = try #require(city).lists(of: about)
        // A text that begins with @ stays a text for expressions, and the column "note" was not asked for.
        #expect(
            lists["parkingAreas"]?.array == [
                ["key": "A", "size": 3, "since": "@@2026-01-01"], ["key": "B", "size": 4, "since": ""],
            ])
        let first = Value(typed: lists).context?["parkingAreas"]?.list?.first
        #expect(first?.context?["since"] == Value.string("@2026-01-01"))
        #expect(lists["parkingStreets"] == nil)
    }

    @Test(
        "a list that nobody can rely on is refused",
        arguments: [
            (bad(#""demo": true, "#, ""), "list"), (bad(#"["A", 3, "@2026-01-01", null]"#, #"["A", 3]"#), "list"),
            (bad("\"B\", 4", "\"B\", [4]"), "wrong-type"), (bad(#""size""#, #""key""#), "duplicate"),
            (bad(#""size""#, #""the size""#), "bad-name"),
            (bad("parkingAreas", "districts"), "duplicate"),
        ])
    func mistakes(_ list: String, _ code: String) throws {
        let (city, findings) = try city(list)
        #expect(city == nil)
        #expect(findings.contains { $0.code == code && $0.path.contains("lists") }, "\(findings)")
    }

    @Test("a city that lacks a list of a service cannot offer it")
    func offer() throws {
        let (city, _) = try city(Self.good)
        let folders = Given.services.compactMap { ServiceFolder.load($0).folder }
        let findings = try #require(city).findings(offering: folders)
        #expect(
            findings.filter { $0.code == "list" }.map(\.text).contains {
                $0.contains("\"parkingAreas\"") && $0.contains("\"name\"")
            })
    }

    @Test(
        "of a masked value only the end is seen, of a long one the first letter too",
        arguments: [
            ("L-AB 1234", "•-•• ••34"), ("L-AB 1", "•-•• 1"), ("AB", "••"), ("", ""), ("LEV-AB 1234E", "L••-•• •••4E"),
            ("ÄÖ-Ü 7", "••-• 7"),
        ])
    func masked(_ value: String, _ seen: String) { #expect(Validity.masked(value) == seen) }
}

extension ServiceFolder.About {
    /// The same with other lists.
    fileprivate func naming(_ lists: [String: [String]]) -> ServiceFolder.About {
        ServiceFolder.About(
            slug: slug, version: version, validFrom: validFrom, validUntil: validUntil, unit: unit, keywords: keywords,
            languages: languages, law: law, legalBasis: legalBasis, automaticDecision: automaticDecision, channels: channels,
            account: account, applicant: applicant, evidence: evidence, fees: fees, lists: lists, amounts: amounts,
            deadlines: deadlines, notices: notices, messages: messages, acts: acts, states: states, effort: effort,
            renamed: renamed,
            consultations: consultations,
            clauses: clauses, renewal: renewal, change: change, validity: validity, retention: retention, withdrawal: withdrawal,
            isProcessPublic: isProcessPublic)
    }
}
