import Kernel
import Testing

@testable import BPMN

@Suite("The inclusive join") struct InclusiveJoinTests {
    /// The standard's rule word for word (BPMN 2.0, 13.4.3), by walking every path that repeats no flow: slow, and
    /// written without the tables of the engine.
    static func reference(_ join: Node, _ state: ProcessState, _ model: ProcessModel) -> Bool {
        let incoming = Set(join.incoming)
        let withToken = Set(
            state.tokens.filter { $0.element == join.id }.compactMap { token in model.flows.firstIndex { $0.id == token.via } })
        guard !withToken.isEmpty else { return false }
        /// The incoming flows of the join at which paths from a node end that do not visit the join.
        func ends(_ node: Int, _ used: Set<Int>) -> Set<Int> {
            guard node != join.order else { return [] }
            var found: Set<Int> = []
            for flow in model.flows.indices where model.flows[flow].source == node && !used.contains(flow) {
                if incoming.contains(flow) { found.insert(flow) }
                found.formUnion(ends(model.flows[flow].target, used.union([flow])))
            }
            return found
        }
        for token in state.tokens where token.element != join.id {
            guard let node = model.node(token.element) else { continue }
            let reachable = ends(node.order, [])
            let empty = reachable.subtracting(withToken)
            if !empty.isEmpty && reachable.intersection(withToken).isEmpty { return false }
        }
        return true
    }

    /// A random net of user tasks and gateways, loops included; every node but the start has a way in.
    static func net(_ random: inout Seeded) -> String {
        let count = 6 + Int(random.next() % 5)
        var nodes = "<startEvent id='n0'/>"
        var flows = ""
        var number = 0
        func connect(_ source: Int, _ target: Int) {
            number += 1
            flows += "<sequenceFlow id='f\(number)' sourceRef='n\(source)' targetRef='n\(target)'/>\n"
        }
        for node in 1..<count {
            let kinds = ["userTask", "parallelGateway", "inclusiveGateway", "inclusiveGateway", "userTask"]
            nodes += "<\(kinds[Int(random.next() % 5)]) id='n\(node)'/>"
            connect(Int(random.next() % UInt64(node)), node)
        }
        for _ in 0..<(count / 2) {
            let source = 1 + Int(random.next() % UInt64(count - 1))
            let target = 1 + Int(random.next() % UInt64(count - 1))
            if source != target { connect(source, target) }
        }
        return nodes + flows
    }

    @Test("agrees with a slow reading of the standard on random nets") func agrees() throws {
        var asked = 0
        var ready = 0
        for seed in 1...400 {
            var random = Seeded(UInt64(seed))
            let model = try #require(Trial.read(InclusiveJoinTests.net(&random)).model)
            let joins = model.nodes.filter { $0.tag == "inclusiveGateway" && $0.incoming.count > 1 }
            for join in joins {
                for _ in 0..<10 {
                    // Tokens wait at some of the join's flows, and others stand anywhere.
                    var state = ProcessState(process: "p")
                    var id = 1
                    for (number, flow) in join.incoming.enumerated() where number == 0 || random.next() % 3 == 0 {
                        var token = Token(id: id, element: join.id, frame: 0, via: model.flows[flow].id)
                        token.wait = .join(holds: id == 1)
                        state.tokens.append(token)
                        id += 1
                    }
                    for node in model.nodes where node.id != join.id && random.next() % 5 == 0 {
                        state.tokens.append(Token(id: id, element: node.id, frame: 0, via: nil))
                        id += 1
                    }
                    let execution = Execution(model: model, moment: Trial.noon, state: state)
                    let answer = InclusiveGateway.isReady(join, frame: 0, execution)
                    #expect(answer == InclusiveJoinTests.reference(join, state, model), "seed \(seed), join \(join.id)")
                    asked += 1
                    if answer { ready += 1 }
                }
            }
        }
        // Both answers must occur often, or the comparison says little.
        #expect(asked > 1000 && ready > 200 && asked - ready > 200, "\(asked) asked, \(ready) ready")
    }
}
