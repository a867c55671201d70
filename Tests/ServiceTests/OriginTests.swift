import Catalogue
@testable import Folders
import Foundation
import Kernel
import Notices
import Procedures
@testable import Stadtkern
import Testing

/// The sentences that a run wrote, notice by notice, with the paths that each names as its origin.
private struct Letters {
    struct Line: Hashable {
        let text: String
        let names: Set<String>
    }

    let templates: [String]
    /// By notice and name of the sentence; sentences without a name are fixed text.
    let named: [String: Line]
    let fixed: [String]

    init(_ result: Simulation.Result) {
        templates = result.notices.map(\.template)
        var named: [String: Line] = [:]
        var fixed: [String] = []
        for (number, notice) in result.notices.enumerated() {
            for origin in notice.origins {
                // Every run makes a reference of its own.
                let text = origin.text.replacing(notice.reference, with: "…")
                if let id = origin.id {
                    named["\(number).\(notice.template).\(id)"] = Line(text: text, names: Set(origin.sources.map(\.path)))
                } else {
                    fixed.append(text)
                }
            }
        }
        (self.named, self.fixed) = (named, fixed)
    }

    var names: Set<String> { named.values.reduce(into: []) { $0.formUnion($1.names) } }

    /// Sentences that stand in one of the two only, or read differently.
    func changed(to other: Letters) -> [String] {
        Set(named.keys).union(other.named.keys).filter { named[$0]?.text != other.named[$0]?.text }.sorted()
    }
}

/// Answers as marks see them.
private struct Answers {
    /// Values by path, and the number of entries by path of a group.
    private var leaves: [String: JSON] = [:]
    private var counts: [String: Int] = [:]

    init(_ answers: JSON) { walk(answers, "answers") }

    private mutating func walk(_ value: JSON, _ path: String) {
        switch value {
        case .array(let items) where items.contains { $0.object != nil }:
            counts[path] = items.count
            for (index, item) in items.enumerated() { walk(item, "\(path)[\(index + 1)]") }
        case .object(let members): for (name, member) in members { walk(member, "\(path).\(name)") }
        default: leaves[path] = value
        }
    }

    var paths: [String] { leaves.keys.sorted() }

    func differences(to other: Answers) -> Set<String> {
        var all = Set(leaves.keys).union(other.leaves.keys).filter { leaves[$0] != other.leaves[$0] }
        for path in Set(counts.keys).union(other.counts.keys) where counts[path] != other.counts[path] {
            let (few, many) = (min(counts[path] ?? 0, other.counts[path] ?? 0), max(counts[path] ?? 0, other.counts[path] ?? 0))
            all.insert("count(\(path))")
            for index in few..<many { all.insert("\(path)[\(index + 1)]?") }
        }
        return all
    }

    /// Whether one of these paths, a part of it or a whole around it is among the names.
    static func areNamed(_ paths: Set<String>, by names: Set<String>) -> Bool {
        paths.contains { path in names.contains { $0 == path || covers($0, path) || covers(path, $0) } }
    }

    private static func covers(_ whole: String, _ part: String) -> Bool {
        part.hasPrefix(whole) && ".[".contains(part.dropFirst(whole.count).first ?? " ")
    }
}

/// An example played with something changed.
private struct Alterations {
    let city: City
    let service: Service
    let example: Example

    init(_ name: String) throws {
        let (city, services) = try Project.folders()
        let parts = name.split(separator: "/").map(String.init)
        self.city = city
        service = try #require(services.first { $0.slug == parts[0] })
        example = try #require(service.folder.examples.first { $0.name == parts[1] })
    }

    func play(_ example: Example? = nil, _ service: Service? = nil) async throws -> Simulation.Result {
        let simulation = Simulation(city: city, service: service ?? self.service, example: example ?? self.example)
        return try await Project.temporary { folder in
            try await simulation.run(database: "sqlite:\(folder)/origins.sqlite", folder: folder)
        }
    }

    /// Plays a changed case; nil where the form refuses it, where people cannot do what the example says, or where it ends
    /// with other notices.
    func altered(_ example: Example? = nil, _ service: Service? = nil, like before: Letters) async throws -> Simulation.Result? {
        let result: Simulation.Result
        do { result = try await play(example, service) } catch is UsageError { return nil } catch is InvalidInput { return nil }
        guard result.problems.isEmpty, result.incidents.isEmpty, Letters(result).templates == before.templates else { return nil }
        return result
    }

    /// The example with another answer at a path; the answers are those that the form had taken.
    func with(_ answers: JSON) -> Example {
        Example(
            name: example.name, title: example.title, language: example.language, channel: example.channel,
            account: example.account,
            received: example.received, answers: answers, former: example.former, files: example.files, steps: example.steps,
            expect: example.expect)
    }

    /// The text with another last digit, which a field with a pattern still takes.
    private func otherDigit(_ text: String) -> String {
        guard let place = text.lastIndex(where: \.isWholeNumber), let digit = text[place].wholeNumberValue else {
            return text + "x"
        }
        return text.replacingCharacters(in: place...place, with: String(digit % 9 + 1))
    }

    static func id(of row: String) -> String { row.split(separator: "/").last.map(String.init) ?? row }

    /// Other values that the form would take at a path.
    func values(_ path: String, instead value: JSON) -> [JSON] {
        let names = path.split(separator: ".").dropFirst().map { String($0.prefix { $0 != "[" }) }
        guard let field = service.folder.form.field(names.prefix(2).joined(separator: ".")) ?? service.folder.form.field(names[0])
        else { return [] }
        switch field.type {
        case .choice: return field.options.filter { .string($0) != value }.map { .string($0) }
        case .yesNo: return value.bool.map { [.bool(!$0)] } ?? []
        case .number, .money: return value.int.map { [.number(Decimal128($0 + 1)), .number(Decimal128(max(0, $0 - 1)))] } ?? []
        case .date:
            guard let date = value.string.flatMap({ LocalDate($0) }) else { return [] }
            return [-40, 3].map { .string("\(date.adding(days: $0))") }
        case .text, .textarea: return value.string.map { [.string($0 + "x"), .string(otherDigit($0))] } ?? []
        case .address: return value.string.flatMap { Int($0) == nil ? [.string($0 + "x")] : nil } ?? []
        default: return []
        }
    }
}

@Suite("Sentences of notices know where they come from", .serialized) struct OriginTests {
    /// Three of each service, because each is played dozens of times; all of them with STADTKERN_ALL_EXAMPLES=1.
    static let examples: [String] = {
        guard let (_, services) = try? Project.folders() else { return [] }
        let all = ProcessInfo.processInfo.environment["STADTKERN_ALL_EXAMPLES"] == "1"
        return services.flatMap { service in
            let told = service.folder.examples.filter { $0.expect.problems.isEmpty && !($0.expect.notices ?? []).isEmpty }
            let step = all ? 1 : max(1, (told.count + 2) / 3)
            return stride(from: 0, to: told.count, by: step).map { "\(service.slug)/\(told[$0].name)" }
        }
    }()

    @Test(
        "whatever an altered answer or rule row changes in a notice names it, and what nothing names changes nothing",
        arguments: examples)
    func alterations(_ name: String) async throws {
        let play = try Alterations(name)
        let result = try await play.play()
        var comparison = Comparison(before: Letters(result), answers: Answers(result.answers))
        try await answers(play, &comparison)
        try await rows(play, result, &comparison)
        #expect(comparison.changes > 0, "no alteration changed a sentence")
    }

    @Test("a sentence names what its own part of a result was made of, and not what other parts were made of")
    func exact() async throws {
        // Two dogs registered in time: the yearly tax goes by their order and kind, the begin by their dates, each line by its dog.
        let letters = Letters(try await Alterations("hundesteuer-anmelden/two-dogs").play())
        func names(_ sentence: String) throws -> Set<String> { try #require(letters.named["0.notice.\(sentence)"]).names }
        #expect(try names("received") == ["procedure.received"])
        let yearly = try names("yearly")
        #expect(yearly.isSuperset(of: ["Rate/rate-first", "Rate/rate-further", "answers.dogsAlready", "fees.dogTax.furtherDog"]))
        #expect(
            yearly.isDisjoint(with: ["answers.dogs[1].born", "answers.dogs[1].since", "answers.dogs[1].name", "dates.payment"]))
        let begin = try names("begin")
        #expect(begin.isSuperset(of: ["answers.dogs[1].since", "answers.dogs[2].since", "answers.reason"]))
        #expect(!begin.contains { $0.hasPrefix("Rate/") || $0.hasPrefix("fees.") || $0.hasSuffix("breedGroup") })
        #expect(try names("line[1]").isSuperset(of: ["answers.dogs[1].name", "Rate/rate-first"]))
        #expect(
            try names("line[1]").isDisjoint(with: ["answers.dogs[2].name", "answers.dogs[2].breedGroup", "Rate/rate-further"]))
        #expect(try names("line[2]").isDisjoint(with: ["answers.dogs[1].name", "answers.dogs[1].breedGroup", "Rate/rate-first"]))
        #expect(try names("front.amount") == names("total"))
    }

    /// One answer after the other; those that no sentence names all at once.
    private func answers(_ play: Alterations, _ comparison: inout Comparison) async throws {
        let all = play.example.answers
        let paths = Answers(all).paths
        let unnamed = paths.filter { !Answers.areNamed([$0], by: comparison.before.names) }
        var others = all
        for path in unnamed {
            if let other = play.values(path, instead: all.at(path)).first { others = others.setting(path, to: other) }
        }
        let together = try await play.altered(play.with(others), like: comparison.before)
        if let together { comparison.answers("answers that nothing names", together) }
        for path in paths where together == nil || !unnamed.contains(path) {
            for other in play.values(path, instead: all.at(path)) {
                let example = play.with(all.setting(path, to: other))
                guard let after = try await play.altered(example, like: comparison.before) else { continue }
                // One value that counts is enough; where none does, all are tried.
                if comparison.answers("\(path) = \(other)", after) > 0 { break }
            }
        }
    }

    /// One output of a row that hit after the other; all rows that did not at once.
    private func rows(_ play: Alterations, _ result: Simulation.Result, _ comparison: inout Comparison) async throws {
        let hit = Set(result.decisions.flatMap { $0.rows.map { "\($0.table)/\($0.rule ?? "")" } })
        let named = comparison.before.names.filter { $0.contains("/") }
        #expect(named.isSubset(of: hit), "only rows that hit are named")
        let tables = RuleTexts(play.service.folder.files)
        for row in hit.sorted() {
            for service in tables.altered(row: Alterations.id(of: row)) {
                guard let after = try await play.altered(nil, service, like: comparison.before) else { continue }
                comparison.row(row, after)
            }
        }
        #expect(named.isEmpty || comparison.rowChanges > 0, "no row changed a sentence")
        let rest = try #require(tables.altered(allBut: Set(hit.map { Alterations.id(of: $0) })))
        let after = try #require(try await play.altered(nil, rest, like: comparison.before))
        #expect(comparison.before.changed(to: Letters(after)) == [], "rows that did not hit say nothing")
    }
}

/// The letters of a case, and what alterations made of them.
private struct Comparison {
    let before: Letters
    let answers: Answers
    private(set) var changes = 0
    private(set) var rowChanges = 0

    init(before: Letters, answers: Answers) {
        self.before = before
        self.answers = answers
    }

    @discardableResult mutating func answers(_ what: String, _ after: Simulation.Result) -> Int {
        let altered = answers.differences(to: Answers(after.answers))
        return check(what, Letters(after)) { Answers.areNamed(altered, by: $0) }
    }

    mutating func row(_ row: String, _ after: Simulation.Result) { rowChanges += check(row, Letters(after)) { $0.contains(row) } }

    /// What changed names the alteration on both sides. The number of changed sentences.
    private mutating func check(_ what: String, _ after: Letters, _ isNamed: (Set<String>) -> Bool) -> Int {
        let changed = before.changed(to: after)
        for id in changed {
            for line in [before.named[id], after.named[id]].compactMap(\.self) {
                #expect(isNamed(line.names), "\(what) changed \(id): \(line.text); it names \(line.names.sorted())")
            }
        }
        #expect(before.fixed == after.fixed, "\(what) changed fixed text")
        changes += changed.count
        return changed.count
    }
}

/// Decision tables as text, to change a row in.
private struct RuleTexts {
    let files: FolderFiles
    private let tables: [String: String]

    init(_ files: FolderFiles) {
        self.files = files
        tables = files.contents.filter { $0.key.hasSuffix(".dmn") }.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// One service for each output of the row, with another value in it.
    func altered(row: String) -> [Service] {
        guard let (file, text) = tables.first(where: { $0.value.contains("<rule id=\"\(row)\"") }) else { return [] }
        return outputs(of: row, in: text).indices.compactMap { index in
            alter(row, index, in: text).flatMap { service(files.contents.merging([file: Array($0.utf8)]) { $1 }) }
        }
    }

    /// A service in which every other row says something else.
    func altered(allBut rows: Set<String>) -> Service? {
        var contents = files.contents
        for (file, table) in tables {
            var text = table
            for rule in table.matches(of: /<rule id="([^"]+)"/).map({ String($0.1) }) where !rows.contains(rule) {
                for index in outputs(of: rule, in: table).indices { text = alter(rule, index, in: text) ?? text }
            }
            contents[file] = Array(text.utf8)
        }
        return service(contents)
    }

    private func service(_ contents: [String: [UInt8]]) -> Service? {
        ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).folder.map { Service($0) }
    }

    private func range(of row: String, in text: String) -> Range<String.Index>? {
        guard let start = text.range(of: "<rule id=\"\(row)\""),
            let end = text.range(of: "</rule>", range: start.upperBound..<text.endIndex)
        else { return nil }
        return start.lowerBound..<end.upperBound
    }

    private func outputs(of row: String, in text: String) -> [String] {
        guard let range = range(of: row, in: text) else { return [] }
        return text[range].matches(of: /<outputEntry[^>]*>\s*<text>([^<]*)<\/text>/).map { String($0.1) }
    }

    /// Another value of the same kind; of a word, one that the same column has elsewhere.
    private func alter(_ row: String, _ index: Int, in text: String) -> String? {
        guard let range = range(of: row, in: text),
            let start = text.range(of: "<decisionTable", options: .backwards, range: text.startIndex..<range.lowerBound),
            let end = text.range(of: "</decisionTable>", range: range.upperBound..<text.endIndex)
        else { return nil }
        let cell = outputs(of: row, in: text)[index]
        let column = String(text[start.lowerBound..<end.lowerBound]).matches(of: /<rule id="([^"]+)"/)
            .compactMap { rule in outputs(of: String(rule.1), in: text)[index] }
        let other: String
        switch cell {
        case "true": other = "false"
        case "false": other = "true"
        case _ where cell.hasPrefix("\""):
            guard let word = column.first(where: { $0 != cell }) else { return nil }
            other = word
        default: other = "(\(cell)) + 12"
        }
        var count = -1
        let changed = text[range].replacing(/(<outputEntry[^>]*>\s*<text>)([^<]*)(<\/text>)/) { match in
            count += 1
            return "\(match.1)\(count == index ? other : String(match.2))\(match.3)"
        }
        return text.replacingCharacters(in: range, with: String(changed))
    }
}

extension JSON {
    private static func steps(_ path: String) -> [String] {
        path.split { ".[]".contains($0) }.dropFirst().map { Int($0).map { "\($0 - 1)" } ?? String($0) }
    }

    /// The part at a path such as `answers.dogs[1].name`, which begins with the name of the whole.
    fileprivate func at(_ path: String) -> JSON {
        JSON.steps(path).reduce(self) { whole, step in (Int(step).map { whole[$0] } ?? whole[step]) ?? .null }
    }

    fileprivate func setting(_ path: String, to value: JSON) -> JSON { setting(JSON.steps(path)[...], to: value) }
}
