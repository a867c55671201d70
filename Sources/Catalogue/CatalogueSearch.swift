import Folders
import Foundation
import Kernel

/// Finds services by words: title, keywords and summary in every language, whatever the spelling of umlauts and hyphens,
/// with one letter wrong in longer words.
struct CatalogueSearch {
    private let services: [(service: Service, title: [String], keywords: [String], summary: [String])]

    init(_ services: [Service]) {
        self.services = services.map { service in
            func words(_ key: String) -> [String] {
                Language.allCases.flatMap { CatalogueSearch.words(service.folder.texts.byLanguage[$0]?[key] ?? "") }
            }
            let keywords = service.folder.about.keywords.values.flatMap { $0 }.flatMap { CatalogueSearch.words($0) }
            return (service, words("service.title"), keywords, words("service.summary"))
        }
    }

    /// The services that every word of the question fits, best first; ties in the order given.
    func find(_ question: String) -> [Service] {
        let asked = CatalogueSearch.words(question).prefix(12)
        guard !asked.isEmpty else { return [] }
        let scored = services.enumerated().compactMap { position, entry -> (Int, Int, Service)? in
            var score = 0
            for word in asked {
                let best = max(
                    CatalogueSearch.fit(word, entry.title) * 3, CatalogueSearch.fit(word, entry.keywords) * 2,
                    CatalogueSearch.fit(word, entry.summary))
                guard best > 0 else { return nil }
                score += best
            }
            return (-score, position, entry.service)
        }
        return scored.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    /// Lower case, no accents, ß as ss, ä as a whether written ä or ae; a hyphen joins (`Hunde-Steuer` is `hundesteuer`).
    static func words(_ text: String) -> [String] {
        let plain = text.replacing("ß", with: "ss").folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .replacing("ae", with: "a").replacing("oe", with: "o").replacing("ue", with: "u").replacing("-", with: "")
            .replacing("\u{AD}", with: "")
        return plain.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }

    /// 3 for the word itself, 2 for its beginning or a part of it, 1 for one letter wrong, 0 for none.
    private static func fit(_ word: String, _ words: [String]) -> Int {
        words.reduce(0) { best, candidate in
            if best == 3 || candidate == word { return 3 }
            if candidate.hasPrefix(word) || (word.count >= 4 && candidate.contains(word)) { return max(best, 2) }
            return word.count >= 5 && isNear(Array(word), Array(candidate)) ? max(best, 1) : best
        }
    }

    /// Whether two words differ by one letter: changed, missing, added, or two neighbours swapped.
    static func isNear(_ left: [Character], _ right: [Character]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        let start = zip(left, right).prefix { $0 == $1 }.count
        let (a, b) = (left[start...], right[start...])
        if a.count == b.count {
            if a.dropFirst().elementsEqual(b.dropFirst()) { return true }
            return a.count >= 2 && a.dropFirst(2).elementsEqual(b.dropFirst(2)) && a.first == b.dropFirst().first
                && b.first == a.dropFirst().first
        }
        return a.count > b.count ? a.dropFirst().elementsEqual(b) : b.dropFirst().elementsEqual(a)
    }
}
