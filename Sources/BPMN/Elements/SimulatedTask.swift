import Kernel

/// Stands in for every task and call while a model is only played: it asks nobody, and what it is given becomes
/// process variables.
struct SimulatedTask: Element {
    static let tags: [String] = []
    let pause = Pause.world

    init(_ reader: inout ElementReader) {}
    init() {}

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .wait(.task(acts: [])) }
}

extension ProcessModel {
    /// The same model with nothing in it that asks outside. Scripts that can be executed stay.
    func simulated() -> ProcessModel {
        let nodes = nodes.map { node -> Node in
            switch node.behaviour {
            // A branch of an event-based gateway has to wait for its message.
            case is ReceiveTask where node.incoming.contains { self.nodes[flows[$0].source].behaviour is EventBasedGateway }: node
            case is PlainTask, is UserTask, is ServiceTask, is BusinessRuleTask, is SendTask, is ReceiveTask, is CallActivity:
                node.behaving(as: SimulatedTask())
            case let script as ScriptTask where !script.isExecutable: node.behaving(as: SimulatedTask())
            default: node
            }
        }
        return ProcessModel(
            id: id, name: name, documentation: documentation, line: line, document: document, diagram: diagram, nodes: nodes,
            flows: flows, uses: uses, index: index, flowIndex: flowIndex, reach: reach)
    }
}
