import BPMN
import Folders
import Kernel
import XML

/// A process as text: each step, what it is, who does it, and what follows. Everything that the drawing shows of steps and ways
/// stands here; a pure function of the folder.
struct Outline: Hashable, Sendable {
    enum Doer: Hashable, Sendable {
        /// The unit that the service belongs to, or one by its role.
        case office(role: String)
        case consulted(name: String)
        case applicant, program, time
    }

    struct Way: Hashable, Sendable {
        let flow: String
        let name: String
        /// The condition as the model has it, in FEEL.
        let condition: String?
        let isDefault: Bool
        /// The element that follows.
        let target: String
    }

    struct Step: Hashable, Sendable {
        let element: String
        let name: String
        /// Key of the words for its kind.
        let kind: String
        /// Key of what an event waits for or throws.
        let symbol: String?
        let doer: Doer?
        let documentation: String
        /// Decision that it evaluates, action that it calls, deadline that it waits for.
        let decision: String?
        let action: String?
        let deadline: String?
        /// Acts that it offers.
        let acts: [String]
        /// What happens beside it: events on its boundary.
        let boundary: [String]
        /// The activity on whose boundary it lies, and whether that is given up.
        let attachedTo: String?
        let isInterrupting: Bool
        let ways: [Way]
        /// The contents of a sub-process.
        let steps: [Step]
    }

    let steps: [Step]

    /// Every step, those in sub-processes included.
    var all: [Step] {
        func walk(_ steps: [Step]) -> [Step] { steps.flatMap { [$0] + walk($0.steps) } }
        return walk(steps)
    }

    /// Ways on which cases part: those after a step with several, and those that begin at an event beside a step.
    var parting: [Way] { all.filter { $0.ways.count > 1 || $0.attachedTo != nil }.flatMap(\.ways) }

    init(_ folder: ServiceFolder) {
        self.init(folder.process, tasks: folder.tasks, unit: folder.about.unit)
    }

    init(_ model: ProcessModel, tasks: [String: ServiceFolder.TaskShape], unit: String) {
        let reading = OutlineReading(model: model, tasks: tasks, unit: unit)
        steps = reading.steps(in: nil)
    }
}

private struct OutlineReading {
    let model: ProcessModel
    let tasks: [String: ServiceFolder.TaskShape]
    let unit: String
    private let looks: [String: ElementLook]
    private let order: [Int: Int]

    init(model: ProcessModel, tasks: [String: ServiceFolder.TaskShape], unit: String) {
        (self.model, self.tasks, self.unit) = (model, tasks, unit)
        var looks: [String: ElementLook] = [:]
        model.document.root.visit { xml in
            if let id = xml.attribute("id"), let look = ElementLook(xml, nil) { looks[id] = look }
        }
        self.looks = looks
        order = OutlineReading.order(model)
    }

    /// The order in which a reader follows a case: along the flows as they stand in the file, boundary events after their activity;
    /// what nothing leads to comes last.
    private static func order(_ model: ProcessModel) -> [Int: Int] {
        var order: [Int: Int] = [:]
        var open = model.nodes.filter { $0.incoming.isEmpty && $0.attachedTo == nil }.map(\.order).reversed() as [Int]
        while let next = open.popLast() {
            guard order[next] == nil else { continue }
            order[next] = order.count
            let node = model.nodes[next]
            let targets = node.outgoing.map { model.flows[$0].target } + node.boundary
            open += targets.reversed()
        }
        for node in model.nodes where order[node.order] == nil { order[node.order] = order.count }
        return order
    }

    func steps(in parent: Int?) -> [Outline.Step] {
        model.nodes.filter { $0.parent == parent }.sorted { (order[$0.order] ?? 0) < (order[$1.order] ?? 0) }.map(step)
    }

    private func step(_ node: Node) -> Outline.Step {
        let uses = model.uses.filter { $0.element == node.id }
        func used(_ kind: Use.Kind) -> String? { uses.first { $0.kind == kind }?.name }
        let ways = node.outgoing.map { place -> Outline.Way in
            let flow = model.flows[place]
            return Outline.Way(
                flow: flow.id, name: flow.name, condition: flow.conditionText, isDefault: flow.isDefault,
                target: model.nodes[flow.target].id)
        }
        var symbol: String?
        var isInterrupting = true
        if case .event(let event)? = looks[node.id] { (symbol, isInterrupting) = (event.symbol, event.isInterrupting) }
        return Outline.Step(
            element: node.id, name: node.name, kind: kind(node), symbol: symbol, doer: doer(node, symbol),
            documentation: node.documentation, decision: used(.decision), action: used(.action), deadline: used(.deadline),
            acts: tasks[node.id]?.acts ?? [], boundary: node.boundary.map { model.nodes[$0].id },
            attachedTo: node.attachedTo.map { model.nodes[$0].id }, isInterrupting: isInterrupting, ways: ways,
            steps: steps(in: node.order))
    }

    private func kind(_ node: Node) -> String {
        guard let look = looks[node.id] else { return "task.plain" }
        if case .gateway(let kind, _) = look, node.outgoing.count < 2, node.incoming.count > 1 {
            return kind == "exclusive" ? "join.exclusive" : "join.\(kind)"
        }
        return look.key
    }

    private func doer(_ node: Node, _ symbol: String?) -> Outline.Doer? {
        if let task = tasks[node.id] {
            let parts = task.candidates.split(separator: ":", maxSplits: 1).map(String.init)
            switch parts.first {
            case "applicant": return .applicant
            case "role" where parts.count == 2: return .office(role: parts[1])
            case "consultation" where parts.count == 2: return .consulted(name: parts[1])
            default: return .office(role: unit)
            }
        }
        switch node.tag {
        case "serviceTask", "businessRuleTask", "scriptTask", "sendTask": return .program
        default: return symbol == "timer" ? .time : nil
        }
    }
}
