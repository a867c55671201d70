import FEEL
import Folders
import Kernel
import Testing

@Suite("Texts with insertions")
struct TemplateTextTests {
    private func fill(_ text: String, _ values: [String: Value] = [:]) throws -> String {
        try Template.fill(text, in: Scope(values, now: Instant(microseconds: 0)), language: .de, look: { _ in nil })
    }

    @Test("a text that is filled again has the values of that time")
    func again() throws {
        #expect(try fill("Hund {{ name }}", ["name": "Bruno"]) == "Hund Bruno")
        #expect(try fill("Hund {{ name }}", ["name": "Ida"]) == "Hund Ida")
        #expect(throws: TemplateFailure.self) { try fill("Hund {{ name }}") }
    }

    @Test("a text without insertions stands as it is written, an empty one is empty, braces that open nothing stay")
    func plain() throws {
        #expect(try fill("Ihr Antrag ist da.") == "Ihr Antrag ist da.")
        #expect(try fill("") == "")
        #expect(try fill("{a} \\{{ b") == "{a} {{ b")
    }

    @Test("two spellings of the same letter are written each as it stands")
    func spellings() throws {
        for text in ["Ren\u{E9} {{ name }}", "Rene\u{301} {{ name }}"] {
            #expect(Array(try fill(text, ["name": "x"]).utf8) == Array(text.replacing("{{ name }}", with: "x").utf8))
        }
    }
}
