import Kernel
import Testing

@testable import Notices

@Suite("Stored origins")
struct OriginTests {
    @Test("sentences that share what they come from are stored like any other value, and read back the same")
    func shared() throws {
        let answer = SentenceOrigin.Source(
            kind: .answer, path: "answers.dogs[1].name", label: LocalText(de: "Hund 1, Name", en: "Dog 1, Name"),
            text: LocalText(de: "Bruno"), isSensitive: true)
        let rule = SentenceOrigin.Source(
            kind: .rule, path: "Rate/first", label: LocalText(de: "§ 3"), text: LocalText(de: "Erster Hund.", en: "First dog."))
        let sentences = [
            SentenceOrigin(id: "total", text: "Wir setzen 96,00 EUR fest.", sources: [rule, answer]),
            SentenceOrigin(id: nil, text: "Mit freundlichen Grüßen", sources: []),
            SentenceOrigin(id: "yearly", text: "Je Jahr 96,00 EUR.", sources: [answer]),
        ]
        let json = try SentenceOrigin.json(of: sentences)
        #expect(json == (try JSON(encoding: sentences)))
        #expect(try json.decode([SentenceOrigin].self) == sentences)
    }

    @Test("a path covers its parts, and no path that only begins with the same letters")
    func covering() {
        #expect(NoticeOrigins.covers("answers.home", "answers.home.place"))
        #expect(NoticeOrigins.covers("answers.dogs", "answers.dogs[1]"))
        #expect(!NoticeOrigins.covers("answers.home", "answers.homeless"))
        #expect(!NoticeOrigins.covers("answers.home", "answers.home"))
        #expect(!NoticeOrigins.covers("answers.home.place", "answers.home"))
    }
}
