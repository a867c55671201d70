import Kernel

/// Stands in for every task and call while a model is only played: it asks nobody, and what it is given becomes
/// process variables.
struct SimulatedTask: Element {
    static let tags: [String] = []
    let pause = Pause.world

    init(_ reader: inout ElementReader) {}
    init() {}

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .wait(.task(acts: [])) }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        guard let data = visit.node.data else { return run.merge(answer, visit) }
        let (kept, rest) = try data.outputs(answer, run.scope(visit), at: run.moment)
        run.merge(rest, visit)
        run.merge(.object(kept), visit)
    }
}

extension ProcessModel {
    /// The same model with nothing in it that asks outside. Scripts that can be executed stay, and calls of processes
    /// that are played too.
    func simulated(calling playable: Set<String> = [], except given: Set<String> = []) -> ProcessModel {
        let nodes = nodes.map { node -> Node in
            switch node.behaviour {
            // A branch of an event-based gateway has to wait for its message.
            case let task as ReceiveTask where task.instantiates && node.incoming.isEmpty: node
            case is ReceiveTask where node.incoming.contains { self.nodes[flows[$0].source].behaviour is EventBasedGateway }: node
            case let call as CallActivity where !given.contains(node.id) && playable.contains(call.process ?? ""): node
            case is PlainTask, is UserTask, is ServiceTask, is BusinessRuleTask, is SendTask, is ReceiveTask, is CallActivity:
                node.behaving(as: SimulatedTask())
            case let script as ScriptTask where !script.isExecutable || given.contains(node.id):
                node.behaving(as: SimulatedTask())
            default: node
            }
        }
        return ProcessModel(
            id: id, name: name, documentation: documentation, line: line, document: document, diagram: diagram, nodes: nodes,
            flows: flows, uses: uses, index: index, flowIndex: flowIndex, reach: reach, messageFlows: messageFlows,
            hasEventSubProcesses: hasEventSubProcesses, participants: participants)
    }
}
