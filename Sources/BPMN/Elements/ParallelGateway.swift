import Kernel

/// Waits until a token has come on every incoming flow, then goes on along every outgoing flow.
struct ParallelGateway: Element {
    static let tags = ["parallelGateway"]
    let pause = Pause.none

    init(_ reader: inout ElementReader) {}

    func arrive(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        run.gather(visit)
        let arrived = Set(run.gathered(at: visit.node, frame: run.frame(of: visit.token)).compactMap(\.via))
        let all = visit.node.incoming.allSatisfy { arrived.contains(run.model.flows[$0].id) }
        if all { run.join(visit.node, frame: run.frame(of: visit.token)) }
        return .gone
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }

    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int] { visit.node.outgoing }
}
