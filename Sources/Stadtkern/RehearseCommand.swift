import Catalogue
import Folders
import Foundation
import Kernel
import Rehearsal
import Store
import Web

extension Command {
    /// Plays many cases through the service as it is and through another version of it.
    static let rehearse = Command(
        name: "rehearse",
        usage:
            "rehearse SERVICE [--cases DIR|N] --against PATH|HASH [--json]   plays many cases through the service as it is and another version"
    ) { options in
        guard let slug = options.rest.first else { throw UsageError("name a service") }
        let against = try options.need("against")
        guard let path = options.cities.first else { throw UsageError("name a city") }
        let (city, services) = try CityProgram.folders(city: path, services: options.services)
        guard let service = services.first(where: { $0.slug == slug }) else {
            throw UsageError("the city offers no service \(slug)")
        }
        let before = Stage(service.folder, in: city)
        guard let other = try await version(against, city: path) else { return 1 }
        guard let cases = try cases(options.one("cases"), of: before) else { return 1 }
        let started = Instant.now
        let report = await Rehearsal(before: before, after: Stage(other, in: city)).play(cases) { done in
            complain("rehearse: \(done) of \(cases.count)")
        }
        if cases.count >= 1000 {
            complain("rehearse: \(cases.count) cases in \((Instant.now.seconds(since: started) * 10).rounded() / 10) s")
        }
        if options.json { say(report.json.description) } else { tell(report) }
        return report.isClean ? 0 : 1
    }

    /// The other version: a folder, or the content hash of a version that the city's database keeps. Nil, with every mistake told,
    /// where it is none that could be put in force.
    private static func version(_ text: String, city path: String) async throws -> ServiceFolder? {
        let isHash = text.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
        if isHash, !FileManager.default.fileExists(atPath: text) {
            let name = URL(fileURLWithPath: path).lastPathComponent
            let store = try Store(database: Options.database(for: name), components: components.map(\.store))
            let shelf = CatalogueShelf([]) { ServiceFolder.open(kept: $0) }
            let folder = try await store.read { try shelf.pinned(text.lowercased(), in: $0).folder }
            await store.close()
            return folder
        }
        let (folder, findings) = ServiceFolder.load(text)
        for finding in findings where !finding.isWarning { complain(finding.description) }
        return folder
    }

    /// How many, or from where; the service's worked examples where nothing is said.
    private static func cases(_ text: String?, of stage: Stage) throws -> RehearsalCases? {
        guard let text else { return RehearsalCases(stage.folder.examples.map { RehearsalCase($0) }) }
        if let count = Int(text), !FileManager.default.fileExists(atPath: text) {
            guard (1...1_000_000).contains(count) else { throw UsageError("--cases is a folder, or a number up to 1000000") }
            guard let generator = CaseGenerator(stage) else { throw UsageError("the service has no example to make cases from") }
            return generator.cases(count)
        }
        let (examples, findings) = try stage.folder.cases(in: text)
        for finding in findings where !finding.isWarning { complain(finding.description) }
        return findings.contains { !$0.isWarning } ? nil : RehearsalCases(examples.map { RehearsalCase($0) })
    }

    private static func tell(_ report: Rehearsal.Report) {
        for change in report.changed {
            say("changed  \(change.name): \(difference(change.before, change.after))  [\(place(change.cause))]")
        }
        for stuck in report.stuck { say("stuck    \(stuck.name): \(stuck.halt.element ?? "the form"): \(stuck.halt.sentence)") }
        for one in report.remarks { say("remark   \(one.name): \(one.remark.element ?? "the form"): \(one.remark.sentence)") }
        for late in report.late {
            say(
                "late     \(late.name): \(late.late.deadline) ended on \(late.late.due), done \(late.late.done.map { "on \($0)" } ?? "not at all")"
            )
        }
        for date in report.dates {
            say(
                "date     \(date.name): \(date.date) \(date.before.map { "\($0)" } ?? "none") → \(date.after.map { "\($0)" } ?? "none")"
            )
        }
        for (row, count) in rows(report).sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) { say("\(count) × \(row)") }
        let (old, new) = report.totals
        say(
            "minutes of work: \(old.minutes) → \(new.minutes); acts by staff: \(old.hands) → \(new.hands); without staff: \(old.automatic) → \(new.automatic); due: \(old.money) → \(new.money) EUR"
        )
        say("\(report.cases) cases, \(report.changed.count) changed, \(report.stuck.count) stuck, \(report.late.count) late")
    }

    private static func place(_ cause: Cause) -> String {
        switch cause {
        case .form: "the form"
        case .row(let before, let after):
            (after ?? before).map { "\($0.table), row \($0.row)\($0.text.de.isEmpty ? "" : ": \($0.text.de)")" } ?? "a row"
        case .element(let element): "at \(element)"
        case .decision(let name): "decision \(name)"
        case .amount(let name): "amount \(name)"
        case .state: "state, outcome or letters"
        }
    }

    private static func rows(_ report: Rehearsal.Report) -> [String: Int] {
        report.changed.reduce(into: [:]) { counts, change in
            guard let row = change.row ?? change.formerRow else { return }
            counts["\(row.table), row \(row.row)", default: 0] += 1
        }
    }

    private static func difference(_ before: Verdict, _ after: Verdict) -> String {
        var parts: [String] = []
        func compare(_ name: String, _ old: String, _ new: String) { if old != new { parts.append("\(name) \(old) → \(new)") } }
        compare("form", before.problems.joined(separator: " "), after.problems.joined(separator: " "))
        compare("outcome", before.outcome ?? "none", after.outcome ?? "none")
        compare("state", before.state, after.state)
        for name in Set(before.amounts.keys).union(after.amounts.keys).sorted() {
            compare(name, before.amounts[name].map { "\($0)" } ?? "none", after.amounts[name].map { "\($0)" } ?? "none")
        }
        compare("letters", before.notices.joined(separator: "+"), after.notices.joined(separator: "+"))
        if parts.isEmpty, let changed = zip(before.decisions, after.decisions).first(where: { $0.value != $1.value }) {
            parts.append("\(changed.0.name) \(changed.0.value) → \(changed.1.value)")
        }
        return parts.joined(separator: ", ")
    }
}
