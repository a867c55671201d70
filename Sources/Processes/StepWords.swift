import Catalogue
import Folders
import Kernel

/// The names of steps for a reader.
struct StepWords: Sendable {
    let folder: ServiceFolder
    let language: Language
    private let steps: [String: Outline.Step]

    init(_ folder: ServiceFolder, _ outline: Outline, _ language: Language) {
        (self.folder, self.language) = (folder, language)
        steps = Dictionary(outline.all.map { ($0.element, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The step's name; one without a name is told by its kind and what comes next.
    func name(_ element: String) -> String {
        guard let step = steps[element] else { return element }
        if let own = own(step) { return own }
        let next = step.ways.compactMap { named(from: $0.target, []) }
        guard !next.isEmpty else { return kind(step) }
        let quoted = next.map { Texts.shared("processes.quoted", language, ["name": $0]) }
        return Texts.shared(
            "processes.before", language,
            ["kind": kind(step), "next": quoted.joined(separator: " " + Texts.shared("processes.and", language) + " ")])
    }

    private func own(_ step: Outline.Step) -> String? {
        // Models are drawn in German; other languages have the words of the service where there are some.
        if language == .en, let text = folder.texts.text("staff.tasks.\(step.element)", language) { return text }
        return step.name.isEmpty ? nil : step.name
    }

    /// The first named step on the way.
    private func named(from element: String, _ seen: Set<String>) -> String? {
        guard let step = steps[element], !seen.contains(element) else { return nil }
        if let own = own(step) { return own }
        return step.ways.first.flatMap { named(from: $0.target, seen.union([element])) }
    }

    func kind(_ step: Outline.Step) -> String {
        let kind = Texts.shared("processes.kind.\(step.kind)", language)
        guard let symbol = step.symbol, Texts.shared.has("processes.symbol.\(symbol)") else { return kind }
        return "\(kind), \(Texts.shared("processes.symbol.\(symbol)", language))"
    }

    func act(_ id: String) -> String {
        folder.texts.text("staff.acts.\(id).label", language) ?? folder.texts.text("acts.\(id).label", language) ?? id
    }
}
