import Calendar
import FEEL
import Folders
import Kernel

/// Makes plausible cases of a service from its worked examples: other days, other answers within the form's limits, files that are
/// there or not. Every case is accepted by the form it was made for, and the same number makes the same case.
public struct CaseGenerator: Sendable {
    private let stage: Stage
    private let bases: [Example]
    /// Answers that the examples give, by field.
    private var known: [String: [JSON]] = [:]
    private var files: [String: [[String]]] = [:]
    private var patterns: [String: [JSON]] = [:]

    /// Nil for a service without an example that is accepted.
    public init?(_ stage: Stage) {
        self.stage = stage
        bases = stage.folder.examples.filter { $0.expect.problems.isEmpty }
        guard !bases.isEmpty else { return nil }
        for base in bases {
            for field in stage.folder.form.fields { learn(field, base.answers[field.id], field.id) }
            for (field, paths) in base.files { files[field, default: []].append(paths) }
            for case .act(let acting) in base.steps { patterns[acting.act, default: []].append(acting.fields) }
        }
    }

    private mutating func learn(_ field: Field, _ answer: JSON?, _ path: String) {
        guard let answer, !answer.isNull else { return }
        known[path, default: []].append(answer)
        for entry in field.type == .group ? answer.array ?? [] : [] {
            for inner in field.fields { learn(inner, entry[inner.id], "\(path).\(inner.id)") }
        }
    }

    /// Cases `G00001` and so on.
    public func cases(_ count: Int) -> RehearsalCases { RehearsalCases(count) { generated($0) } }

    private func generated(_ number: Int) -> RehearsalCase {
        let digits = String(number + 1)
        let name = "G" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        var chance = Chance("\(stage.folder.slug)/\(number)")
        let base = bases[number % bases.count]
        let seed = chance.next()
        // Each try changes less than the one before, until the form takes it.
        for attempt in 0..<12 {
            let changed = example(name, from: base, changing: 0.35 * (1 - Double(attempt) / 11), chance: &chance)
            if isAccepted(changed) { return RehearsalCase(name: name, example: changed, seed: seed, patterns: patterns) }
        }
        return RehearsalCase(name: name, example: base.replacing(name: name), seed: seed, patterns: patterns)
    }

    private func isAccepted(_ example: Example) -> Bool {
        let moment = example.received.instant(after: Instant(microseconds: 0))
        let scope = Scope(typed: ["fees": stage.city.fees(on: moment.date()), "city": stage.unit], now: moment)
        let form = stage.folder.form
        return form.check(example.answers(form) { $0 }, files: example.uploads(in: stage.folder.files), in: scope).isValid
    }

    private func example(_ name: String, from base: Example, changing likelihood: Double, chance: inout Chance) -> Example {
        let start = base.received.instant(after: Instant(microseconds: 0)).date()
        let about = stage.folder.about
        var day = start.adding(days: Int.random(in: -180...180, using: &chance))
        if day.epochDay < about.validFrom.epochDay { day = about.validFrom }
        if let last = about.validUntil, last.epochDay < day.epochDay { day = last }
        let shift = day.epochDay - start.epochDay
        var answers: [String: JSON] = [:]
        for field in stage.folder.form.fields {
            let given = base.answers[field.id].map { shifted($0, field, by: shift) }
            answers[field.id] = changed(field, given, field.id, day, likelihood, &chance)
        }
        return base.replacing(
            name: name,
            received: .at(day, hour: Int.random(in: 6...22, using: &chance), minute: Int.random(in: 0...59, using: &chance)),
            answers: .object(answers), files: drawnFiles(base, likelihood, &chance))
    }

    /// Moves every date with the day of the application, so that what followed from their distance still follows.
    private func shifted(_ answer: JSON, _ field: Field, by days: Int) -> JSON {
        switch field.type {
        case .date: answer.string.flatMap { LocalDate($0) }.map { .string($0.adding(days: days).description) } ?? answer
        case .group:
            .array(
                (answer.array ?? []).map { entry in
                    .object(
                        (entry.object ?? [:]).reduce(into: [:]) { members, member in
                            let inner = field.fields.first { $0.id == member.key }
                            members[member.key] = inner.map { shifted(member.value, $0, by: days) } ?? member.value
                        })
                })
        default: answer
        }
    }

    private func changed(
        _ field: Field, _ given: JSON?, _ path: String, _ day: LocalDate, _ likelihood: Double, _ chance: inout Chance
    ) -> JSON? {
        if field.type == .file { return given }
        if field.type == .group, let entries = given?.array {
            var entries = entries.map { entry(field, $0, path, day, likelihood, &chance) }
            if chance.happens(likelihood / 2), let one = chance.pick(entries) {
                entries.append(entry(field, one, path, day, 0.5, &chance))
            } else if entries.count > 1, chance.happens(likelihood / 2) {
                entries.removeLast()
            }
            return .array(entries)
        }
        guard chance.happens(likelihood) else { return given }
        let isFree = [.text, .textarea, .email, .phone, .address].contains(field.type)
        if isFree { return chance.pick(known[path] ?? []) ?? given }
        return Sampling.value(field, near: given, on: day, chance: &chance) ?? given
    }

    private func entry(
        _ group: Field, _ given: JSON, _ path: String, _ day: LocalDate, _ likelihood: Double, _ chance: inout Chance
    ) -> JSON {
        var members = given.object ?? [:]
        for field in group.fields {
            members[field.id] = changed(field, members[field.id], "\(path).\(field.id)", day, likelihood, &chance)
        }
        return .object(members)
    }

    /// A proof that is missing, or one that another example has.
    private func drawnFiles(_ base: Example, _ likelihood: Double, _ chance: inout Chance) -> [String: [String]] {
        var drawn = base.files
        for field in files.keys.sorted() where !field.contains("/") && chance.happens(likelihood) {
            drawn[field] = drawn[field] == nil ? chance.pick(files[field] ?? []) : nil
        }
        return drawn
    }
}
