import BPMN
import XML

/// How many tokens went along each flow, from what is kept of a case's path: which elements it entered and passed. Nothing keeps
/// the flows themselves, but what comes into an element and what goes out of it are the same number:
///
/// - an element with one way in was entered as often as that way was gone;
/// - of the ways into an element, and of those out of an exclusive gateway, the last one is what the others leave over;
/// - whoever passes an event or gateway with one way goes that way, and after a parallel gateway every way;
/// - and so does whoever passes an activity, without those whom an event on its boundary takes elsewhere.
///
/// Joins of parallel and inclusive ways are entered once for several ways, so that only the way before them is asked. What cannot be
/// found so has no number.
struct FlowCounts {
    private let model: ProcessModel
    private let entered: [String: Int]
    private let passed: [String: Int]
    private var known: [Int: Int] = [:]

    /// Counts by identifier of the flow.
    static func of(_ model: ProcessModel, entered: [String: Int], passed: [String: Int]) -> [String: Int] {
        var counts = FlowCounts(model: model, entered: entered, passed: passed)
        counts.find()
        return Dictionary(
            counts.known.map { (model.flows[$0.key].id, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private init(model: ProcessModel, entered: [String: Int], passed: [String: Int]) {
        (self.model, self.entered, self.passed) = (model, entered, passed)
    }

    private mutating func find() {
        while known.count < model.flows.count {
            let before = known.count
            for node in model.nodes { come(to: node) }
            if known.count == before { for node in model.nodes where isPassage(node) { go(from: node) } }
            // Activities are asked last, and one at a time: cases can end in them.
            if known.count == before {
                for node in activities where known.count == before { go(from: node) }
            }
            if known.count == before { return }
        }
    }

    private func isPassage(_ node: Node) -> Bool { node.tag.hasSuffix("Gateway") || node.tag.hasSuffix("Event") }

    /// Those that the program does come before those that wait for people.
    private var activities: [Node] {
        let all = model.nodes.filter { !isPassage($0) }
        return all.filter { $0.tag != "userTask" } + all.filter { $0.tag == "userTask" }
    }

    private func sum(_ flows: [Int]) -> Int { flows.reduce(0) { $0 + (known[$1] ?? 0) } }

    private mutating func note(_ flow: Int, _ number: Int) {
        if known[flow] == nil { known[flow] = max(0, number) }
    }

    private mutating func come(to node: Node) {
        let gathers = ["parallelGateway", "inclusiveGateway", "complexGateway"].contains(node.tag) && node.incoming.count > 1
        guard !gathers, !node.isRepeated else { return }
        let open = node.incoming.filter { known[$0] == nil }
        guard open.count == 1, let last = open.first else { return }
        note(last, entered[node.id, default: 0] - sum(node.incoming))
    }

    private mutating func go(from node: Node) {
        let open = node.outgoing.filter { known[$0] == nil }
        guard !open.isEmpty, !node.isRepeated else { return }
        let left = leaving(node)
        if node.tag == "exclusiveGateway" || node.tag == "eventBasedGateway" {
            guard open.count == 1, let last = open.first else { return }
            return note(last, left - sum(node.outgoing))
        }
        let areFree = node.outgoing.allSatisfy { flow in
            model.flows[flow].conditionText == nil && !model.flows[flow].isDefault
        }
        guard areFree || node.outgoing.count == 1 else { return }
        for flow in open { note(flow, left) }
    }

    /// How often the element was passed on its own ways.
    private func leaving(_ node: Node) -> Int {
        let elsewhere = node.boundary.map { model.nodes[$0] }.filter(interrupts).reduce(0) { $0 + entered[$1.id, default: 0] }
        return passed[node.id, default: 0] - elsewhere
    }

    private func interrupts(_ boundary: Node) -> Bool {
        var interrupts = true
        model.document.root.visit { xml in
            if xml.attribute("id") == boundary.id, xml.attribute("cancelActivity") == "false" { interrupts = false }
        }
        return interrupts
    }
}
