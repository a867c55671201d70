import Kernel
import XML

/// Waits for the first of several events; the others are no longer awaited. One that instantiates has no way in: the
/// first event starts the process.
struct EventBasedGateway: Element {
    static let tags = ["eventBasedGateway"]
    let pause = Pause.world
    /// Whether the first of the events starts the process.
    let instantiates: Bool
    /// Whether the other events belong to the same case then.
    let isParallel: Bool

    init(_ reader: inout ElementReader) {
        instantiates = ["true", "1"].contains(reader.xml.attribute("instantiate"))
        isParallel = instantiates && reader.xml.attribute("eventGatewayType") == "Parallel"
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        var triggers: [(node: Node, trigger: Subscription.Trigger, part: Int)] = []
        let frame = run.frame(of: visit.token)
        for place in visit.node.outgoing {
            let target = run.model.nodes[run.model.flows[place].target]
            var awaited = try target.events.triggers(run, frame: frame)
            if let message = (target.behaviour as? ReceiveTask)?.message, let trigger = try message.trigger(run, frame: frame) {
                awaited.append((trigger, 0))
            }
            guard !awaited.isEmpty else {
                throw Failure("After the gateway \"\(visit.node.id)\" stands \"\(target.id)\", which waits for no event.")
            }
            for (trigger, part) in awaited { triggers.append((target, trigger, part)) }
        }
        for (node, trigger, part) in triggers { run.subscribe(visit.token, to: node, trigger, part: part) }
        return .wait(.event)
    }

    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int] { [] }
}
