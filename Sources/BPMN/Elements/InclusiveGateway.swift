import Kernel

/// Splits along every flow whose condition holds (else the default flow). Joins when a token has come and none that
/// is still under way can reach a flow on which none has come (BPMN 2.0, 13.4.3).
struct InclusiveGateway: Element {
    static let tags = ["inclusiveGateway"]
    let pause = Pause.none

    init(_ reader: inout ElementReader) {}

    /// Whether the join may go on is asked when everything that moves has come to rest (`Execution.drain`).
    func arrive(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        run.gather(visit)
        if visit.node.incoming.count < 2 { run.join(visit.node, frame: run.frame(of: visit.token)) }
        return .gone
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }

    /// The rule of the standard: every token from which an empty incoming flow can be reached without passing the
    /// gateway must also be able to reach, in the same way, an incoming flow that has a token.
    /// - Parameter flows: where tokens have come; nil to look at those that wait.
    static func isReady(_ node: Node, frame: Int, arrived flows: [String]? = nil, _ run: Execution) -> Bool {
        guard let reach = run.model.reach[node.order] else { return true }
        let names = flows ?? run.gathered(at: node, frame: frame).compactMap(\.via)
        let arrived = Set(names.compactMap { run.model.flowIndex[$0] })
        for token in run.state.tokens where token.frame == frame && token.element != node.id {
            guard let place = run.model.index[token.element] else { continue }
            let reachable = reach[place]
            if !reachable.subtracting(arrived).isEmpty, reachable.isDisjoint(with: arrived) { return false }
        }
        return true
    }
}
