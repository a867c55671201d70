import Kernel

/// One way of several: the first flow in document order whose condition holds, else the default flow.
struct ExclusiveGateway: Element {
    static let tags = ["exclusiveGateway"]
    let pause = Pause.none

    init(_ reader: inout ElementReader) {}

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }

    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int] {
        let outgoing = visit.node.outgoing
        let scope = run.scope(visit)
        // A single way out needs no condition; one that has a condition all the same is held to it.
        for place in outgoing {
            let flow = run.model.flows[place]
            if flow.isDefault { continue }
            guard let condition = flow.condition else { return [place] }
            if try condition.decide(scope, at: run.moment) { return [place] }
        }
        if let fallback = outgoing.first(where: { run.model.flows[$0].isDefault }) { return [fallback] }
        if outgoing.isEmpty { return [] }
        throw Failure("No condition holds after the gateway \"\(visit.node.id)\", and it has no default flow.")
    }
}
