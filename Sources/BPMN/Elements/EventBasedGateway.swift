import Kernel
import XML

/// Waits for the first of several events; the others are no longer awaited.
struct EventBasedGateway: Element {
    static let tags = ["eventBasedGateway"]
    let pause = Pause.world

    init(_ reader: inout ElementReader) {
        if reader.xml.attribute("instantiate") == "true" {
            reader.report(.notExecutable, "The \(reader.title) is to start processes, which cannot be executed.")
        }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        var triggers: [(node: Node, trigger: Subscription.Trigger)] = []
        for place in visit.node.outgoing {
            let target = run.model.nodes[run.model.flows[place].target]
            let definition: (any EventDefinition)? =
                (target.behaviour as? IntermediateCatchEvent)?.definition ?? (target.behaviour as? ReceiveTask)?.message
            guard let trigger = try definition?.trigger(run) else {
                throw Failure("After the gateway \"\(visit.node.id)\" stands \"\(target.id)\", which waits for no event.")
            }
            triggers.append((target, trigger))
        }
        for (node, trigger) in triggers { run.subscribe(visit.token, to: node, trigger) }
        return .wait(.event)
    }

    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int] { [] }
}
