import Procedures
import Folders
import Kernel

extension Simulation {
    /// Everything in which a result differs from what the example expects; empty where nothing does.
    func differences(_ result: Result) -> [String] {
        let expect = example.expect
        var found: [String] = []
        func compare(_ what: String, _ expected: some Equatable, _ actual: some Equatable) {
            if "\(expected)" != "\(actual)" { found.append("\(what): expected \(expected), got \(actual)") }
        }
        if !expect.problems.isEmpty || !result.problems.isEmpty {
            compare(
                "problems", expect.problems.map { "\($0.pointer) \($0.code)" }.sorted(),
                result.problems.map { "\($0.pointer) \($0.code)" }.sorted())
            return found
        }
        if let state = expect.state { compare("state", state, result.state) }
        if case .some(let outcome) = expect.outcome { compare("outcome", outcome ?? "none", result.outcome ?? "none") }
        if let path = expect.path { compare("path", path, result.path.map(\.element)) }
        for (name, amount) in expect.amounts.sorted(by: { $0.key < $1.key }) {
            compare("amount \(name)", amount?.description ?? "none", result.amounts[name]?.description ?? "none")
        }
        for (name, date) in expect.dates.sorted(by: { $0.key < $1.key }) {
            compare(
                "date \(name)", date?.description ?? "none", result.dates.first { $0.name == name }?.date.description ?? "none")
        }
        if let notices = expect.notices { found += differences(notices, result) }
        if let filing = expect.filing {
            if let position = filing.position { compare("position", position, result.filing?.position ?? "none") }
            if let title = filing.title { compare("title", title, result.filing?.title ?? "none") }
            if let documents = filing.documents { compare("documents", documents, result.filing?.documents ?? []) }
        }
        found += result.incidents.map { "incident: \($0)" } + result.findings.map { "finding: \($0)" }
        return found
    }

    private func differences(_ notices: [Example.Expectation.Notice], _ result: Result) -> [String] {
        var found: [String] = []
        if notices.isEmpty, !result.notices.isEmpty {
            found.append("notices: expected none, got \(result.notices.map(\.template))")
        }
        let isWhole = !notices.contains { $0.isLast }
        if isWhole, !notices.isEmpty, notices.count != result.notices.count {
            found.append("notices: expected \(notices.map(\.template)), got \(result.notices.map(\.template))")
        }
        for (index, notice) in notices.enumerated() {
            guard
                let actual = notice.isLast
                    ? result.notices.last : result.notices.indices.contains(index) ? result.notices[index] : nil
            else {
                found.append("notice \(notice.template): not issued")
                continue
            }
            if actual.template != notice.template { found.append("notice: expected \(notice.template), got \(actual.template)") }
            if actual.document == nil { found.append("notice \(notice.template): its document is missing") }
            let text = actual.text.replacing("\u{A0}", with: " ")
            for part in notice.contains where !text.contains(part.replacing("\u{A0}", with: " ")) {
                found.append("notice \(notice.template): \"\(part)\" is missing")
            }
            for part in notice.lacks where text.contains(part) {
                found.append("notice \(notice.template): \"\(part)\" stands there")
            }
        }
        return found
    }

    /// The contract's form of a result.
    func json(_ result: Result) throws -> JSON {
        [
            "problems": try JSON(encoding: result.problems),
            "path": .array(result.path.map { ["at": .string($0.at.description), "element": .string($0.element)] }),
            "decisions": .array(
                result.decisions.flatMap { decision in
                    decision.rows.map {
                        ["table": .string($0.table), "row": .number(Decimal128($0.row)), "rule": .string($0.rule ?? "")]
                    }
                }),
            "dates": .array(
                result.dates.map {
                    [
                        "name": .string($0.name), "date": .string($0.date.description),
                        "why": ["de": .string($0.why.de), "en": .string($0.why.en ?? $0.why.de)],
                    ]
                }),
            "amounts": .object(result.amounts.mapValues { .number($0) }),
            "state": .string(result.state), "outcome": result.outcome.map { .string($0) } ?? .null,
            "notice": result.notices.last.map {
                ["template": .string($0.template), "text": .string($0.text), "sha256": .string($0.document?.hex ?? "")]
            } ?? .null,
            "notices": .array(result.notices.map { ["template": .string($0.template), "text": .string($0.text)] }),
            "filing": result.filing.map {
                [
                    "position": .string($0.position), "title": .string($0.title),
                    "documents": .array($0.documents.map { .string($0) }),
                ]
            } ?? .null,
            "differences": .array(differences(result).map { .string($0) }),
        ]
    }
}
