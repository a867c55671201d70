import Foundation
import Kernel
import Testing

@testable import Web

@Suite struct TextsTests {
    /// `Sources` of the tree that these tests are part of.
    private var sources: String {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/Sources"
    }

    @Test("the program carries every text, style sheet and script of the tree, and nothing else")
    func assets() throws {
        let manager = FileManager.default
        var found: Set<String> = []
        for module in try manager.contentsOfDirectory(atPath: sources) {
            for name in (try? manager.contentsOfDirectory(atPath: "\(sources)/\(module)/Texts")) ?? []
            where name.hasSuffix(".json") {
                found.insert("\(module)/Texts/\(name)")
            }
        }
        for name in try manager.contentsOfDirectory(atPath: sources + "/Web/Design") where !name.hasSuffix(".swift") {
            found.insert("Web/Design/\(name)")
        }
        #expect(Set(Assets.names) == found)
        for name in Assets.names {
            #expect(
                Assets.bytes(name) == manager.contents(atPath: "\(sources)/\(name)").map { Array($0) },
                "\(name) is not the tree's")
        }
    }

    @Test("every text that exists in another language exists in German, with the same placeholders")
    func placeholders() {
        func names(_ key: String, _ language: Language) -> Set<String> {
            Set(
                Texts.pieces(Texts.shared.template(key, language)).compactMap {
                    if case .placeholder(let name) = $0 { name } else { nil }
                })
        }
        for language in [Language.en, .ls] {
            for key in Texts.shared.keys(language) {
                #expect(Texts.shared.has(key), "\(key) is missing in German")
                #expect(names(key, language).isSubset(of: names(key, .de)), "\(key) in \(language) names what German does not")
            }
        }
    }

    @Test("every fault of the web has its text, and every status its title")
    func faults() {
        let faults: [WebFault] = [
            .notFound, .methodNotAllowed(allow: ""), .signInNeeded, .forbidden, .tokenMissing, .bodyTooLarge(limit: 1),
            .tooManyParts(limit: 1),
            .badBody(""), .badContentType(""), .tooMany(seconds: 1), .tooSlow, .unknownHost, .closing,
        ]
        for fault in faults {
            for language in [Language.de, .en] { #expect(Texts.shared.has("faults." + fault.code, language)) }
        }
        for kind in [
            FaultKind.unauthenticated, .forbidden, .notFound, .conflict, .gone, .tooLarge, .unsupportedMedia, .invalid, .tooMany,
            .unavailable, .internalError,
        ] {
            #expect(Texts.shared.has("web.status.\(kind.status)"))
        }
    }

    @Test("texts fall back to German, fill placeholders and know one from many")
    func fallback() {
        let texts = Texts([.de: ["a": "{n} Hunde", "b.one": "ein Hund", "b.other": "{count} Hunde"], .en: ["a": "{n} dogs"]])
        #expect(texts("a", .en, ["n": "2"]) == "2 dogs")
        #expect(texts("a", .ls, ["n": "2"]) == "2 Hunde")
        #expect(texts("a", .de) == "{n} Hunde")
        #expect(texts("b", count: 1, .en) == "ein Hund")
        #expect(texts("b", count: 3, .de) == "3 Hunde")
        #expect(texts("c", .de) == "c")
        #expect(texts.takeMissing() == ["c"])
        #expect(texts.takeMissing() == [])
    }
}
