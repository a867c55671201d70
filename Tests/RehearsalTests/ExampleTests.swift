import FEEL
import Folders
import Kernel
import Rehearsal
import Testing

/// Every example of every service, played on values; the expectations were derived by hand and stand in the examples.
@Suite("The examples of the services")
struct ExampleTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let folder: ServiceFolder
        let city: City
        let example: Example
        var testDescription: String { "\(folder.slug)/\(example.name)" }
    }

    static let cases: [Case] = {
        guard let city = Given.city else { return [] }
        return Given.services.compactMap { ServiceFolder.load($0).folder }.flatMap { folder in
            folder.examples.filter { $0.expect.problems.isEmpty }.map { Case(folder: folder, city: city, example: $0) }
        }
    }()

    @Test("an example comes out as it was derived by hand", arguments: cases)
    func example(_ given: Case) throws {
        let run = CasePlay(RehearsalCase(given.example), on: Stage(given.folder, in: given.city))
        let expect = given.example.expect
        #expect(run.halts == [])
        if let path = expect.path { #expect(run.path == path) }
        if let outcome = expect.outcome { #expect(run.outcome == outcome) }
        if let state = expect.state { #expect(run.state == state) }
        for (name, date) in expect.dates { #expect(run.dates[name] == date, "date of \(name)") }
        for (name, amount) in expect.amounts {
            let value = given.folder.about.amounts[name]?.value.evaluate(in: run.scope).number
            #expect(value == amount, "amount \(name)")
        }
        for (index, notice) in (expect.notices ?? []).enumerated() {
            let issued = try #require(notice.isLast ? run.notices.last : run.notices.dropFirst(index).first)
            #expect(issued.template == notice.template)
            let letter = try #require(issued.text, "\(notice.template) has no text")
            for text in notice.contains { #expect(letter.contains(text), "\(notice.template) lacks \(text)") }
            for text in notice.lacks { #expect(!letter.contains(text), "\(notice.template) has \(text)") }
        }
        if let notices = expect.notices { #expect(run.notices.isEmpty == notices.isEmpty) }
        if let filing = expect.filing {
            if let position = filing.position { #expect(given.folder.filing.position(in: run.scope) == position) }
            if let title = filing.title { #expect(run.titles == [title]) }
            if let documents = filing.documents { #expect(run.documents == documents) }
        }
    }

    @Test("together the examples hit every rule of every decision table", arguments: Given.services)
    func rules(_ path: String) throws {
        let folder = try #require(ServiceFolder.load(path).folder)
        let hit = Self.cases.filter { $0.folder.slug == folder.slug }.reduce(into: Set<String>()) {
            $0.formUnion(CasePlay(RehearsalCase($1.example), on: Stage($1.folder, in: $1.city)).rules)
        }
        let models = folder.files.contents.filter { $0.key.hasSuffix(".dmn") }.map { String(decoding: $0.value, as: UTF8.self) }
        let written = models.flatMap { model in model.matches(of: /<(?:\w+:)?rule id="([^"]+)"/).map { String($0.output.1) } }
        #expect(Set(written).subtracting(hit) == [])
        // A service may decide without a table; where it has one, its rules were found, or nothing would have been compared.
        let hasTables = models.contains { $0.contains(/<(?:\w+:)?decisionTable\b/) }
        #expect(written.isEmpty == !hasTables)
    }
}
