import Kernel
import XML

/// Splits like an inclusive gateway. Joins as soon as `activationCondition` holds, which sees `activationCount`, the
/// number of flows on which a token waits; then takes in what still comes on the other flows, until nothing can come
/// there any more, and begins anew (BPMN 2.0, 13.4.5). While it waits for the first time `waitingForStart` is true;
/// flows whose condition names it are asked again when it begins anew.
struct ComplexGateway: Element {
    static let tags = ["complexGateway"]
    private let activation: Formula?
    let pause = Pause.none

    init(_ reader: inout ElementReader) {
        activation = reader.xml.first("activationCondition", ns: ProcessModel.namespace).flatMap { reader.expression($0) }
        let comes = reader.xml.elements("incoming", ns: ProcessModel.namespace).count
        if activation == nil, comes > 1 {
            reader.report(
                .missingDetail, "The \(reader.title) does not say when enough has come together (activationCondition).")
        }
    }

    func arrive(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        let frame = run.frame(of: visit.token)
        let via = run.state.token(visit.token)?.via
        let reset = run.state.tokens.first { token in
            if case .reset = token.wait { token.element == visit.node.id && token.frame == frame } else { false }
        }
        if let reset, case .reset(let flows) = reset.wait, let via, !flows.contains(via) {
            run.change(reset.id) { $0.wait = .reset(flows: flows + [via]) }
            run.remove(token: visit.token)
            return .gone
        }
        run.gather(visit)
        // Before a new round the last one has to be over.
        if reset == nil { try activate(visit.node, frame, &run) }
        return .gone
    }

    private func activate(_ node: Node, _ frame: Int, _ run: inout Execution) throws(Failure) {
        let arrived = Set(run.gathered(at: node, frame: frame).compactMap(\.via))
        guard !arrived.isEmpty || node.incoming.isEmpty else { return }
        if let activation {
            var scope = run.scope(frame: frame)
            scope["activationCount"] = JSON(arrived.count)
            scope["waitingForStart"] = true
            guard try activation.decide(scope, at: run.moment) else { return }
        } else if arrived.count < node.incoming.count {
            return
        }
        let came = run.join(node, frame: frame)
        guard came.count < node.incoming.count else { return }
        var token = Token(id: run.number(), element: node.id, frame: frame, via: nil)
        token.wait = .reset(flows: came.sorted())
        run.state.tokens.append(token)
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }

    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int] {
        try run.conditionalFlows(visit, adding: ["waitingForStart": true])
    }

    /// Nothing can come any more: the gateway waits for its next round.
    func reset(_ visit: Visit, _ run: inout Execution) {
        let frame = run.frame(of: visit.token)
        do {
            let scope = run.scope(frame: frame).merging(["waitingForStart": false]) { $1 }
            for place in visit.node.outgoing {
                let flow = run.model.flows[place]
                guard let condition = flow.condition, condition.text.contains("waitingForStart"),
                    try condition.decide(scope, at: run.moment)
                else { continue }
                let new = run.spawn(run.model.nodes[flow.target], frame: frame, via: flow.id)
                run.emit(.took(token: new, flow: flow.id))
            }
            run.remove(token: visit.token)
            try activate(visit.node, frame, &run)
        } catch {
            return run.park(visit, .join, error.sentence)
        }
        run.closeIfEmpty(frame)
    }
}
