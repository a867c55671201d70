import BPMN
import FEEL
import Kernel

/// Whether the examples fit the form, the acts and the process. What comes out of them is for the simulation.
struct ExampleCheck {
    let folder: ServiceFolder
    let report: Report

    func run() {
        for example in folder.examples { check(example) }
        coverage()
    }

    private func add(_ example: Example, _ pointer: String, _ code: String, _ text: String) {
        let file = "examples/\(example.name).json"
        let line = folder.files.contents[file].flatMap { try? JSONDocument($0) }?.line(pointer) ?? 1
        report.add("\(folder.files.path)/\(file)", line, code, text)
    }

    private func scope(_ example: Example) -> Scope {
        Scope([:], now: example.received.instant(after: Instant(microseconds: 0)))
    }

    private func check(_ example: Example) {
        let answers = example.answers(folder.form) { $0 }
        let result = folder.form.check(answers, files: example.uploads(in: folder.files), in: scope(example))
        let found = Set(result.problems.map { Example.Expectation.Problem(pointer: $0.pointer, code: $0.code) })
        let expected = Set(example.expect.problems)
        for problem in found.subtracting(expected).sorted(by: { $0.pointer < $1.pointer }) {
            add(
                example, problem.pointer, "example-answers",
                "The form finds \"\(problem.code)\" at \(problem.pointer), which the example does not expect.")
        }
        for problem in expected.subtracting(found).sorted(by: { $0.pointer < $1.pointer }) {
            add(
                example, "/expect/problems", "example-answers",
                "The example expects \"\(problem.code)\" at \(problem.pointer), but the form does not find it.")
        }
        if !folder.about.languages.contains(example.language) {
            add(example, "/language", "example", "The service does not speak \"\(example.language.rawValue)\".")
        }
        if !folder.about.channels.contains(example.channel) {
            add(example, "/channel", "example", "The service cannot be applied for by \"\(example.channel.rawValue)\".")
        }
        let values = scope(example).adding(["answers": result.values])
        for (index, step) in example.steps.enumerated() {
            if case .act(let acting) = step { check(acting, example, "/steps/\(index)", values) }
        }
        expectations(example)
    }

    private func check(_ acting: Example.Acting, _ example: Example, _ pointer: String, _ scope: Scope) {
        guard acting.act != "withdraw" else {
            if acting.by != "applicant" {
                add(example, "\(pointer)/by", "example", "Only the applicant withdraws an application.")
            }
            return
        }
        guard let act = folder.about.acts[acting.act] else {
            add(example, "\(pointer)/act", "example", "service.json declares no act \"\(acting.act)\".")
            return
        }
        let fits =
            switch act.by {
            case .applicant: acting.by == "applicant"
            case .office: acting.by.hasPrefix("office:")
            case .staff: acting.by != "applicant" && !acting.by.hasPrefix("office:")
            }
        if !fits {
            add(
                example, "\(pointer)/by", "example",
                "The act \"\(act.id)\" is done by \(act.by.rawValue), not by \"\(acting.by)\".")
        }
        for field in acting.files.keys
        where !act.supplements.contains(field) && !act.fields.contains(where: { $0.id == field && $0.type == .file }) {
            add(example, "\(pointer)/files", "example", "The act \"\(act.id)\" takes no file \"\(field)\".")
        }
        // Whether a field is shown can depend on what the process has found out by then; only what is shown for sure is checked.
        let sure = act.fields.filter { if case .always = $0.showWhen { true } else { false } }
        let hidden = Set(act.fields.map(\.id)).subtracting(sure.map(\.id))
        let fields = JSON.object((acting.fields.object ?? [:]).filter { !hidden.contains($0.key) })
        for problem in Form.check(sure, answers: fields, in: scope, root: "\(pointer)/fields").problems {
            add(
                example, problem.pointer, "example-answers",
                "The act \"\(act.id)\" finds \"\(problem.code)\" at \(problem.pointer).")
        }
    }

    private static let states: Set<String> = [
        "received", "in-review", "documents-requested", "consulting", "hearing", "decided", "withdrawn", "closed",
    ]

    private func expectations(_ example: Example) {
        let expect = example.expect
        guard expect.problems.isEmpty else { return }
        if let state = expect.state, !ExampleCheck.states.contains(state) {
            add(
                example, "/expect/state", "example",
                "\"\(state)\" is no state; possible are \(ExampleCheck.states.sorted().joined(separator: ", ")).")
        }
        if expect.state == nil {
            add(example, "/expect", "W-example", "The example does not say in which state the application ends.")
        }
        for element in expect.path ?? [] where folder.process.node(element) == nil {
            add(example, "/expect/path", "example", "The process has no element \"\(element)\".")
        }
        for name in expect.amounts.keys.sorted() where folder.about.amounts[name] == nil {
            add(example, "/expect/amounts/\(name)", "example", "service.json declares no amount \"\(name)\".")
        }
        for name in expect.dates.keys.sorted() where folder.about.deadlines[name] == nil {
            add(example, "/expect/dates/\(name)", "example", "service.json declares no deadline \"\(name)\".")
        }
        for notice in expect.notices ?? [] where folder.about.notices[notice.template] == nil {
            add(example, "/expect/notice", "example", "service.json declares no template \"\(notice.template)\".")
        }
        if let position = expect.filing?.position, !folder.filing.positions.contains(where: { $0.position == position }) {
            add(example, "/expect/filing/position", "example", "filing.json never files under \"\(position)\".")
        }
        for kind in expect.filing?.documents ?? []
        where kind != "application" && kind != "evidence" && folder.about.notices[kind] == nil {
            add(example, "/expect/filing/documents", "example", "There is no kind of document \"\(kind)\".")
        }
    }

    // MARK: together

    private func coverage() {
        let path = "\(folder.files.path)/examples"
        guard !folder.examples.isEmpty else { return }
        if folder.examples.count < 3 { report.add(path, 1, "examples-missing", "A service needs at least three examples.") }
        if !folder.examples.contains(where: { !$0.expect.problems.isEmpty }) {
            report.add(path, 1, "W-examples", "No example shows what happens to an application with mistakes.")
        }
        let entered = Set(folder.examples.flatMap { $0.expect.path ?? [] })
        for node in folder.process.nodes where node.canBeEntered && !entered.contains(node.id) {
            report.add("\(folder.files.path)/process.bpmn", node.line, "W-examples", "No example enters \"\(node.id)\".")
        }
        let done = Set(
            folder.examples.flatMap { $0.steps.compactMap { if case .act(let acting) = $0 { acting.act } else { nil } } })
        for act in folder.about.acts.keys.sorted() where !done.contains(act) {
            report.add(path, 1, "W-examples", "No example does the act \"\(act)\".")
        }
        let named = Set(folder.examples.flatMap { $0.expect.dates.keys })
        for deadline in folder.about.deadlines.keys.sorted() where !named.contains(deadline) {
            report.add(path, 1, "W-examples", "No example names the date of \"\(deadline)\".")
        }
    }
}
