public import FEEL
public import Folders
public import Kernel

/// The words of a service for one reader: those of the city before those of the folder, insertions filled.
public struct ServiceWords: Sendable {
    public let service: Service
    public let language: Language
    public let city: City
    private let day: LocalDate
    /// What expressions see before there are answers: `fees`, `city`, and the moment of `today()`.
    public let scope: Scope

    public init(_ service: Service, city: City, language: Language, now: Instant) {
        self.service = service
        self.language = language
        self.city = city
        day = now.date()
        let unit = city.unit(forRole: service.folder.about.unit) ?? ""
        scope = Scope(
            typed: .object(["fees": city.fees(on: now.date()), "city": city.context(unit: unit, language: language)]), now: now)
    }

    /// The text as it stands in the files; nil where there is none.
    public func raw(_ key: String) -> String? {
        let own = "\(service.slug)/\(key)"
        let texts = service.folder.texts.byLanguage
        return city.text(own, language, on: day) ?? texts[language]?[key] ?? city.text(own, .de, on: day) ?? texts[.de]?[key]
    }

    /// The text with its insertions filled, which may also read `more`; nil where there is none.
    public func text(_ key: String, _ more: [String: Value] = [:]) -> String? {
        guard let text = raw(key) else { return nil }
        do {
            return try Template.fill(text, in: more.isEmpty ? scope : scope.adding(more), language: language, look: raw)
        } catch {
            // A value that is not there yet leaves a gap in a text of a form; in a notice it would be an incident.
            return text.replacing(#/\{\{.*?\}\}/#, with: "")
        }
    }

    /// The text, or the key where a checked folder would have one.
    public func callAsFunction(_ key: String) -> String { text(key) ?? key }

    public var title: String { self("service.title") }
}

/// A page of the city folder: its first line is the title.
struct CityPage {
    let title: String
    let body: String

    init?(_ name: String, city: City, language: Language, now: Instant) {
        guard let text = city.page(name, language, on: now.date()) else { return nil }
        let scope = Scope(typed: .object(["city": city.context(unit: "", language: language)]), now: now)
        let filled = (try? Template.fill(text, in: scope, language: language, look: { _ in nil })) ?? text
        let lines = filled.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        title = lines[0].drop { $0 == "#" || $0 == " " }.description
        body = lines.count > 1 ? String(lines[1]) : ""
    }
}

extension CityPage {
    /// The parts of the page, each from its heading to the next, that have every word of a question; upper and lower case and the
    /// place within a word do not matter.
    func parts(with question: String) -> [String] {
        let words = question.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard !words.isEmpty else { return [] }
        var parts: [String] = []
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") || parts.isEmpty {
                parts.append(String(line))
            } else {
                parts[parts.count - 1] += "\n" + line
            }
        }
        return parts.filter { part in
            let text = part.lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }
}
