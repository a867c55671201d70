import Folders
import Kernel
import Testing

@testable import Rehearsal

/// A version of a service is rehearsed before it is in force: what is planted in it has to come out, and nothing else.
@Suite("The dress rehearsal")
struct RehearsalTests {
    private let city: City
    private let files: FolderFiles
    private let before: Stage

    init() throws {
        city = try #require(Given.city)
        files = try #require(Given.service)
        before = Stage(try #require(ServiceFolder.read(files).folder), in: city)
    }

    /// The service with one text of one file replaced; it must still be a service.
    private func spoilt(_ file: String, _ old: String, _ new: String) throws -> Stage {
        var contents = files.contents
        let text = String(decoding: try #require(contents[file]), as: UTF8.self)
        #expect(text.contains(old))
        contents[file] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        return Stage(try #require(ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).folder), in: city)
    }

    private var examples: [RehearsalCase] { before.folder.examples.map { RehearsalCase($0) } }

    private func generated(_ count: Int) throws -> [RehearsalCase] {
        let cases = try #require(CaseGenerator(before)).cases(count)
        return (0..<cases.count).map(cases.make)
    }

    @Test("a wrong amount in one row changes exactly the cases in which that row set a tax, and the row is named")
    func plantedFault() async throws {
        let after = try spoilt("dog-tax.dmn", "<text>amounts.furtherDog</text>", "<text>amounts.firstDog</text>")
        let cases = try examples + generated(80)
        let report = await Rehearsal(before: before, after: after).play(cases)
        let hit = cases.filter { one in
            CasePlay(one, on: before, letters: false).decisions.contains { $0.rows.contains { $0.rule == "rate-further" } }
        }
        #expect(Set(report.changed.map(\.name)) == Set(hit.map(\.name)))
        // By hand: a second dog beside one that is there already, and two dogs at once.
        #expect(Set(report.changed.map(\.name)).isSuperset(of: ["second-dog", "two-dogs"]))
        #expect(!report.changed.contains { $0.name == "first-dog" })
        for change in report.changed {
            #expect(change.row?.rule == "rate-further")
            #expect(change.before.amounts["yearly"] != change.after.amounts["yearly"])
        }
        #expect(report.stuck.isEmpty)
        #expect(report.cases == cases.count)
    }

    @Test("a service against itself changes nothing, whatever people do")
    func itself() async throws {
        let report = await Rehearsal(before: before, after: before).play(try examples + generated(80))
        #expect(report.isClean)
        #expect(report.totals.before.money == report.totals.after.money)
        #expect(report.totals.before.hands > 0)
    }

    @Test("a table that gives no value leaves the cases stuck at its task, and says why")
    func stuck() async throws {
        let row = "<inputEntry><text>true</text></inputEntry><outputEntry><text>true</text></outputEntry>"
        let after = try spoilt("dog-tax.dmn", row, row.replacing("<outputEntry><text>true", with: "<outputEntry><text>null"))
        let report = await Rehearsal(before: before, after: after).play(examples)
        let late = try #require(report.stuck.first { $0.name == "late-registration" })
        #expect(late.halt.element == "checkLateness")
        #expect(!late.before)
        #expect(!report.stuck.contains { $0.name == "first-dog" })
    }

    @Test("a table of which a part gives no value goes on as in the real case; what it complains of is told")
    func remark() async throws {
        let after = try spoilt("dog-tax.dmn", "<text>amounts.furtherDog</text>", "<text>amounts.furtherDog / 0</text>")
        let report = await Rehearsal(before: before, after: after).play(examples)
        #expect(report.remarks.first { $0.name == "second-dog" }?.remark.element == "assess")
        #expect(report.changed.contains { $0.name == "second-dog" })
        #expect(!report.remarks.contains { $0.name == "first-dog" })
        #expect(!report.isClean)
    }

    @Test("a shorter period shows who would miss it: received Thursday 12 November, one day, decided Monday 16 November")
    func late() async throws {
        let after = try spoilt(
            "service.json", #""starts": "enters:review", "rule": {"period": "P14D"}"#,
            #""starts": "enters:review", "rule": {"period": "P1D"}"#)
        let report = await Rehearsal(before: before, after: after).play(examples)
        let late = try #require(report.late.first { $0.name == "exemption-granted" }?.late)
        #expect(late.deadline == "processing")
        #expect(late.due == LocalDate(year: 2026, month: 11, day: 13))
        #expect(late.done == LocalDate(year: 2026, month: 11, day: 16))
        #expect(report.changed.isEmpty)
        #expect(report.dates.contains { $0.name == "exemption-granted" && $0.date == "processing" })
    }

    @Test("another way through the process is named by the element at which the ways part")
    func way() async throws {
        let after = try spoilt("process.bpmn", #"route.way = "clerk""#, #"route.way = "clerk" or true"#)
        let report = await Rehearsal(before: before, after: after).play(examples.filter { $0.name == "first-dog" })
        let change = try #require(report.changed.first)
        #expect(change.row == nil)
        #expect(change.element == "toReview")
        #expect(change.before.outcome == "granted")
        #expect(change.after.outcome == nil)
    }

    @Test("the same number makes the same case, another number another one, and the form takes all of them")
    func generator() throws {
        let (first, again) = (try generated(60), try generated(60))
        #expect(first.map(\.example.answers) == again.map(\.example.answers))
        #expect(Set(first.map(\.example.answers)).count > 45)
        for one in first { #expect(CasePlay(one, on: before, letters: false).problems == [], "\(one.name)") }
    }
}
