import BPMN
import Calendar
import DMN
import Kernel

/// Whether the process, the acts, deadlines, notices and decisions of a service fit together.
struct ProcessCheck {
    let folder: ServiceFolder
    let sketch: ProcessSketch
    let vocabulary: Vocabulary
    let report: Report

    private var path: String { "\(folder.files.path)/process.bpmn" }
    private var about: ServiceFolder.About { folder.about }

    func run() {
        for task in sketch.tasks { check(task) }
        for call in sketch.calls { check(call.element, call.action, call.inputs, line: call.line) }
        for rule in sketch.rules { check(decision: rule.task.decision, line: rule.line) }
        actsWithoutTask()
        renamedElements()
        starts()
        automaticDecision()
        noticesWithoutIssue()
        drawing()
    }

    /// Line of a member of service.json.
    private func serviceLine(_ pointer: String) -> Int {
        folder.files.contents["service.json"].flatMap { try? JSONDocument($0) }?.line(pointer) ?? 1
    }

    private func service(_ pointer: String, _ code: String, _ text: String) {
        report.add("\(folder.files.path)/service.json", serviceLine(pointer), code, text)
    }

    // MARK: tasks and acts

    private func check(_ task: ServiceFolder.TaskShape) {
        let line = sketch.lines[task.element] ?? 1
        if !Item.isCamel(task.element) {
            report.add(
                path, line, "bad-name",
                "The user task \"\(task.element)\" has to be written in lowerCamelCase, because expressions name it.")
        }
        let actor: Act.Actor
        if task.candidates == "unit" || task.candidates.hasPrefix("role:") {
            actor = .staff
        } else if task.candidates == "applicant" {
            actor = .applicant
        } else if task.candidates.hasPrefix("consultation:") {
            actor = .office
            let name = String(task.candidates.dropFirst("consultation:".count))
            if about.consultations[name] == nil {
                report.add(path, line, "act", "service.json declares no consultation \"\(name)\".")
            }
        } else {
            report.add(
                path, line, "act",
                "The user task \"\(task.element)\" needs stadtkern:candidates: \"unit\", \"applicant\", \"role:<unit role>\" or \"consultation:<name>\"."
            )
            return
        }
        if task.acts.isEmpty {
            report.add(path, line, "act", "The user task \"\(task.element)\" offers no act, so nobody can complete it.")
        }
        for name in task.acts {
            guard let act = about.acts[name] else {
                report.add(
                    path, line, "act",
                    "The user task \"\(task.element)\" offers the act \"\(name)\", which service.json does not declare.")
                continue
            }
            if act.by != actor {
                report.add(
                    path, line, "act",
                    "The act \"\(name)\" is done by \(act.by.rawValue), but the user task \"\(task.element)\" is for \(actor.rawValue)."
                )
            }
        }
        if about.states[task.element] == nil {
            service("/states", "act", "\"states\" does not say in which state an application waits at \"\(task.element)\".")
        }
        if let due = task.due, about.deadlines[due] == nil {
            report.add(
                path, line, "deadline", "The user task \"\(task.element)\" is due by \"\(due)\", but there is no such deadline.")
        }
    }

    private func actsWithoutTask() {
        let forStaff = Set(sketch.tasks.filter(\.isForStaff).map(\.element))
        for task in about.effort.keys.sorted() where !forStaff.contains(task) {
            service("/effort/\(task)", "act", "\"effort\" names \"\(task)\", which is no user task of the authority.")
        }
        let offered = Set(sketch.tasks.flatMap(\.acts))
        for act in about.acts.keys.sorted() where !offered.contains(act) {
            service("/acts/\(act)", "act", "No user task of the process offers the act \"\(act)\".")
        }
    }

    /// Who was at an element of a former name goes on at one that is there, and no name means two elements.
    private func renamedElements() {
        for (former, present) in about.renamed.sorted(by: { $0.key < $1.key }) {
            if folder.process.node(former) != nil {
                service(
                    "/renamed/\(former)", "renamed",
                    "The process has an element \"\(former)\", so it cannot be the former name of another one.")
            }
            if folder.process.node(present) == nil {
                service("/renamed/\(former)", "renamed", "The process has no element \"\(present)\".")
            }
        }
    }

    // MARK: service tasks

    private func check(_ element: String, _ action: String, _ inputs: [String: String], line: Int) {
        guard let shape = vocabulary.actions[action] else {
            if !action.isEmpty {
                report.add(
                    path, line, "act",
                    "There is no action \"\(action)\" for processes; there are \(vocabulary.actions.keys.sorted().joined(separator: ", "))."
                )
            }
            return
        }
        for name in shape.required.sorted() where inputs[name] == nil {
            report.add(path, line, "missing-member", "\"\(action)\" in \"\(element)\" needs the input \"\(name)\".")
        }
        for name in inputs.keys.sorted() where !shape.required.contains(name) && !shape.optional.contains(name) {
            report.add(path, line, "unknown-member", "\"\(action)\" in \"\(element)\" knows no input \"\(name)\".")
        }
        named(inputs["template"], line, "notice-syntax", "template") { about.notices[$0] != nil }
        named(inputs["message"], line, "text-missing", "message") { about.messages.contains($0) }
        named(inputs["consultation"], line, "act", "consultation") { about.consultations[$0] != nil }
        if action == "procedures.decide" {
            named(inputs["outcome"], line, "wrong-value", "outcome") { ServiceReading.outcomes.contains($0) }
        }
    }

    /// Strings that an input can give: the literals of its expression that stand alone or after then and else.
    static func literals(_ expression: String) -> [String] {
        expression.matches(of: /(?:^|then|else)\s*"([^"]*)"/).map { String($0.output.1) }
    }

    private func named(_ expression: String?, _ line: Int, _ code: String, _ what: String, _ exists: (String) -> Bool) {
        for name in expression.map(ProcessCheck.literals) ?? [] where !exists(name) {
            report.add(path, line, code, "service.json knows no \(what) \"\(name)\".")
        }
    }

    private func noticesWithoutIssue() {
        let issued = Set(sketch.calls.compactMap { $0.inputs["template"] }.flatMap(ProcessCheck.literals))
        for name in about.notices.keys.sorted() where !issued.contains(name) {
            service("/notices/\(name)", "W-notice", "The process never issues the template \"\(name)\" by name.")
        }
    }

    /// The drawing is shown to clerk and applicant, so nothing may be missing in it.
    private func drawing() {
        let (shapes, edges) = (
            Set(folder.process.diagram.shapes.map(\.element)), Set(folder.process.diagram.edges.map(\.element))
        )
        for node in folder.process.nodes where !shapes.contains(node.id) {
            report.add(path, node.line, "W-drawing", "\"\(node.id)\" is not drawn.")
        }
        for flow in folder.process.flows where flow.isWritten && !edges.contains(flow.id) {
            report.add(path, flow.line, "W-drawing", "The flow \"\(flow.id)\" is not drawn.")
        }
    }

    // MARK: decisions

    private func check(decision: String, line: Int) {
        guard !decision.isEmpty else { return }
        guard let model = folder.model(of: decision) else {
            report.add(path, line, "dmn", "No decision of the folder is called \"\(decision)\".")
            return
        }
        let results = Set(sketch.rules.compactMap { $0.task.result })
        let known = CaseNames.reserved.subtracting(["entry", "position", "item", "partial"])
        for input in model.requiredInputs(of: decision) where !known.contains(input) && !results.contains(input) {
            report.add(
                path, line, "dmn",
                "The decision \"\(decision)\" needs the input \"\(input)\", but a case has no value of that name.")
        }
    }

    // MARK: deadlines

    private func starts() {
        for (name, deadline) in about.deadlines {
            for start in deadline.named.starts where !isKnown(start) {
                service(
                    "/deadlines/\(name)/starts", "deadline",
                    "\"\(start)\" is nothing that starts a deadline here: it is received, complete, decided, issued:<template>, enters:<element> or date:<deadline>."
                )
            }
        }
    }

    private func isKnown(_ start: String) -> Bool {
        if ["received", "complete", "decided"].contains(start) { return true }
        let parts = start.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        switch parts[0] {
        case "issued": return about.notices[parts[1]] != nil
        case "enters": return sketch.lines[parts[1]] != nil
        case "date": return about.deadlines[parts[1]] != nil
        default: return false
        }
    }

    // MARK: automatic decision

    /// Where a machine may not decide alone, every way to the decision leads past a person of the authority.
    private func automaticDecision() {
        guard !about.automaticDecision.allowed else { return }
        let model = folder.process
        let staff = Set(sketch.tasks.filter(\.isForStaff).map(\.element))
        let decides = Set(sketch.calls.filter { $0.action == "procedures.decide" }.map(\.element))
        var seen: Set<Int> = []
        var open = model.nodes.filter { $0.incoming.isEmpty && $0.attachedTo == nil && $0.parent == nil }.map(\.order)
        while let place = open.popLast() {
            let node = model.nodes[place]
            guard seen.insert(place).inserted, !staff.contains(node.id) else { continue }
            if decides.contains(node.id) {
                report.add(
                    path, node.line, "act",
                    "\"\(node.id)\" can decide without a person, but service.json names no norm that allows an automatic decision."
                )
            }
            open += node.outgoing.map { model.flows[$0].target } + node.boundary
            open += model.nodes.filter { $0.parent == place && $0.incoming.isEmpty }.map(\.order)
        }
    }
}
