import FEEL
import Foundation
import Kernel
import Testing

@testable import Folders

@Suite("What holds for a time: validity, renewal, change, and the marks of a template")
struct ValidityTests {
    private static var path: String? {
        Given.services.first { ServiceFolder.load($0).folder?.about.validity != nil }
    }

    /// The findings of the service that has a validity, with a part of a file replaced.
    private func findings(_ file: String, _ part: String, _ other: String) throws -> [Finding] {
        let files = try FolderFiles(reading: try #require(Self.path))
        let text = String(decoding: try #require(files.contents[file]), as: UTF8.self)
        #expect(text.contains(part))
        let contents = files.contents.merging([file: Array(text.replacingOccurrences(of: part, with: other).utf8)]) { $1 }
        return ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).findings.filter { !$0.isWarning }
    }

    @Test("a mark is no sentence: it cuts the text, and inserted words never become one")
    func marks() throws {
        let (template, mistakes) = Template.parse(
            "---\nsubject: x\n---\n# Titel {#title}\n{{ answers.word }} {#word}\n{% page %}\n## Ausweis {#permit}\n{% verification %}\n"
        )
        #expect(mistakes == [])
        #expect(template.marks.map(\.mark) == [.page, .verification])
        #expect(template.marks.map(\.line) == [6, 8])
        let scope = Scope(["answers": .context(Context([("word", .string("<!-- page -->"))]))], now: Instant(microseconds: 0))
        let rendered = try template.render(in: scope, language: .de) { _ in nil }
        #expect(rendered.pieces.map(\.mark) == [nil, .page, .verification])
        #expect(rendered.sentences.filter { $0.mark != nil }.count == 2)
        #expect(rendered.pieces.first?.markdown.contains(#"\<\!\-\- page \-\-\>"#) == true)
    }

    @Test("a mark that nobody knows is a mistake with its line")
    func unknownMark() {
        let (_, mistakes) = Template.parse("---\nsubject: x\n---\n{% barcode %}\n")
        #expect(mistakes.map(\.line) == [4])
        #expect(mistakes.first?.sentence.contains("verification") == true)
    }

    @Test("the code stands once in the notice that validity names, and nowhere else")
    func verification() throws {
        #expect(try findings("notice.de.md", "{% verification %}\n", "").map(\.code).contains("notice-verification"))
        let twice = try findings("notice.de.md", "{% verification %}", "{% verification %}\n\n{% verification %}")
        #expect(twice.map(\.code).contains("notice-verification"))
        let elsewhere = try findings("notice-refusal.en.md", "## Legal basis", "{% verification %}\n\n## Legal basis")
        #expect(elsewhere.map(\.code).contains("notice-verification"))
        #expect(try findings("notice.en.md", "{% page %}\n", "").map(\.code) == ["notice-languages"])
    }

    @Test(
        "what follows an earlier application names fields of the form, options of choices, no documents, nothing twice",
        arguments: [
            (
                #""reuses": ["givenName", "familyName", "home", "email", "phone", "registration"]"#, #""reuses": ["hobby"]"#,
                "wrong-value"
            ),
            (#""purpose": "vehicle-change"}"#, #""purpose": "sale"}"#, "wrong-value"),
            (#""asks": ["from", "correct"]"#, #""asks": ["plate", "correct"]"#, "duplicate"),
            (#""vehicleKind", "holder", "years"]"#, #""registrationProof"]"#, "wrong-value"),
            (#""notice": "notice", "from": "term.begin""#, #""notice": "notice-gone", "from": "term.begin""#, "wrong-value"),
            (#""until": "term.end""#, #""until": "term.last""#, "feel-name"),
            (#""masked": true"#, #""masked": "yes""#, "wrong-type"),
        ])
    func mistakes(_ part: String, _ other: String, _ code: String) throws {
        let found = try findings("service.json", part, other)
        #expect(found.contains { $0.code == code && $0.path.hasSuffix("service.json") }, "\(found)")
    }

    @Test("every value that the public page shows has its name in each language")
    func texts() throws {
        let found = try findings("texts/ls.json", "\"validity.plate\"", "\"validity.colour\"")
        #expect(found.map(\.code).sorted() == ["text-missing", "text-unknown"])
    }
}
